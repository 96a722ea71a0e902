"""Bodies and desks: who answers, who commands whom, and for which area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.findings import FORCES, OFFICES
from hotline.services.office import Work, changing
from hotline.services.office_form import Form
from hotline.services.office_places import naming, places_named
from hotline.store.models.office import BODY_KINDS, Body, Calendar, Desk, DeskPlace, Partnership, Place

LANGUAGES = ("fr", "bm", "ff", "ses", "taq", "ar", "en", "snk")


def all_bodies(session: Session) -> Sequence[Body]:
    """Return every body, the active ones first."""
    return session.scalars(select(Body).order_by(Body.active.desc(), Body.kind, Body.name)).all()


def all_desks(session: Session) -> list[tuple[Desk, Body]]:
    """Return every desk with its body, the active ones first."""
    query = select(Desk, Body).join(Body, Body.id == Desk.body_id)
    return [(desk, body) for desk, body in session.execute(query.order_by(Desk.active.desc(), Body.name, Desk.name))]


def body_names(session: Session) -> dict[str, str]:
    """Return every body's name by its id."""
    return {str(body.id): body.name for body in all_bodies(session)}


def forces_known(session: Session) -> list[str]:
    """Return the forces that bodies belong to or that a text may accuse."""
    held = session.scalars(select(Body.force).where(Body.force.is_not(None)).distinct())
    return sorted({*held, *FORCES} - {"unknown", None})


def areas(session: Session) -> dict[UUID, list[Place]]:
    """Return the places each desk answers for."""
    found: dict[UUID, list[Place]] = {}
    pairs = select(DeskPlace.desk_id, Place).join(Place, Place.id == DeskPlace.place_id).order_by(Place.code)
    for desk_id, place in session.execute(pairs):
        found.setdefault(desk_id, []).append(place)
    return found


def body_values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return a body as its form shows it."""
    body = next((body for body in all_bodies(session) if str(body.id) == key), None)
    if body is None:
        return None
    partners = session.scalars(select(Partnership.partner_id).where(Partnership.body_id == body.id))
    return {
        "code": body.code, "name": body.name, "kind": body.kind, "force": body.force or "", "psea": body.psea,
        "inspects": body.inspects,
        "office": body.office or "", "parent": str(body.parent_id or ""), "active": body.active,
        "partners": [str(partner) for partner in partners],
    }  # fmt: skip


def desk_values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return a desk as its form shows it."""
    desk = next((desk for desk, _ in all_desks(session) if str(desk.id) == key), None)
    if desk is None:
        return None
    return {
        "body": str(desk.body_id), "name": desk.name, "languages": desk.languages, "active": desk.active,
        "calendar": str(desk.calendar_id or ""), "places": naming(areas(session).get(desk.id, [])),
    }  # fmt: skip


def save_body(work: Work, key: str | None, form: Form) -> None:
    """Add or change a body; raises Wrong."""
    with changing(work) as change:
        bodies = {str(body.id): body for body in all_bodies(work.session)}
        body = bodies[key] if key else Body(id=ids.new_id())
        _read_body(work.session, form, body, bodies)
        partners = [UUID(one) for one in form.several("partners", bodies.keys() - {str(body.id)})]
        _check_chain(form, body, bodies)
        form.settle()
        work.session.add(body)
        work.session.flush()
        _set_partners(work.session, body.id, partners)
        change.tell(
            "body_revised" if key else "body_added", body=str(body.id), code=body.code, body_kind=body.kind,
            force=body.force, office=body.office, parent=str(body.parent_id) if body.parent_id else None,
            psea=body.psea, inspects=body.inspects, active=body.active, partners=sorted(map(str, partners)),
        )  # fmt: skip


def save_desk(work: Work, key: str | None, form: Form) -> None:
    """Add or change a desk; its body stays for good; raises Wrong."""
    with changing(work) as change:
        bodies = {str(body.id): body.id for body in all_bodies(work.session)}
        calendars = {str(one.id): one.id for one in work.session.scalars(select(Calendar).where(Calendar.current))}
        desk = work.session.get_one(Desk, UUID(key)) if key else Desk(id=ids.new_id())
        if not key:
            desk.body_id = form.entry("body", bodies)
        desk.name = form.line("name")
        desk.languages = form.several("languages", LANGUAGES)
        desk.calendar_id = form.entry("calendar", calendars, needed=False)
        desk.active = form.yes("active")
        places = places_named(work.session, form, "places")
        twins = (Desk.body_id == desk.body_id, Desk.name == desk.name, Desk.id != desk.id)
        if work.session.scalar(select(Desk.id).where(*twins)):
            form.fault("name", "taken")
        form.settle()
        work.session.add(desk)
        work.session.flush()
        _set_area(work.session, desk.id, places)
        change.tell(
            "desk_revised" if key else "desk_added", desk=str(desk.id), body=str(desk.body_id), active=desk.active,
            languages=desk.languages, places=[place.code for place in places],
            calendar=str(desk.calendar_id) if desk.calendar_id else None,
        )  # fmt: skip


def _read_body(session: Session, form: Form, body: Body, bodies: Mapping[str, Body]) -> None:
    settled = session.scalar(select(Desk.id).where(Desk.body_id == body.id).limit(1)) is not None
    kind = form.choice("kind", BODY_KINDS) or ""
    if settled and kind != body.kind:
        form.fault("kind", "kind_fixed")
    if body.code is None:
        body.code = form.code("code")
    body.name, body.kind = form.line("name"), kind
    others = [one for one in bodies.values() if one.id != body.id]
    if any(one.code == body.code for one in others):
        form.fault("code", "taken")
    if any(one.name.casefold() == body.name.casefold() for one in others):
        form.fault("name", "taken")
    body.force = form.code("force") if form.raw("force").strip() else None
    # A code that no text can accuse would leave the body outside every wall of its kind.
    body.office = form.choice("office", OFFICES, needed=False)
    body.psea, body.active, body.inspects = form.yes("psea"), form.yes("active"), form.yes("inspects")


def _check_chain(form: Form, body: Body, bodies: Mapping[str, Body]) -> None:
    above = form.entry("parent", bodies, needed=False)
    body.parent_id = above.id if above else None
    if any(step.id == body.id for step in _upwards(above, bodies)):
        form.fault("parent", "circle")


def _upwards(body: Body | None, bodies: Mapping[str, Body]) -> Iterator[Body]:
    seen: set[UUID] = set()
    while body is not None and body.id not in seen:
        yield body
        seen.add(body.id)
        body = bodies.get(str(body.parent_id))


def _set_partners(session: Session, body_id: UUID, partners: Sequence[UUID]) -> None:
    both = (Partnership.body_id == body_id) | (Partnership.partner_id == body_id)
    session.execute(delete(Partnership).where(both))
    for partner in partners:
        session.add_all(
            (Partnership(body_id=body_id, partner_id=partner), Partnership(body_id=partner, partner_id=body_id))
        )


def _set_area(session: Session, desk_id: UUID, places: Sequence[Place]) -> None:
    session.execute(delete(DeskPlace).where(DeskPlace.desk_id == desk_id))
    session.add_all(DeskPlace(desk_id=desk_id, place_id=place.id) for place in places)
