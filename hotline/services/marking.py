"""What officers mark on a case: tags, urgency, owner, that it does not count, that a text asks for nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hotline.domain.findings import URGENCIES
from hotline.domain.lifecycle import Action, Status, advance
from hotline.domain.ownership import Told
from hotline.domain.story import tell
from hotline.domain.taxonomy import more_urgent
from hotline.domain.walls import COORDINATOR, Viewer
from hotline.domain.work import EXCLUSIONS, MOST_TAGS, TAGS, may_sleep_until
from hotline.services import appeals, casework, opening, waiting
from hotline.services.casework import LONGEST_NOTE, Asked, Mistake, checked
from hotline.store import clocks, events, outbound, readers, tags
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Message
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork


def tag(unit: UnitOfWork, asked: Asked, word: str) -> Case:
    """Put a tag of the list on the case; once is enough."""
    case = casework.find(unit, asked)
    if word not in TAGS:
        raise Mistake("no_tag")
    known = tags.of_case(unit.session, case.id)
    if word in known:
        return case
    if len(known) >= MOST_TAGS:
        raise Mistake("many_tags")
    tags.add(unit.session, case.id, word)
    casework.record(unit, case, asked, "tagged", tag=word)
    return case


def untag(unit: UnitOfWork, asked: Asked, word: str) -> Case:
    """Take a tag off the case."""
    case = casework.find(unit, asked)
    if tags.remove(unit.session, case.id, word):
        casework.record(unit, case, asked, "untagged", tag=word)
    return case


def snooze(unit: UnitOfWork, asked: Asked, until: datetime | None) -> Case:
    """Put the case aside until then; it stops no clock, and no danger that waits goes there. None brings it back."""
    case = casework.find(unit, asked)
    if until is None:
        waiting.end_snooze(unit, case, asked.actor, "officer")
        return case
    if not may_sleep_until(until, unit.now):
        raise Mistake("bad_snooze")
    if case.status == "closed":
        raise Mistake("refused")
    hindrance = hinders_snooze(unit, case)
    if hindrance is not None:
        raise Mistake(hindrance)
    waiting.snooze(unit, case, asked.actor, until)
    return case


def hinders_snooze(unit: UnitOfWork, case: Case) -> str | None:
    """Return why a danger is not put aside, as a code: it waits for an answer, or has one that nobody read yet.

    An answer that is kept ends the wait, as the definitions say; that the citizen knows of it, it does not say.
    """
    if case.urgency != "critical":
        return None
    if case.waiting_since is not None:
        return "danger_waits"
    last = outbound.last_answer(unit.session, case.id)
    if last is None or last.state != "held":
        return None
    calls = events.of_kinds(unit.session, case.id, {"called"})
    spoken = any(call.data["reached"] and call.at >= last.created_at for call in calls)
    return None if spoken else "danger_unread"


def change_urgency(unit: UnitOfWork, asked: Asked, urgency: str, office: Office) -> Case:
    """Say how urgent the case is; due times are worked out anew from where its clock began, never later for a wait."""
    case = casework.find(unit, asked)
    if urgency not in URGENCIES:
        raise Mistake("no_urgency")
    casework.refuse_if_moved(case, asked)
    return case if urgency == case.urgency else set_urgency(unit, case, asked, urgency, office)


def set_urgency(unit: UnitOfWork, case: Case, asked: Asked, urgency: str, office: Office) -> Case:
    """Make a case that is locked so urgent, and work out its due times anew."""
    kind = "urgency_raised" if more_urgent(case.urgency, urgency) == urgency else "urgency_changed"
    closure = case.closure_due_at
    casework.record(unit, case, asked, kind, before=case.urgency, after=urgency)
    case.urgency = urgency
    is_closed = case.due_at is None
    opening.set_due_times(case, office, case.waiting_since or case.received_at)
    if case.paused_at is not None:
        case.closure_due_at = closure
    if case.waiting_since is None:
        case.due_at = None if is_closed else case.closure_due_at
    return case


def may_exclude(case: Case, viewer: Viewer) -> bool:
    """Say whether this account may take the case out of the figures: a desk alone none that is protected or accuses."""
    is_open = case.sensitivity != "S3" and case.wall in ("none", "lifted")
    return is_open or viewer.role == COORDINATOR


def exclude(unit: UnitOfWork, asked: Asked, why: str, reason: str = "") -> Case:
    """Say that the case is not to be counted, and why, by a code and in words; an empty code takes that back."""
    case = casework.find(unit, asked)
    if why and why not in EXCLUSIONS:
        raise Mistake("no_reason")
    if (case.excluded or "") == why:
        return case
    if why and not may_exclude(case, asked.viewer):
        raise Mistake("counts_for_desk")
    case.excluded = why or None
    if why:
        casework.record(unit, case, asked, "excluded", why=why, **_sealed(unit, case, asked, reason))
    else:
        casework.record(unit, case, asked, "exclusion_lifted")
    return case


def mark_courtesy(unit: UnitOfWork, asked: Asked, message_id: UUID) -> Case:
    """Say that a text of the citizen asks for nothing: its wait never was."""
    case = casework.find(unit, asked)
    casework.refuse_if_moved(case, asked)
    message = unit.session.get(Message, message_id)
    if message is None or message.case_id != case.id:
        raise Mistake("no_message")
    if message.kind == "courtesy":
        return case
    message.kind = "courtesy"
    casework.record(unit, case, asked, "courtesy_marked", message=str(message.id))
    told = tell(Told(one.kind, one.at, one.actor, one.data) for one in events.trail(unit.session, case.id))
    if case.waiting_since is not None and (told is None or told.open_wait is None):
        case.waiting_since, case.due_at = None, case.closure_due_at
    return case


def escalate(unit: UnitOfWork, asked: Asked, reason: str) -> Case:
    """Ask the coordination to look at the case; raises Mistake where it may not know of it."""
    case = casework.find(unit, asked)
    reason = checked(reason, LONGEST_NOTE)
    others = [one for one in readers.of(unit.session, case) if one.account_id != asked.viewer.account_id]
    above = [one for one in others if one.role == COORDINATOR]
    if not above:
        raise Mistake("no_supervisor")
    note = casework.seal(unit, case, asked, "reason", reason)
    case.supervisor_flag = True
    casework.record(unit, case, asked, "escalated", clock=None, level=0, to=COORDINATOR, note=str(note.id),
                    commitment=unit.vault.commitment(note.id, reason))  # fmt: skip
    unit.session.flush()
    for one in above:
        clocks.add_notice(unit, case.id, one.account_id, "asked_up", (note.id, 0))
    return case


def assign(unit: UnitOfWork, asked: Asked, account_id: UUID) -> Case:
    """Make a colleague of the case's desk its owner; raises Mistake for who may not read it."""
    case = casework.find(unit, asked)
    casework.refuse_if_moved(case, asked)
    given = next((one for one in colleagues(unit, case) if one.account_id == account_id), None)
    if given is None:
        raise Mistake("no_colleague")
    if appeals.is_for_others(unit, case, given):
        raise Mistake("same_officer")
    if case.owner_id == account_id:
        return case
    case.status = advance(Status(case.status), Action.TAKE) if case.status != Status.CLOSING else case.status
    before, case.owner_id = case.owner_id, account_id
    casework.record(unit, case, asked, "assigned", before=str(before) if before else None,
                    owner=events.by_account(account_id), body=str(given.body_id))  # fmt: skip
    return case


def _sealed(unit: UnitOfWork, case: Case, asked: Asked, reason: str) -> dict[str, events.Plain]:
    if not reason:
        return {}
    note = casework.seal(unit, case, asked, "reason", reason)
    return {"note": str(note.id), "commitment": unit.vault.commitment(note.id, reason)}


def colleagues(unit: UnitOfWork, case: Case) -> list[Viewer]:
    """Return who at the case's desk may be given it."""
    return [one for one in readers.of(unit.session, case) if one.desk_id == case.desk_id]
