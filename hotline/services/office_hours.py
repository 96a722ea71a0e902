"""Working hours of desks, the hours of Ramadan, and the days off: every change is a new version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.calendars import LONGEST_SEASON, CalendarError
from hotline.domain.calendars import Calendar as Hours
from hotline.services.office import WHOLE, Work, changing
from hotline.services.office_form import Form
from hotline.store import calendars
from hotline.store.events import append_house
from hotline.store.models.office import Calendar, Desk

DAYS = tuple(f"day{weekday}" for weekday in range(7))
FRIDAY = "4"
_SPAN = re.compile(r"(\d{1,2})\s*[:h]\s*(\d{2})?\s*-\s*(\d{1,2})\s*[:h]\s*(\d{2})?", re.IGNORECASE)
_Spans = dict[str, list[list[int]]]


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a version is to say; the days off, and the limits unless told, are those in force."""

    name: str
    spans: Mapping[str, Any]
    seasons: Sequence[Mapping[str, Any]] = field(default_factory=list)
    limits: Mapping[str, Any] | None = None


def values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return working hours as their form shows them."""
    found = session.scalar(select(Calendar).where(Calendar.code == key, Calendar.current))
    if found is None:
        return None
    days = {name: in_words(found.spans.get(name[-1], ())) for name in DAYS}
    return {"code": found.code, "name": found.name, "version": str(found.version), **days}


def season_values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return a season as its form shows it; its key is the code of its hours and its first day."""
    row, season = _season(session, key)
    if row is None or season is None:
        return None
    usual = next((spans for day, spans in season["spans"].items() if day != FRIDAY), ())
    return {
        "calendar": row.code, "name": row.name, "first": season["first"], "last": season["last"],
        "hours": in_words(usual), "friday": in_words(season["spans"].get(FRIDAY, ())),
        "version": str(row.version),
    }  # fmt: skip


def all_seasons(session: Session) -> list[tuple[Calendar, Mapping[str, Any]]]:
    """Return the seasons of all working hours in force, the latest first."""
    found = [(row, season) for row in calendars.current(session) for season in row.seasons]
    return sorted(found, key=lambda pair: pair[1]["first"], reverse=True)


def season_key(row: Calendar, season: Mapping[str, Any]) -> str:
    """Return how the page of a season is called."""
    return f"{row.code}.{season['first']}"


def in_words(spans: Sequence[Sequence[int]]) -> str:
    """Return spans of minutes as people write them: `7:30-12:30, 13:00-16:00`."""
    return ", ".join(f"{start // 60}:{start % 60:02}-{end // 60}:{end % 60:02}" for start, end in spans)


def save(work: Work, key: str | None, form: Form) -> None:
    """Write working hours as a new version; what was counted by the old one stays; raises Wrong."""
    with changing(work):
        known = {row.code: row for row in calendars.current(work.session)}
        old = known[key] if key else None
        code = old.code if old else form.code("code")
        if not old and code in known:
            form.fault("code", "taken")
        _refuse_stale(form, old)
        name, spans = form.line("name"), {name[-1]: _spans_of(form, name) for name in DAYS}
        spans = {day: parts for day, parts in spans.items() if parts}
        if not spans:
            form.fault(DAYS[0], "no_hours")
        for day, parts in spans.items():
            _check(form, f"day{day}", parts)
        form.settle()
        _write(work, old, code, _Draft(name, spans, old.seasons if old else []))


def save_season(work: Work, key: str | None, form: Form) -> None:
    """Add or change the hours of a Ramadan that is not over; raises Wrong."""
    with changing(work):
        row, old = _season(work.session, key) if key else (None, None)
        known = {one.code: one for one in calendars.current(work.session)}
        row = row or form.entry("calendar", known)
        _refuse_stale(form, row)
        _refuse_over(work, form, old)
        first, last = form.day("first") or date.max, form.day("last") or date.max
        season = {"first": first.isoformat(), "last": last.isoformat(), "spans": _season_spans(form, row)}
        others = [one for one in row.seasons if one != old] if row else []
        _check_dates(work, form, first, last)
        if any(one["first"] <= season["last"] and season["first"] <= one["last"] for one in others):
            form.fault("first", "seasons_cross")
        form.settle()
        _write(work, row, row.code, _Draft(row.name, row.spans, [*others, season]))


