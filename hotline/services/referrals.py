"""A complaint leaves the wall as a redacted sheet, with its citizen's consent, for an office that no wall bars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from hotline import ids
from hotline.domain import referral as rules
from hotline.domain.calendars import Calendar
from hotline.domain.redaction import Doubt, examine
from hotline.domain.walls import Viewer
from hotline.services import casework, extracts
from hotline.services.casework import LONGEST_NOTE, Asked, Mistake, NotFound, checked
from hotline.store import cases, drafts, events, referrals
from hotline.store.models.casework import Case
from hotline.store.models.office import Desk, Place
from hotline.store.models.referrals import Referral, ReprisalCheck
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

WHAT = "referral"
# How a citizen said yes or no.
HOW = ("sms", "call", "met")


@dataclass(frozen=True, slots=True)
class Extract:
    """What is to leave the wall: to which desk, in which words, and whether an officer answers for the doubts in it.

    `looked_at`: the words as they were shown once more; others are shown before they leave. `place`, `month`: as
    coarse as whoever sends it wants them, nothing for not at all; None where nobody was asked.
    """

    desk_id: UUID | None
    words: str
    vouched: bool = False
    looked_at: str = ""
    place: str | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an office says: a code of the list and its own words; `looked_at`: both as they were shown once more."""

    code: str
    words: str = ""
    looked_at: str = ""

    @property
    def whole(self) -> str:
        """Return both in one, to be looked at before they leave."""
        return f"{self.code} {self.words.strip()}"


def record_consent(unit: UnitOfWork, asked: Asked, given: bool, how: str) -> Case:
    """Write down what the citizen says to their complaint being passed on, and how; a no takes open sheets back."""
    case = casework.find(unit, asked)
    if how not in HOW:
        raise Mistake("no_how")
    casework.record(unit, case, asked, "consent_recorded", what=WHAT, given=given, how=how)
    if not given:
        for row, _ in referrals.of_case(unit.session, case.id):
            if rules.next_state(row.state, rules.WITHDRAWN):
                row.state = rules.WITHDRAWN
                casework.record(unit, case, asked, "referral_withdrawn", referral=str(row.id), body=_body(unit, row))
    return case


def doubts(unit: UnitOfWork, case: Case, words: str, office: Office) -> list[Doubt]:
    """Return what an extract of a case must not hold, and what in it could identify the citizen."""
    return examine(words, extracts.known_of(unit, [case], office))


def send(unit: UnitOfWork, asked: Asked, extract: Extract, office: Office) -> Case:
    """Send a sheet to an inspection office that no wall bars, with consent and without what must not get out."""
    case = casework.find(unit, asked)
    words = checked(extract.words, LONGEST_NOTE)
    casework.refuse_if_moved(case, asked)
    if case.status == "closed":
        raise Mistake("refused")
    if referrals.consent(unit.session, case.id) is not True:
        raise Mistake("no_consent")
    found = _passed(doubts(unit, case, words, office), extract)
    desk = next((one for one in offices(unit, case, office) if one[0] == extract.desk_id), None)
    if desk is None:
        raise Mistake("no_office")
    if any(row.state in rules.OPEN and row.desk_id == desk[0] for row, _ in referrals.of_case(unit.session, case.id)):
        raise Mistake("sent_already")
    if extract.looked_at.strip() != words:
        raise Mistake("extract_unseen")
    place_id, month = _coarse(case, extract, office)
    row = Referral(
        id=ids.new_id(), case_id=case.id, desk_id=desk[0], sent_by=asked.viewer.account_id, category=case.category,
        place_id=place_id, month=month,
    )  # fmt: skip
    _write(unit, row, words, office.calendar_for(desk[0]))
    drafts.drop(unit.session, case.id, asked.viewer.account_id, drafts.EXTRACT)
    casework.record(unit, case, asked, "referral_sent", referral=str(row.id), body=str(desk[1]),
                    due_at=row.answer_by.isoformat(), accept_by=row.accept_by.isoformat(),
                    doubts=sorted({one.kind for one in found}),
                    commitment=unit.vault.commitment(row.id, words))  # fmt: skip
    return case


def _passed(found: list[Doubt], extract: Extract) -> list[Doubt]:
    if any(one.is_forbidden for one in found):
        raise Mistake("extract_forbidden")
    if found and not extract.vouched:
        raise Mistake("extract_doubtful")
    return found


def offices(unit: UnitOfWork, case: Case, office: Office) -> list[tuple[UUID, UUID, str]]:
    """Return where a sheet of this case may go: desk, body, name."""
    accused = cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
    barred = frozenset().union(*(office.barred.get(body, frozenset({body})) for body in accused))
    if any(body not in office.barred for body in accused):
        return []
    return referrals.offices(unit.session, barred)


def coarse_places(case: Case, office: Office) -> list[Place]:
    """Return the places a sheet of this case may name, the nearest first: its cercle, its region."""
    return [place for place in office.places_above(case.place_id) if place.kind != "commune"]


