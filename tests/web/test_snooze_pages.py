"""Putting a protected or urgent case aside past its due time is asked once more; a danger is put aside by nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.store.models.casework import Case
from hotline.web.times import BAMAKO, date_words
from tests.support.town import Officer, Town

AWA = "+22300000101"
THEFT = "on a volé mes boeufs à Konna"
WARNED, ANYHOW = "L’échéance passe avant :", "Mettre de côté quand même"


@pytest.fixture
def security(town: Town) -> Officer:
    town.text(AWA, THEFT)
    return town.officer("security")


def make(town: Town, **now: str) -> Case:
    """Make the case so urgent or so protected, due in three days."""
    with town.application.unit() as unit:
        case = unit.session.get_one(Case, town.case(AWA).id)
        for name, value in now.items():
            setattr(case, name, value)
        case.due_at = unit.now + timedelta(days=3)
    return town.case(AWA)


def put_aside(town: Town, officer: Officer, case: Case, days: int, **more: str) -> tuple[int, str]:
    day = (town.clock.now().astimezone(BAMAKO) + timedelta(days=days)).date().isoformat()
    page = f"/cases/{case.reference}"
    answer = officer.post(f"{page}/snooze", page=page, day=day, **{key: day for key in more})
    return answer.status_code, answer.text


def test_an_urgent_case_is_put_aside_past_its_due_time_only_when_asked_twice(town: Town, security: Officer) -> None:
    case = make(town, urgency="high")
    assert "Dossier urgent." in security.get(f"/cases/{case.reference}").text
    code, page = put_aside(town, security, case, 5)
    assert (code, WARNED in page, ANYHOW in page) == (422, True, True)
    day = (town.clock.now().astimezone(BAMAKO) + timedelta(days=5)).date()
    assert f"Mettre de côté jusqu’au <b>{date_words(day)}</b>" in page
    assert town.case(AWA).snoozed_until is None
    assert put_aside(town, security, case, 5, sure="yes")[0] == 303
    assert town.case(AWA).snoozed_until is not None


@pytest.mark.parametrize(("urgency", "days"), [("high", 2), ("normal", 5)])
def test_before_its_due_time_or_without_urgency_nothing_is_asked(
    town: Town, security: Officer, urgency: str, days: int
) -> None:
    assert put_aside(town, security, make(town, urgency=urgency), days)[0] == 303
    assert town.case(AWA).snoozed_until is not None


def test_a_protected_case_is_asked_for_too(town: Town) -> None:
    town.text(AWA, "mon mari me bat chaque jour, ne dites rien")
    officer, case = town.officer("protection"), make(town, urgency="normal", sensitivity="S3")
    assert put_aside(town, officer, case, 5)[0] == 422
    assert town.case(AWA).snoozed_until is None


WAITS = "Un danger attend une réponse. Il ne se met pas de côté."
UNREAD = "Le citoyen n’a pas encore lu. Un danger ne se met pas de côté."


def test_a_danger_that_waits_says_why_it_is_not_put_aside_and_offers_nothing(town: Town, security: Officer) -> None:
    case = make(town, urgency="critical")
    page = security.get(f"/cases/{case.reference}").text
    assert WAITS in page
    assert "Demain matin" not in page
    code, shown = put_aside(town, security, case, 1)
    assert (code, WAITS in shown) == (422, True)
    make(town, urgency="high")
    assert "Demain matin" in security.get(f"/cases/{case.reference}").text


def test_a_danger_is_not_put_aside_while_its_answer_is_kept_until_the_citizen_was_spoken_to(town: Town) -> None:
    town.text(AWA, "mon mari me bat chaque jour, ne dites rien")
    officer, case = town.officer("protection"), make(town, urgency="critical", sensitivity="S3")
    path = f"/cases/{case.reference}"
    officer.post(f"{path}/answers", page=path, text="Venez au centre.")
    assert town.case(AWA).waiting_since is None
    page = officer.get(path).text
    assert (UNREAD in page, "Demain matin" in page) == (True, False)
    code, shown = put_aside(town, officer, town.case(AWA), 1)
    assert (code, UNREAD in shown, town.case(AWA).snoozed_until) == (422, True, None)
    now = town.clock.now()
    said = {"outcome": "reached", "day": now.date().isoformat(), "at": f"{now:%H:%M}"}
    assert officer.post(f"{path}/calls", page=path, **said).status_code == 303
    assert "Demain matin" in officer.get(path).text
    assert put_aside(town, officer, town.case(AWA), 1)[0] == 303


def test_a_closed_case_says_of_its_copy_that_it_is_kept_on_paper(town: Town, security: Officer) -> None:
    path = f"/cases/{town.case(AWA).reference}"
    assert "Garder pour plus tard" in security.get(path).text
    security.post(f"{path}/closure", page=path, text="Vu.", outcome="resolved")
    town.work()
    town.text(AWA, "1")
    page = security.get(path).text
    assert ("Garder sur papier" in page, "Garder pour plus tard" in page) == (True, False)


def test_a_case_put_aside_is_brought_back_from_above_its_story(town: Town, security: Officer) -> None:
    case = make(town, urgency="normal")
    put_aside(town, security, case, 2)
    page = security.get(f"/cases/{case.reference}").text
    strip = page.partition("<b>Mis de côté.</b>")[2].partition("</div>")[0]
    assert "Ramener maintenant" in strip
    assert page.count("Ramener maintenant") == 1
    assert f'action="/cases/{case.reference}/snooze"' in strip
    security.post(f"/cases/{case.reference}/snooze", page=f"/cases/{case.reference}")
    assert "Ramener maintenant" not in security.get(f"/cases/{case.reference}").text


def test_who_puts_a_case_aside_or_brings_it_back_stays_in_the_list_they_came_from(
    town: Town, security: Officer
) -> None:
    case = town.case(AWA)
    page = f"/cases/{case.reference}?queue=mine"
    form = security.get(page).text.partition('/snooze"')[2].partition("</form>")[0]
    assert 'name="queue" value="mine"' in form
    day = (town.clock.now().astimezone(BAMAKO) + timedelta(days=1)).date().isoformat()
    answer = security.post(f"/cases/{case.reference}/snooze", page=page, day=day, queue="mine", sure=day)
    assert "queue=mine" in answer.headers["Location"]
    again = security.get(page).text.partition('/snooze"')[2].partition("</form>")[0]
    assert 'name="queue" value="mine"' in again


@pytest.mark.parametrize("day", ["12026-01-01", "demain"])
def test_a_day_that_is_none_is_refused_on_the_case_itself(town: Town, security: Officer, day: str) -> None:
    page = f"/cases/{town.case(AWA).reference}"
    assert 'type="date" max="9999-12-31"' in security.get(page).text
    refused = security.post(f"{page}/snooze", page=page, day=day)
    assert refused.status_code == 422
    assert "Pas encore enregistré." in refused.text
    assert THEFT in refused.text
    assert town.case(AWA).snoozed_until is None


def test_the_next_morning_is_one_on_which_the_desk_opens(town: Town, security: Officer) -> None:
    page = f"/cases/{town.case(AWA).reference}"
    assert "Demain matin" in security.get(page).text
    town.clock.advance(days=5)
    assert town.clock.now().astimezone(BAMAKO).weekday() == 5
    security = town.officer("security")
    saturday = security.get(page).text
    assert "Lundi matin" in saturday
    assert "Demain matin" not in saturday
    monday = (town.clock.now().astimezone(BAMAKO) + timedelta(days=2)).date().isoformat()
    assert f'name="day" value="{monday}"' in saturday
