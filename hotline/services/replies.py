"""What the line says by itself: one acknowledgement, the status when asked, help; and the words that are orders."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID

from hotline.domain.callbacks import WISH
from hotline.domain.commands import Command
from hotline.domain.findings import Because
from hotline.domain.language import phrase, written
from hotline.domain.references import show_reference
from hotline.domain.screenwords import NAME
from hotline.services import pins, waiting, wishes, writing
from hotline.services.reading import Reading
from hotline.services.writing import Letter
from hotline.store import callbacks, cases, events, outbound
from hotline.store.models.casework import Case

REPLIES_AN_HOUR = 6
# An order that is read so late may do harm by now; only one to be silent never can.
ORDERS_HOLD = timedelta(hours=24)
_NEVER_LATE = ("stop", "not_safe")
# Without a code to prove who holds the phone, nobody reads the answer to a protected case on it.
READABLE = frozenset({"S0", "S1", "S2"})
# What gateways are known to allow a session in all.
DIALOGUE_S = 180


def obey(reading: Reading, command: Command | None) -> bool:
    """Do what a command says; True when the text was nothing but that command and needs no case."""
    if command is None:
        return False
    if command.kind == "callback" or _is_spoken_only(reading, command):
        reading.contact.language = command.language or reading.contact.language
        _read_as_callback(reading)
        return False
    reading.message.kind = f"command_{command.kind}"
    if command.kind in _NEVER_LATE or reading.unit.now - reading.message.received_at < ORDERS_HOLD:
        _ORDERS[command.kind](reading, command)
    return True


def acknowledge(reading: Reading, case: Case) -> None:
    """Tell the citizen once that the text arrived; the same words whatever it was about, but for a wished call."""
    unit, contact = reading.unit, reading.contact
    quiet = is_quiet(case, reading)
    pause = timedelta(seconds=reading.tools.acknowledgement_pause)
    since = unit.now - pause
    last = None if reading.is_first else outbound.last_acknowledged(unit.session, contact.id, since, count_quiet=quiet)
    barrier = writing.cannot_text(unit, contact) or ("one_is_on_its_way" if last and last > unit.now else None)
    if barrier is None and case.sensitivity == "S3" and reading.message.channel == "ussd":
        # The last screen says the number; a text would stay on a phone that others may hold.
        barrier = "screen_said_it"
    if barrier:
        events.append(unit, case.id, "acknowledgement_withheld", "system", code=barrier)
        return
    code = reading.language()
    text = phrase(
        reading.spoken.languages, code, "call_noted" if _asks_for_call(reading) else "acknowledgement",
        reference=show_reference(case.reference), numbers=reading.office.numbers,
    )  # fmt: skip
    due_at = max(last + pause if last else unit.now, _earliest(reading))
    letter = Letter("acknowledgement", reading.message.id, text, code, case_id=case.id, due_at=due_at)
    writing.write(unit, contact, letter)


def acknowledge_more(reading: Reading, case: Case) -> None:
    """Tell the citizen that what was added to a case arrived; who asks for a call again is told where that stands."""
    if not _asks_for_call(reading):
        acknowledge(reading, case)
        return
    key = "call_again" if callbacks.open_for(reading.unit.session, case.id) else "call_noted"
    _reply(reading, key, reference=show_reference(case.reference), numbers=reading.office.numbers)


def _asks_for_call(reading: Reading) -> bool:
    """By text only: on the keypad the last screen says it, and a ring-off asked for no text."""
    return reading.message.channel == "sms" and wishes.is_one(reading)


def _earliest(reading: Reading) -> datetime:
    """A citizen who dials is asked whether we may text; nothing goes out while that question may still come."""
    wait = DIALOGUE_S if reading.message.channel == "ussd" else 0
    return reading.message.received_at + timedelta(seconds=wait)


def is_quiet(case: Case, reading: Reading) -> bool:
    """Say whether a case must not show in the timing of the same phone's other cases."""
    return bool(reading.accused) or case.wall != "none" or case.sensitivity in ("S2", "S3")


def in_words(case: Case) -> str:
    """Return where a case stands, as the code of the words that citizens are told."""
    if case.status == "closed":
        return "closed"
    if case.first_answered_at is not None:
        return "answered"
    return "with_service" if case.owner_id else "received"


def _is_spoken_only(reading: Reading, command: Command) -> bool:
    """Whoever chooses a language nobody reviewed is called by somebody who speaks it, as on the keypad."""
    return command.language is not None and not reading.spoken.is_live(command.language)


def _read_as_callback(reading: Reading) -> None:
    reading.findings = dataclasses.replace(
        reading.findings, category=WISH, second=None, confidence=1.0, desk_kind="coordinator",
        needs_person=False, wishes_too=False, because=(Because("operator_text_or_empty"),),
    )  # fmt: skip


