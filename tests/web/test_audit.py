"""The trail as auditors see it: steps and owners, never a text, and nothing across a wall."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text, update

from hotline.store.database import open_as_owner
from hotline.store.models.casework import Case, Event
from hotline.store.models.office import Body
from hotline.store.models.people import Account
from tests.support.town import Town
from tests.web.visitor import Visitor

PHONE = "+22300000001"
THEFT = "On a volé nos boeufs cette nuit à Konna"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


@pytest.fixture
def auditor(town: Town) -> Visitor:
    """A browser with the auditor of the demonstration, who belongs to the oversight body."""
    visitor = Visitor(town.web)
    visitor.sign_in("auditor@demo.invalid")
    return visitor


@pytest.fixture
def barred(town: Town) -> Visitor:
    """A browser with the administrator, whom a hostile office put into the gendarmerie."""
    with town.application.unit() as unit:
        body = unit.session.scalars(select(Body.id).where(Body.code == "gendarmerie-mopti")).one()
        unit.session.execute(update(Account).where(Account.role == "administrator").values(body_id=body))
    visitor = Visitor(town.web)
    visitor.sign_in("administrator@demo.invalid")
    return visitor


@pytest.fixture
def alter(database_url: str) -> Callable[[Case, int], None]:
    """Return what changes an event behind the service's back, as the owner of the database could."""

    def change(case: Case, n: int) -> None:
        engine = open_as_owner(database_url)
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE events DISABLE TRIGGER append_only"))
            connection.execute(update(Event).where(Event.chain == case.id, Event.n == n).values(kind="closed"))
            connection.execute(text("ALTER TABLE events ENABLE TRIGGER append_only"))
        engine.dispose()

    return change


@pytest.mark.parametrize("name", ["security", "coordinator"])
def test_only_those_who_audit_see_the_trail(visitor: Visitor, name: str) -> None:
    visitor.sign_in(f"{name}@demo.invalid")
    assert visitor.get("/audit").status_code == 404
    assert visitor.post("/audit/verification").status_code == 404


def test_the_house_chain_is_told_in_words(auditor: Visitor) -> None:
    page = auditor.get("/audit").get_data(as_text=True)
    assert "Entrée." in page
    assert "Audit 1" in page


def test_a_long_house_chain_is_paged(auditor: Visitor, town: Town) -> None:
    for _ in range(30):
        Visitor(town.web).sign_in("auditor@demo.invalid", "a wrong password")
        Visitor(town.web).sign_in("nobody@demo.invalid", "a wrong password")
    page = auditor.get("/audit").get_data(as_text=True)
    assert "/audit?before=" in page
    assert auditor.get("/audit?before=5").status_code == 200
    assert auditor.get("/audit?before=x").status_code == 200


def test_a_cases_steps_are_shown_and_its_words_are_not(auditor: Visitor, town: Town) -> None:
    town.text(PHONE, THEFT)
    case = town.case(PHONE)
    answer = auditor.get(f"/audit?case={case.reference[:3]}+{case.reference[3:]}")
    assert answer.headers["Location"] == f"/audit/cases/{case.reference}"
    page = auditor.get(f"/audit/cases/{case.reference}").get_data(as_text=True)
    assert page.count("<tr role") == len(town.trail(case)) + 1
    assert "Personne encore." in page
    assert "boeufs" not in page
    assert PHONE[1:] not in page


@pytest.mark.parametrize("typed", ["123", "482 9158", "<b>", "4" * 300])
def test_what_is_no_reference_is_refused_beside_its_field(auditor: Visitor, typed: str) -> None:
    answer = auditor.get("/audit", query_string={"case": typed})
    assert answer.status_code == 422
    assert 'id="e-case"' in answer.get_data(as_text=True)


def test_across_a_wall_a_case_is_as_absent_as_any_other(barred: Visitor, town: Town) -> None:
    town.text(PHONE, ABUSE)
    case = town.case(PHONE)
    there, nowhere = barred.get(f"/audit/cases/{case.reference}"), barred.get("/audit/cases/1000009")
    assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data)
    assert there.status_code == 404


def test_the_count_does_not_grow_by_a_walled_case(barred: Visitor, auditor: Visitor, town: Town) -> None:
    before = barred.post("/audit/verification").get_data(as_text=True)
    others = auditor.post("/audit/verification").get_data(as_text=True)
    town.text(PHONE, ABUSE)
    assert barred.post("/audit/verification").get_data(as_text=True) == before
    assert auditor.post("/audit/verification").get_data(as_text=True) != others


def test_the_first_broken_event_is_named(auditor: Visitor, town: Town, alter: Callable[[Case, int], None]) -> None:
    town.text(PHONE, THEFT)
    case = town.case(PHONE)
    assert "tout tient" in auditor.post("/audit/verification").get_data(as_text=True)
    alter(case, 2)
    page = auditor.post("/audit/verification").get_data(as_text=True)
    assert f"Rompu : dossier {case.reference}, événement 2. Son contenu a été changé." in page


def test_a_broken_chain_across_the_wall_tells_nothing(
    barred: Visitor, town: Town, alter: Callable[[Case, int], None]
) -> None:
    town.text(PHONE, ABUSE)
    before = barred.post("/audit/verification").get_data(as_text=True)
    alter(town.case(PHONE), 2)
    assert barred.post("/audit/verification").get_data(as_text=True) == before
