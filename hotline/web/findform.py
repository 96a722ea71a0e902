"""The form of a search: what was filled in, and which cases that asks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from hotline.domain.harm import plain
from hotline.domain.seeking import place_asked
from hotline.store import by_hand
from hotline.store.finding import STATES, Filters
from hotline.store.models.office import Place
from hotline.unit_of_work import UnitOfWork
from hotline.web.i18n import gettext
from hotline.web.surroundings import here
from hotline.web.times import BAMAKO

# From so many letters on, a place that somebody began to write is offered, and so many of them.
FEWEST_LETTERS, MOST_BEGUN = 3, 6
FIELDS = ("category", "place", "state", "since", "until", "owner", "tag")


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it was filled in: plain values that fit into a link, and no words."""

    values: dict[str, str]

    @property
    def link(self) -> str:
        """Return the address of this search."""
        return "/find?" + urlencode(self.values) if self.values else "/find"


def read_form(given: Any) -> Form:
    """Return what was filled in of the form, cut to what a field takes."""
    return Form({name: given.get(name, "")[:60] for name in FIELDS if given.get(name, "").strip()})


def filters_of(unit: UnitOfWork, form: Form) -> Filters:
    """Read the form; what it names and nobody knows finds nothing."""
    values = form.values
    owner = values.get("owner", "")
    return Filters(
        category=values.get("category", ""), places=_places(unit, values.get("place", "")),
        state=values.get("state", "") if values.get("state", "") in STATES else "", tag=values.get("tag", ""),
        since=_day(values.get("since", "")), until=_day(values.get("until", ""), after=1), owner=_id(owner),
    )  # fmt: skip


def place_named(unit: UnitOfWork, written: str) -> str:
    """Return the name of the place that somebody wrote, by whichever of its names, or nothing."""
    found = _named(unit, written)
    return found[0].name if found else ""


def regions(unit: UnitOfWork, written: str) -> str:
    """Return that a region is meant, where the written name means one with all that lies in it."""
    found = next((place for place in _named(unit, written) if place.kind == "region"), None) if written else None
    return gettext("région de %(name)s", name=found.name) if found else ""


def places_begun(unit: UnitOfWork, written: str) -> list[tuple[str, str]]:
    """Return the places whose name begins so, where none is called so, with the address of the cases there."""
    begun = plain(written.strip())
    if len(begun) < FEWEST_LETTERS or _named(unit, written):
        return []
    names = sorted({one.name for one in _known_places(unit) if plain(one.name).startswith(begun)})
    return [(name, Form({"place": name}).link) for name in names[:MOST_BEGUN]]


def _places(unit: UnitOfWork, written: str) -> frozenset[UUID]:
    """Return the places of that name with all that lies in them; an unknown name fits no place."""
    if not written:
        return frozenset()
    found = {place.id for place in _named(unit, written)}
    for _ in range(2):
        found |= {place.id for place in _known_places(unit) if place.parent_id in found}
    return frozenset(found or {UUID(int=0)})


def _named(unit: UnitOfWork, written: str) -> list[Place]:
    kind, name = place_asked(written)
    others, wanted = by_hand.aliases(unit), plain(name)
    known = [one for one in _known_places(unit) if not kind or one.kind == kind]
    return [one for one in known if wanted in map(plain, (one.name, *others.get(one.id, ())))]


def _known_places(unit: UnitOfWork) -> Collection[Place]:
    return here().tools.office.read(unit.session).places.values()


def _day(written: str, after: int = 0) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(written) + timedelta(days=after), time(0), BAMAKO)
    except (ValueError, OverflowError):
        return None


def _id(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        return UUID(int=0)
