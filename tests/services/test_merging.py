"""Two cases of one citizen become one and two again; nothing moves past a wall, and no wait is forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from hotline.domain import story
from hotline.domain.ownership import Told
from hotline.services import marking, merging
from hotline.services.casework import Asked, Mistake
from hotline.store import cases, merges
from hotline.store.models.casework import Case
from tests.support.staff import viewer
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000101", "+22300000102"
SUBJECTS = ("on a volé mes boeufs à Konna", "bandits armés braquage sur la route de Sofara hier")


@pytest.fixture
def pair(town: Town) -> tuple[Case, Case]:
    """Two cases of one citizen at one desk, an hour apart."""
    for words in SUBJECTS:
        town.text(AWA, words)
        town.clock.advance(hours=1)
    first, second = town.cases(AWA)
    assert first.desk_id == second.desk_id
    return first, second


@pytest.fixture
def security(town: Town) -> Officer:
    return town.officer("security")


def fold(officer: Officer, case: Case, other: Case) -> int:
    page = f"/cases/{case.reference}"
    return officer.post(f"{page}/merges", page=page, text=other.reference).status_code


def told(town: Town, case: Case) -> story.Story:
    found = story.tell(Told(one.kind, one.at, one.actor, one.data) for one in town.trail(case))
    assert found is not None
    return found


@pytest.mark.parametrize("turned", [False, True])
def test_the_later_case_goes_into_the_earlier_whichever_way_it_is_asked(
    town: Town, pair: tuple[Case, Case], security: Officer, turned: bool
) -> None:
    first, second = pair
    assert fold(security, *((second, first) if turned else (first, second))) == 303
    into, gone = town.cases(AWA)
    assert (into.merged_into_id, gone.merged_into_id, gone.status) == (None, into.id, "closed")
    assert into.waiting_since == first.waiting_since
    assert told(town, second).excluded == "merged"
    assert f"/cases/{second.reference}" in security.get(f"/cases/{first.reference}").text
    page = security.get(f"/cases/{first.reference}").text
    assert "Les nouveaux messages des deux arrivent ici." in page
    assert SUBJECTS[1] in page
    assert "Lire les autres" not in page
    assert "Ses nouveaux messages vont là-bas." in security.get(f"/cases/{second.reference}").text


def test_of_a_case_with_several_texts_the_others_are_led_to(
    town: Town, pair: tuple[Case, Case], security: Officer
) -> None:
    first, second = pair
    town.text(AWA, "les bandits du braquage de Sofara sont revenus sur la route")
    assert town.cases(AWA)[1].last_message_id != second.last_message_id
    fold(security, first, second)
    assert "Lire les autres" in security.get(f"/cases/{first.reference}").text


def test_a_wait_that_was_answered_in_one_case_goes_on_in_the_other_from_its_own_start(
    town: Town, pair: tuple[Case, Case], security: Officer
) -> None:
    first, second = pair
    page = f"/cases/{first.reference}"
    security.post(f"{page}/answers", page=page, text="Nous venons.")
    town.clock.advance(hours=3)
    security = town.officer("security")
    fold(security, first, second)
    assert town.cases(AWA)[0].waiting_since == second.received_at
    wait = told(town, first).open_wait
    assert wait is not None
    assert wait.start == second.received_at


def test_an_urgent_case_stays_urgent_in_the_case_it_goes_into(
    town: Town, pair: tuple[Case, Case], security: Officer
) -> None:
    first, second = pair
    for case, urgency in ((first, "normal"), (second, "critical")):
        page = f"/cases/{case.reference}"
        security.post(f"{page}/urgency", page=page, urgency=urgency)
    first, second = town.cases(AWA)
    fold(security, first, second)
    into = town.cases(AWA)[0]
    assert into.urgency == "critical"
    assert into.due_at is not None
    assert second.due_at is not None
    assert into.due_at <= second.due_at
    assert town.verify() > 0


def test_an_answered_urgent_case_keeps_its_limit_for_what_a_normal_one_brings_into_it(
    town: Town, pair: tuple[Case, Case], security: Officer
) -> None:
    first, second = pair
    page = f"/cases/{second.reference}"
    security.post(f"{page}/urgency", page=page, urgency="normal")
    page = f"/cases/{first.reference}"
    security.post(f"{page}/answers", page=page, text="Nous venons.")
    town.watch()
    before, normal = town.cases(AWA)
    assert (before.urgency, before.waiting_since, normal.urgency) == ("high", None, "normal")
    fold(security, first, second)
    for _ in range(2):
        into = town.cases(AWA)[0]
        assert (into.waiting_since, into.due_at) == (second.received_at, second.received_at + timedelta(hours=24))
        assert into.answer_due_at == into.due_at
        town.watch()
    with town.application.unit() as unit:
        [row] = merges.of_case(unit.session, first.id)
    security.post(f"{page}/merges/{row.id}/end", page=page)
    for _ in range(2):
        into, gone = town.cases(AWA)
        assert (into.waiting_since, into.due_at) == (None, before.due_at)
        assert (gone.waiting_since, gone.due_at) == (normal.waiting_since, normal.due_at)
        town.watch()
    assert town.verify() > 0


def test_the_other_open_cases_of_the_citizen_are_offered_to_be_merged(
    town: Town, pair: tuple[Case, Case], security: Officer
) -> None:
    first, second = pair
    town.text(BOCAR, SUBJECTS[0])
    other = town.case(BOCAR)
    assert f'<option value="{second.reference}">' in security.get(f"/cases/{first.reference}").text
    page = security.get(f"/cases/{other.reference}").text
    assert "Ce citoyen n’a pas d’autre dossier ouvert ici." in page
    assert first.reference not in page.split('class="card stack more"')[1]


def test_a_merge_is_undone_with_everything_as_it_was(town: Town, pair: tuple[Case, Case], security: Officer) -> None:
    first, second = pair
    fold(security, first, second)
    with town.application.unit() as unit:
        [row] = merges.of_case(unit.session, first.id)
    page = f"/cases/{first.reference}"
    assert security.post(f"{page}/merges/{row.id}/end", page=page).status_code == 303
    assert security.post(f"{page}/merges/{row.id}/end", page=page).status_code == 422
    into, gone = town.cases(AWA)
    assert (gone.status, gone.waiting_since, gone.due_at) == (second.status, second.waiting_since, second.due_at)
    assert gone.merged_into_id is gone.closed_at is gone.outcome is None
    assert into.waiting_since == first.waiting_since
    assert told(town, second).excluded == ""
    assert told(town, second).open_wait is not None
    assert town.verify() > 0


def test_what_was_put_aside_before_a_merge_is_so_again_after_it(
    town: Town, pair: tuple[Case, Case], security: Officer
) -> None:
    first, second = pair
    until = town.clock.now() + timedelta(days=3)
    officer = viewer(town, "security")
    for case in pair:
        with town.application.unit() as unit:
            marking.snooze(unit, Asked(officer, case.reference), until)
    fold(security, first, second)
    assert all(case.snoozed_until is None for case in town.cases(AWA))
    with town.application.unit() as unit:
        [row] = merges.of_case(unit.session, first.id)
        office = town.application.tools.office.read(unit.session)
        merging.undo(unit, Asked(officer, first.reference), row.id, office)
    assert [case.snoozed_until for case in town.cases(AWA)] == [until, until]
    assert town.kinds(second)[-2:] == ["snoozed", "merge_undone"]
    assert town.verify() > 0


def test_the_citizens_next_text_and_question_go_to_the_case_that_stands(
    town: Town, pair: tuple[Case, Case], security: Officer
) -> None:
    first, second = pair
    fold(security, first, second)
    town.text(AWA, f"dossier {second.reference} : ils sont revenus")
    assert town.cases(AWA)[1].status == "closed"
    assert town.kinds(first)[-2:].count("text_joined") == 1
    town.text(AWA, f"SUIVI {second.reference}")
    assert "status_asked" in town.kinds(first)


def test_what_must_not_be_merged_says_why(town: Town, pair: tuple[Case, Case], security: Officer) -> None:
    first, second = pair
    town.text(BOCAR, SUBJECTS[0])
    other = town.case(BOCAR)
    page = f"/cases/{first.reference}"
    for text, words in (
        (first.reference, "C’est le même dossier."), (other.reference, "pas du même citoyen"), ("", "Choisissez un"),
        ("1000008", "Choisissez un dossier"), ("x" * 5_000, "Choisissez un dossier"),
    ):  # fmt: skip
        answer = security.post(f"{page}/merges", page=page, text=text)
        assert (answer.status_code, words in answer.text) == (422, True), text[:20]
    with town.application.unit() as unit:
        office = town.application.tools.office.read(unit.session)
        police = next(body.id for body in office.bodies if body.force == "police")
        cases.accuse(unit.session, second.id, frozenset({police}))
    assert fold(security, first, second) == 422
    assert "merged" not in town.kinds(first) + town.kinds(second)


def test_of_two_merges_at_once_one_is_done_and_the_other_is_told_so(town: Town, pair: tuple[Case, Case]) -> None:
    town.text(AWA, "des voleurs ont pris du matériel au marché de Mopti")
    everything, officer, together = town.cases(AWA), viewer(town, "security"), Barrier(2)
    with town.application.unit() as unit:
        office = town.application.tools.office.read(unit.session)

    def merge(which: tuple[Case, Case]) -> str:
        together.wait(timeout=20)
        try:
            with town.application.unit() as unit:
                merging.merge(unit, Asked(officer, which[0].reference), which[1].reference, office)
        except Mistake as mistake:
            return mistake.code
        return "merged"

    first, second = everything[0], everything[1]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(merge, [(first, second), (second, first)])) == ["merged", "merged_already"]
    assert town.kinds(first).count("merged") == town.kinds(second).count("merged") == 1
    assert town.cases(AWA)[0].received_at + timedelta(hours=1) == second.received_at
