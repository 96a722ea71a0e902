"""The dated tree of places, and places as people name them in a form: `Mopti (ML05)`, a code, or a plain name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.services.office import Work, changing
from hotline.services.office_form import LONGEST_LINE, Form
from hotline.store.models.office import Place, PlaceAlias

KINDS = ("region", "cercle", "commune")
_ABOVE = {"region": None, "cercle": "region", "commune": "cercle"}
_CODED = re.compile(r"\(([^()]+)\)\s*$")
_MOST_ALIASES = 50


def all_places(session: Session) -> Sequence[Place]:
    """Return every place in the order of codes, which is that of the tree."""
    return session.scalars(select(Place).order_by(Place.code)).all()


def aliases(session: Session) -> dict[UUID, list[str]]:
    """Return the other names of each place."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in session.scalars(select(PlaceAlias).order_by(PlaceAlias.alias)):
        found[row.place_id].append(row.alias)
    return found


def naming(places: Iterable[Place]) -> str:
    """Return places as a form shows them, one a line."""
    return "\n".join(f"{place.name} ({place.code})" for place in places)


def places_named(session: Session, form: Form, name: str) -> list[Place]:
    """Return the places a field names, one a line; an unknown or an ambiguous one is a fault of the field."""
    text = form.text(name, longest=4_000, needed=False)
    written = [line.strip() for line in text.splitlines() if line.strip()]
    known = all_places(session) if written else ()
    by_code = {place.code: place for place in known}
    by_name: defaultdict[str, list[Place]] = defaultdict(list)
    for place in known:
        by_name[place.name.casefold()].append(place)
    found: dict[str, Place] = {}
    for line in written:
        coded = _CODED.search(line)
        exact = by_code.get(coded[1] if coded else line)
        fitting = [exact] if exact else by_name[line.casefold()]
        if len(fitting) == 1:
            found[fitting[0].code] = fitting[0]
        elif fitting:
            form.fault(name, "ambiguous", said=line, places=", ".join(one.code for one in fitting))
        else:
            form.fault(name, "no_place", said=line[:40])
    return list(found.values())


def values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return a place as its form shows it."""
    place = session.scalar(select(Place).where(Place.code == key))
    if place is None:
        return None
    parent = session.get(Place, place.parent_id) if place.parent_id else None
    return {
        "code": place.code, "kind": place.kind, "name": place.name, "parent": naming([parent]) if parent else "",
        "aliases": "\n".join(aliases(session)[place.id]), "valid_from": _shown(place.valid_from),
        "valid_to": _shown(place.valid_to),
    }  # fmt: skip


def save(work: Work, key: str | None, form: Form) -> None:
    """Add a place, or change its name, its other names and its dates; raises Wrong."""
    with changing(work) as change:
        place = work.session.scalars(select(Place).where(Place.code == key)).one() if key else _new(work.session, form)
        place.name = form.line("name")
        _set_dates(work.session, form, place)
        others = _aliases_in(form, place.name)
        form.settle()
        work.session.add(place)
        work.session.flush()
        work.session.execute(delete(PlaceAlias).where(PlaceAlias.place_id == place.id))
        work.session.add_all(PlaceAlias(place_id=place.id, alias=alias) for alias in others)
        change.tell(
            "place_revised" if key else "place_added", place=place.code, valid_from=_shown(place.valid_from),
            valid_to=_shown(place.valid_to), aliases=len(others),
        )  # fmt: skip


def _new(session: Session, form: Form) -> Place:
    code = form.code("code", r"[A-Z0-9][A-Za-z0-9_-]{1,19}")
    if session.scalar(select(Place.id).where(Place.code == code)):
        form.fault("code", "taken")
    kind = form.choice("kind", KINDS) or ""
    parents = places_named(session, form, "parent")
    if [parent.kind for parent in parents] != ([_ABOVE[kind]] if _ABOVE.get(kind) else []):
        form.fault("parent", f"parent_of_{kind or 'region'}")
    parent_id = parents[0].id if parents else None
    return Place(id=ids.new_id(), code=code, kind=kind, parent_id=parent_id)


def _set_dates(session: Session, form: Form, place: Place) -> None:
    place.valid_from = form.day("valid_from", needed=False)
    place.valid_to = form.day("valid_to", needed=False)
    if place.valid_from and place.valid_to and place.valid_to <= place.valid_from:
        form.fault("valid_to", "ends_first")
    if place.valid_to and session.scalar(_lasting_inside(place.id, place.valid_to)):
        form.fault("valid_to", "places_inside")


def _lasting_inside(place_id: UUID, end: date) -> Select[UUID]:
    lasting = or_(Place.valid_to.is_(None), Place.valid_to > end)
    return select(Place.id).where(Place.parent_id == place_id, lasting).limit(1)


def _aliases_in(form: Form, name: str) -> list[str]:
    lines = [line.strip() for line in form.text("aliases", longest=4_000, needed=False).splitlines()]
    others = list(dict.fromkeys(line for line in lines if line and line != name))
    if len(others) > _MOST_ALIASES or any(len(alias) > LONGEST_LINE for alias in others):
        form.fault("aliases", "long", longest=LONGEST_LINE)
    return others


def _shown(day: date | None) -> str:
    return day.isoformat() if day else ""
