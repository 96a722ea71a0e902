"""What the office decided, read in one go and kept until it changes: bodies, desks, rules, calendars, numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.domain import walls
from hotline.domain.calendars import Calendar
from hotline.domain.desks import Desk
from hotline.domain.rules import Rules, parse_rules
from hotline.store import calendars, casefile, stamps
from hotline.store.casefile import Named
from hotline.store.models import office as rows
from hotline.store.models.office import Setting
from hotline.store.models.people import Account


@dataclass(frozen=True, slots=True)
class Office:
    """The office as values, for rules that are pure."""

    version: str
    bodies: tuple[walls.Body, ...]
    barred: walls.Barred
    desks: tuple[Desk, ...]
    rules: Rules
    calendars: Mapping[UUID, Calendar]
    desk_calendars: Mapping[UUID, UUID]
    categories: Mapping[str, rows.Category]
    places: Mapping[str, rows.Place]
    places_by_id: Mapping[UUID, rows.Place]
    desk_names: Mapping[UUID, Named]
    numbers: str

    def body_of(self, desk_id: UUID) -> UUID:
        """Return the body a desk belongs to."""
        return next(desk.body_id for desk in self.desks if desk.id == desk_id)

    def calendar_for(self, desk_id: UUID) -> Calendar:
        """Return a desk's working hours, or the office's own where the desk has none."""
        return self.calendars[self.desk_calendars.get(desk_id, next(iter(self.calendars)))]

    def path(self, code: str | None) -> tuple[str, ...]:
        """Return a place's code and those of the places above it, from near to far."""
        return tuple(place.code for place in self._upwards(self.places.get(code or "")))

    def place_names(self, place_id: UUID | None) -> list[str]:
        """Return the names of a place and of those above it, from near to far."""
        return [place.name for place in self._upwards(self.places_by_id.get(place_id) if place_id else None)]

    def places_above(self, place_id: UUID | None) -> list[rows.Place]:
        """Return a place and those above it, from near to far."""
        return [*self._upwards(self.places_by_id.get(place_id) if place_id else None)]

    def place_and_above(self, place_id: UUID | None) -> tuple[rows.Place | None, rows.Place | None]:
        """Return a place and the one it lies in."""
        place, above, *_ = [*self._upwards(self.places_by_id.get(place_id) if place_id else None), None, None]
        return place, above

    def _upwards(self, place: rows.Place | None) -> Iterator[rows.Place]:
        while place is not None:
            yield place
            place = self.places_by_id.get(place.parent_id) if place.parent_id else None


class OfficeReader:
    """Reads the office once and again only after somebody changed it."""

    def __init__(self) -> None:
        self._kept: Office | None = None

    def read(self, session: Session) -> Office:
        """Return the office as it stands in this transaction."""
        version = stamps.stamp(session, stamps.OFFICE)
        if self._kept is None or self._kept.version != version:
            self._kept = _read(session, version)
        return self._kept


def touch(session: Session, now: datetime) -> None:
    """Write down that the office changed, and rebuild the wall's closure; call it in the changing transaction."""
    session.flush()
    _rebuild_bars(session)
    row = session.get(Setting, stamps.OFFICE)
    value = {"at": now.isoformat(), "bodies": session.query(rows.Body).count()}
    if row is None:
        session.add(Setting(name=stamps.OFFICE, value=value, changed_at=now))
    else:
        row.value, row.changed_at = value, now
    stamps.ask_again(session)


def bodies(session: Session) -> tuple[walls.Body, ...]:
    """Return every body as the wall sees it."""
    partners = defaultdict(set)
    for pair in session.scalars(select(rows.Partnership)):
        partners[pair.body_id].add(pair.partner_id)
    return tuple(
        walls.Body(
            body.id, body.kind, body.force, body.parent_id, frozenset(partners[body.id]), body.psea, body.active,
            body.office,
        )
        for body in session.scalars(select(rows.Body).order_by(rows.Body.code))
    )  # fmt: skip


