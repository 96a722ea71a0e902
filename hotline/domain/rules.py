"""Routing rules: what a rule may look at, and how an administrator's rows are read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from hotline.domain.desks import FOCAL_POINT, INDEPENDENT, Desk
from hotline.domain.findings import URGENCIES, Findings

_TARGETS = ("security", "civil", *INDEPENDENT, FOCAL_POINT)
_KEYS = {"id", "position", "when", "desk_kind", "desk_id", "forces"}

# Seeds the rules of a fresh install; from then on they are the administrator's.
DEFAULT_RULES: tuple[Mapping[str, object], ...] = (
    {"id": "personnel", "position": 10, "when": {"category": ["staff_misconduct"]}, "desk_kind": FOCAL_POINT},
    {"id": "vols", "position": 20, "when": {"category": ["banditry", "cattle_theft"]},
     "desk_kind": "security", "forces": ["gendarmerie", "garde"]},
    {"id": "délits", "position": 30, "when": {"category": ["local_crime"]},
     "desk_kind": "security", "forces": ["police"]},
    {"id": "engins", "position": 40, "when": {"category": ["ied_uxo"]},
     "desk_kind": "security", "forces": ["army", "gendarmerie"]},
)  # fmt: skip


class RuleError(ValueError):
    """A routing rule that cannot be read; the message names the rule and what to mend."""


@dataclass(frozen=True, slots=True)
class Concern:
    """What a rule may look at; the place path runs from commune up to region."""

    findings: Findings
    place_path: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Condition(ABC):
    """A rule kind: holds when the concern says one of the codes; a class and a line in RULE_KINDS each."""

    codes: frozenset[str]
    allowed: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def said(self, concern: Concern) -> tuple[str, ...]:
        """Return what the concern says on the matter of this kind."""


class Category(Condition):
    """The first guess of the category; the second is not sure enough to route by."""

    def said(self, concern: Concern) -> tuple[str, ...]:
        """Return the category."""
        return (concern.findings.category,)


class Urgency(Condition):
    """How urgent the text is."""

    allowed = URGENCIES

    def said(self, concern: Concern) -> tuple[str, ...]:
        """Return the urgency."""
        return (concern.findings.urgency,)


class Place(Condition):
    """The place, or any place it lies inside."""

    def said(self, concern: Concern) -> tuple[str, ...]:
        """Return the path of the place."""
        return concern.place_path


class Language(Condition):
    """The language the citizen chose, or else the one of the text."""

    def said(self, concern: Concern) -> tuple[str, ...]:
        """Return the language."""
        return (concern.language,)


RULE_KINDS: Mapping[str, type[Condition]] = {
    "category": Category, "urgency": Urgency, "place": Place, "language": Language,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """Where all conditions hold: this desk, or a desk of this kind, preferring forces in this order."""

    id: str
    position: int
    when: tuple[Condition, ...]
    desk_kind: str | None
    desk_id: UUID | None
    forces: tuple[str, ...]

    def fits(self, concern: Concern) -> bool:
        """Say whether every condition holds."""
        return all(not condition.codes.isdisjoint(condition.said(concern)) for condition in self.when)

    def allows(self, desk: Desk) -> bool:
        """Say whether the rule may mean this desk."""
        return desk.id == self.desk_id if self.desk_kind is None else desk.is_of(self.desk_kind)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in the order they are tried."""

    rules: tuple[Rule, ...] = ()


def parse_rules(rows: Iterable[Mapping[str, object]]) -> Rules:
    """Read rules from plain data; raises RuleError, which names the rule."""
    rules: dict[str, Rule] = {}
    for row in rows:
        name = str(row.get("id", "without an id"))
        if name in rules:
            raise RuleError(f"rule {name}: the id is used twice")
        try:
            rules[name] = _parse_rule(name, row)
        except RuleError as error:
            raise RuleError(f"rule {name}: {error}") from None
    return Rules(tuple(sorted(rules.values(), key=lambda rule: rule.position)))


def _parse_rule(name: str, row: Mapping[str, object]) -> Rule:
    if unknown := sorted(set(row) - _KEYS):
        raise RuleError(f"{unknown[0]!r} is none of {', '.join(sorted(_KEYS))}")
    position = row.get("position")
    if not isinstance(position, int):
        raise RuleError(f"position must be a whole number, not {position!r}")
    kind, desk_id = _parse_kind(row.get("desk_kind")), _parse_id(row.get("desk_id"))
    if (kind is None) == (desk_id is None):
        raise RuleError("give either desk_kind or desk_id")
    forces = _parse_codes("forces", row.get("forces") or [])
    return Rule(name, position, _parse_when(row.get("when")), kind, desk_id, forces)


def _parse_when(when: object) -> tuple[Condition, ...]:
    if not isinstance(when, Mapping) or not when:
        raise RuleError("a rule without a condition would catch everything")
    return tuple(_parse_condition(str(kind), value) for kind, value in when.items())


def _parse_condition(kind: str, value: object) -> Condition:
    if kind not in RULE_KINDS:
        raise RuleError(f"condition {kind!r} is none of {', '.join(RULE_KINDS)}")
    codes = _parse_codes(kind, value)
    allowed = RULE_KINDS[kind].allowed
    if wrong := [code for code in codes if allowed and code not in allowed]:
        raise RuleError(f"{kind} {wrong[0]!r} is none of {', '.join(allowed)}")
    if not codes:
        raise RuleError(f"{kind} names no code")
    return RULE_KINDS[kind](frozenset(codes))


def _parse_codes(what: str, value: object) -> tuple[str, ...]:
    """Read one code or a list of codes, in order."""
    codes = [value] if isinstance(value, str) else value
    if not isinstance(codes, list | tuple) or not all(isinstance(code, str) for code in codes):
        raise RuleError(f"{what} must be a list of codes, not {value!r}")
    return tuple(codes)


def _parse_kind(kind: object) -> str | None:
    if kind is not None and kind not in _TARGETS:
        raise RuleError(f"desk_kind {kind!r} is none of {', '.join(_TARGETS)}")
    return None if kind is None else str(kind)


def _parse_id(desk_id: object) -> UUID | None:
    try:
        return None if desk_id is None else UUID(str(desk_id))
    except ValueError:
        raise RuleError(f"desk_id {desk_id!r} is no desk's id") from None
