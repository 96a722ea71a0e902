"""One answer for an incident is for those who wait: nobody is answered twice, and no case changes hands."""

from __future__ import annotations

from uuid import UUID

import pytest

from hotline.domain.walls import Viewer
from hotline.services import casework, incident_answers, judging
from hotline.services.casework import Asked, Mistake
from hotline.services.incident_answers import Sending, Told
from hotline.store import incidents as rows
from tests.services.test_incidents import (
    RUMOUR,
    WATER,
    incident_of,
    phone,
    release,
    second_coordinator,
    send,
    tell,
    write,
)
from tests.support.town import Town

OWN, ALL = "Une équipe part demain.", "La pompe est réparée."


def answer_alone(town: Town, viewer: Viewer, number: int) -> None:
    with town.application.unit() as unit:
        asked = Asked(viewer, town.case(phone(number)).reference)
        casework.answer(unit, asked, OWN, town.application.tools.languages)
    town.work()


def incident(town: Town) -> UUID:
    found = incident_of(town, 0)
    assert found
    return found


def groups(town: Town, viewer: Viewer, incident_id: UUID) -> tuple[int, int]:
    with town.application.unit() as unit:
        told = incident_answers.to_tell(unit, viewer, incident_id, town.application.tools.languages).get("fr", Told())
        return len(told.owed), len(told.answered)


def got(town: Town, number: int) -> int:
    return town.carrier.to(phone(number)).count(ALL)


def test_who_was_answered_by_an_officer_gets_no_second_answer_but_on_purpose(town: Town) -> None:
    tell(town, WATER, WATER)
    coordinator, incident_id = town.viewer("coordinator"), incident(town)
    answer_alone(town, coordinator, 0)
    answer_id = write(town, coordinator, incident_id, ALL)
    assert groups(town, coordinator, incident_id) == (1, 1)
    assert release(town, coordinator, answer_id) == 1
    assert (send(town), got(town, 0), got(town, 1)) == (1, 0, 1)
    with town.application.unit() as unit:
        how = Sending(answered_too=True)
        assert incident_answers.release(unit, coordinator, answer_id, town.application.tools.languages, how) == 1
    assert (send(town), got(town, 0), got(town, 1)) == (1, 1, 1)


def test_who_is_answered_after_the_button_and_before_the_text_is_left_out(town: Town) -> None:
    tell(town, WATER, WATER)
    coordinator, incident_id = town.viewer("coordinator"), incident(town)
    answer_id = write(town, coordinator, incident_id, ALL)
    assert release(town, coordinator, answer_id) == 2
    answer_alone(town, coordinator, 0)
    assert (send(town), got(town, 0), got(town, 1)) == (2, 0, 1)
    with town.application.unit() as unit:
        assert rows.told(unit.session, coordinator, [answer_id])[answer_id] == {"done": 1}
    town.text(phone(0), "toujours pas d'eau à la pompe")
    assert release(town, coordinator, answer_id) == 1
    assert (send(town), got(town, 0)) == (1, 1)


def test_an_asker_whom_a_colleague_answered_hears_no_verdict_unasked(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR)
    first, second, incident_id = town.viewer("coordinator"), second_coordinator(town), incident(town)
    answer_alone(town, first, 0)
    answer_id = write(town, first, incident_id, ALL)
    for viewer in (first, second):
        with town.application.unit() as unit:
            judging.say_verdict(unit, viewer, incident_id, "false")
    assert release(town, second, answer_id) == 1
    assert (send(town), got(town, 0), got(town, 1)) == (1, 0, 1)


def test_an_answer_for_all_leaves_every_case_with_its_owner(town: Town) -> None:
    tell(town, WATER, WATER)
    first, second, incident_id = town.viewer("coordinator"), second_coordinator(town), incident(town)
    with town.application.unit() as unit:
        casework.take(unit, Asked(first, town.case(phone(0)).reference))
    release(town, second, write(town, second, incident_id, ALL))
    assert (send(town), got(town, 0), got(town, 1)) == (2, 1, 1)
    assert town.case(phone(0)).owner_id == first.account_id
    assert town.case(phone(1)).owner_id == second.account_id


def test_the_same_draft_is_not_kept_twice_and_none_is_left_once_all_are_answered(town: Town) -> None:
    tell(town, WATER, WATER)
    coordinator, incident_id = town.viewer("coordinator"), incident(town)
    answer_id = write(town, coordinator, incident_id, ALL)
    with pytest.raises(Mistake, match="same_draft"):
        write(town, coordinator, incident_id, f" {ALL} ")
    write(town, coordinator, incident_id, "Autre chose.")
    release(town, coordinator, answer_id)
    with town.application.unit() as unit:
        assert [one.id for one in rows.answers(unit.session, incident_id)] == [answer_id]
