"""Working hours as rows: every version ever counted by, and what each says as a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.domain import limits
from hotline.domain.calendars import Calendar, Season, Week
from hotline.domain.limits import Limits
from hotline.store.models import office as rows


def value(row: rows.Calendar) -> Calendar:
    """Return a version of working hours as rules take it, with the days off that it was written with."""
    days_off = frozenset(date.fromisoformat(day) for day in row.days_off)
    seasons = tuple(_season(one) for one in row.seasons)
    return Calendar(str(row.id), row.version, _week(row.spans), days_off, seasons, limits.read(row.limits))


def versions(session: Session) -> dict[UUID, Calendar]:
    """Return every version of the working hours, so that a wait is judged by the one it began under."""
    return {row.id: value(row) for row in session.scalars(select(rows.Calendar))}


def current(session: Session) -> Sequence[rows.Calendar]:
    """Return the working hours in force, each in its newest version."""
    return session.scalars(select(rows.Calendar).where(rows.Calendar.current).order_by(rows.Calendar.code)).all()


def limits_in_force(session: Session) -> Limits:
    """Return the limits by which what comes is counted; all working hours in force have the same."""
    return limits.read(written_limits(session))


def limits_version(session: Session) -> int:
    """Return the version of the limits in force; the first is that of the standard."""
    return int(written_limits(session).get("version", 1))


def limits_of(session: Session, calendar_id: UUID | None) -> Limits:
    """Return the limits that belong to a version of working hours; without one those of the standard."""
    return limits.read(session.scalar(select(rows.Calendar.limits).where(rows.Calendar.id == calendar_id)) or {})


def written_limits(session: Session) -> Mapping[str, Any]:
    """Return the limits in force as a version of working hours keeps them."""
    found = session.scalars(select(rows.Calendar.limits).where(rows.Calendar.current).order_by(rows.Calendar.code))
    return found.first() or {}


def days_off(session: Session) -> list[str]:
    """Return the holidays as a version of working hours keeps them."""
    return [day.isoformat() for day in session.scalars(select(rows.Holiday.day).order_by(rows.Holiday.day))]


def _season(written: Mapping[str, Any]) -> Season:
    first, last = (date.fromisoformat(written[name]) for name in ("first", "last"))
    return Season(first, last, _week(written["spans"]))


def _week(written: Mapping[str, Any]) -> Week:
    return {int(day): tuple((start, end) for start, end in parts) for day, parts in written.items()}
