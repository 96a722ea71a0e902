"""Like messages stand together: one decision for all, exceptions by one key, news on top, and no wall ever crossed."""

from __future__ import annotations

import re
from dataclasses import replace
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from hotline.domain.walls import Viewer
from hotline.services import sorting
from hotline.store import accounts, office
from hotline.store.models.people import Account
from hotline.store.models.sorting import LabelEvent, Standing
from tests.support.town import Officer, Town

NOISE = "des choses étranges la nuit"
AGAIN = ("des choses etranges la nuit", "La nuit des choses étranges", NOISE)
ELSEWHERE = "quelque chose de nouveau au marché"
ABUSE = "Les gendarmes nous ont frappés et ont pris notre argent"


def phone(number: int) -> str:
    return f"+223000005{number:02d}"


def tell(town: Town, *texts: str) -> list[str]:
    """Have each text come from another phone, and return the references in order."""
    for number, words in enumerate(texts):
        town.text(phone(number), words)
        town.clock.advance(seconds=5)
    return [town.case(phone(number)).reference for number in range(len(texts))]


def shown(officer: Officer) -> tuple[str, str]:
    """Return the reference in the officer's hands, and what the form says of the others."""
    page = officer.get("/triage").text
    found = re.search(r'action="/triage/(\d+)"', page)
    return (found[1] if found else "", (re.search(r'name="others" value="([^"]*)"', page) or ["", ""])[1])


def group_of(town: Town, number: int) -> UUID:
    with town.application.unit() as unit:
        return unit.session.get_one(Standing, town.case(phone(number)).id).group_id


def test_one_key_sorts_a_message_and_its_like(town: Town) -> None:
    references = tell(town, NOISE, *AGAIN, ELSEWHERE)
    coordinator = town.officer("coordinator")
    head, others = shown(coordinator)
    assert head == references[0]
    assert {part.split(":")[0] for part in others.split()} == set(references[1:4])
    answer = coordinator.post(f"/triage/{head}", page="/triage", category="local_crime", others=others)
    assert answer.status_code == 303
    assert [town.case(phone(n)).category for n in range(4)] == ["local_crime"] * 4
    assert shown(coordinator)[0] == references[4]
    with town.application.unit() as unit:
        labels = unit.session.scalars(select(LabelEvent)).all()
    assert len(labels) == 4
    assert {label.new_category for label in labels} == {"local_crime"}


def test_a_message_taken_out_waits_for_a_decision_of_its_own(town: Town) -> None:
    references = tell(town, NOISE, *AGAIN)
    coordinator = town.officer("coordinator")
    head, _ = shown(coordinator)
    coordinator.post(f"/triage/{head}/exceptions", page="/triage", out=references[2])
    head, others = shown(coordinator)
    assert head == references[0]
    assert references[2] not in others
    coordinator.post(f"/triage/{head}", page="/triage", category="local_crime", others=others)
    assert town.case(phone(2)).needs_person
    assert shown(coordinator)[0] == references[2]


def test_the_head_itself_may_be_taken_out_and_the_others_stay_together(town: Town) -> None:
    references = tell(town, NOISE, *AGAIN)
    coordinator = town.officer("coordinator")
    coordinator.post(f"/triage/{references[0]}/exceptions", page="/triage", out=references[0])
    assert group_of(town, 1) == group_of(town, 2) == group_of(town, 3) != group_of(town, 0)
    town.text(phone(9), NOISE)
    assert group_of(town, 9) == group_of(town, 1)


@pytest.mark.parametrize("news", ["un homme est blessé", "aussi au deuxième village", "à Konna"])
def test_what_tells_something_new_stands_out_and_comes_first(town: Town, news: str) -> None:
    references = tell(town, NOISE, *AGAIN, f"{NOISE} {news}")
    assert group_of(town, 1) == group_of(town, 0)
    assert group_of(town, 4) != group_of(town, 0)
    with town.application.unit() as unit:
        standing = unit.session.get_one(Standing, town.case(phone(4)).id)
        assert standing.news
        assert standing.near_id == town.case(phone(0)).id
        case = unit.session.get_one(type(town.case(phone(4))), standing.case_id)
        case.urgency, case.needs_person, case.sensitivity, case.wall = "normal", True, "S1", "none"
    assert shown(town.officer("coordinator"))[0] == references[4]


def test_news_that_was_understood_before_its_like_comes_first_as_well(town: Town) -> None:
    for number, words in enumerate((NOISE, AGAIN[0], f"{NOISE}, un homme est blessé")):
        town.deliver_text(phone(number), words)
        town.clock.advance(seconds=5)
    town.work()
    assert group_of(town, 0) == group_of(town, 1) == group_of(town, 2)
    with town.application.unit() as unit:
        case = unit.session.get_one(type(town.case(phone(2))), town.case(phone(2)).id)
        case.urgency, case.needs_person, case.sensitivity, case.wall = "normal", True, "S1", "none"
        assert [unit.session.get_one(Standing, town.case(phone(n)).id).news for n in range(3)] == [False, False, True]
    page = town.officer("coordinator").get("/triage").text
    assert f'action="/triage/{town.case(phone(2)).reference}"' in page
    assert "Du nouveau" in page