def _stop(reading: Reading, _: Command) -> None:
    reading.contact.opted_out_at = reading.unit.now
    _tell_open_cases(reading, "citizen_opted_out")
    wishes.withdraw(reading.unit, reading.contact, "opted_out")


def _start(reading: Reading, _: Command) -> None:
    stopped_at = reading.contact.opted_out_at
    if stopped_at is not None and stopped_at > reading.message.received_at:
        return
    reading.contact.opted_out_at = None
    _tell_open_cases(reading, "citizen_opted_in")
    _reply(reading, "started")


def _help(reading: Reading, _: Command) -> None:
    _reply(reading, "help", numbers=reading.office.numbers)


def _not_safe(reading: Reading, _: Command) -> None:
    """Neither write to nor call a phone that somebody else may hold; nothing is answered either."""
    if reading.contact.safe_to_text is not False:
        reading.contact.safe_to_text = False
        _tell_open_cases(reading, "safety_told", safe=False)
    wishes.withdraw(reading.unit, reading.contact, "unsafe")


def _language(reading: Reading, command: Command) -> None:
    if command.language is None:
        spoken = sorted(reading.spoken.languages.values(), key=lambda one: one.number)
        listed = " ".join(f"{one.number} {one.screens[NAME]}" for one in spoken if NAME in one.screens)
        _reply(reading, "language_list", languages=listed)
        return
    reading.contact.language = command.language
    _reply(reading, "language_chosen")


def _answer(reading: Reading, command: Command) -> None:
    """Send the last answer of a case once more, as the keypad shows it; a code or a need to protect keeps it back."""
    unit = reading.unit
    case = cases.by_reference(unit.session, reading.contact.id, command.reference or "")
    row = outbound.last_answer(unit.session, case.id) if case else None
    if (
        case is None
        or row is None
        or row.state == "held"
        or pins.guards(unit, case)
        or case.sensitivity not in READABLE
    ):
        _status(reading, command)
        return
    case = cases.locked(unit.session, case.id)
    events.append(unit, case.id, "answer_read", "citizen", text=str(row.id))
    _send(reading, outbound.body(unit.vault, row), row.language, row.author_id)


def _status(reading: Reading, command: Command) -> None:
    case = cases.by_reference(reading.unit.session, reading.contact.id, command.reference or "")
    if case is None:
        _reply(reading, "status_unknown" if command.reference or command.mistyped else "status_which")
        return
    case = cases.locked(reading.unit.session, case.id)
    events.append(reading.unit, case.id, "status_asked", "citizen")
    if pins.guards(reading.unit, case):
        # A code in a text would stay on the phone and at the operator, so none is taken here: the answer is dialled.
        waits = case.first_answered_at is not None and case.status != "closed"
        _tell_state(reading, case, "answer_by_dial" if waits else f"status_{in_words(case)}")
        return
    # Where nothing may be sent, what is kept stays kept: let go, it would be lost.
    released = [] if reading.contact.safe_to_text is False else writing.release(reading.unit, case.id)
    if released:
        case.version += 1
        events.append(reading.unit, case.id, "answer_fetched", "citizen", texts=[str(one) for one in released])
        waiting.question_reached(reading.unit, case, released)
        return
    _tell_state(reading, case, f"status_{in_words(case)}")


def _tell_state(reading: Reading, case: Case, key: str) -> None:
    """Write in the language of the case: the word that asks may be of another, as a receipt or a neighbour gave it."""
    code = written(reading.spoken.languages, reading.contact.language, case.language)
    _send(reading, phrase(reading.spoken.languages, code, key, reference=show_reference(case.reference)), code)


def _reply(reading: Reading, key: str, **values: str) -> None:
    code = reading.language()
    _send(reading, phrase(reading.spoken.languages, code, key, **values), code)


def _send(reading: Reading, text: str, code: str, author_id: UUID | None = None) -> None:
    unit = reading.unit
    since = unit.now - timedelta(hours=1)
    if outbound.count_since(unit.session, reading.contact.id, "reply", since) >= REPLIES_AN_HOUR:
        return
    writing.write(unit, reading.contact, Letter("reply", reading.message.id, text, code, author_id=author_id))


def _tell_open_cases(reading: Reading, kind: str, **data: bool) -> None:
    for case in cases.open_of(reading.unit.session, reading.contact.id):
        events.append(reading.unit, case.id, kind, "citizen", **data)
        case.version += 1


_ORDERS = {
    "stop": _stop, "start": _start, "help": _help, "status": _status, "answer": _answer, "language": _language,
    "not_safe": _not_safe,
}  # fmt: skip
