"""Whoever reads a protected case stands in its trail before a word of it goes out, even where the page then fails."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from hotline.store.models.casework import Case
from hotline.store.models.people import Account
from hotline.store.models.traffic import Message
from tests.support.town import Town

PHONE = "+22300000001"
BEATEN = "mon mari me bat chaque jour, ne dites rien"


@pytest.fixture
def case(town: Town) -> Case:
    """A protected case at a protected desk, that a person has to sort too."""
    town.text(PHONE, BEATEN)
    case = town.case(PHONE)
    with town.application.unit() as unit:
        unit.session.execute(update(Case).where(Case.id == case.id).values(needs_person=True))
    assert case.sensitivity == "S3"
    return town.case(PHONE)


def _readers(town: Town, case: Case) -> list[str]:
    return [event.actor for event in town.trail(case) if event.kind == "case_read"]


def _account(town: Town, name: str) -> str:
    with town.application.unit() as unit:
        email = f"{name}@demo.invalid"
        return f"account:{unit.session.scalars(select(Account.id).where(Account.email == email)).one()}"


DOORS = [
    ("protection", "/cases/{reference}"),
    ("protection", "/cases/{reference}?queue=protected"),
    ("protection", "/triage"),
    ("administrator", "/cases/{reference}"),
    ("auditor", "/cases/{reference}"),
    ("auditor", "/audit/cases/{reference}"),
]


@pytest.mark.parametrize(("name", "path"), DOORS)
def test_every_door_to_a_protected_case_notes_who_reads(town: Town, case: Case, name: str, path: str) -> None:
    officer = town.officer(name)
    assert _readers(town, case) == []
    answer = officer.get(path.format(reference=case.reference))
    assert answer.status_code == 200
    assert (case.reference in answer.text) or (f"{case.reference[:3]} {case.reference[3:]}" in answer.text)
    assert _readers(town, case) == [_account(town, name)]


@pytest.mark.parametrize("path", ["/cases/{reference}", "/triage"])
def test_the_read_is_noted_even_when_the_page_fails(town: Town, case: Case, path: str) -> None:
    """Its words do not open any more: the page breaks in the middle of being made."""
    with town.application.unit() as unit:
        unit.session.execute(update(Message).where(Message.case_id == case.id).values(body_sealed=b"\x01x"))
    officer = town.officer("protection")
    assert officer.get(path.format(reference=case.reference)).status_code == 500
    assert _readers(town, case) == [_account(town, "protection")]


@pytest.mark.parametrize("name", ["security", "coordinator"])
def test_who_may_not_read_it_leaves_no_trace_of_having_read(town: Town, case: Case, name: str) -> None:
    officer = town.officer(name)
    assert officer.get(f"/cases/{case.reference}").status_code == 404
    assert case.reference not in officer.get("/triage").text
    assert _readers(town, case) == []


@pytest.mark.parametrize("path", ["/inbox", "/inbox?queue=protected", "/callbacks", "/reports/response-times.csv"])
def test_lists_and_files_hold_no_word_of_it_and_need_no_note(town: Town, case: Case, path: str) -> None:
    for name in ("protection", "coordinator", "administrator", "auditor"):
        page = town.officer(name).get(path).text
        assert "bat chaque jour" not in page
        assert "Violence" not in page
    assert _readers(town, case) == []


def test_an_ordinary_case_is_read_without_a_note(town: Town) -> None:
    town.text(PHONE, "On a volé nos boeufs cette nuit à Konna")
    case = town.case(PHONE)
    for name, path in DOORS[3:]:
        assert town.officer(name).get(path.format(reference=case.reference)).status_code == 200
    assert _readers(town, case) == []
