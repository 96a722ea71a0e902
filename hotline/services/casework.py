"""What an officer does with a case: take, answer, note, close. Each writes its event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from hotline import ids
from hotline.domain.filling import blanks
from hotline.domain.lifecycle import Action, Outcome, Status, advance, may_close
from hotline.domain.segments import best_form
from hotline.domain.walls import Viewer
from hotline.domain.work import WAYS_TO_TELL
from hotline.services import appeals, closing, outcomes, pins, telling, waiting, writing
from hotline.services.answer_marks import marks_of
from hotline.services.languages import LanguageReader
from hotline.services.writing import Letter
from hotline.store import contacts, drafts, events, outbound, scope, undelivered
from hotline.store.models.casework import Case, Note
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork

LONGEST_TEXT, LONGEST_NOTE = 1_600, 8_000
# Why an answer did not go out that its author called back.
WITHDRAWN = "withdrawn"
SAME_WORDS = timedelta(minutes=10)


class NotFound(Exception):
    """There is no such case for this person: absent and forbidden are the same."""


class Mistake(Exception):
    """What was asked cannot be done; `code` names the sentence that tells the officer why."""

    def __init__(self, code: str) -> None:
        """Take the code of the sentence."""
        super().__init__(code)
        self.code = code


class TooLong(Mistake):
    """A text that is longer than it may be: how long that is, and by how much it is over."""

    def __init__(self, most: int, over: int) -> None:
        """Take both numbers."""
        super().__init__("long_text")
        self.most, self.over = most, over


class Moved(Exception):
    """Somebody worked on the case since the officer looked; nothing was done, and the new state is to be shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An officer's request: who, on which case, seen in which version (None: not told), under which single-use key.

    `undo_s`: so long an answer waits before it goes out, for its author to call it back. `beside`: the officer answers
    many cases in one go, which makes none of them theirs that has an owner. `tells`: it tells what an office found.
    """

    viewer: Viewer
    reference: str
    seen: int | None = None
    key: UUID | None = None
    undo_s: int = 0
    beside: bool = False
    tells: bool = False

    @property
    def actor(self) -> str:
        """Return the officer as events name them."""
        return events.by_account(self.viewer.account_id)


def take(unit: UnitOfWork, asked: Asked) -> Case:
    """Make the officer the case's owner."""
    case = find(unit, asked)
    _refuse_same(unit, case, asked)
    own(unit, case, asked)
    return case


def answer(unit: UnitOfWork, asked: Asked, text: str, languages: LanguageReader) -> Case:
    """Write to the citizen; the same single-use key never writes twice."""
    case = find(unit, asked)
    text = checked(text, LONGEST_TEXT)
    if blanks(text):
        raise Mistake("blank_left")
    if asked.key is not None and _already_written(unit, asked.key):
        return case
    refuse_if_moved(case, asked)
    _refuse_twice(unit, case, text)
    if case.contact_id is None:
        raise Mistake("no_phone")
    _refuse_same(unit, case, asked)
    status = advance(Status(case.status), Action.ANSWER)
    own(unit, case, asked)
    contact = contacts.get(unit.session, case.contact_id)
    by_code = pins.guards(unit, case)
    letter = Letter("answer", asked.key or ids.new_id(), text, case.language, case_id=case.id,
                    author_id=asked.viewer.account_id, held=by_code or pins.is_unsafe(case, contact), by_code=by_code,
                    due_at=unit.now + timedelta(seconds=asked.undo_s))  # fmt: skip
    row = writing.write(unit, contact, letter)
    pins.announce(unit, case, contact, row.id, languages)
    since = case.waiting_since.isoformat() if case.waiting_since else None
    waiting.end_pause(unit, case, asked.actor, "answered")
    record(unit, case, asked, "answered", text=str(row.id), parts=row.parts, state=row.state, waiting_since=since,
            body=str(asked.viewer.body_id), **marks_of(unit, case, asked.actor, text),
            **telling.marks(unit, case, tells=asked.tells))  # fmt: skip
    case.status = status
    drafts.drop(unit.session, case.id, asked.viewer.account_id)
    if row.state == "cancelled":
        case.delivery_failed = True
        return case
    telling.follow(unit, case, row)
    undelivered.replace(unit.session, case.id, outcomes.HUMAN, unit.now)
    outcomes.recount_failures(unit, case)
    case.first_answered_at = case.first_answered_at or unit.now
    case.waiting_since, case.due_at = None, case.closure_due_at
    return case


def add_note(unit: UnitOfWork, asked: Asked, text: str) -> Case:
    """Keep a note for colleagues, sealed; its event holds a commitment and nothing else. An answer begun stays."""
    case = find(unit, asked)
    if not text.strip():
        raise Mistake("empty_note")
    text = checked(text, LONGEST_NOTE)
    _note(unit, case, asked, text)
    begun = drafts.of(unit.session, case.id, asked.viewer.account_id)
    if begun is not None and drafts.text(unit.vault, begun).strip() == text:
        drafts.drop(unit.session, case.id, asked.viewer.account_id)
    return case


