"""Understands each stored text, walls it, and only then joins it to a case or opens one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import structlog

from hotline import ids
from hotline.domain import commands, joining
from hotline.domain.commands import Command
from hotline.domain.corrections import only_corrects
from hotline.domain.findings import Because, Findings
from hotline.domain.references import find_references
from hotline.domain.taxonomy import Taxonomy, more_protective, more_urgent
from hotline.services import closing_answers, dialled_reading, opening, repeated, replies, wishes
from hotline.services.reading import Reading, Tools
from hotline.store import cases, contacts, messages
from hotline.store.messages import Claim
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()

BATCH = 20
LEASE_S = 60
TRIES_BEFORE_A_PERSON = 3
PRAISE = "praise"
SURE_LANGUAGES = frozenset({"fr", "bm", "en", "ar"})
Units = Callable[[], UnitOfWork]


class LeaseLost(Exception):
    """Somebody else has this text now; nothing of this try may stay."""


def triage_batch(units: Units, tools: Tools) -> int:
    """Work through up to BATCH pending texts, one transaction each; return how many were claimed."""
    with units() as unit:
        claims = messages.claim(unit.session, ids.new_id(), batch=BATCH, lease_s=LEASE_S)
    for claim in claims:
        # A try that killed its worker left no exception behind: it is counted all the same.
        worn_out = claim.attempts > TRIES_BEFORE_A_PERSON
        if (worn_out or not _try(units, claim, tools, triage)) and claim.attempts >= TRIES_BEFORE_A_PERSON:
            _try(units, claim, tools, give_to_a_person)
    return len(claims)


def triage(unit: UnitOfWork, claim: Claim, tools: Tools) -> None:
    """Triage one leased text; raises LeaseLost."""
    reading = _begin(unit, claim, tools)
    reading.text = messages.body(unit.vault, reading.message)
    understanding = tools.understanding.in_force(unit)
    reading.findings = understanding.understand(reading.text, prior_language=reading.contact.language)
    reading.findings = as_the_office_holds(reading.findings, reading.tools.taxonomy, reading.office)
    facts = reading.message.dialled
    if facts is None and not reading.is_first and only_corrects(reading.text):
        reading.findings = _as_said_before(reading.findings)
    if facts is not None:
        reading.findings = dialled_reading.findings(reading, facts)
    reading.accused = reading.walled()
    if facts is None and (repeated.put_with_first(reading, _facts(reading)) or _settles_itself(reading)):
        return
    text = _facts(reading) if facts is None else dialled_reading.joins(reading, facts, _facts(reading))
    theirs = [] if reading.is_first else cases.candidates(unit.session, claim.contact_id)
    place = joining.find_place(text, theirs, reading.office.barred, unit.now)
    if place.how == "open" or place.case_id is None:
        wishes.note(reading, opening.open_case(reading, linked_to=place.case_id).id)
        return
    opening.add_to_case(reading, place.case_id, place.how)
    wishes.note(reading, place.case_id, beside=joining.keeps_wish(text, place, theirs, reading.office.barred))
    if facts is not None:
        dialled_reading.relocate(reading, facts, place.case_id)


def as_the_office_holds(found: Findings, shipped: Taxonomy, office: Office) -> Findings:
    """Apply what administrators decided about the category: it may protect more, hurry more, or go elsewhere."""
    row = office.categories.get(found.category)
    if row is None:
        return dataclasses.replace(found, needs_person=True)
    # Praise of a unit may be an accusation in good manners: somebody reads it before the unit does. So it is with a
    # category that was taken out of service: a person says what the text is about instead.
    needs_person = found.needs_person or found.category == PRAISE or not row.active
    known = shipped.categories.get(found.category)
    usual = known is not None and found.desk_kind == known.desk_kind
    # The shipped urgency was weighed with how sure the guess is: only what the office changed is added to it.
    hurried = known is None or row.urgency != known.urgency
    return dataclasses.replace(
        found,
        sensitivity=more_protective(found.sensitivity, row.sensitivity),
        urgency=more_urgent(found.urgency, row.urgency) if hurried else found.urgency,
        desk_kind=row.desk_kind if usual else found.desk_kind,
        needs_person=needs_person,
    )


def _as_said_before(found: Findings) -> Findings:
    """Of a mere count a model hears dangers and accusations that nobody wrote: it is more of what was said before."""
    return dataclasses.replace(
        found, category="follow_up", second=None, confidence=0.0, urgency="normal", sensitivity="S1",
        desk_kind="coordinator", needs_person=True, about_force=frozenset(), about_civil=frozenset(),
        about_hotline=False, because=(Because("no_words"),),
    )  # fmt: skip


def give_to_a_person(unit: UnitOfWork, claim: Claim, tools: Tools) -> None:
    """Wall a text that cannot be worked on from every security and civil body, and open a case; raises LeaseLost."""
    reading = _begin(unit, claim, tools)
    unknown = frozenset({"unknown"})
    reading.findings = Findings(
        language="und", language_shares=(), category="info_request", second=None, confidence=0.0, urgency="high",
        urgency_score=1.0, sensitivity="S2", desk_kind="civil_oversight", needs_person=True,
        about_force=unknown, about_civil=unknown, because=(Because("not_understood_fault"),),
    )  # fmt: skip
    reading.accused = reading.walled()
    opening.open_case(reading, linked_to=None)


def _try(units: Units, claim: Claim, tools: Tools, step: Callable[[UnitOfWork, Claim, Tools], None]) -> bool:
    """Take one step with a text in a transaction of its own; False when it broke, and nothing of it stays."""
    try:
        with units() as unit:
            step(unit, claim, tools)
    except LeaseLost:
        log.warning("lease lost", attempts=claim.attempts)
    except Exception as fault:
        log.error("triage failed", step=step.__name__, fault=type(fault).__name__, attempts=claim.attempts)
        return False
    return True


def _begin(unit: UnitOfWork, claim: Claim, tools: Tools) -> Reading:
    contact = contacts.locked(unit.session, claim.contact_id)
    taken = messages.finish(unit.session, claim)
    if taken is None:
        raise LeaseLost
    office = tools.office.read(unit.session)
    return Reading(unit, tools, office, contact, taken.message, text="", is_first=not taken.is_known)


def _command(reading: Reading) -> Command | None:
    if commands.is_empty(reading.text) or commands.is_operator_call_me(reading.text):
        return Command("callback")
    return commands.read_command(reading.text, reading.spoken.words, reading.spoken.names)


def _settles_itself(reading: Reading) -> bool:
    """Take a command or an answer to the closing question; "not safe" answers that question where it is asked."""
    command = _command(reading)
    text = _facts(reading)
    if command is not None and command.kind == "not_safe" and closing_answers.take(reading, text):
        return True
    return replies.obey(reading, command) or closing_answers.take(reading, text)


def _facts(reading: Reading) -> joining.Text:
    found, courtesy = reading.findings, reading.is_courtesy
    return joining.Text(
        category=found.category,
        sensitivity=found.sensitivity,
        accused=reading.accused,
        understood=courtesy or reading.is_mere_no or found.language in SURE_LANGUAGES or _has_no_words(reading),
        unsure=found.needs_person,
        thanks_only=courtesy,
        names=cases.followed(reading.unit.session, reading.contact.id, frozenset(find_references(reading.text))),
        pressing=found.urgency == "critical",
        guessed=found.guessed,
        wishes_too=reading.wishes_too,
    )


def _has_no_words(reading: Reading) -> bool:
    """Digits, marks, or nothing but a place: there is no language to misunderstand."""
    place = reading.findings.place
    left = reading.text[: place.start] + reading.text[place.end :] if place else reading.text
    return not any(character.isalpha() for character in left)
