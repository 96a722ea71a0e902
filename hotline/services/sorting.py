"""A person decides what a case is about and whom it accuses; the desk, the wall and the due times follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from hotline.domain import deadlines, routing, walls
from hotline.domain.deadlines import DueTimes
from hotline.domain.dialled import Topic, by_keys, placed
from hotline.domain.findings import FORCES, URGENCIES, Findings
from hotline.domain.routing import Decision
from hotline.domain.rules import Concern
from hotline.domain.sorting import HINTED, LIFTED, STANDS, ToSort, may_sort, waits, wall_after
from hotline.domain.taxonomy import more_protective, more_urgent
from hotline.domain.walls import Viewer
from hotline.services import casework, incidents, opening
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.store import cases, messages, sorting, standings
from hotline.store.models.casework import Case
from hotline.store.models.office import Category
from hotline.store.models.traffic import Message
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

LEASE = timedelta(minutes=2)
PASSED = timedelta(minutes=5)
CIVIL, HOTLINE = "civil", "hotline"
# Whom an officer may say a text accuses.
BLAMES = (*FORCES, CIVIL, HOTLINE)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an officer says of a case; an empty urgency: as category and text have it; `blames`: one of BLAMES.

    `place`: which one a name means that several bear; it never changes a place that is known.
    """

    category: str
    urgency: str = ""
    wall: str = STANDS
    blames: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a choice would do: where the case goes, from whom it is hidden, and when it is due."""

    category: Category
    sensitivity: str
    urgency: str
    accused: frozenset[UUID]
    barred: frozenset[UUID]
    decision: Decision
    due: DueTimes
    place: str


def take_next(unit: UnitOfWork, viewer: Viewer) -> Case | None:
    """Put the most pressing case that waits for this account into its hands for two minutes."""
    return sorting.claim_next(unit.session, viewer, unit.now, LEASE)


def take(unit: UnitOfWork, viewer: Viewer, reference: str) -> Case:
    """Put the case asked for into the account's hands, unless others have it; raises NotFound, Mistake."""
    case = sorting.find_waiting(unit.session, viewer, reference)
    if case is None:
        raise NotFound
    if sorting.is_held_by_other(unit.session, viewer, case.id, unit.now):
        raise Mistake("in_other_hands")
    sorting.claim(unit.session, viewer, case.id, unit.now, LEASE)
    return case


def pass_over(unit: UnitOfWork, asked: Asked) -> None:
    """Leave the case to others, and do not be shown it again for five minutes; raises NotFound."""
    case = find_to_sort(unit, asked)
    sorting.pass_over(unit.session, asked.viewer, case.id, unit.now, PASSED)


def effect(unit: UnitOfWork, office: Office, case: Case, message: Message, choice: Choice) -> Effect:
    """Return what the choice would do, and change nothing; raises Mistake."""
    row = office.categories.get(choice.category)
    if row is None or not row.active:
        raise Mistake("no_category")
    if choice.urgency and choice.urgency not in URGENCIES:
        raise Mistake("no_urgency")
    if choice.place and choice.place not in office.places:
        raise Mistake("no_place")
    found = _findings(case, message, row, choice)
    accused = walls.accused_bodies(found, office.bodies)
    if choice.wall != LIFTED:
        accused |= cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
    barred = frozenset().union(*(office.barred.get(body, frozenset({body})) for body in accused))
    found = replace(
        found,
        sensitivity=more_protective(row.sensitivity, "S2") if accused else row.sensitivity,
        urgency=choice.urgency or more_urgent(case.urgency, row.urgency),
    )
    known = next((place.code for place in office.places.values() if place.id == case.place_id), "")
    code = known or choice.place
    concern = Concern(placed(found, code), office.path(code), case.language)
    decision = routing.route(concern, office.rules, office.desks, barred)
    due = deadlines.due_times(
        found.urgency, found.sensitivity, _clock_start(case), office.calendar_for(decision.desk_id)
    )
    return Effect(row, found.sensitivity, found.urgency, accused, barred, decision, due, "" if known else code)


def decide(unit: UnitOfWork, asked: Asked, choice: Choice, office: Office) -> Case:
    """Do what the choice says, once; raises NotFound, Mistake, Moved.

    To lift a wall takes two persons: the first word is kept, and the wall stands until another agrees.
    """
    case = find_to_sort(unit, asked)
    casework.refuse_if_moved(case, asked)
    if sorting.is_held_by_other(unit.session, asked.viewer, case.id, unit.now):
        raise Mistake("in_other_hands")
    # Only a hint can have been needless; no page offers it of what a person has confirmed.
    if choice.wall == LIFTED and case.wall != HINTED:
        raise Mistake("refused")
    if case.last_message_id is None:
        raise NotFound
    message = messages.get(unit.session, case.last_message_id)
    follows = effect(unit, office, case, message, choice)
    if choice.wall == LIFTED and not _agreed(unit, case, asked):
        return case
    label(unit, case, message, asked, follows)
    _apply(unit, case, asked, follows, office)
    sorting.forget_lift(unit.session, case.id)
    return case


