"""The alarms one by one: who audits sees when, where and whose; never a text, and nothing across a wall."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from hotline.store import events
from hotline.store.models.casework import HOUSE, Case
from hotline.store.models.office import Body
from hotline.store.models.people import Account
from tests.support.town import Town

PHONE, OTHER = "+22300000001", "+22300000002"
THEFT = "On a volé nos boeufs cette nuit à Konna"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


def _hurried(town: Town, name: str, phone: str, words: str) -> Case:
    """Let an officer answer within seconds of opening, and nobody do anything afterwards."""
    town.text(phone, words)
    page = f"/cases/{town.case(phone).reference}"
    town.officer(name).post(f"{page}/answers", page=page, text="Bien reçu, xylokanari.")
    return town.case(phone)


def test_an_alarm_is_shown_with_its_case_its_desk_and_whose_it_was(town: Town) -> None:
    case = _hurried(town, "security", PHONE, THEFT)
    assert "Rien à regarder" in town.officer("auditor").get("/audit/alarms").text
    town.clock.advance(days=15)
    auditor = town.officer("auditor")
    page = auditor.get("/audit/alarms").text
    assert f"/audit/cases/{case.reference}" in page
    assert "réponse vide" in page
    assert "Brigade de Mopti, Gendarmerie de Mopti" in page
    assert "xylokanari" not in page
    assert "boeufs" not in page
    with town.application.unit() as unit:
        asked = [one for one in events.trail(unit.session, HOUSE) if one.kind == "trail_searched"]
    assert [one.data["format"] for one in asked] == ["alarms", "alarms"]
    assert "/audit/alarms?from=" in auditor.get("/reports/gaming").text


def _main(town: Town) -> str:
    return town.officer("auditor").get("/audit/alarms?from=2026-03-01&to=2026-04-30").text.split("<main")[1]


def test_behind_a_wall_there_is_no_alarm(town: Town) -> None:
    walled = _hurried(town, "oversight", OTHER, ABUSE)
    town.clock.advance(days=15)
    assert f"/audit/cases/{walled.reference}" in _main(town)
    with town.application.unit() as unit:
        body = unit.session.scalars(select(Body.id).where(Body.code == "gendarmerie-mopti")).one()
        unit.session.execute(update(Account).where(Account.email == "auditor@demo.invalid").values(body_id=body))
    assert "Rien à regarder" in _main(town)


@pytest.mark.parametrize("query", ["from=never", "to=0001-01-01", "from=2026-03-03&to=2026-03-02", "to=" + "9" * 500])
def test_days_that_cannot_be_are_refused(town: Town, query: str) -> None:
    answer = town.officer("auditor").get(f"/audit/alarms?{query}")
    assert answer.status_code == 422
    assert 'id="e-' in answer.text


def test_the_list_is_for_those_who_audit(town: Town) -> None:
    assert [town.officer(name).get("/audit/alarms").status_code for name in ("security", "coordinator")] == [404, 404]
