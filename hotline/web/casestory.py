"""A case's story, gathered a part at a time: the newest steps first, however long people have been writing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from flask import request

from hotline.store import casefile, events, messages, outbound
from hotline.store.models.casework import Case, Event
from hotline.unit_of_work import UnitOfWork
from hotline.web import eventwords
from hotline.web.casefacts import FACTS_KINDS
from hotline.web.names import Names
from hotline.web.sent import Sent
from hotline.web.surroundings import here
from hotline.web.timeline import Entry, Material, tell

# Steps on one page of a case; a message takes two to five of them.
PART = 80
STEP = "step"


@dataclass(frozen=True, slots=True)
class Part:
    """Some steps of a case in a row, and the steps the facts are told from; `older`: where the part before ends."""

    trail: list[Event]
    facts: list[Event]
    older: int | None
    is_newest: bool

    @property
    def seen(self) -> int:
        """Return the number of the last step that is shown."""
        return self.trail[-1].n if self.trail else 0


def asked_part(unit: UnitOfWork, case: Case) -> Part:
    """Return the part that the address asks for: the steps before a given one, or the newest."""
    written = request.args.get(STEP, "")
    before = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None
    trail = events.before(unit.session, case.id, before, PART + 1)
    more, trail = len(trail) > PART, trail[-PART:]
    facts = events.of_kinds(unit.session, case.id, FACTS_KINDS)
    return Part(trail, facts, trail[0].n if more else None, before is None)


def whole(unit: UnitOfWork, case: Case) -> Part:
    """Return every step of a case."""
    trail = events.trail(unit.session, case.id)
    return Part(trail, [event for event in trail if event.kind in FACTS_KINDS], None, True)


def names_in(unit: UnitOfWork, case: Case, part: Part) -> Names:
    """Return what accounts and desks are called in a part of a case."""
    known = eventwords.accounts_in([*part.trail, *part.facts]) | ({case.owner_id} if case.owner_id else set())
    return Names(casefile.titles(unit.session, known), here().tools.office.read(unit.session).desk_names)


def material_of(unit: UnitOfWork, case: Case, part: Part, names: Names) -> Material:
    """Return what a part is told from: of messages and notes those that its steps name, of texts those of its time."""
    session, trail = unit.session, part.trail
    since = trail[0].at if trail and part.older else None
    until = trail[-1].at if trail and not part.is_newest else None
    return Material(
        trail=trail,
        messages={str(row.id): row for row in messages.these(session, case.id, _named(trail, "message"))},
        texts={str(row.id): row for row in outbound.between(session, case.id, since, until)},
        notes={str(row.id): row for row in casefile.these_notes(session, case.id, _named(trail, "note"))},
        names=names,
        vault=unit.vault,
    )


def news(material: Material, entries: list[Entry], seen: int | None) -> list[Entry]:
    """Return what came since the officer looked; if that is not known, the last answer."""
    if seen is None:
        answers: list[Entry] = [entry for entry in entries if isinstance(entry, Sent) and entry.kind == "answer"]
        return answers[-1:]
    since = [event for event in material.trail if event.n > seen]
    spoken = {event.data.get("text") for event in since}
    texts = {key: row for key, row in material.texts.items() if key in spoken}
    return tell(replace(material, trail=since, texts=texts))


def _named(trail: list[Event], what: str) -> set[UUID]:
    return {UUID(event.data[what]) for event in trail if event.data.get(what)}
