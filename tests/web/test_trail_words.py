"""Whatever the code writes into the trail is told in words: every kind of event, every detail, every code in one."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from uuid import UUID

import pytest

from hotline.domain import limits, messages, questions, replying, seeking, sending
from hotline.domain.findings import OFFICES
from hotline.domain.phones import OPERATORS
from hotline.domain.walls import ROLES
from hotline.reports import catalog
from hotline.services.office_bodies import LANGUAGES
from hotline.services.office_rules import TARGETS
from hotline.store import events
from hotline.store.models.office import BODY_KINDS
from hotline.web import audit_values, audit_words, clockwords, eventwords
from hotline.web.queuewords import QUEUE_WORDS
from tests.support.town import Officer, Town
from tests.support.trailcalls import CASE, HOUSE_CHAIN, calls

# Where the kind or what is spread into an event comes from another room; each was looked at, a new one fails.
OPEN_KINDS = {
    "services/office.py:changing", "services/outcomes.py:move", "services/outcomes.py:try_again",
    "services/referrals.py:accept", "services/referrals.py:refuse", "services/referrals.py:answer",
    "services/sorting.py:_apply",
}  # fmt: skip
OPEN_SPREADS = {
    "services/office.py:changing", "services/witness.py:note_export", "services/witness.py:note_print",
    "services/witness.py:note_search",
}  # fmt: skip
CODES: Mapping[str, Sequence[str]] = {
    "action": (*questions.ACTIONS, questions.OTHER), "reason": seeking.REASONS, "code": tuple(messages.REASONS),
    "body_kind": BODY_KINDS, "desk_kind": TARGETS, "office": OFFICES, "role": ROLES,
    "language": LANGUAGES, "languages": LANGUAGES, "operator": (*OPERATORS, sending.ANY), "last": (sending.ANY,),
    "report": tuple(catalog.REPORTS), "slug": tuple(catalog.REPORTS), "queue": tuple(QUEUE_WORDS),
    "format": ("csv", "xlsx", "hxl", "json", "page", "alarms"), "way": ("page", "file", "email"),
    "why": (*limits.REASONS, *replying.REFUSALS, "unknown", "too early", "deactivated", "password", "button", "test"),
}  # fmt: skip


def test_every_kind_of_event_has_its_sentence() -> None:
    told = {kind for call in calls(HOUSE_CHAIN) for kind in call.kinds}
    assert told - set(audit_words.KINDS) == set()
    of_cases = {kind for call in calls(CASE) for kind in call.kinds if not kind.startswith("text_")}
    assert of_cases - set(eventwords.KINDS) - clockwords.KINDS == set()
    assert len(told) > 60
    assert len(of_cases) > 70


def test_every_kind_can_be_read_from_the_code() -> None:
    assert {call.where for call in (*calls(HOUSE_CHAIN), *calls(CASE)) if not call.kinds} <= OPEN_KINDS
    assert {call.where for call in calls(HOUSE_CHAIN) if call.spread} <= OPEN_SPREADS


def test_every_detail_has_its_name() -> None:
    unnamed = {
        (kind, key) for call in calls(HOUSE_CHAIN) for kind in call.kinds for key in call.keys
        if key not in audit_values.KEYS
    }  # fmt: skip
    assert unnamed - audit_values.LEFT_TO_MACHINES == set()


def test_every_code_that_is_written_out_has_its_words() -> None:
    written = {value for call in calls(HOUSE_CHAIN) for value in call.values} - {("limits", "all")}
    assert {(key, code) for key, code in written if code not in audit_values.VALUES.get(key, {})} == set()


@pytest.mark.parametrize("key", sorted(CODES))
def test_every_code_of_a_list_has_its_words(key: str) -> None:
    assert set(CODES[key]) - set(audit_values.VALUES[key]) == set()


@pytest.fixture
def auditor(town: Town) -> Officer:
    """The auditor of the demonstration."""
    return town.officer("auditor")


def _rows(officer: Officer, query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(officer.get(f"/audit.csv?{query}").text)))


def test_page_and_file_tell_the_details_in_the_same_words(town: Town, auditor: Officer) -> None:
    with town.application.unit() as unit:
        events.append_house(unit, "duty_added", "system", duty=str(UUID(int=0xABC123)), step=2)
        events.append_house(unit, "searched", "system", what="texts", asked="0" * 26 + "abc456")
        events.append_house(unit, "rule_added", "system", rule="mine", conditions=["urgency:high", "language:bm"])
        events.append_house(unit, "quiet_hours_revised", "system", start=1290, end=360)
        events.append_house(unit, "holiday_added", "system", day="2026-03-08", certain=True)
        events.append_house(unit, "exported", "system", what="report", slug="compliance", first="2026-03-01",
                            last="2026-04-01", format="csv", only=["channel=sms"])  # fmt: skip
        events.append_house(unit, "limits_written", "system", limits="all", version=3, why="practice",
                            changed=[["closure", 15, 20]])  # fmt: skip
    said = [row["Détails"] for row in _rows(auditor, "from=2026-03-01")]
    assert "tour …abc123, ordre d’appel 2" in said
    assert "mots dans les textes, empreinte des mots cherchés …abc456" in said
    assert "si urgence Urgent, langue bambara, règle mine" in said
    assert "de 21:30, à 6:00" in said
    assert "jour certain, jour 8 mars 2026" in said
    assert "un rapport, Délais tenus, du 1 mars 2026, au 1 avr. 2026, forme CSV, seulement par SMS" in said
    assert "Clore : 15, puis 20 jours, version 3, raison Ce délai ne se tenait pas" in said
    page = auditor.get("/audit?from=2026-03-01").text
    assert all(words in page for words in said if words)
