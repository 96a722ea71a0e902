"""Languages between people: a cleared speaker behind the same walls puts texts into another language, and back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hotline import ids
from hotline.domain.callbacks import NO_LANGUAGE
from hotline.domain.deadlines import due_by
from hotline.domain.limits import TRIAGE
from hotline.domain.walls import Viewer
from hotline.services import casework
from hotline.services.casework import LONGEST_NOTE, LONGEST_TEXT, Asked, Mistake, NotFound, checked
from hotline.store import cases, events, messages, translations
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Message
from hotline.store.models.translations import Translation
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

TEXT, ANSWER = "text", "answer"
KNOWN = ("fr", "bm", "ff", "ses", "taq", "ar", "en", "snk", "nqo")


def ask_for_text(unit: UnitOfWork, asked: Asked, message_id: UUID, office: Office) -> Case:
    """Ask for a citizen's text in French; asked twice it is asked once. Waiting for it stops no clock."""
    case = casework.find(unit, asked)
    message = unit.session.get(Message, message_id)
    if message is None or message.case_id != case.id:
        raise Mistake("no_message")
    if any(row.message_id == message.id for row in translations.of_case(unit.session, case.id)):
        return case
    row = _ask(unit, case, asked, (message.language or case.language, messages.body(unit.vault, message)), office)
    row.kind, row.message_id = TEXT, message.id
    unit.session.add(row)
    casework.record(unit, case, asked, "translation_asked", message=str(message.id), language=row.language,
                    translation=str(row.id), due_at=row.due_at.isoformat())  # fmt: skip
    return case


def ask_for_answer(unit: UnitOfWork, asked: Asked, text: str, office: Office) -> Case:
    """Ask for an answer in the citizen's language; it goes out when the officer sends what came back."""
    case = casework.find(unit, asked)
    text = checked(text, LONGEST_TEXT)
    casework.refuse_if_moved(case, asked)
    if any(row.kind == ANSWER and row.given_at is None for row in translations.of_case(unit.session, case.id)):
        raise Mistake("translating_already")
    row = _ask(unit, case, asked, (case.language, text), office)
    row.kind = ANSWER
    unit.session.add(row)
    casework.record(unit, case, asked, "translation_asked", language=row.language, translation=str(row.id),
                    commitment=unit.vault.commitment(row.id, text), due_at=row.due_at.isoformat())  # fmt: skip
    return case


def ask_again(unit: UnitOfWork, asked: Asked, wanted: UUID, office: Office) -> Case:
    """Ask once more for what nobody translated in time: it is due anew; since when it waits stays as it is."""
    case = casework.find(unit, asked)
    row = next((row for row in translations.of_case(unit.session, case.id) if row.id == wanted), None)
    if row is None:
        raise Mistake("no_message")
    if row.given_at is not None or row.due_at > unit.now:
        return case
    row.due_at = _due_at(unit, case, row.language, office)
    casework.record(unit, case, asked, "translation_asked", language=row.language, translation=str(row.id),
                    due_at=row.due_at.isoformat())  # fmt: skip
    return case


def name_language(unit: UnitOfWork, asked: Asked, language: str) -> Case:
    """Write down which language a citizen writes, where nothing could tell; raises Mistake for none that is known."""
    case = casework.find(unit, asked)
    if language in NO_LANGUAGE or language not in KNOWN:
        raise Mistake("no_language")
    if case.language == language:
        return case
    before, case.language = case.language, language
    messages.name_language(unit.session, case.id, NO_LANGUAGE, language)
    casework.record(unit, case, asked, "language_named", before=before, after=language)
    return case


def show(unit: UnitOfWork, viewer: Viewer, tongues: tuple[str, ...], wanted: UUID) -> None:
    """Write down that a speaker reads a text, in a transaction before it is shown; raises NotFound."""
    row, case = _in_hand(unit, viewer, tongues, wanted)
    if row is None or case is None:
        raise NotFound
    kind = "case_read" if case.sensitivity == "S3" else "text_shown"
    events.append(unit, case.id, kind, events.by_account(viewer.account_id))


def give(unit: UnitOfWork, viewer: Viewer, tongues: tuple[str, ...], wanted: UUID, text: str) -> None:
    """Keep a translation, sealed; the first one given counts. Raises NotFound and Mistake."""
    row, case = _in_hand(unit, viewer, tongues, wanted)
    if row is None or case is None:
        raise NotFound
    text = checked(text, LONGEST_TEXT if row.kind == ANSWER else LONGEST_NOTE)
    row.given_by, row.given_at = viewer.account_id, unit.now
    row.words_sealed = unit.vault.seal(text, "translations", "words_sealed", row.id)
    # No new version of the case: who is answering it need not look again before it leaves.
    message = {"message": str(row.message_id)} if row.message_id else {}
    events.append(unit, case.id, "translation_given", events.by_account(viewer.account_id), language=row.language,
                  translation=str(row.id), commitment=unit.vault.commitment(row.id, text), **message)  # fmt: skip


def _ask(unit: UnitOfWork, case: Case, asked: Asked, what: tuple[str, str], office: Office) -> Translation:
    language, words = what
    due_at, row_id = _due_at(unit, case, language, office), ids.new_id()
    return Translation(
        id=row_id, case_id=case.id, language=language, asked_by=asked.viewer.account_id, asked_at=unit.now,
        due_at=due_at,
        source_sealed=unit.vault.seal(words, "translations", "source_sealed", row_id),
    )  # fmt: skip


def _due_at(unit: UnitOfWork, case: Case, language: str, office: Office) -> datetime:
    """Return by when somebody should have translated; raises Mistake where nobody may."""
    if language in NO_LANGUAGE or not translations.speakers(unit.session, case, language):
        raise Mistake("no_speaker")
    hours = office.calendar_for(case.desk_id)
    return due_by(hours.limits[f"{TRIAGE}.{case.urgency}"], hours, unit.now)


def _in_hand(
    unit: UnitOfWork, viewer: Viewer, tongues: tuple[str, ...], wanted: UUID
) -> tuple[Translation | None, Case | None]:
    case_id = translations.case_of(unit.session, wanted)
    if case_id is None:
        return None, None
    case = cases.locked(unit.session, case_id)
    return translations.one(unit.session, viewer, tongues, wanted), case
