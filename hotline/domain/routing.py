"""Which desk gets a concern, and why.

What accuses goes to an independent desk whatever a rule says. What is unsure goes to the coordination, or to
its own desk where it needs protecting. Then come the rules, then the desk kind of the category.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from hotline.domain.callbacks import WISH
from hotline.domain.desks import FOCAL_POINT, INDEPENDENT, Desk, Shortlist
from hotline.domain.findings import Because, Findings
from hotline.domain.rules import Concern, Rule, Rules

_UNSURE_KINDS = ("coordination", "oversight", "protection")


class NoDesk(LookupError):
    """No independent desk is left for a concern: a set-up that the walls refuse."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The desk chosen, the reasons in order, and whether a person must still look at the choice."""

    desk_id: UUID
    because: tuple[Because, ...]
    needs_person: bool


def route(concern: Concern, rules: Rules, desks: Iterable[Desk], barred_bodies: frozenset[UUID]) -> Decision:
    """Choose the desk of a concern; raises NoDesk where the walls leave nobody independent."""
    findings = concern.findings
    usable = tuple(desk for desk in desks if desk.active and desk.takes_cases and desk.body_id not in barred_bodies)
    if findings.category == WISH:
        # Nobody knows yet what it is about: a rule may not hand it to a body that it may complain about.
        usable = tuple(desk for desk in usable if desk.kind in INDEPENDENT)
    if findings.accuses or barred_bodies:
        return _first_of(_independent_kinds(findings), concern, usable, (Because("route:accusation"),))
    if findings.needs_person and not _is_protected(findings):
        return _first_of(_UNSURE_KINDS, concern, usable, (Because("route:unsure"),))
    by_rule = None if findings.needs_person else _by_rules(concern, usable, rules)
    return by_rule or _by_category(concern, usable)


def _is_protected(findings: Findings) -> bool:
    return findings.sensitivity == "S3" or findings.desk_kind in ("civil_oversight", "civil_protected")


def _independent_kinds(findings: Findings) -> tuple[str, ...]:
    if findings.about_hotline:
        return (FOCAL_POINT, "protection", "oversight")
    if findings.desk_kind == "civil_protected":
        return ("protection", "oversight", "coordination")
    return ("oversight", "protection", "coordination")


def _by_rules(concern: Concern, usable: tuple[Desk, ...], rules: Rules) -> Decision | None:
    """Follow the first rule that fits and finds a desk; a protected concern only to an independent one."""
    protected = _is_protected(concern.findings)
    reach = [desk for desk in usable if desk.kind in INDEPENDENT or not protected]
    for rule in rules.rules:
        if rule.fits(concern):
            allowed = [desk for desk in reach if rule.allows(desk)]
            if chosen := _pick(concern, allowed, (Because("route:rule", detail=rule.id),), rule):
                return chosen
    return None


def _by_category(concern: Concern, usable: tuple[Desk, ...]) -> Decision:
    """Follow the desk kind of the category; without one, or without a desk there, the coordination."""
    kind = concern.findings.desk_kind
    because = (Because("route:category", detail=kind),)
    if _is_protected(concern.findings):
        return _first_of(_independent_kinds(concern.findings), concern, usable, because)
    if kind not in ("security", "civil"):
        return _first_of(_UNSURE_KINDS, concern, usable, because)
    if chosen := _pick(concern, [desk for desk in usable if desk.kind == kind], because):
        return chosen
    left_over = _first_of(_UNSURE_KINDS, concern, usable, (*because, Because("route:no_desk", detail=kind)))
    return replace(left_over, needs_person=True)


def _first_of(
    kinds: tuple[str, ...], concern: Concern, usable: tuple[Desk, ...], because: tuple[Because, ...]
) -> Decision:
    """Choose an independent desk of the first kind that has one."""
    for kind in kinds:
        desks = [desk for desk in usable if desk.kind in INDEPENDENT and desk.is_of(kind)]
        if chosen := _pick(concern, desks, (*because, Because("route:desk_kind", detail=kind))):
            return chosen
    raise NoDesk("the walls leave no independent desk for this concern")


def _pick(
    concern: Concern, desks: list[Desk], because: tuple[Because, ...], rule: Rule | None = None
) -> Decision | None:
    """Narrow to one desk by place, force, language; where no place is known the force comes first."""
    short = Shortlist(desks, because)
    named = rule is not None and rule.desk_id is not None
    roams = named or all(desk.kind in INDEPENDENT for desk in desks)
    if concern.place_path:
        short.keep_place(concern.place_path, required=not roams)
    for force in rule.forces if rule else ():
        short.keep_force(force)
    if not concern.place_path:
        short.keep_place((), required=not roams)
    short.keep_language(concern.language)
    desk_id = short.first()
    if desk_id is None:
        return None
    return Decision(desk_id, tuple(short.because), concern.findings.needs_person)