def note_reading(unit: UnitOfWork, viewer: Viewer, referral_id: UUID) -> None:
    """Write down that an office reads a sheet, in a transaction before it is shown; raises NotFound."""
    row, case = _at_office(unit, viewer, referral_id)
    events.append(unit, case.id, "sheet_read", events.by_account(viewer.account_id), referral=str(row.id))


def accept(unit: UnitOfWork, viewer: Viewer, referral_id: UUID) -> None:
    """Take a sheet up; raises NotFound for one that is not at the account's office."""
    row, case = _at_office(unit, viewer, referral_id)
    _step(row, rules.ACCEPTED)
    _record(unit, case, viewer, row, "referral_accepted")


def refuse(unit: UnitOfWork, viewer: Viewer, referral_id: UUID, verdict: Verdict) -> None:
    """Say that the office does not take a sheet up, and why."""
    if verdict.code not in rules.REFUSALS:
        raise Mistake("no_reason")
    if verdict.code == "other" and not verdict.words.strip():
        raise Mistake("no_motive")
    words = checked(verdict.words, LONGEST_NOTE) if verdict.words.strip() else ""
    row, case = _at_office(unit, viewer, referral_id)
    _step(row, rules.REFUSED)
    row.why = verdict.code
    _end(unit, viewer, row, words)
    _record(unit, case, viewer, row, "referral_refused", why=verdict.code)
    case.supervisor_flag = True


def answer(unit: UnitOfWork, viewer: Viewer, referral_id: UUID, verdict: Verdict) -> None:
    """Say what the office found; from now on the citizen is to be told."""
    if verdict.code not in rules.FINDINGS:
        raise Mistake("no_finding")
    wanted = verdict.code in rules.WANT_WORDS
    if wanted and not verdict.words.strip():
        raise Mistake("no_motive")
    words = checked(verdict.words, LONGEST_NOTE) if verdict.words.strip() else ""
    row, case = _at_office(unit, viewer, referral_id)
    _step(row, rules.ANSWERED)
    if verdict.looked_at != verdict.whole:
        raise Mistake("finding_unseen")
    row.finding = verdict.code
    _end(unit, viewer, row, words)
    _record(unit, case, viewer, row, "referral_answered", finding=verdict.code, due_at=row.answer_by.isoformat())


def _write(unit: UnitOfWork, row: Referral, words: str, calendar: Calendar) -> None:
    """Write the sheet with its words and days, and those of the check-ins."""
    row.sent_at, row.state = unit.now, rules.SENT
    row.accept_by, row.answer_by = rules.accept_by(calendar, unit.now), unit.now + rules.ANSWER
    row.extract_sealed = unit.vault.seal(words, "referrals", "extract_sealed", row.id)
    unit.session.add(row)
    unit.session.flush()
    for days in rules.CHECK_DAYS:
        due_at = unit.now + timedelta(days=days)
        check = ReprisalCheck(id=ids.new_id(), referral_id=row.id, case_id=row.case_id, days=days, due_at=due_at)
        unit.session.add(check)


def _coarse(case: Case, extract: Extract, office: Office) -> tuple[UUID | None, str]:
    """Return the place and the month that go along: cercle and month, or less where less was chosen."""
    places, months = {str(one.id): one.id for one in coarse_places(case, office)}, rules.coarse_times(case.received_at)
    place = next(iter(places), "") if extract.place is None else extract.place
    month = months[0] if extract.month is None else extract.month
    if place not in {*places, ""} or month not in {*months, ""}:
        raise Mistake("too_exact")
    return places.get(place), month


def _at_office(unit: UnitOfWork, viewer: Viewer, referral_id: UUID) -> tuple[Referral, Case]:
    case_id = referrals.case_of(unit.session, referral_id)
    if case_id is None:
        raise NotFound
    case = cases.locked(unit.session, case_id)
    row = referrals.locked(unit.session, viewer, referral_id)
    if row is None:
        raise NotFound
    return row, case


def _step(row: Referral, wanted: str) -> None:
    if not rules.next_state(row.state, wanted):
        raise Mistake("sheet_moved")
    row.state = wanted


def _end(unit: UnitOfWork, viewer: Viewer, row: Referral, words: str) -> None:
    row.answered_by, row.answered_at = viewer.account_id, unit.now
    if words:
        row.words_sealed = unit.vault.seal(words, "referrals", "words_sealed", row.id)


def _record(unit: UnitOfWork, case: Case, viewer: Viewer, row: Referral, kind: str, **told: str) -> None:
    case.version += 1
    events.append(unit, case.id, kind, events.by_account(viewer.account_id), referral=str(row.id),
                  body=str(viewer.body_id), **told)  # fmt: skip


def _body(unit: UnitOfWork, row: Referral) -> str:
    return str(unit.session.get_one(Desk, row.desk_id).body_id)