def test_a_later_text_with_news_takes_its_case_out_of_the_group(town: Town) -> None:
    tell(town, NOISE, *AGAIN)
    town.text(phone(2), f"dossier {town.case(phone(2)).reference} il y a un mort")
    assert group_of(town, 2) != group_of(town, 0) == group_of(town, 1)


def test_what_changed_since_it_was_read_is_left_for_another_look(town: Town) -> None:
    references = tell(town, NOISE, *AGAIN)
    coordinator = town.officer("coordinator")
    head, others = shown(coordinator)
    coordinator.post(f"/cases/{references[1]}/ownership", page="/triage")
    coordinator.post(f"/triage/{head}", page="/triage", category="local_crime", others=others)
    assert town.case(phone(1)).needs_person
    assert not town.case(phone(2)).needs_person


def test_two_coordinators_are_never_given_one_group(town: Town) -> None:
    tell(town, NOISE, *AGAIN, ELSEWHERE)
    with town.application.unit() as unit:
        account = accounts.by_email(unit.session, "coordinator@demo.invalid")
        assert account
        first = office.viewer_of(account)
        unit.session.add(
            Account(id=UUID(int=78), email="c2@demo.invalid", title="Coordination 2", role="coordinator",
                    body_id=account.body_id, desk_id=account.desk_id, languages=["fr"], created_at=unit.now)
        )  # fmt: skip
    second = replace(first, account_id=UUID(int=78))
    held: list[str] = []
    both = Barrier(2)

    def take(viewer: Viewer) -> None:
        both.wait()
        with town.application.unit() as unit:
            case = sorting.take_next(unit, viewer)
            held.append(case.reference if case else "")

    hands = [Thread(target=take, args=(viewer,)) for viewer in (first, second)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(held) == sorted([town.case(phone(0)).reference, town.case(phone(4)).reference])


def test_texts_that_accuse_stand_with_no_others_and_wait_for_oversight_alone(town: Town) -> None:
    plain = "des hommes nous ont frappés et ont pris notre argent"
    references = tell(town, ABUSE, ABUSE, plain)
    assert group_of(town, 0) == group_of(town, 1)
    with town.application.unit() as unit:
        walled, other = (unit.session.get_one(Standing, town.case(phone(n)).id) for n in (0, 2))
        assert not set(walled.sketch) & set(other.sketch)
    oversight = town.officer("oversight")
    head, others = shown(oversight)
    assert head == references[0]
    assert others.startswith(references[1])
    for name in ("coordinator", "security", "civil"):
        page = town.officer(name).get("/triage").text
        assert references[0] not in page
        assert references[1] not in page


def test_a_wall_is_lifted_for_one_case_at_a_time(town: Town) -> None:
    tell(town, ABUSE, ABUSE)
    oversight = town.officer("oversight")
    head, others = shown(oversight)
    oversight.post(f"/triage/{head}", page="/triage", category="local_crime", wall="lifted", others=others)
    assert [town.case(phone(n)).wall for n in (0, 1)] == ["hinted", "hinted"]


def test_the_other_cases_of_a_form_are_only_those_the_account_sorts(town: Town) -> None:
    tell(town, NOISE, ABUSE)
    coordinator = town.officer("coordinator")
    walled = town.case(phone(1))
    head, _ = shown(coordinator)
    forged = f"{walled.reference}:{walled.version} 1000008:1"
    coordinator.post(f"/triage/{head}", page="/triage", category="local_crime", others=forged)
    assert town.case(phone(1)).wall == "hinted"
    assert town.case(phone(1)).category != "local_crime"


@pytest.mark.parametrize("others", ["x", "1:2:3", "1:x", "٣:١", "9" * 5_000])
def test_a_form_that_was_spoilt_is_refused(town: Town, others: str) -> None:
    tell(town, NOISE)
    coordinator = town.officer("coordinator")
    head, _ = shown(coordinator)
    answer = coordinator.post(f"/triage/{head}", page="/triage", category="local_crime", others=others)
    assert answer.status_code == 400
    assert town.case(phone(0)).needs_person


def test_a_rescue_is_offered_first_for_a_danger_behind_a_wall(town: Town) -> None:
    tell(town, "les gendarmes tirent sur nous a Konna venez vite au secours")
    page = town.officer("oversight").get("/triage").text
    assert "<details open>" in page
    assert page.index("/alert") < page.index("asked")
    assert 'accesskey="d"' in page
