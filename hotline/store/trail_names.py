"""What codes and ids in the house's events are called: places, categories, ready texts and working hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.store.models.casework import Event
from hotline.store.models.office import Body, Calendar, Category, Place, Template

Called = Mapping[str, Mapping[str, str]]


def called(session: Session, told: Iterable[Event]) -> Called:
    """Return names by kind of thing and code; only what some event holds is looked up."""
    asked: dict[str, set[str]] = {kind: set() for kind in ("body", "place", "category", "template", "calendar")}
    for event in told:
        for kind, code in _things(event.data):
            if kind in asked:
                asked[kind].add(code)
    return {
        "body": _named(session, asked["body"], Body.code, Body.name),
        "place": _named(session, asked["place"], Place.code, Place.name),
        "category": _named(session, asked["category"], Category.code, Category.label_fr),
        "template": _named(session, asked["template"], Template.id, Template.title),
        "calendar": _named(session, asked["calendar"], Calendar.id, Calendar.name)
        | _named(session, asked["calendar"], Calendar.code, Calendar.name),
    }  # fmt: skip


def _things(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((key, value) for key, value in data.items() if isinstance(value, str))
    yield from (("place", code) for code in data.get("places", ()))
    for written, between in (("conditions", ":"), ("only", "=")):
        for one in data.get(written, ()):
            kind, _, code = one.partition(between)
            yield kind, code


def _named(session: Session, codes: set[str], key: Any, name: Any) -> dict[str, str]:
    kept = _ids(codes) if key.type.python_type is not str else codes
    if not kept:
        return {}
    return {str(code): str(words) for code, words in session.execute(select(key, name).where(key.in_(kept)))}


def _ids(codes: set[str]) -> set[UUID]:
    found = set()
    for code in codes:
        with suppress(ValueError):
            found.add(UUID(code))
    return found