def close(unit: UnitOfWork, asked: Asked, outcome: str, reason: str, languages: LanguageReader) -> Case:
    """Close the case with an outcome, and ask its citizen where that is safe."""
    case = find(unit, asked)
    if outcome not in {one.value for one in Outcome}:
        raise Mistake("no_outcome")
    refuse_if_moved(case, asked)
    advance(Status(case.status), Action.CLOSE_WITHOUT_ASKING)
    if case.status == Status.CLOSING:
        raise Mistake("already_closing")
    _refuse_same(unit, case, asked)
    if hindrance := telling.hinders_closing(unit, case):
        raise Mistake(hindrance)
    if not may_close(Outcome(outcome), answered=case.first_answered_at is not None, reason=reason):
        raise Mistake("never_answered")
    if reason.strip():
        _note(unit, case, asked, checked(reason, LONGEST_NOTE))
    own(unit, case, asked)
    closing.close(unit, case, Outcome(outcome), asked.actor, languages)
    return case


def set_safe_to_text(unit: UnitOfWork, asked: Asked, safe: bool, how: str = "") -> bool:
    """Write down if texts to this phone are safe, a yes after a no with how it was told; return if kept ones leave."""
    case = find(unit, asked)
    if case.contact_id is None:
        raise Mistake("no_phone")
    contact = contacts.get(unit.session, case.contact_id)
    turned = safe and contact.safe_to_text is False
    if turned and how not in WAYS_TO_TELL:
        raise Mistake("no_how")
    contact.safe_to_text = safe
    record(unit, case, asked, "safety_told", safe=safe, **({"how": how} if turned else {}))
    released = writing.release(unit, case.id) if safe and not pins.guards(unit, case) else []
    waiting.question_reached(unit, case, released)
    return bool(released)


def find(unit: UnitOfWork, asked: Asked) -> Case:
    """Return the case asked for, locked; raises NotFound."""
    case = scope.case_for(unit.session, asked.viewer, asked.reference, lock=True)
    if case is None:
        raise NotFound
    return case


def refuse_if_moved(case: Case, asked: Asked) -> None:
    """Raise Moved if somebody worked on the case since the officer looked."""
    if asked.seen is not None and asked.seen != case.version:
        raise Moved


def _refuse_same(unit: UnitOfWork, case: Case, asked: Asked) -> None:
    if appeals.is_for_others(unit, case, asked.viewer):
        raise Mistake("same_officer")


def _refuse_twice(unit: UnitOfWork, case: Case, text: str) -> None:
    """A browser's back button brings a sent text again: the same words within minutes are asked about, not sent."""
    last = outbound.last_answer_since(unit.session, case.id, unit.now - SAME_WORDS)
    if last is not None and best_form(outbound.body(unit.vault, last)) == best_form(text):
        raise Mistake("same_text")


def own(unit: UnitOfWork, case: Case, asked: Asked) -> None:
    """Make the officer the owner of a case that is locked."""
    if case.owner_id == asked.viewer.account_id or (asked.beside and case.owner_id is not None):
        return
    case.status = advance(Status(case.status), Action.TAKE) if case.status != Status.CLOSING else case.status
    before, case.owner_id = case.owner_id, asked.viewer.account_id
    record(unit, case, asked, "taken", before=str(before) if before else None, body=str(asked.viewer.body_id))


def checked(text: str, longest: int) -> str:
    """Return the words without what surrounds them; raises Mistake for none and for too many."""
    text = text.strip()
    if not text:
        raise Mistake("empty_text")
    if len(text) > longest:
        raise TooLong(longest, len(text) - longest)
    return text


def _already_written(unit: UnitOfWork, key: UUID) -> bool:
    """An answer that was called back is none: the form that brings it again is asked about."""
    written = unit.session.scalar(select(Outbound).where(Outbound.kind == "answer", Outbound.cause_id == key))
    if written is not None and written.failure == WITHDRAWN:
        raise Moved
    return written is not None


def _note(unit: UnitOfWork, case: Case, asked: Asked, text: str) -> None:
    note = seal(unit, case, asked, "note", text)
    record(unit, case, asked, "noted", note=str(note.id), commitment=unit.vault.commitment(note.id, text))


def seal(unit: UnitOfWork, case: Case, asked: Asked, kind: str, text: str) -> Note:
    """Keep an officer's words with a case, sealed."""
    note_id = ids.new_id()
    note = Note(
        id=note_id, case_id=case.id, kind=kind, author_id=asked.viewer.account_id, created_at=unit.now,
        text_sealed=unit.vault.seal(text, "notes", "text_sealed", note_id),
    )  # fmt: skip
    unit.session.add(note)
    return note


def record(unit: UnitOfWork, case: Case, asked: Asked, kind: str, **data: events.Plain) -> None:
    """Write down what an officer did with a case, which is another case for whoever looks at it."""
    case.version += 1
    events.append(unit, case.id, kind, asked.actor, **data)
