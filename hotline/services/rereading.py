"""Reads the journal of raw calls again: what no gateway could read when it came, and what is read differently by now.

Whatever is found goes the way of every text: stored once, walled, and only then joined. What was read wrongly stays as
it was acted on, and the better reading is stored beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import structlog

from hotline.domain import repeats
from hotline.domain.messages import InboundText, ReceiptReading
from hotline.domain.repeats import Heard
from hotline.gateways import journal
from hotline.gateways.base import RECEIPT, TEXT, Gateway, Sorting
from hotline.gateways.failures import Forged, Unreadable
from hotline.services import intake, settling
from hotline.store import journal as lines
from hotline.store import messages
from hotline.store.events import append_house
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message, RawInbound
from hotline.unit_of_work import UnitOfWork
from hotline.vault import SealBroken

log = structlog.get_logger()
Units = Callable[[], UnitOfWork]


class Outcome(StrEnum):
    """What became of a call that was read again."""

    TAKEN = "taken"
    CHANGED = "changed"
    RECEIPT = "receipt"
    KNOWN = "known"
    SAME = "same"
    UNREADABLE = "unreadable"
    NO_GATEWAY = "no_gateway"
    NO_KEY = "no_key"
    PASSED = "passed"


ACTED_ON = frozenset({Outcome.TAKEN, Outcome.CHANGED, Outcome.RECEIPT, Outcome.KNOWN})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a call says now, what is to be done with it, and the text it was taken for before."""

    outcome: Outcome
    reading: InboundText | ReceiptReading | None = None
    before: Message | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of the journal to read again."""

    since: datetime
    gateway: str | None = None


def read_again(units: Units, gateways: Mapping[str, Gateway], span: Span, *, dry_run: bool) -> Iterator[Outcome]:
    """Yield the outcome of every call of a part of the journal; with `dry_run` nothing is changed."""
    if not dry_run:
        with units() as unit:
            append_house(unit, "journal_reread", "command", since=span.since.isoformat(), gateway=span.gateway)
    for line_id, outcome in _walk(units, gateways, span):
        if outcome not in ACTED_ON or dry_run:
            yield outcome
            continue
        with units() as unit:
            done = _act(unit, gateways, line_id)
        yield done


def _walk(units: Units, gateways: Mapping[str, Gateway], span: Span) -> Iterator[tuple[UUID, Outcome]]:
    after: lines.Place | None = None
    while True:
        with units() as unit:
            found = lines.page(unit.session, span.since, span.gateway, after)
            judged = [(line.id, _judge(unit, gateways, line).outcome) for line in found]
            after = (found[-1].received_at, found[-1].id) if found else None
        if after is None:
            return
        yield from judged


def _act(unit: UnitOfWork, gateways: Mapping[str, Gateway], line_id: UUID) -> Outcome:
    """Judge a call once more with its line locked, so that two who read the journal at once take nothing twice."""
    line = lines.locked(unit.session, line_id)
    if line is None:
        return Outcome.PASSED
    judged = _judge(unit, gateways, line)
    if isinstance(judged.reading, ReceiptReading):
        settling.accept_receipt(unit, judged.reading)
        line.outcome = "taken"
    elif judged.outcome is Outcome.KNOWN and judged.before is not None:
        line.outcome, line.message_id = "known", judged.before.id
    elif judged.outcome is Outcome.TAKEN and judged.reading is not None:
        if not intake.take_again(unit, judged.reading, line):
            return Outcome.KNOWN
    elif judged.outcome is Outcome.CHANGED and judged.reading is not None and judged.before is not None:
        intake.take_again(unit, judged.reading, line, corrects=judged.before.id)
    return judged.outcome


def _judge(unit: UnitOfWork, gateways: Mapping[str, Gateway], line: RawInbound) -> Judgement:
    gateway = gateways.get(line.gateway)
    if gateway is None:
        return Judgement(Outcome.NO_GATEWAY)
    try:
        reading = _read(gateway, line, lines.kept(unit.vault, line))
        if isinstance(reading, InboundText):
            return _judge_text(unit, line, reading)
    except SealBroken:
        return Judgement(Outcome.NO_KEY)
    except (Forged, Unreadable):
        return Judgement(Outcome.UNREADABLE)
    if reading is None:
        return Judgement(Outcome.PASSED)
    return Judgement(Outcome.SAME) if line.outcome == "taken" else Judgement(Outcome.RECEIPT, reading)


def _read(gateway: Gateway, line: RawInbound, kept: str) -> InboundText | ReceiptReading | None:
    """Return what the call says now; None for keys and signs of life: nobody waits on that line any more."""
    try:
        call = journal.read(line.form, kept)
        door = gateway.door_of(line.door, call) if isinstance(gateway, Sorting) else line.door
        if door == TEXT:
            return gateway.read_text(call)
        return gateway.read_receipt(call) if door == RECEIPT else None
    except (Forged, Unreadable):
        raise
    except Exception as fault:
        # A reader that breaks on one call must not keep the others from being read; its message may quote the call.
        log.error("reader broke", gateway=gateway.name, fault=type(fault).__name__)
        raise Unreadable("the reader broke") from None


def _judge_text(unit: UnitOfWork, line: RawInbound, reading: InboundText) -> Judgement:
    before = lines.text_of(unit.session, line) or lines.known_by_id(unit.session, reading.gateway, reading.provider_id)
    if line.outcome == "taken" and before is not None:
        return Judgement(Outcome.SAME if _says(unit, before, reading) else Outcome.CHANGED, reading, before)
    before = before or _by_words(unit, line, reading)
    if line.outcome == "known" and before is not None:
        return Judgement(Outcome.SAME)
    return Judgement(Outcome.TAKEN if before is None else Outcome.KNOWN, reading, before)


def _says(unit: UnitOfWork, message: Message, reading: InboundText) -> bool:
    """Say whether a text holds the words and the sender that its call is read to hold now."""
    contact = unit.session.get(Contact, message.contact_id) if message.contact_id else None
    same_sender = contact is None or contact.phone_index == unit.vault.blind("phone", reading.sender)
    return same_sender and messages.body(unit.vault, message) == reading.text


def _by_words(unit: UnitOfWork, line: RawInbound, reading: InboundText) -> Message | None:
    window = repeats.window(reading)
    if window is None:
        return None
    heard = Heard(line.received_at, reading.sent_at, line.received_at + window)
    same = lines.same_words(unit.session, intake.fingerprint(unit, reading))
    return next((one for one in same if repeats.is_known(heard, Heard(one.received_at, one.sent_at, None))), None)
