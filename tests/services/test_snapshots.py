"""The labels of one training: corrected on the case page, read blind, left out where somebody could see too much."""

from __future__ import annotations

import re
from itertools import count

import pytest
from sqlalchemy import select

from hotline.domain.learning import is_gold
from hotline.services import snapshots
from hotline.services.snapshots import Snapshot
from hotline.store.models.casework import Case
from hotline.store.models.office import Category
from hotline.store.models.sorting import LabelEvent
from hotline.store.models.traffic import Message
from tests.support.town import Town

ALI, AWA = "+22300000201", "+22300000202"
THEFT = "on a volé mes boeufs cette nuit à Konna"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


@pytest.fixture
def phones() -> count[int]:
    return count(400)


def taken(town: Town, upto: int | None = None) -> Snapshot:
    with town.application.unit() as unit:
        office = town.application.tools.office.read(unit.session)
        return snapshots.take(unit, [row.code for row in office.categories.values() if row.active], upto)


def labels(town: Town) -> list[LabelEvent]:
    with town.application.unit() as unit:
        return list(unit.session.scalars(select(LabelEvent).order_by(LabelEvent.number)))


def drawn(town: Town, phones: count[int], words: str, *, gold: bool) -> Case:
    """Text until the draw falls as wanted; return that text's case."""
    while True:
        phone = f"+22300000{next(phones)}"
        town.text(phone, words)
        case = town.case(phone)
        if case.last_message_id and is_gold(case.last_message_id) == gold:
            return case


def correct(town: Town, case: Case, officer: str = "security", **fields: str) -> int:
    path = f"/cases/{case.reference}"
    return town.officer(officer).post(f"{path}/category", page=path, **fields).status_code


def test_a_correction_on_the_case_page_changes_the_case_and_leaves_a_label(town: Town) -> None:
    town.text(ALI, THEFT)
    case = town.case(ALI)
    assert correct(town, case, category="banditry") == 303
    after, [label] = town.case(ALI), labels(town)
    assert (after.category, after.desk_id) == ("banditry", case.desk_id)
    assert (label.old_category, label.new_category, label.suggestion_visible) == (case.category, "banditry", True)
    assert label.model_version
    assert "category_corrected" in town.kinds(after)
    assert "corrige la catégorie" in town.officer("security").get(f"/cases/{case.reference}").text


def test_a_correction_never_lowers_urgency_or_protection(town: Town) -> None:
    town.text(ALI, "ils tirent sur le village de Konna maintenant, des morts")
    case = town.case(ALI)
    with town.application.unit() as unit:
        row = unit.session.get_one(Case, case.id)
        row.urgency, row.sensitivity, row.wall, row.needs_person = "critical", "S2", "none", False
    assert correct(town, case, officer="coordinator", category="chatter", urgency="low") == 303
    assert (town.case(ALI).urgency, town.case(ALI).sensitivity) == ("critical", "S2")


def test_a_correction_that_accuses_walls_the_case_from_who_made_it(town: Town) -> None:
    town.text(ALI, THEFT)
    case = town.case(ALI)
    assert correct(town, case, category="force_abuse") == 303
    after = town.case(ALI)
    assert (after.wall, town.desk_kind(after)) == ("confirmed", "oversight")
    assert town.officer("security").get(f"/cases/{case.reference}").status_code == 404
    assert town.verify()


@pytest.mark.parametrize("fields", [{"category": "gossip"}, {}, {"category": "health", "urgency": "very"}])
def test_junk_corrects_nothing(town: Town, fields: dict[str, str]) -> None:
    town.text(ALI, THEFT)
    assert correct(town, town.case(ALI), **fields) == 422
    assert labels(town) == []


def test_what_is_filed_so_already_is_no_correction(town: Town) -> None:
    town.text(ALI, THEFT)
    assert correct(town, town.case(ALI), category=town.case(ALI).category) == 422


