"""The auditor's desk: the trail asked by case, account, act and day; no text, no walled case, no unnoted question."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from uuid import UUID

import pytest
from sqlalchemy import select, update

from hotline.domain.questions import ACTIONS
from hotline.domain.references import make_reference
from hotline.services import witness
from hotline.store import events
from hotline.store.models.casework import HOUSE, Case
from hotline.store.models.office import Body
from hotline.store.models.people import Account
from tests.support.town import Officer, Town

PHONE, OTHER = "+22300000001", "+22300000002"
THEFT = "On a volé nos boeufs cette nuit à Konna"
BEATEN = "mon mari me bat chaque jour, ne dites rien"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


@pytest.fixture
def auditor(town: Town) -> Officer:
    """The auditor of the demonstration, who belongs to the oversight body."""
    return town.officer("auditor")


@pytest.fixture
def accused_auditor(town: Town) -> Officer:
    """An auditor whom a hostile office put into the gendarmerie."""
    with town.application.unit() as unit:
        body = unit.session.scalars(select(Body.id).where(Body.code == "gendarmerie-mopti")).one()
        unit.session.execute(update(Account).where(Account.email == "auditor@demo.invalid").values(body_id=body))
    return town.officer("auditor")


def _rows(officer: Officer, query: str = "") -> list[dict[str, str]]:
    answer = officer.get(f"/audit.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.get_data(as_text=True))))


def _case(town: Town, words: str = THEFT, phone: str = PHONE) -> Case:
    town.text(phone, words)
    return town.case(phone)


def _id(town: Town, officer: Officer) -> str:
    return officer.actor(town).removeprefix("account:")


def test_a_case_tells_who_saw_it_when_first_and_last(town: Town, auditor: Officer) -> None:
    case = _case(town, BEATEN)
    reader = town.officer("protection")
    for _ in range(3):
        assert reader.get(f"/cases/{case.reference}").status_code == 200
    page = auditor.get(f"/audit/cases/{case.reference}").text
    assert "Qui a lu ce dossier" in page
    assert 'data-label="Fois" class="num ">3<' in page
    # Who looks at the steps stands among them too.
    assert 'data-label="Fois" class="num ">1<' in page
    assert "bat chaque jour" not in page


def test_an_ordinary_case_is_noted_at_the_first_look_of_each_wait(town: Town) -> None:
    case = _case(town)
    security, coordinator = town.officer("security"), town.officer("coordinator")
    for officer in (security, security, coordinator):
        officer.get(f"/cases/{case.reference}")
    assert town.kinds(case).count("case_opened") == 2
    town.clock.advance(minutes=5)
    security.post(f"/cases/{case.reference}/answers", text="Nous venons.")
    town.clock.advance(minutes=5)
    town.text(PHONE, f"{case.reference} on a encore volé nos boeufs à Konna")
    assert "text_joined" in town.kinds(case)
    for _ in range(2):
        security.get(f"/cases/{case.reference}")
    assert town.kinds(case).count("case_opened") == 3


def test_the_trail_is_asked_by_act_account_case_and_day(town: Town, auditor: Officer) -> None:
    case, other = _case(town, BEATEN), _case(town, THEFT, OTHER)
    protection, security = town.officer("protection"), town.officer("security")
    protection.get(f"/cases/{case.reference}")
    security.get(f"/cases/{other.reference}")
    reads = _rows(auditor, "action=reads")
    assert {(row["Dossier"], row["Code de l’acte"]) for row in reads} == {
        (case.reference, "case_read"), (other.reference, "case_opened"),
    }  # fmt: skip
    of_one = _rows(auditor, f"account={_id(town, security)}&action=reads")
    assert [row["Dossier"] for row in of_one] == [other.reference]
    assert {row["Dossier"] for row in _rows(auditor, f"case={case.reference}")} == {case.reference}
    assert _rows(auditor, "action=reads&from=2026-03-03") == []
    assert len(_rows(auditor, "action=reads&from=2026-03-02&to=2026-03-02")) == 2


def test_screen_and_file_tell_the_same(town: Town, auditor: Officer) -> None:
    case = _case(town, BEATEN)
    town.officer("protection").get(f"/cases/{case.reference}")
    page, rows = auditor.get("/audit?action=citizens").text, _rows(auditor, "action=citizens")
    assert page.count("<tr role") == len(rows) + 1
    assert all(row["Quoi"] in page for row in rows)


def test_pages_go_on_where_the_last_one_ended_and_miss_nothing(town: Town, auditor: Officer) -> None:
    with town.application.unit() as unit:
        for number in range(120):
            events.append_house(unit, "exported", "system", what="report", slug=str(number))
    path, found = "/audit?action=taken_away", []
    while path:
        page = auditor.get(path).text
        found += [line for line in page.split("<tr role") if "un rapport, " in line]
        older = re.search(r'<a class="btn push" href="([^"]+)"', page)
        path = unescape(older[1]) if older else ""
    assert len(found) == len(set(found)) == 120


def test_every_question_is_noted_with_who_asked_and_no_reference(town: Town, auditor: Officer) -> None:
    case = _case(town)
    auditor.get("/audit")
    auditor.get(f"/audit?case={case.reference}&action=reads")
    _rows(auditor, "from=2026-03-01")
    with town.application.unit() as unit:
        asked = [event for event in events.trail(unit.session, HOUSE) if event.kind == "trail_searched"]
    assert [event.actor for event in asked] == [auditor.actor(town)] * 2
    assert [event.data["format"] for event in asked] == ["page", "csv"]
    assert asked[0].data["action"] == "reads"
    assert case.reference not in str(asked[0].data)


def test_an_auditor_of_an_accused_body_gets_the_same_bytes_whatever_is_behind_the_wall(
    town: Town, accused_auditor: Officer
) -> None:
    queries = ("", "action=reads", "action=citizens", "action=answers", "from=2026-03-02")
    paths = [f"/audit{form}?{query}" for form in ("", ".csv") for query in queries if query]
    _case(town)
    before = {path: _without_questions(accused_auditor, path) for path in paths}
    town.text(OTHER, ABUSE)
    walled = town.case(OTHER)
    town.officer("oversight").get(f"/cases/{walled.reference}")
    after = {path: _without_questions(accused_auditor, path) for path in paths}
    # A sign-in is the house's own, and is everybody's to see.
    assert {path: text for path, text in after.items() if "from=" not in path} == {
        path: text for path, text in before.items() if "from=" not in path
    }
    assert all(walled.reference not in text for text in after.values())
    there = accused_auditor.get(f"/audit?case={walled.reference}&action=citizens")
    nobodys = make_reference(0)
    nowhere = accused_auditor.get(f"/audit?case={nobodys}&action=citizens")
    assert there.text.replace(walled.reference, "") == nowhere.text.replace(nobodys, "")


def _without_questions(officer: Officer, path: str) -> str:
    text = officer.get(path).text
    return "\n".join(line for line in text.splitlines() if "trail_searched" not in line and "interrogé" not in line)


def test_a_file_of_the_trail_holds_no_formula(town: Town, auditor: Officer) -> None:
    with town.application.unit() as unit:
        unit.session.execute(
            update(Account).where(Account.email == "coordinator@demo.invalid").values(title='=HYPERLINK("x")')
        )
        coordinator = unit.session.scalars(select(Account.id).where(Account.email == "coordinator@demo.invalid")).one()
        witness.note_export(unit, events.by_account(coordinator), "report", slug="=1+1")
    (row,) = _rows(auditor, "action=taken_away&from=2026-03-02")[-1:]
    assert row["Qui"].startswith("'=")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("case=123", "case"), ("case=%3Cb%3E", "case"), ("from=never", "from"), ("to=9999-12-31", "to"),
        ("from=0001-01-01", "from"), ("from=2026-03-03&to=2026-03-02", "to"), ("from=1990-01-01&to=2026-01-01", "to"),
        ("account=nobody", "account"), ("action=everything", "action"), ("action=" + "x" * 5000, "action"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_is_refused_beside_its_field(auditor: Officer, query: str, field: str) -> None:
    answer = auditor.get(f"/audit?{query}")
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    of_file = auditor.get(f"/audit.csv?{query}")
    assert (of_file.status_code, of_file.mimetype) == (422, "text/html")
    assert f'id="e-{field}"' in of_file.text


@pytest.mark.parametrize("name", ["security", "coordinator", "protection"])
def test_the_desk_is_for_those_who_audit(town: Town, name: str) -> None:
    officer = town.officer(name)
    assert [officer.get(path).status_code for path in ("/audit", "/audit.csv")] == [404, 404]


def test_every_event_is_found_under_one_act(town: Town, auditor: Officer) -> None:
    known = [kind for kinds in ACTIONS.values() for kind in kinds]
    assert len(known) == len(set(known))
    _case(town)
    rows = [row for act in (*ACTIONS, "other") for row in _rows(auditor, f"action={act}")]
    found, every = _but_questions(rows), _but_questions(_rows(auditor, "from=2026-03-01"))
    assert sorted(found) == sorted(every)


def _but_questions(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(row["Dossier"], row["N°"]) for row in rows if row["Code de l’acte"] != "trail_searched"]


def test_a_page_tells_in_words_what_a_file_tells_in_codes(town: Town, auditor: Officer) -> None:
    with town.application.unit() as unit:
        events.append_house(unit, "account_revised", "system", role="liaison", languages=["fr", "bm"], cleared=True)
        events.append_house(unit, "rumour_judged", "system", incident=str(UUID(int=0xABC123)), verdict="true")
    assert "habilité, langues français bambara, rôle Liaison" in auditor.get("/audit").text
    assert "incident …abc123, avis vrai" in auditor.get("/audit").text
    rows = _rows(auditor, "action=accounts")
    assert "cleared, languages fr bm, role liaison" in {row["Codes des détails"] for row in rows}
    assert "habilité, langues français bambara, rôle Liaison" in {row["Détails"] for row in rows}


def test_the_file_is_a_button_of_the_form_and_so_of_what_is_typed(auditor: Officer) -> None:
    form = re.search(r'<form class="filter" action="/audit">(.*?)</form>', auditor.get("/audit").text, re.DOTALL)
    assert form is not None
    assert 'formaction="/audit.csv"' in form[1]
