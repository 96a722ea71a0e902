"""What an auditor is told of reads and walls: an extract is no case; no accused body is named to its own."""

from __future__ import annotations

import re

from sqlalchemy import select

from hotline.store import events
from hotline.store.models.office import Body
from hotline.store.models.people import Account
from tests.support.town import Town

PHONE = "+22300000001"
THEFT = "On a volé nos boeufs cette nuit à Konna"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


def _plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_who_read_only_an_extract_is_not_told_as_a_reader_of_the_case(town: Town) -> None:
    town.text(PHONE, ABUSE)
    case = town.case(PHONE)
    town.officer("oversight").get(f"/cases/{case.reference}")
    with town.worker.unit() as unit:
        events.append(unit, case.id, "sheet_read", town.officer("inspection").actor(town))
    auditor = town.officer("auditor")
    page = _plain(auditor.get(f"/audit/cases/{case.reference}").text)
    assert "Audit 1 les étapes, jamais les textes 1" in page
    assert "Audit 1 lit les étapes, jamais les textes." in page
    assert "Inspection 1 la saisine : un extrait, pas le dossier 1" in page
    assert "Contrôle 1 le dossier 1" in page
    listed = _plain(auditor.get("/audit?action=reads").text)
    assert "L’inspection lit la saisine : un extrait, pas le dossier." in listed
    assert "Contrôle 1 lit le dossier." in listed


def test_a_look_at_a_case_is_called_a_read_whatever_its_protection(town: Town) -> None:
    town.text(PHONE, THEFT)
    case = town.case(PHONE)
    town.officer("security").get(f"/cases/{case.reference}")
    page = _plain(town.officer("auditor").get(f"/audit/cases/{case.reference}").text)
    assert "Liaison 1 lit le dossier." in page
    assert " voit " not in page


def test_an_auditor_reads_who_stands_before_a_wall_and_on_which_day(town: Town) -> None:
    town.text(PHONE, ABUSE)
    page = _plain(town.officer("auditor").get(f"/audit/cases/{town.case(PHONE).reference}").text)
    assert re.search(r"Mur dressé\. Ne voient rien : [^.]*Gendarmerie[^.]*\.", page)
    assert "2 mars 2026, 09:00" in page


def test_a_wall_that_once_stood_before_an_auditors_own_body_names_nobody_to_them(town: Town) -> None:
    town.text(PHONE, THEFT)
    case = town.case(PHONE)
    with town.application.unit() as unit:
        own = unit.session.scalars(select(Account.body_id).where(Account.email == "auditor@demo.invalid")).one()
        other = unit.session.scalars(select(Body.id).where(Body.code == "gendarmerie-mopti")).one()
        events.append(unit, case.id, "walled", "system", accused=[str(other), str(own)], decided_by="hint")
    page = _plain(town.officer("auditor").get(f"/audit/cases/{case.reference}").text)
    assert "Mur dressé : les services mis en cause ne voient rien." in page
    assert "Ne voient rien :" not in page


def test_an_administrator_is_told_of_a_wall_and_not_whom_it_hides_from(town: Town) -> None:
    town.text(PHONE, ABUSE)
    page = _plain(town.officer("administrator").get(f"/audit/cases/{town.case(PHONE).reference}").text)
    assert "Mur dressé : les services mis en cause ne voient rien." in page
