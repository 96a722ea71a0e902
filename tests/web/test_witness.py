"""The house chain: who came in, who took a file away, who was given which right. Codes and ids, never a person."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy import select

import hotline
from hotline.services import witness
from hotline.store.models.casework import HOUSE, Event
from hotline.store.models.people import Account
from hotline.web import audit_words
from tests.support.town import Town
from tests.web.visitor import Visitor

ROOT = Path(hotline.__file__).parent


def _house(town: Town, *kinds: str) -> list[Event]:
    with town.application.unit() as unit:
        query = select(Event).where(Event.chain == HOUSE, Event.kind.in_(kinds)).order_by(Event.n)
        return list(unit.session.scalars(query))


def test_a_report_taken_away_as_a_file_is_noted_with_who_and_which_days(town: Town) -> None:
    auditor = town.officer("auditor")
    assert auditor.get("/reports/delivery.csv?from=2026-03-01&to=2026-03-02").status_code == 200
    (event,) = _house(town, "exported")
    assert event.actor == auditor.actor(town)
    assert event.data == {
        "what": "report", "slug": "delivery", "first": "2026-03-01", "last": "2026-03-02", "format": "csv", "only": [],
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/reports/nothing.csv", "/reports/delivery.csv?from=never"])
def test_a_file_that_nobody_got_is_not_noted(town: Town, path: str) -> None:
    assert town.officer("auditor").get(path).status_code in (400, 404)
    assert _house(town, "exported") == []


def test_signing_in_and_out_and_failing_are_noted(town: Town) -> None:
    visitor = Visitor(town.web)
    visitor.sign_in("auditor@demo.invalid", "a wrong password")
    visitor.sign_in("auditor@demo.invalid")
    visitor.post("/sign-out")
    found = _house(town, "signed_in", "signed_out", "sign_in_refused")
    assert [event.kind for event in found] == ["sign_in_refused", "signed_in", "signed_out"]


def test_a_search_leaves_a_hash_and_not_its_words(town: Town) -> None:
    with town.application.unit() as unit:
        for asked in ("voleurs de Konna", "voleurs de Konna", "autre"):
            witness.note_search(unit, "system", "inbox", asked)
    first, again, other = (event.data["asked"] for event in _house(town, "searched"))
    assert first == again != other
    assert "Konna" not in first


def test_the_house_chain_names_no_person(town: Town) -> None:
    """Neither an address nor a title nor a password: accounts are ids, whatever is done with them."""
    visitor = Visitor(town.web)
    visitor.sign_in("xylokanari@demo.invalid", "xylokanari")
    town.officer("administrator").get("/reports/delivery.csv?from=2026-03-01&to=2026-03-02")
    with town.application.unit() as unit:
        told = [f"{event.kind} {event.actor} {event.data}" for event in _house_all(town)]
        people = unit.session.execute(select(Account.email, Account.title)).all()
    assert len(told) == 3
    for words in ("xylokanari", *(word for person in people for word in person)):
        assert [line for line in told if words in line] == []


def _house_all(town: Town) -> list[Event]:
    with town.application.unit() as unit:
        return list(unit.session.scalars(select(Event).where(Event.chain == HOUSE)))


def _house_kinds() -> set[str]:
    """Return every kind of house event that the code writes by its name."""
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "append_house":
                found |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}
    return found


def test_every_kind_of_house_event_has_a_sentence(town: Town) -> None:
    kinds = _house_kinds()
    assert {"signed_in", "exported", "printed", "searched", "account_invited", "link_issued"} <= kinds
    with town.web.test_request_context():
        assert [kind for kind in sorted(kinds) if audit_words.line(Event(kind=kind)) == kind] == []
