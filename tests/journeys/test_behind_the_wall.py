"""A complaint about a body is never seen by that body; and no earlier case gives it away."""

from __future__ import annotations

import re

import pytest

from hotline.domain.references import show_reference
from tests.support.town import Officer, Town

AWA = "+22300000201"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
EXTORTION = "les gendarmes du poste de Mopti ont pris mon argent"


# A form's single-use key is new on every page; everything else must stay.
KEY = re.compile(r'name="key" value="[0-9a-f-]+"')


def _seen(officer: Officer, *paths: str) -> list[str]:
    return [KEY.sub("", officer.get(path).text) for path in paths]


def test_a_theft_then_an_accusation_from_one_phone_leaves_the_theft_byte_identical(town: Town) -> None:
    town.text(AWA, THEFT)
    theft = town.case(AWA)
    liaison = town.officer("security")
    pages = ("/inbox", f"/cases/{theft.reference}")
    before = _seen(liaison, *pages)
    town.text(AWA, EXTORTION)
    accusation = town.case(AWA)
    assert accusation.id != theft.id
    assert town.desk_kind(accusation) == "oversight"
    assert _seen(liaison, *pages) == before
    oversight = town.officer("oversight")
    assert accusation.reference in oversight.get("/inbox").text.replace(" ", "")


def test_the_accused_body_gets_the_same_bytes_for_the_walled_case_and_for_none(town: Town) -> None:
    town.text(AWA, EXTORTION)
    walled = town.case(AWA).reference
    liaison = town.officer("security")
    for path in ("", "/answers", "/notes", "/transfers", "/closure"):
        there = liaison.post(f"/cases/{walled}{path}", page="/inbox", text="x")
        absent = liaison.post(f"/cases/1000008{path}", page="/inbox", text="x")
        assert (there.status_code, there.data) == (absent.status_code, absent.data)
    there, absent = liaison.get(f"/cases/{walled}"), liaison.get("/cases/1000008")
    assert there.status_code == absent.status_code == 404
    assert there.data == absent.data


@pytest.mark.parametrize(
    "accusation",
    [EXTORTION, "2 les gendarmes ont pris mon mouton", "merci mais vos gendarmes ont pris mon mouton au poste"],
)
def test_an_accusation_joins_no_case_even_as_closing_answer_or_with_its_reference(town: Town, accusation: str) -> None:
    town.text(AWA, THEFT)
    theft = town.case(AWA)
    liaison = town.officer("security")
    liaison.post(f"/cases/{theft.reference}/closure", text="Vu.", outcome="resolved")
    town.work()
    liaison.get("/inbox")
    before = _seen(liaison, "/inbox", f"/cases/{theft.reference}")
    town.text(AWA, f"{accusation}. dossier {theft.reference}")
    assert len(town.cases(AWA)) == 2
    assert _seen(liaison, "/inbox", f"/cases/{theft.reference}") == before


def test_a_call_for_help_naming_a_force_is_not_an_accusation(town: Town) -> None:
    town.text(AWA, "au secours appelez la gendarmerie des hommes armés tirent dans le village de Sofara")
    case = town.case(AWA)
    assert (case.wall, case.urgency, town.desk_kind(case)) == ("none", "critical", "security")


def test_thanks_wrapped_round_an_accusation_are_one(town: Town) -> None:
    town.text(AWA, "merci pour votre travail mais les gendarmes ont pris mon mouton au poste")
    case = town.case(AWA)
    assert (case.wall, town.desk_kind(case)) == ("hinted", "oversight")


def test_a_protected_case_is_answered_only_when_its_citizen_asks(town: Town) -> None:
    town.text(AWA, "une fille a été violée par un homme armé elle a 14 ans")
    case = town.case(AWA)
    assert (case.sensitivity, town.desk_kind(case)) == ("S3", "protection")
    assert len(town.carrier.to(AWA)) == 1
    protection = town.officer("protection")
    protection.post(f"/cases/{case.reference}/answers", text="Une personne vous attend au centre.")
    town.work()
    assert len(town.carrier.to(AWA)) == 1
    town.text(AWA, f"SUIVI {case.reference}")
    assert town.carrier.to(AWA)[-1] == "Une personne vous attend au centre."
    town.text("+22300000299", f"SUIVI {case.reference}")
    assert case.reference not in town.carrier.to("+22300000299")[-1].replace(" ", "")


def test_the_question_at_the_end_of_a_complaint_names_nothing_of_it(town: Town) -> None:
    town.text(AWA, EXTORTION)
    oversight, case = town.officer("oversight"), town.case(AWA)
    oversight.post(f"/cases/{case.reference}/closure", text="Vu.", outcome="referred")
    town.work()
    asked = "1: c'est réglé. 2: pas réglé. 3: je ne peux pas en parler."
    assert town.carrier.to(AWA)[-1] == f"Dossier {show_reference(case.reference)}. Répondez {asked}"
    town.text(AWA, "3")
    assert town.case(AWA).status == "open"
    oversight.post(f"/cases/{case.reference}/closure", text="Vu.", outcome="referred")
    town.work()
    assert (town.case(AWA).status, town.case(AWA).citizen_answer) == ("closed", "not_asked")
    assert len(town.carrier.to(AWA)) == 2


def test_a_protected_case_is_closed_without_asking(town: Town) -> None:
    town.text(AWA, "une fille a été violée par un homme armé elle a 14 ans")
    page = f"/cases/{town.case(AWA).reference}/closure"
    town.officer("protection").post(page, text="Vu.", outcome="referred")
    town.work()
    assert (town.case(AWA).status, town.case(AWA).citizen_answer) == ("closed", "not_asked")
    assert len(town.carrier.to(AWA)) == 1


def test_a_walled_case_never_delays_the_acknowledgement_of_another(town: Town) -> None:
    town.text(AWA, EXTORTION)
    town.text(AWA, THEFT)
    assert len(town.carrier.to(AWA)) == 2