def _rebuild_bars(session: Session) -> None:
    session.query(rows.Bar).delete()
    barred = walls.barred_by(bodies(session))
    session.add_all(rows.Bar(accused_id=one, barred_id=other) for one, others in barred.items() for other in others)
    session.flush()


def _read(session: Session, version: str) -> Office:
    everyone, places = bodies(session), session.scalars(select(rows.Place)).all()
    desks = session.scalars(select(rows.Desk).order_by(rows.Desk.name)).all()
    return Office(
        version=version,
        bodies=everyone,
        barred=walls.barred_by(everyone),
        desks=_desks(session, desks, {body.id: body for body in everyone}),
        rules=_rules(session),
        calendars={row.id: calendars.value(row) for row in calendars.current(session)},
        desk_calendars={desk.id: desk.calendar_id for desk in desks if desk.calendar_id},
        categories={row.code: row for row in session.scalars(select(rows.Category).order_by(rows.Category.position))},
        places={place.code: place for place in places},
        places_by_id={place.id: place for place in places},
        desk_names=casefile.desks(session),
        numbers=_numbers(session),
    )


def _desks(session: Session, desks: Sequence[rows.Desk], bodies: Mapping[UUID, walls.Body]) -> tuple[Desk, ...]:
    codes: dict[UUID, set[str]] = defaultdict(set)
    pairs = select(rows.DeskPlace.desk_id, rows.Place.code).join(rows.Place, rows.Place.id == rows.DeskPlace.place_id)
    for desk_id, code in session.execute(pairs):
        codes[desk_id].add(code)
    inspect = frozenset(session.scalars(select(rows.Body.id).where(rows.Body.inspects)))
    return tuple(_desk(desk, bodies[desk.body_id], frozenset(codes[desk.id]), inspect) for desk in desks)


def _desk(desk: rows.Desk, body: walls.Body, codes: frozenset[str], inspect: frozenset[UUID]) -> Desk:
    languages = frozenset(desk.languages)
    active = desk.active and body.active
    return Desk(desk.id, body.id, body.kind, body.force, codes, languages, active, body.psea, body.id in inspect)


def _rules(session: Session) -> Rules:
    found = session.scalars(select(rows.RoutingRule).where(rows.RoutingRule.active))
    return parse_rules(
        {
            "id": rule.code, "position": rule.position, "when": rule.conditions, "desk_kind": rule.desk_kind,
            "desk_id": rule.desk_id, "forces": rule.forces,
        }
        for rule in found
    )  # fmt: skip


def _numbers(session: Session) -> str:
    shown = select(rows.EmergencyNumber.number).where(rows.EmergencyNumber.in_acknowledgement)
    return ", ".join(session.scalars(shown.order_by(rows.EmergencyNumber.position)))


def body_by_code(session: Session, code: str) -> rows.Body | None:
    """Return a body by its code."""
    return session.scalar(select(rows.Body).where(rows.Body.code == code))


def body_codes(session: Session) -> list[str]:
    """Return the codes of all bodies."""
    return list(session.scalars(select(rows.Body.code).order_by(rows.Body.code)))


def first_desk(session: Session, body_id: UUID) -> UUID | None:
    """Return the oldest desk of a body."""
    query = select(rows.Desk.id).where(rows.Desk.body_id == body_id, rows.Desk.active)
    return session.scalar(query.order_by(rows.Desk.id).limit(1))


def viewers(session: Session) -> list[walls.Viewer]:
    """Return every account as the wall sees it."""
    return [viewer_of(account) for account in session.scalars(select(Account))]


def viewer_of(account: Account) -> walls.Viewer:
    """Return one account as the wall sees it."""
    return walls.Viewer(
        account_id=account.id,
        role=account.role,
        body_id=account.body_id,
        desk_id=account.desk_id,
        cleared=account.cleared_at is not None,
        active=account.deactivated_at is None,
    )


def numbers_never_called(session: Session) -> int:
    """Count the emergency numbers nobody has called to check."""
    query = select(func.count()).select_from(rows.EmergencyNumber)
    return session.scalar(query.where(rows.EmergencyNumber.last_called_on.is_(None))) or 0
