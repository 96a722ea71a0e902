"""Opens a case for a text, or adds the text to one; every decision is written down with its because."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from hotline import ids
from hotline.domain import alias, deadlines, routing
from hotline.domain.findings import Because, PlaceGuess
from hotline.domain.lifecycle import Action, Status, advance
from hotline.domain.routing import Decision
from hotline.domain.rules import Concern
from hotline.domain.taxonomy import more_urgent
from hotline.services import closing, grouping, incidents, pins, replies, waiting
from hotline.services.reading import Reading
from hotline.store import cases, events
from hotline.store.models.casework import Case
from hotline.store.office import Office


def open_case(reading: Reading, linked_to: UUID | None) -> Case:
    """Open a case for the text, walled, routed, with its due times; acknowledge it."""
    case = enter(reading, linked_to, f"gateway:{reading.message.gateway}")
    replies.acknowledge(reading, case)
    return case


def enter(reading: Reading, linked_to: UUID | None, by: str) -> Case:
    """Open the case as `open_case` does, brought in by the actor `by`, and say nothing to the citizen."""
    unit, found, office = reading.unit, reading.findings, reading.office
    decision = decide(reading)
    case = Case(
        id=ids.new_id(), reference=cases.free_reference(unit.session), alias=alias.alias(ids.pick(alias.COUNT)),
        contact_id=reading.message.contact_id, channel=reading.message.channel, language=found.language,
        status=Status.NEW,
        category=found.category if found.category in office.categories else "info_request",
        urgency=found.urgency, sensitivity=found.sensitivity, wall="hinted" if reading.accused else "none",
        needs_person=decision.needs_person, place_id=_place_id(reading), desk_id=decision.desk_id, version=1,
        received_at=reading.message.received_at, waiting_since=reading.message.received_at,
        last_message_id=reading.message.id, exercise=reading.contact.exercise,
    )  # fmt: skip
    set_due_times(case, office, reading.message.received_at)
    unit.session.add(case)
    unit.session.flush()
    events.begin(unit, case.id)
    cases.accuse(unit.session, case.id, reading.accused)
    if linked_to is not None:
        cases.link(unit.session, case.id, linked_to, "same_phone")
    _tell_opening(reading, case, decision, by)
    pins.tell_opening(unit, case, reading.message)
    attach(reading, case)
    incidents.link_resent(unit, case, grouping.stand(reading, case))
    return case


def add_to_case(reading: Reading, case_id: UUID, how: str, *, tell: bool = True) -> None:
    """Add the text to a case of its sender: joined, reopened, appealed, or thanked for; `tell`: acknowledge."""
    unit = reading.unit
    case = cases.locked(unit.session, case_id)
    attach(reading, case)
    case.version += 1
    mere_answer = case.paused_at is not None and reading.findings.guessed
    if how == "thank":
        reading.message.kind = "courtesy"
        events.append(unit, case.id, "citizen_thanked", "citizen", message=str(reading.message.id))
        return
    if how == "join":
        _join(reading, case)
    else:
        closing.reopen(unit, case, Action.APPEAL if how == "appeal" else Action.REOPEN, reading.message.id)
    wait_again(case, reading.office, reading.message.received_at)
    if not mere_answer:
        raise_urgency(reading, case)
    grouping.hear_more(reading, case)
    if tell and case.sensitivity in ("S0", "S1") and not reading.is_detail:
        replies.acknowledge_more(reading, case)


def add_repeat(reading: Reading, case: Case) -> None:
    """Add a text that its case holds already: it is shown and written down, and changes nothing else."""
    attach(reading, case)
    events.append(reading.unit, case.id, "text_repeated", "citizen", message=str(reading.message.id),
                  first=str(reading.message.duplicate_of))  # fmt: skip


def decide(reading: Reading) -> Decision:
    """Choose the desk by the rules; never one of a barred body."""
    office = reading.office
    barred = frozenset().union(*(office.barred.get(body, frozenset({body})) for body in reading.accused))
    place = reading.findings.place
    path = office.path(place.code) if place and not place.others else ()
    concern = Concern(reading.findings, path, reading.contact.language or reading.findings.language)
    return routing.route(concern, office.rules, office.desks, barred)


def set_due_times(case: Case, office: Office, start: datetime) -> None:
    """Write a case's due times, from the start of its clock and its desk's calendar."""
    calendar = office.calendar_for(case.desk_id)
    due = deadlines.due_times(case.urgency, case.sensitivity, start, calendar)
    case.calendar_id = UUID(calendar.id)
    case.triage_due_at, case.answer_due_at, case.closure_due_at = due.triage, due.first_answer, due.closure
    case.due_at = case.answer_due_at


def wait_again(case: Case, office: Office, since: datetime) -> None:
    """Start a wait for an answer unless one runs already; later texts never move it."""
    if case.waiting_since is not None:
        return
    calendar = office.calendar_for(case.desk_id)
    case.waiting_since = since
    case.answer_due_at = deadlines.due_times(case.urgency, case.sensitivity, since, calendar).first_answer
    case.due_at = case.answer_due_at


def reasons(because: Iterable[Because]) -> list[Any]:
    """Return reasons as an event holds them: codes and spans, never words."""
    return [{"rule": one.rule, "start": one.start, "end": one.end, "detail": one.detail} for one in because]


def attach(reading: Reading, case: Case) -> None:
    """Put the text with its case, and with it what was understood."""
    message, found = reading.message, reading.findings
    message.case_id, message.language = case.id, found.language
    message.findings = {
        "category": found.category, "second": found.second, "urgency": found.urgency,
        "about_force": sorted(found.about_force), "because": reasons(found.because),
        "lexicon": found.lexicon_version, "shares": [[code, round(share, 3)] for code, share in found.language_shares],
        "place": _place(found.place),
    }  # fmt: skip
    case.last_message_id = message.id


def raise_urgency(reading: Reading, case: Case) -> None:
    """Raise a case's urgency to that of its new text, with its due times; nothing lowers it."""
    urgency = more_urgent(case.urgency, reading.findings.urgency)
    if urgency == case.urgency:
        return
    events.append(reading.unit, case.id, "urgency_raised", "system", before=case.urgency, after=urgency)
    case.urgency = urgency
    set_due_times(case, reading.office, case.waiting_since or reading.message.received_at)


