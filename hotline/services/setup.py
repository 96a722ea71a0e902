"""What every installation starts with: places, categories, rules, hours, numbers. Only adds what is missing."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources
from io import StringIO
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hotline import ids
from hotline.domain.rules import DEFAULT_RULES
from hotline.domain.taxonomy import Taxonomy
from hotline.store import office
from hotline.store.models.office import (
    Body,
    Calendar,
    Category,
    Desk,
    EmergencyNumber,
    Holiday,
    Place,
    PlaceAlias,
    RoutingRule,
    Template,
)
from hotline.unit_of_work import UnitOfWork

NEW_DIVISIONS = date(2023, 3, 13)


def install(unit: UnitOfWork, taxonomy: Taxonomy) -> None:
    """Add what a fresh installation lacks; what administrators changed or removed since stays as they left it."""
    start = tomllib.loads(read("office.toml"))
    first = unit.session.scalar(select(func.count()).select_from(Place)) == 0
    _categories(unit, taxonomy)
    if first:
        _places(unit)
        _rules(unit)
        _hours(unit, start)
        _words(unit, start)
        for row in start["body"]:
            add_body(unit, row)
    office.touch(unit.session, unit.now)


def add_body(unit: UnitOfWork, row: Mapping[str, Any]) -> tuple[UUID, UUID]:
    """Add a body with its first desk, as a data file describes them; return both ids."""
    body = Body(
        id=ids.new_id(), code=row["code"], name=row["name"], kind=row["kind"], force=row.get("force"),
        office=row.get("office"), parent_id=None, psea=row.get("psea", False),
        inspects=row.get("inspects", False), active=True,
    )  # fmt: skip
    unit.session.add(body)
    unit.session.flush()
    desk = Desk(id=ids.new_id(), body_id=body.id, name=row["desk"], languages=row["languages"], active=True)
    unit.session.add(desk)
    unit.session.flush()
    return body.id, desk.id


def own_desks(unit: UnitOfWork) -> dict[str, tuple[UUID, UUID]]:
    """Return the hotline's own bodies by code, each with its first desk."""
    rows = unit.session.execute(select(Body.code, Body.id, Desk.id).join(Desk, Desk.body_id == Body.id))
    return {code: (body_id, desk_id) for code, body_id, desk_id in rows}


def read(name: str) -> str:
    """Return a data file of the package."""
    return resources.files("hotline.data").joinpath(name).read_text(encoding="utf-8")


def _categories(unit: UnitOfWork, taxonomy: Taxonomy) -> None:
    there = set(unit.session.scalars(select(Category.code)))
    for position, code in enumerate(taxonomy.codes):
        if code in there:
            continue
        row = taxonomy[code]
        unit.session.add(
            Category(
                code=code, label_fr=row.label("fr"), label_en=row.label("en"), group=row.group, position=position,
                sensitivity=row.sensitivity, urgency=row.urgency, desk_kind=row.desk_kind, drivers=list(row.drivers),
            )
        )  # fmt: skip


def _places(unit: UnitOfWork) -> None:
    rows = list(csv.DictReader(StringIO(read("places/places.csv"))))
    keys: dict[str, UUID] = {row["code"]: ids.new_id() for row in rows}
    unit.session.add_all(_place(row, keys) for row in rows)
    unit.session.flush()
    unit.session.add_all(
        PlaceAlias(place_id=keys[row["code"]], alias=alias)
        for row in rows
        for alias in dict.fromkeys(filter(None, row["aliases"].split("|")))
    )


def _place(row: Mapping[str, str], keys: Mapping[str, UUID]) -> Place:
    since = NEW_DIVISIONS if row["since"] == "2023" else None
    parent = keys[row["parent"]] if row["parent"] else None
    return Place(
        id=keys[row["code"]],
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        parent_id=parent,
        valid_from=since,
    )


def _rules(unit: UnitOfWork) -> None:
    for rule in DEFAULT_RULES:
        given: Mapping[str, Any] = rule
        unit.session.add(
            RoutingRule(
                id=ids.new_id(), code=given["id"], position=given["position"], conditions=dict(given["when"]),
                desk_kind=given["desk_kind"], desk_id=None, forces=list(given.get("forces", ())),
            )
        )  # fmt: skip


def _hours(unit: UnitOfWork, start: Mapping[str, Any]) -> None:
    hours = start["calendar"]
    days_off = sorted(day for feast in start["holiday"] for day in feast["days"])
    unit.session.add(
        Calendar(
            id=ids.new_id(), code=hours["code"], version=1, name=hours["name"], spans=hours["spans"],
            seasons=hours["season"], days_off=days_off,
        )
    )  # fmt: skip
    for feast in start["holiday"]:
        for day in feast["days"]:
            moon = feast.get("moon", False)
            unit.session.add(Holiday(day=date.fromisoformat(day), name=feast["name"], certain=not moon))


def _words(unit: UnitOfWork, start: Mapping[str, Any]) -> None:
    for position, row in enumerate(start["emergency"]):
        unit.session.add(
            EmergencyNumber(
                id=ids.new_id(), label=row["label"], number=row["number"], position=position,
                in_acknowledgement=row["acknowledgement"],
            )
        )  # fmt: skip
    unit.session.add_all(Template(id=ids.new_id(), **row) for row in start["template"])
