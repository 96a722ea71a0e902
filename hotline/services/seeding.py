"""Fills an installation with cases for measuring: real rows, sealed texts, walls, due times and trails that hold."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from uuid import UUID

from hotline import ids
from hotline.domain import alias, deadlines, routing, walls
from hotline.domain.dialled import Topic, by_keys
from hotline.domain.references import capacity, length_for, make_reference
from hotline.domain.rules import Concern
from hotline.store import seeding
from hotline.store.models.casework import Accused, Case, Event
from hotline.store.models.office import Place
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message, Outbound
from hotline.store.office import Office, OfficeReader
from hotline.unit_of_work import UnitOfWork

BATCH = 2_000
DAYS = 365
GATEWAY, LINE = "simulator", "+22300000999"
# Prime to every number of references there may be, so that each step meets a new one.
STRIDE = 7_368_787
# Of ten cases so many are closed, and so many more are answered.
CLOSED, ANSWERED = 6, 2
Units = Callable[[], UnitOfWork]
Rows = defaultdict[type, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Way:
    """Where cases of a category go, and what they are."""

    category: str
    sensitivity: str
    urgency: str
    accused: frozenset[UUID]
    desk_id: UUID


@dataclass
class Plan:
    """What every batch draws from: ways, texts by category, communes; and how far it came."""

    office: Office
    ways: list[Way]
    texts: dict[str, list[tuple[str, str]]]
    places: list[Place]
    start: int
    length: int
    officer: UUID | None = None
    made: int = 0


def seed(units: Units, reader: OfficeReader, cases: int) -> Iterator[int]:
    """Add so many cases, a batch in each transaction; yield how many there are after each. What is there stays."""
    with units() as unit:
        office = reader.read(unit.session)
        plan = _plan(office, cases)
        plan.officer = seeding.some_officer(unit.session)
    while plan.made < cases:
        with units() as unit:
            _batch(unit, plan, min(BATCH, cases - plan.made))
        yield plan.made


def _plan(office: Office, cases: int) -> Plan:
    length = length_for(2 * cases)
    texts: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    file = resources.files("hotline.data.examples").joinpath("texts.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(file.splitlines()):
        texts[row["category"]].append((row["language"], row["text"]))
    ways = [way for row in office.categories.values() if row.active for way in _ways(office, row)]
    communes = [place for place in office.places.values() if place.kind == "commune"]
    return Plan(office, [one for one in ways if texts[one.category]], dict(texts), communes, ids.pick(capacity(length)),
                length)  # fmt: skip


def _ways(office: Office, row: Any) -> Iterator[Way]:
    """Yield the way of a category, as routing and the walls have it; none where no desk may take it."""
    found = by_keys(Topic(row.code, row.sensitivity, row.urgency, row.desk_kind), "fr")
    accused = walls.accused_bodies(found, office.bodies)
    barred = frozenset().union(*(office.barred.get(body, frozenset({body})) for body in accused))
    try:
        decision = routing.route(Concern(found, (), "fr"), office.rules, office.desks, barred)
    except routing.NoDesk:
        return
    yield Way(row.code, row.sensitivity, row.urgency, accused, decision.desk_id)


def _batch(unit: UnitOfWork, plan: Plan, size: int) -> None:
    numbers = range(plan.made, plan.made + size)
    references = [make_reference((plan.start + n * STRIDE) % capacity(plan.length), plan.length) for n in numbers]
    used = seeding.taken(unit.session, references)
    phones = [f"+22300{ids.pick(10**6):06}" for _ in numbers]
    indexes = [unit.vault.blind("phone", phone) for phone in phones]
    known = seeding.contacts_by_index(unit.session, indexes)
    rows: Rows = defaultdict(list)
    for reference, phone, index in zip(references, phones, indexes, strict=True):
        if reference in used:
            continue
        if index not in known:
            known[index] = _contact(unit, rows, phone, index)
        _case(unit, plan, rows, (reference, known[index]))
    seeding.write(unit.session, rows)
    plan.made += size


def _contact(unit: UnitOfWork, rows: Rows, phone: str, index: bytes) -> UUID:
    contact_id = ids.new_id()
    rows[Contact].append({
        "id": contact_id, "phone_index": index, "language": "fr", "last_gateway": GATEWAY, "last_recipient": LINE,
        "phone_sealed": unit.vault.seal(phone, "contacts", "phone_sealed", contact_id), "created_at": unit.now,
        "exercise": False,
    })  # fmt: skip
    return contact_id


def _case(unit: UnitOfWork, plan: Plan, rows: Rows, who: tuple[str, UUID]) -> None:
    way, stage = plan.ways[ids.pick(len(plan.ways))], ids.pick(10)
    language, words = plan.texts[way.category][ids.pick(len(plan.texts[way.category]))]
    at = unit.now - timedelta(minutes=1 + ids.pick(DAYS * 24 * 60))
    case_id, message_id, calendar = ids.new_id(), ids.new_id(), plan.office.calendar_for(way.desk_id)
    due = deadlines.due_times(way.urgency, way.sensitivity, at, calendar)
    answered_at, closed_at = at + timedelta(hours=1 + ids.pick(40)), at + timedelta(hours=50 + ids.pick(200))
    closed = stage < CLOSED and closed_at <= unit.now
    answered = closed or (stage < CLOSED + ANSWERED and answered_at <= unit.now)
    place = plan.places[ids.pick(len(plan.places))]
    rows[Case].append({
        "id": case_id, "reference": who[0], "alias": alias.alias(ids.pick(alias.COUNT)), "contact_id": who[1],
        "channel": "sms", "language": language, "status": "closed" if closed else "open" if answered else "new",
        "category": way.category, "urgency": way.urgency, "sensitivity": way.sensitivity,
        "wall": "hinted" if way.accused else "none", "needs_person": False, "place_id": place.id,
        "desk_id": way.desk_id, "version": 1, "received_at": at, "waiting_since": None if answered else at,
        "first_answered_at": answered_at if answered else None, "triage_due_at": due.triage,
        "answer_due_at": due.first_answer, "closure_due_at": due.closure, "last_message_id": message_id,
        "due_at": None if closed else due.closure if answered else due.first_answer, "calendar_id": UUID(calendar.id),
        "outcome": "resolved" if closed else None, "citizen_answer": "confirmed" if closed else None,
        "closed_at": closed_at if closed else None, "delivery_failed": False, "supervisor_flag": False,
        "exercise": False,
    })  # fmt: skip
    rows[Accused].extend({"case_id": case_id, "body_id": body} for body in way.accused)
    rows[Message].append({
        "id": message_id, "contact_id": who[1], "case_id": case_id, "gateway": GATEWAY, "channel": "sms",
        "body_sealed": unit.vault.seal(f"{words} ({place.name})", "messages", "body_sealed", message_id),
        "received_at": at, "state": "done", "kind": None, "language": language,
    })  # fmt: skip
    told = _begin(plan, way, at, message_id)
    if answered:
        text_id = _answer(unit, rows, (case_id, who[1], plan.officer), answered_at)
        told.append((answered_at, "answered", f"account:{plan.officer}",
                     {"text": str(text_id), "parts": 1, "state": "queued", "waiting_since": at.isoformat(),
                      "body": str(plan.office.body_of(way.desk_id))}))  # fmt: skip
    if closed:
        told += [(closed_at, "closed", "citizen", {"outcome": "resolved", "citizen": "confirmed"})]
    rows[Event].extend(seeding.chained(case_id, told))


def _begin(plan: Plan, way: Way, at: datetime, message_id: UUID) -> list[seeding.Told]:
    body = str(plan.office.body_of(way.desk_id))
    told: list[seeding.Told] = [
        (at, "received", f"gateway:{GATEWAY}",
         {"message": str(message_id), "channel": "sms", "received_at": at.isoformat()}),
        (at, "understood", "system",
         {"category": way.category, "second": None, "confidence": "1.000", "urgency": way.urgency,
          "sensitivity": way.sensitivity, "language": "fr", "lexicon": "seed", "because": []}),
    ]  # fmt: skip
    if way.accused:
        told.append((at, "walled", "system", {"accused": sorted(map(str, way.accused)), "decided_by": "hint"}))
    told.append((at, "routed", "system", {"desk": str(way.desk_id), "body": body, "because": []}))
    return told


def _answer(unit: UnitOfWork, rows: Rows, whose: tuple[UUID, UUID, UUID | None], at: datetime) -> UUID:
    text_id = ids.new_id()
    rows[Outbound].append({
        "id": text_id, "contact_id": whose[1], "case_id": whose[0], "kind": "answer", "cause_id": ids.new_id(),
        "author_id": whose[2],
        "language": "fr", "encoding": "gsm7", "parts": 1, "state": "delivered", "gateway": GATEWAY, "attempts": 1,
        "body_sealed": unit.vault.seal("Bien reçu, nous agissons.", "outbound", "body_sealed", text_id),
        "due_at": at, "created_at": at, "settled_at": at,
    })  # fmt: skip
    return text_id
