"""One answer for an incident: once a language, previewed, and sent to each citizen as an answer of their case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from hotline import ids
from hotline.domain.incidents import is_older_than_verdict, is_owed, may_be_told, may_release
from hotline.domain.language import written
from hotline.domain.lifecycle import Refused
from hotline.domain.walls import Viewer
from hotline.services import casework
from hotline.services.casework import LONGEST_TEXT, Asked, Mistake, NotFound
from hotline.services.incidents import see
from hotline.services.languages import LanguageReader, Spoken
from hotline.store import contacts, events, incidents
from hotline.store.models.casework import Case
from hotline.store.models.incidents import Incident, IncidentAnswer, IncidentLetter
from hotline.store.models.people import Account
from hotline.store.office import viewer_of
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault

# As many as leave while the officer waits for the page; the timetable sends the others.
AT_ONCE = 20
# Why a copy is due although its citizen has an answer: whoever sent it said so.
ON_PURPOSE = "on_purpose"


@dataclass(frozen=True, slots=True)
class Told:
    """Whose cases an answer of one language would go to: those owed one, and only on purpose those answered before."""

    owed: list[Case] = field(default_factory=list)
    answered: list[Case] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sending:
    """How an answer is sent: the words its sender had before them, as `version` names them, and whether to all.

    `agrees_with`: the verdict that they say words older than it agree with.
    """

    looked_at: str | None = None
    answered_too: bool = False
    agrees_with: str | None = None


AS_IT_IS = Sending()


def to_tell(unit: UnitOfWork, viewer: Viewer, incident_id: UUID, languages: LanguageReader) -> dict[str, Told]:
    """Return by language whose cases an answer would go to now: one a citizen, never protected, told once."""
    known = languages.read(unit.session).languages
    kind = unit.session.get_one(Incident, incident_id).kind
    told = incidents.told_contacts(unit.session, incident_id)
    found: dict[str, Told] = defaultdict(Told)
    inside = [row[0] for row in incidents.members(unit.session, viewer, incident_id)]
    # Whoever has two cases here, of which one waits, is owed the answer in that one.
    for case in sorted(inside, key=lambda one: not _is_owed(kind, one)):
        fits = may_be_told(case.sensitivity, case.wall, case.status)
        if not fits or case.contact_id is None or case.contact_id in told:
            continue
        told.add(case.contact_id)
        contact = contacts.get(unit.session, case.contact_id)
        group = found[written(known, contact.language, case.language)]
        (group.owed if _is_owed(kind, case) else group.answered).append(case)
    return dict(found)


def draft(
    unit: UnitOfWork, viewer: Viewer, incident_id: UUID, spoken: Spoken, words: tuple[str, str]
) -> IncidentAnswer:
    """Keep an answer, its language and its words, to be looked at before it goes; raises NotFound, Mistake."""
    see(unit, viewer, incident_id)
    language, text = words[0], _sendable(words[1])
    if language not in spoken.languages or not spoken.languages[language].reviewed:
        raise Mistake("no_language")
    if any(body(unit.vault, one) == text for one in incidents.drafts(unit.session, incident_id, language)):
        raise Mistake("same_draft")
    answer_id = ids.new_id()
    answer = IncidentAnswer(
        id=answer_id, incident_id=incident_id, language=language, author_id=viewer.account_id, written_at=unit.now,
        text_sealed=unit.vault.seal(text, "incident_answers", "text_sealed", answer_id),
    )  # fmt: skip
    unit.session.add(answer)
    unit.session.flush()
    return answer


def rewrite(unit: UnitOfWork, viewer: Viewer, answer_id: UUID, words: str) -> None:
    """Put other words into an answer that was not sent; whoever does is its author. Raises NotFound, Mistake."""
    answer = _unsent(unit, viewer, answer_id)
    answer.text_sealed = unit.vault.seal(_sendable(words), "incident_answers", "text_sealed", answer.id)
    answer.author_id, answer.written_at = viewer.account_id, unit.now


def drop(unit: UnitOfWork, viewer: Viewer, answer_id: UUID) -> None:
    """Take away an answer that was not sent; raises NotFound, Mistake."""
    unit.session.delete(_unsent(unit, viewer, answer_id))


def release(
    unit: UnitOfWork, viewer: Viewer, answer_id: UUID, languages: LanguageReader, how: Sending = AS_IT_IS
) -> int:
    """Send an answer to everybody in scope who is owed one; return to how many. Raises NotFound, Mistake.

    Doing it again reaches who asked meanwhile. Of a rumour nothing leaves before two agreed and a second one sends it.
    Words that changed since they were looked at are not sent unread.
    """
    answer, incident = _locked(unit, viewer, answer_id)
    if how.looked_at is not None and how.looked_at != version(answer):
        raise Mistake("rewritten")
    if not may_release(incident.kind, viewer, answer.author_id, incident.agreed_by):
        raise Mistake("second_sender" if incident.agreed_by else "no_verdict_yet")
    is_old = is_older_than_verdict(incident.kind, answer.written_at, incident.agreed_at)
    if is_old and how.agrees_with != incident.verdict:
        raise Mistake("older_than_verdict")
    wanted = to_tell(unit, viewer, incident.id, languages).get(answer.language, Told())
    again = wanted.answered if how.answered_too else []
    letters = [*((case, None) for case in wanted.owed), *((case, ON_PURPOSE) for case in again)]
    if answer.released_by is None:
        answer.released_by, answer.released_at = viewer.account_id, unit.now
    for case, why in letters:
        # A copy that was left once, for a reason that is over, is due anew.
        unit.session.merge(IncidentLetter(answer_id=answer.id, case_id=case.id, state="due", why=why))
    events.append_house(unit, "incident_answered", events.by_account(viewer.account_id), incident=str(incident.id),
                        answer=str(answer.id), language=answer.language)  # fmt: skip
    _clear(unit, incident)
    return len(letters)


def send_due(units: Callable[[], UnitOfWork], languages: LanguageReader, most: int | None = None) -> int:
    """Write the copies that are due, each in a transaction of its own and never twice; return how many were tried."""
    tried = 0
    while most is None or tried < most:
        with units() as unit:
            if not _send_next(unit, languages):
                break
        tried += 1
    return tried


def body(vault: Vault, answer: IncidentAnswer) -> str:
    """Return the words of an answer."""
    return vault.open(answer.text_sealed, "incident_answers", "text_sealed", answer.id)


def version(answer: IncidentAnswer) -> str:
    """Name the words of an answer as they are now."""
    return answer.written_at.isoformat()


def _sendable(words: str) -> str:
    text = words.strip()
    if not text:
        raise Mistake("empty_text")
    if len(text) > LONGEST_TEXT:
        raise Mistake("long_text")
    return text


def _unsent(unit: UnitOfWork, viewer: Viewer, answer_id: UUID) -> IncidentAnswer:
    answer, _ = _locked(unit, viewer, answer_id)
    if answer.released_by is not None:
        raise Mistake("answer_sent")
    return answer


def _locked(unit: UnitOfWork, viewer: Viewer, answer_id: UUID) -> tuple[IncidentAnswer, Incident]:
    answer = unit.session.get(IncidentAnswer, answer_id)
    if answer is None:
        raise NotFound
    see(unit, viewer, answer.incident_id)
    incident = incidents.locked(unit.session, answer.incident_id)
    now = incidents.locked_answer(unit.session, answer_id)
    if now is None:
        raise NotFound
    return now, incident


def _is_owed(kind: str, case: Case) -> bool:
    return is_owed(kind, waits=case.waiting_since is not None, answered=case.first_answered_at is not None)


def _clear(unit: UnitOfWork, incident: Incident) -> None:
    """Take away the drafts of an incident in which nobody is owed an answer any more, whoever may read its cases."""
    unit.session.flush()
    told = incidents.told_contacts(unit.session, incident.id)
    owed = [case for case in incidents.every_case(unit.session, incident.id) if _is_owed(incident.kind, case)]
    if any(case.contact_id not in told and may_be_told(case.sensitivity, case.wall, case.status) for case in owed):
        return
    for unsent in incidents.drafts(unit.session, incident.id):
        unit.session.delete(unsent)


def _send_next(unit: UnitOfWork, languages: LanguageReader) -> bool:
    found = incidents.next_letter(unit.session)
    if found is None:
        return False
    letter, answer, reference = found[0], found[1], found[2]
    sender = viewer_of(unit.session.get_one(Account, answer.released_by))
    asked = Asked(sender, reference, key=uuid5(answer.id, str(letter.case_id)), beside=True)
    kind = None if letter.why == ON_PURPOSE else unit.session.get_one(Incident, answer.incident_id).kind
    letter.state, letter.why = "left", _refused(unit, asked, kind, body(unit.vault, answer), languages)
    if letter.why is None:
        letter.state = "done"
    return True


def _refused(unit: UnitOfWork, asked: Asked, kind: str | None, text: str, languages: LanguageReader) -> str | None:
    """Answer the case as an officer does; return why that was not to be, if so. `kind` None: answered or not."""
    try:
        case = casework.find(unit, asked)
        if not may_be_told(case.sensitivity, case.wall, case.status):
            return "protected"
        # A colleague may have answered between the button and this moment.
        if kind is not None and not _is_owed(kind, case):
            return incidents.ANSWERED
        casework.answer(unit, asked, text, languages)
    except NotFound:
        return "out_of_scope"
    except Mistake as mistake:
        return mistake.code
    except Refused:
        return "refused"
    return None
