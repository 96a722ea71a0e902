"""Whether the rules leave anything without a desk, and whether one of them could lead past a wall.

Every category is routed from every place as if it had been dialled, and again with each force, office and this
hotline accused: what routing really does is tried, not what the rules look like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hotline.domain.desks import Desk
from hotline.domain.dialled import Topic, by_keys
from hotline.domain.findings import FORCES, Findings
from hotline.domain.routing import NoDesk, route
from hotline.domain.rules import Concern, Rules
from hotline.domain.walls import UNKNOWN, Barred, Body, accused_bodies

NO_DESK, NOBODY, WALL = "no_desk", "nobody", "wall"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What routing stands on."""

    rules: Rules
    desks: tuple[Desk, ...]
    bodies: tuple[Body, ...]
    barred: Barred


@dataclass(frozen=True, slots=True)
class Gap:
    """A category and a place (empty: none said) that find no desk of their kind, nobody at all, or a walled desk."""

    category: str
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many concerns were tried, and what is wrong with them."""

    tried: int
    gaps: tuple[Gap, ...]


def cover(ground: Ground, topics: Iterable[Topic], paths: Sequence[Path]) -> Coverage:
    """Route every topic from every path, and every accusation from the widest places; return what goes wrong."""
    tried, gaps = 0, dict[Gap, None]()
    for topic in topics:
        plain = by_keys(topic, "fr")
        for findings, path in _concerns(plain, paths):
            tried += 1
            why = _fault(ground, findings, path)
            if why:
                gaps[Gap(topic.code, path[0] if path else "", why)] = None
    return Coverage(tried, tuple(gaps))


def _concerns(plain: Findings, paths: Sequence[Path]) -> Iterator[tuple[Findings, Path]]:
    yield from ((plain, path) for path in ((), *paths))
    for path in ((), *(path for path in paths if len(path) == 1)):
        yield from ((replace(plain, about_force=frozenset({force})), path) for force in FORCES)
        yield replace(plain, about_civil=frozenset({UNKNOWN})), path
        yield replace(plain, about_hotline=True), path


def _fault(ground: Ground, findings: Findings, path: Path) -> str | None:
    accused = accused_bodies(findings, ground.bodies)
    barred = frozenset().union(*(ground.barred.get(body, frozenset({body})) for body in accused))
    try:
        decision = route(Concern(findings, path, "fr"), ground.rules, ground.desks, barred)
    except NoDesk:
        return NOBODY
    if next(desk.body_id for desk in ground.desks if desk.id == decision.desk_id) in barred:
        return WALL
    return NO_DESK if any(one.rule == "route:no_desk" for one in decision.because) else None
