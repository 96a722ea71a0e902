"""Tries a message, and the rules as a whole, without keeping anything: what an administrator sees before saving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from hotline.domain import coverage, deadlines, routing, walls
from hotline.domain.coverage import Coverage, Gap, Ground
from hotline.domain.deadlines import DueTimes
from hotline.domain.dialled import Topic
from hotline.domain.findings import Findings
from hotline.domain.rules import Concern
from hotline.services.office import Work
from hotline.services.office_form import Form
from hotline.services.office_rules import save_rule
from hotline.services.reading import Tools
from hotline.services.triage import as_the_office_holds
from hotline.store import casefile
from hotline.store.office import Office, OfficeReader
from hotline.unit_of_work import UnitOfWork

LONGEST = 1_600


@dataclass(frozen=True, slots=True)
class Trial:
    """What would become of a text: what is understood, whom it is hidden from, and where and when it is due."""

    text: str
    office: Office
    findings: Findings
    accused: tuple[str, ...]
    barred: tuple[str, ...]
    desk: str
    body: str
    because: tuple[dict[str, object], ...]
    needs_person: bool
    due: DueTimes
    new_gaps: tuple[Gap, ...] = ()

    @property
    def rule(self) -> str:
        """Return the code of the rule that chose the desk, or nothing where none did."""
        return next((str(one["detail"]) for one in self.because if one["rule"] == "route:rule"), "")


def try_text(unit: UnitOfWork, tools: Tools, text: str, office: Office | None = None) -> Trial:
    """Return what would become of the text at this moment; nothing of it is kept."""
    held = office or tools.office.read(unit.session)
    understood = tools.understanding.in_force(unit).understand(text)
    found = as_the_office_holds(understood, tools.taxonomy, held)
    accused = walls.accused_bodies(found, held.bodies)
    barred = frozenset().union(*(held.barred.get(body, frozenset({body})) for body in accused))
    place = found.place
    path = held.path(place.code) if place and not place.others else ()
    decision = routing.route(Concern(found, path, found.language), held.rules, held.desks, barred)
    names, desk = casefile.body_names(unit.session), casefile.desks(unit.session)[decision.desk_id]
    return Trial(
        text=text, office=held, findings=found, accused=_named(names, accused), barred=_named(names, barred),
        desk=desk.name, body=desk.body, needs_person=decision.needs_person,
        because=tuple({"rule": one.rule, "start": one.start, "end": one.end, "detail": one.detail}
                      for one in (*found.because, *decision.because)),
        due=deadlines.due_times(found.urgency, found.sensitivity, unit.now, held.calendar_for(decision.desk_id)),
    )  # fmt: skip


def try_rule(work: Work, tools: Tools, key: str | None, form: Form) -> Trial:
    """Save a rule as its form stands, try the text of the field `trial` by it, and take everything back; raises Wrong.

    What is tried is the real change with all its checks, so a rule that could not be saved is refused here too. The
    rules as a whole are tried with it: what is wrong with them afterwards and was not before is the rule's own doing.
    """
    text = form.text("trial", longest=LONGEST)
    form.settle()
    step = work.session.begin_nested()
    try:
        before = set(check(tools.office.read(work.session)).gaps)
        save_rule(work, key, form)
        drafted = OfficeReader().read(work.session)
        trial = try_text(work.unit, tools, text, drafted)
        return replace(trial, new_gaps=tuple(gap for gap in check(drafted).gaps if gap not in before))
    finally:
        step.rollback()


def check(office: Office) -> Coverage:
    """Route every category from every region and cercle, accused or not, by the rules of this office."""
    topics = [
        Topic(row.code, row.sensitivity, row.urgency, row.desk_kind) for row in office.categories.values() if row.active
    ]
    wide = [place for place in office.places.values() if place.kind != "commune" and place.valid_to is None]
    paths = [office.path(place.code) for place in sorted(wide, key=lambda place: place.code)]
    return coverage.cover(Ground(office.rules, office.desks, office.bodies, office.barred), topics, paths)


def _named(names: Mapping[UUID, str], bodies: frozenset[UUID]) -> tuple[str, ...]:
    return tuple(sorted(names[body] for body in bodies if body in names))