def test_who_may_not_read_a_case_corrects_nothing(town: Town) -> None:
    town.text(ALI, ABUSE)
    answer = town.officer("security").post(f"/cases/{town.case(ALI).reference}/category", page="/account",
                                           category="health")  # fmt: skip
    assert answer.status_code == 404


def test_a_text_of_the_random_part_is_read_blind_once_and_measured_on(town: Town, phones: count[int]) -> None:
    case = drawn(town, phones, THEFT, gold=True)
    coordinator = town.officer("coordinator")
    page = coordinator.get("/triage/blind").text
    assert THEFT in page
    assert "selected" not in page
    assert "checked" not in page
    found = re.search(r'action="(/triage/blind/[0-9a-f-]{36})"', page)
    assert found
    fields = {"category": "cattle_theft", "urgency": "high", "accuses": "no"}
    assert coordinator.post(found[1], page="/triage/blind", **fields).status_code == 303
    [label] = labels(town)
    assert (label.message_id, label.suggestion_visible) == (case.last_message_id, False)
    assert THEFT not in coordinator.get("/triage/blind").text
    coordinator.post(found[1], page="/account", **fields)
    assert len(labels(town)) == 1
    snapshot = taken(town)
    assert [one.category for one in snapshot.gold] == ["cattle_theft"]
    assert snapshot.lessons == ()


def test_a_text_outside_the_random_part_cannot_be_judged_blind(town: Town, phones: count[int]) -> None:
    case = drawn(town, phones, THEFT, gold=False)
    coordinator = town.officer("coordinator")
    fields = {"category": "cattle_theft", "urgency": "high", "accuses": "no"}
    path = f"/triage/blind/{case.last_message_id}"
    assert coordinator.post(path, page="/triage/blind", **fields).status_code == 404
    assert coordinator.post(path, page="/triage/blind", category="water").status_code == 422
    assert town.officer("security").get("/triage/blind").status_code == 404


def test_a_label_of_a_category_that_was_taken_out_of_service_is_left_out(town: Town, phones: count[int]) -> None:
    case = drawn(town, phones, THEFT, gold=False)
    assert correct(town, case, category="banditry") == 303
    assert [one.category for one in taken(town).lessons] == ["banditry"]
    with town.application.unit() as unit:
        unit.session.get_one(Category, "banditry").active = False
    with town.application.unit() as unit:
        known = [row.code for row in unit.session.scalars(select(Category)) if row.active]
        snapshot = snapshots.take(unit, known)
    assert (snapshot.lessons, snapshot.left_out) == ((), {"unknown": 1})
    assert town.officer("security").get(f"/cases/{case.reference}").status_code == 200


def test_the_same_end_gives_the_same_snapshot_whatever_came_after(town: Town, phones: count[int]) -> None:
    correct(town, drawn(town, phones, THEFT, gold=False), category="banditry")
    before = taken(town)
    correct(town, drawn(town, phones, "autre chose : " + THEFT, gold=False), category="local_crime")
    assert taken(town).digest != before.digest
    assert taken(town, before.upto).digest == before.digest


def test_protected_cases_and_complaints_about_this_line_are_never_learnt_from(town: Town, phones: count[int]) -> None:
    for words in ("une femme a été violée à Konna", "votre ligne demande de l'argent pour aider, c'est la honte"):
        drawn(town, phones, words, gold=False)
    with town.application.unit() as unit:
        account = unit.session.scalars(select(LabelEvent.account_id)).first()
        assert account is None
        hidden = unit.session.scalars(select(Case).where(Case.sensitivity == "S3")).all()
        assert hidden
    snapshot = taken(town)
    assert (snapshot.lessons, snapshot.gold) == ((), ())


def test_words_of_one_person_are_marked_as_theirs(town: Town, phones: count[int]) -> None:
    case = drawn(town, phones, THEFT, gold=False)
    correct(town, case, category="banditry")
    with town.application.unit() as unit:
        contact = unit.session.scalars(select(Message.contact_id).where(Message.case_id == case.id)).one()
    assert taken(town).lessons[0].writer == str(contact)
