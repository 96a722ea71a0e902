"""Desks, and the narrowing of several that would do to one: by place, by force, by language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from hotline.domain.findings import Because

INDEPENDENT = ("oversight", "protection", "coordination")
FOCAL_POINT = "psea"


@dataclass(frozen=True, slots=True)
class Desk:
    """A body's team: no place code means everywhere; `kind`, `force`, `psea`, `inspects` its body's."""

    id: UUID
    body_id: UUID
    kind: str
    force: str | None
    place_codes: frozenset[str]
    languages: frozenset[str]
    active: bool
    psea: bool = False
    inspects: bool = False

    @property
    def takes_cases(self) -> bool:
        """Say whether whole cases may come here; an inspection that is not independent gets redacted sheets alone."""
        return self.kind in INDEPENDENT or not self.inspects

    def is_of(self, kind: str) -> bool:
        """Say whether the desk is of this kind; `psea` asks for the focal point, of whatever kind."""
        return self.psea if kind == FOCAL_POINT else self.kind == kind


class Shortlist:
    """The desks that would still do, and the reasons so far."""

    def __init__(self, desks: Iterable[Desk], because: Iterable[Because]) -> None:
        self._desks = tuple(sorted(desks, key=lambda desk: desk.id))
        self.because = list(because)

    def keep_place(self, path: tuple[str, ...], *, required: bool) -> None:
        """Keep the desks whose area fits best, commune before region before everywhere.

        Where a fit is required none is left without one, but a single desk takes what names no place.
        """
        close = self._closest(path)
        sole = not path and len(self._desks) == 1
        if required and not close and not sole:
            self._desks = ()
        self._keep(close, Because("route:place", detail=path[0] if path else ""))

    def keep_force(self, force: str) -> None:
        """Keep the desks of a force, if there is one."""
        self._keep([desk for desk in self._desks if desk.force == force], Because("route:force", detail=force))

    def keep_language(self, language: str) -> None:
        """Keep the desks that speak the language, if there is one."""
        speakers = [desk for desk in self._desks if language in desk.languages]
        self._keep(speakers, Because("route:language", detail=language))

    def first(self) -> UUID | None:
        """Return the desk left, the one with the lowest id among several, or None."""
        if len(self._desks) > 1:
            self.because.append(Because("route:lowest_id"))
        return self._desks[0].id if self._desks else None

    def _keep(self, kept: list[Desk], reason: Because) -> None:
        if kept and len(kept) < len(self._desks):
            self._desks = tuple(kept)
            self.because.append(reason)

    def _closest(self, path: tuple[str, ...]) -> list[Desk]:
        ranked = [(_distance(desk, path), desk) for desk in self._desks]
        near = min((steps for steps, _ in ranked if steps is not None), default=None)
        return [desk for steps, desk in ranked if steps is not None and steps == near]


def _distance(desk: Desk, path: tuple[str, ...]) -> int | None:
    """Return how many steps up the path the desk's area begins, everywhere being the last, or None."""
    if not desk.place_codes:
        return len(path)
    return next((steps for steps, code in enumerate(path) if code in desk.place_codes), None)