def _tell_opening(reading: Reading, case: Case, decision: Decision, by: str) -> None:
    unit, found = reading.unit, reading.findings
    events.append(unit, case.id, "received", by, message=str(reading.message.id), channel=case.channel,
                  received_at=case.received_at.isoformat())  # fmt: skip
    events.append(unit, case.id, "understood", "system", category=case.category, second=found.second,
                  confidence=f"{found.confidence:.3f}", urgency=found.urgency, sensitivity=found.sensitivity,
                  language=found.language, lexicon=found.lexicon_version, because=reasons(found.because))  # fmt: skip
    safe = (reading.message.dialled or {}).get("safe")
    if safe is not None:
        events.append(unit, case.id, "safety_told", "citizen", safe=safe)
    if reading.accused:
        accused = sorted(str(body) for body in reading.accused)
        events.append(unit, case.id, "walled", "system", accused=accused, decided_by="hint")
    events.append(unit, case.id, "routed", "system", desk=str(decision.desk_id),
                  body=str(reading.office.body_of(decision.desk_id)), because=reasons(decision.because))  # fmt: skip


def _join(reading: Reading, case: Case) -> None:
    unit = reading.unit
    status = advance(Status(case.status), Action.CITIZEN_TEXT)
    if case.status == Status.CLOSING:
        closing.withdraw_question(unit, case)
        closing.ask_next(unit, reading.contact, reading.tools.languages)
    case.status = status
    events.append(unit, case.id, "text_joined", "citizen", message=str(reading.message.id),
                  received_at=reading.message.received_at.isoformat())  # fmt: skip
    waiting.citizen_wrote(unit, case)


def _place(place: PlaceGuess | None) -> dict[str, Any] | None:
    """Return how a place was found and what else it could be: codes and a span, never words."""
    if place is None:
        return None
    return {"how": place.how, "start": place.start, "end": place.end, "others": list(place.others)}


def _place_id(reading: Reading) -> UUID | None:
    place = reading.findings.place
    if place is None or place.others or place.code not in reading.office.places:
        return None
    return reading.office.places[place.code].id