def remove_season(work: Work, key: str) -> None:
    """Have the usual hours hold on the days of a season that is not over; raises Wrong."""
    with changing(work):
        row, season = _season(work.session, key)
        form = Form({})
        _refuse_over(work, form, season)
        form.settle()
        if row is not None:
            kept = [one for one in row.seasons if one != season]
            _write(work, row, row.code, _Draft(row.name, row.spans, kept))


def renew(work: Work, limits: Mapping[str, Any] | None = None) -> None:
    """Write every calendar anew after holidays or limits changed: what was counted by the old ones stays."""
    work.session.flush()
    for row in calendars.current(work.session):
        _write(work, row, row.code, _Draft(row.name, row.spans, row.seasons, limits))


def _season(session: Session, key: str) -> tuple[Calendar | None, Mapping[str, Any] | None]:
    return next(((row, one) for row, one in all_seasons(session) if season_key(row, one) == key), (None, None))


def _write(work: Work, old: Calendar | None, code: str, draft: _Draft) -> None:
    """Write a version, unless it would say what the last one says."""
    days_off = calendars.days_off(work.session)
    seasons = sorted(draft.seasons, key=lambda season: str(season["first"]))
    limits = calendars.written_limits(work.session) if draft.limits is None else draft.limits
    said = (draft.name, draft.spans, seasons, days_off, limits)
    if old and (old.name, old.spans, old.seasons, old.days_off, old.limits) == said:
        return
    row = Calendar(
        id=ids.new_id(), code=code, name=draft.name, spans=dict(draft.spans), seasons=seasons, days_off=days_off,
        limits=dict(limits), version=old.version + 1 if old else 1, current=True,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    if old:
        old.current = False
        work.session.execute(update(Desk).where(Desk.calendar_id == old.id).values(calendar_id=row.id))
    append_house(work.unit, "calendar_written", work.actor, calendar=code, version=row.version, id=str(row.id))


def _refuse_stale(form: Form, old: Calendar | None) -> None:
    """Refuse a form that shows a version which is not the newest any more."""
    seen = form.raw("version")
    if old and seen and seen != str(old.version):
        form.fault(WHOLE, "old_version", newest=old.version)


def _refuse_over(work: Work, form: Form, season: Mapping[str, Any] | None) -> None:
    if season and date.fromisoformat(season["last"]) < work.unit.now.date():
        form.fault(WHOLE, "season_over")


def _check_dates(work: Work, form: Form, first: date, last: date) -> None:
    if last < first:
        form.fault("last", "ends_first")
    elif (last - first).days >= LONGEST_SEASON:
        form.fault("last", "season_long", longest=LONGEST_SEASON)
    elif last < work.unit.now.date():
        form.fault("last", "season_over")


def _season_spans(form: Form, row: Calendar | None) -> _Spans:
    """Return the hours of every day that is worked at all, Friday apart."""
    usual, friday = _spans_of(form, "hours"), _spans_of(form, "friday")
    if not usual:
        form.fault("hours", "no_hours")
    for name, parts in (("hours", usual), ("friday", friday)):
        _check(form, name, parts)
    worked = set(row.spans) if row else set()
    spans = {day: usual for day in sorted(worked - {FRIDAY})}
    return spans | ({FRIDAY: friday} if friday else {})


def _check(form: Form, name: str, parts: list[list[int]]) -> None:
    if not parts:
        return
    try:
        Hours("", 1, {0: tuple((start, end) for start, end in parts)})
    except CalendarError:
        form.fault(name, "bad_hours")


def _spans_of(form: Form, name: str) -> list[list[int]]:
    text = form.line(name, needed=False).replace("–", "-")
    spans = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _SPAN.fullmatch(part)
        if not found:
            form.fault(name, "no_hours_read", said=part[:40])
            continue
        opens, opens_past, closes, closes_past = (int(group or 0) for group in found.groups())
        if opens_past > 59 or closes_past > 59:
            form.fault(name, "bad_hours")
        spans.append([opens * 60 + opens_past, closes * 60 + closes_past])
    return sorted(spans)
