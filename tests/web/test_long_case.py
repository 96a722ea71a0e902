"""Cases that went on for months, and citizens with many: a page stays a page."""

from __future__ import annotations

import re

import pytest

from hotline import ids
from hotline.store.models.casework import Case, Event
from hotline.store.models.traffic import Message
from hotline.web.casestory import PART
from tests.support.town import Town

AWA, BOCAR = "+22300000101", "+22300000102"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
MANY = 5_000


@pytest.fixture
def long(town: Town) -> str:
    """The path of a case in which a citizen wrote MANY texts."""
    town.text(AWA, THEFT)
    case, first = town.case(AWA), len(town.trail(town.case(AWA))) + 1
    with town.application.unit() as unit:
        # Written as rows: through the door they would take an hour.
        for number in range(MANY):
            message_id = ids.new_id()
            unit.session.add(
                Message(
                    id=message_id, contact_id=case.contact_id, case_id=case.id, gateway="simulator", channel="sms",
                    body_sealed=unit.vault.seal(f"texte {number} fin", "messages", "body_sealed", message_id),
                    received_at=unit.now, state="done",
                )
            )  # fmt: skip
            unit.session.add(
                Event(
                    id=ids.new_id(), chain=case.id, n=first + number, at=unit.now, kind="text_joined", actor="citizen",
                    data={"message": str(message_id)}, previous_hash=b"", hash=b"",
                )
            )  # fmt: skip
    return f"/cases/{case.reference}"


def test_a_case_of_five_thousand_texts_opens_at_its_end_and_leads_back(town: Town, long: str) -> None:
    security = town.officer("security")
    page = security.get(long).text
    shown = [int(number) for number in re.findall(r"texte (\d+) fin", page)]
    assert shown == list(range(MANY - PART, MANY))
    assert len(page) < 100_000
    older = re.findall(r'href="([^"]+step=\d+)"', page)[0].replace("&amp;", "&")
    page = security.get(older).text
    assert [int(number) for number in re.findall(r"texte (\d+) fin", page)] == list(range(MANY - 2 * PART, MANY - PART))
    assert "data-live=" not in page
    assert "Revenir à la fin" in page


@pytest.mark.parametrize("step", ["", "x", "-1", "0", "1", "99999999999", "२", "2147483647"])
def test_a_step_that_is_none_breaks_nothing(town: Town, step: str) -> None:
    town.text(AWA, THEFT)
    assert town.officer("security").get(f"/cases/{town.case(AWA).reference}?step={step}").status_code == 200


def test_of_two_hundred_cases_of_a_citizen_the_latest_are_listed_and_all_counted(town: Town) -> None:
    town.text(AWA, THEFT)
    case = town.case(AWA)
    copied = {column.name: getattr(case, column.name) for column in Case.__table__.columns}
    with town.application.unit() as unit:
        for number in range(200):
            unit.session.add(Case(**{**copied, "id": ids.new_id(), "reference": f"10{number:05}"}))
    page = town.officer("security").get(f"/cases/{case.reference}").text
    assert len(re.findall(r'href="/cases/10\d{5}"', page.split("<aside")[1])) == 10
    assert "Les plus récents, sur 200." in page


def test_a_walled_case_of_the_same_citizen_is_not_even_counted(town: Town) -> None:
    town.text(AWA, THEFT)
    path, security = f"/cases/{town.case(AWA).reference}", town.officer("security")
    before = _without_key(security.get(path).text)
    town.text(AWA, EXTORTION)
    assert _without_key(security.get(path).text) == before


def _without_key(page: str) -> str:
    return re.sub(r'name="key" value="[^"]+"', "", page)
