"""Puts cases about one thing together: by itself where a text came again, else as a person says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from hotline import ids
from hotline.domain.grouping import SAME
from hotline.domain.incidents import (
    ASKED,
    EVENT,
    FEWEST,
    KINDS,
    REMEMBERED,
    RUMOUR,
    RUMOUR_CATEGORY,
    Member,
    kind_for,
    may_join,
)
from hotline.domain.sightings import tells_sight
from hotline.domain.walls import Viewer
from hotline.services import casework
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.store import cases, events, incidents, messages, opinions, standings
from hotline.store.incidents import Seen
from hotline.store.models.casework import Case
from hotline.store.models.incidents import Incident, IncidentCase
from hotline.store.models.sorting import Standing
from hotline.unit_of_work import UnitOfWork

RESENT, BY_HAND = "resent", "by_hand"
SYSTEM = "system"


def link_resent(unit: UnitOfWork, case: Case, standing: Standing) -> None:
    """Put a case together with the one whose text it says again, unless it is of the same citizen or tells no event."""
    kind = kind_for(case.category, accuses=case.wall != "none")
    if kind is None or standing.sketch or standing.likeness < SAME:
        return
    leader = standings.leader_of(unit.session, standing.group_id)
    # Whoever works on the other case just now is not waited for: the next one like it is linked then.
    first = cases.locked_if_free(unit.session, leader.case_id) if leader else None
    if first is None or first.contact_id == case.contact_id or first.status == "closed":
        return
    row = unit.session.get(IncidentCase, first.id)
    kind = unit.session.get_one(Incident, row.incident_id).kind if row else kind
    theirs, ours = (_member(unit, one, kind) for one in (first, case))
    if may_join(kind, theirs, [ours]) and may_join(kind, ours, [theirs]):
        incident = unit.session.get_one(Incident, row.incident_id) if row else _made(unit, kind)
        for one in (case,) if row else (first, case):
            _put(unit, incident, one, RESENT, SYSTEM)


def create(unit: UnitOfWork, viewer: Viewer, references: Sequence[str], kind: str) -> Incident:
    """Put these cases together; raises NotFound for one out of scope, Mistake for those that may not stand together.

    Without a kind it is a rumour where all only ask about one, else an event.
    """
    if kind and kind not in KINDS:
        raise Mistake("no_kind")
    wanted = sorted(set(references))
    if len(wanted) < FEWEST:
        raise Mistake("too_few")
    incident = _made(unit, kind or _kind_of(unit, [casework.find(unit, Asked(viewer, one)) for one in wanted]))
    for reference in wanted:
        _join(unit, Asked(viewer, reference), incident)
    return incident


def see(unit: UnitOfWork, viewer: Viewer, incident_id: UUID) -> Seen:
    """Return an incident as the account sees it; raises NotFound."""
    seen = incidents.seen(unit.session, viewer, incident_id)
    if seen is None:
        raise NotFound
    return seen


def join(unit: UnitOfWork, asked: Asked, incident_id: UUID) -> Case:
    """Put a case into an incident; raises NotFound for the incident, Mistake: a hidden case is like an absent one."""
    see(unit, asked.viewer, incident_id)
    try:
        casework.find(unit, asked)
    except NotFound:
        raise Mistake("no_such_case") from None
    return _join(unit, asked, incidents.locked(unit.session, incident_id))


def leave(unit: UnitOfWork, asked: Asked) -> Case:
    """Take a case out of its incident; raises NotFound."""
    case = casework.find(unit, asked)
    if incidents.of_case(unit.session, asked.viewer, case.id) is None:
        raise NotFound
    _take_out(unit, case, asked.actor)
    return case


def part_if_unfit(unit: UnitOfWork, case: Case, actor: str) -> None:
    """Take a case out of its incident if others may read it now than its like, or it is a sighting among rumours."""
    row = unit.session.get(IncidentCase, case.id)
    if row is None:
        return
    unit.session.flush()
    other = incidents.one_inside(unit.session, row.incident_id, but=case.id)
    kind = unit.session.get_one(Incident, row.incident_id).kind
    beside = [_member(unit, other, kind)] if other else []
    if not may_join(kind, _member(unit, case, kind), beside):
        _take_out(unit, case, actor)


def set_kind(unit: UnitOfWork, viewer: Viewer, incident_id: UUID, kind: str) -> None:
    """Say what kind of incident it is; a rumour that holds a sighting cannot be one: it has to be taken out first."""
    see(unit, viewer, incident_id)
    if kind not in KINDS:
        raise Mistake("no_kind")
    incident = incidents.locked(unit.session, incident_id)
    inside = incidents.every_case(unit.session, incident_id)
    if not all(may_join(kind, _member(unit, case, kind), []) for case in inside):
        raise Mistake("sighting")
    incident.kind = kind
    incident.verdict = incident.verdict_by = incident.agreed_by = incident.agreed_at = None
    opinions.forget(unit.session, incident_id)


def fitting(unit: UnitOfWork, incident: Incident, found: Sequence[Case]) -> list[Case]:
    """Return those of these cases that may stand in the incident."""
    other = incidents.one_inside(unit.session, incident.id)
    beside = [_member(unit, other, incident.kind)] if other else []
    return [case for case in found if may_join(incident.kind, _member(unit, case, incident.kind), beside)]


def witnesses(unit: UnitOfWork, incident: Incident, found: Sequence[Case]) -> list[Case]:
    """Return those of these cases that are kept out of a rumour for nothing but what their citizen may have seen."""
    other = incidents.one_inside(unit.session, incident.id)
    if incident.kind != RUMOUR or other is None:
        return []
    beside, fit = [_member(unit, other, EVENT)], {case.id for case in fitting(unit, incident, found)}
    return [case for case in found if case.id not in fit and may_join(EVENT, _member(unit, case, EVENT), beside)]


def asked_about(unit: UnitOfWork, viewer: Viewer, case: Case) -> list[Seen]:
    """Return the rumours that a case in no incident may be asking about; its citizen may have come late."""
    if case.category not in ASKED or case.status == "closed":
        return []
    known = incidents.rumours_like(unit.session, viewer, case, case.received_at - REMEMBERED)
    return [seen for seen in known if fitting(unit, seen.incident, [case])]


def _join(unit: UnitOfWork, asked: Asked, incident: Incident) -> Case:
    case = casework.find(unit, asked)
    casework.refuse_if_moved(case, asked)
    row = unit.session.get(IncidentCase, case.id)
    if row is not None and row.incident_id == incident.id:
        return case
    if row is not None:
        # Said of what the account sees: an incident hidden from it is no reason it may be told.
        raise Mistake("other_incident")
    if not fitting(unit, incident, [case]):
        raise Mistake("unfit_incident")
    _put(unit, incident, case, BY_HAND, asked.actor)
    return case


def _member(unit: UnitOfWork, case: Case, kind: str) -> Member:
    """Return a case as the rules see it; only for a rumour its texts are opened: was somebody there?."""
    member = incidents.as_member(unit.session, case)
    if kind != RUMOUR:
        return member
    texts = (messages.body(unit.vault, one) for one in messages.of_case(unit.session, case.id))
    return replace(member, saw=any(map(tells_sight, texts)))


def _kind_of(unit: UnitOfWork, found: Sequence[Case]) -> str:
    about = all(case.category == RUMOUR_CATEGORY for case in found)
    return RUMOUR if about and all(may_join(RUMOUR, _member(unit, case, RUMOUR), []) for case in found) else EVENT


def _made(unit: UnitOfWork, kind: str) -> Incident:
    incident = Incident(id=ids.new_id(), kind=kind, made_at=unit.now)
    unit.session.add(incident)
    unit.session.flush()
    return incident


def _put(unit: UnitOfWork, incident: Incident, case: Case, how: str, actor: str) -> None:
    # The case's version stays: that others say the same does not make anybody's answer to it wrong.
    unit.session.add(IncidentCase(case_id=case.id, incident_id=incident.id, how=how, at=unit.now))
    unit.session.flush()
    events.append(unit, case.id, "incident_joined", actor, incident=str(incident.id), how=how)


def _take_out(unit: UnitOfWork, case: Case, actor: str) -> None:
    row = unit.session.get_one(IncidentCase, case.id)
    unit.session.delete(row)
    unit.session.flush()
    events.append(unit, case.id, "incident_left", actor, incident=str(row.incident_id))