def label(unit: UnitOfWork, case: Case, message: Message, asked: Asked, follows: Effect) -> None:
    """Keep what the officer said of the text, beside what was understood by itself and shown."""
    understood = message.findings or {}
    sorting.label(
        unit, message.id, asked.viewer.account_id, suggestion_visible=True,
        old_category=understood.get("category", case.category), new_category=follows.category.code,
        old_urgency=understood.get("urgency", case.urgency), new_urgency=follows.urgency,
        old_accuses=case.wall != "none", new_accuses=bool(follows.accused),
        model_version=str(understood.get("lexicon", "")),
    )  # fmt: skip


def find_to_sort(unit: UnitOfWork, asked: Asked) -> Case:
    """Return the case asked for, locked, if it waits for this account to sort it; raises NotFound."""
    case = casework.find(unit, asked)
    facts = ToSort(case.sensitivity, case.wall, case.needs_person)
    if not waits(facts) or not may_sort(asked.viewer, sorting.body_kind(unit.session, asked.viewer), facts):
        raise NotFound
    return case


def _findings(case: Case, message: Message, row: Category, choice: Choice) -> Findings:
    """Return what the officer's word amounts to; of forces, what the text names is more exact than the category."""
    found = by_keys(Topic(row.code, row.sensitivity, row.urgency, row.desk_kind), case.language)
    named = frozenset((message.findings or {}).get("about_force", ()))
    if choice.wall == LIFTED:
        return replace(found, about_force=frozenset(), about_civil=frozenset(), about_hotline=False)
    if choice.blames in FORCES:
        return replace(found, about_force=frozenset({choice.blames}))
    if choice.blames == CIVIL:
        return replace(found, about_civil=found.about_civil or frozenset({walls.UNKNOWN}))
    if choice.blames == HOTLINE:
        return replace(found, about_hotline=True)
    return replace(found, about_force=named or found.about_force) if found.about_force else found


def _agreed(unit: UnitOfWork, case: Case, asked: Asked) -> bool:
    """Say whether somebody else wants the wall lifted too; otherwise keep this account's word."""
    lift = sorting.lift_of(unit.session, case.id)
    if lift is None:
        sorting.ask_lift(unit, case.id, asked.viewer.account_id)
        casework.record(unit, case, asked, "wall_lift_asked")
        sorting.pass_over(unit.session, asked.viewer, case.id, unit.now, PASSED)
        return False
    if lift.account_id == asked.viewer.account_id:
        raise Mistake("second_person")
    return True


def _apply(unit: UnitOfWork, case: Case, asked: Asked, follows: Effect, office: Office) -> None:
    wall = wall_after(case.wall, accuses=bool(follows.accused))
    casework.record(unit, case, asked, "sorted", before=case.category, category=follows.category.code,
                    sensitivity=follows.sensitivity, because=opening.reasons(follows.decision.because))  # fmt: skip
    if wall != case.wall:
        accused = sorted(str(body) for body in follows.accused)
        casework.record(unit, case, asked, f"wall_{wall}", accused=accused)
    if follows.urgency != case.urgency:
        kind = "urgency_raised" if more_urgent(case.urgency, follows.urgency) == follows.urgency else "urgency_changed"
        casework.record(unit, case, asked, kind, before=case.urgency, after=follows.urgency)
    if follows.place:
        case.place_id = office.places[follows.place].id
        casework.record(unit, case, asked, "place_chosen", place=follows.place)
    changed = cases.accuse_only(unit.session, case.id, follows.accused)
    case.category, case.sensitivity, case.urgency = follows.category.code, follows.sensitivity, follows.urgency
    case.wall, case.needs_person = wall, False
    if changed:
        _stand_alone(unit, case)
    incidents.part_if_unfit(unit, case, asked.actor)
    _send(unit, case, asked, follows.decision.desk_id, office)
    opening.set_due_times(case, office, _clock_start(case))
    if case.waiting_since is None:
        case.due_at = case.closure_due_at


def _stand_alone(unit: UnitOfWork, case: Case) -> None:
    """Take a case out of its group when others may read it than before: nothing is compared across a wall."""
    standing = standings.get(unit.session, case.id)
    if standing is not None:
        standings.step_out(unit.session, standing)


def _send(unit: UnitOfWork, case: Case, asked: Asked, desk_id: UUID, office: Office) -> None:
    if desk_id == case.desk_id:
        return
    before, case.desk_id, case.owner_id = case.desk_id, desk_id, None
    casework.record(unit, case, asked, "transferred", before=str(before), desk=str(desk_id),
                    body=str(office.body_of(desk_id)), why="sorted")  # fmt: skip


def _clock_start(case: Case) -> datetime:
    """Due times run from the wait that is open, else from the first text: sorting late gives nobody more time."""
    return case.waiting_since or case.received_at
