"""Times as people read them: Bamako's clock, durations of two units at most, one badge for what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from flask import Flask
from markupsafe import Markup

from hotline.domain.deadlines import SOON
from hotline.web.i18n import current_locale, gettext
from hotline.web.surroundings import now

BAMAKO = ZoneInfo("Africa/Bamako")


@dataclass(frozen=True, slots=True)
class Due:
    """What a badge says: its tone (`late`, `soon`, `calm`), its icon and its words."""

    tone: str
    icon: str
    words: str


def install(app: Flask) -> None:
    """Give the templates their filters and the badge."""
    app.jinja_env.filters.update(span=span, day=day, hour=hour, moment=moment, stamp=stamp, dated=dated)
    app.jinja_env.filters.update(date=date_words, month=month_words, whole_day=whole_day)
    app.jinja_env.globals.update(due_state=due_state, now=now)


def span(length: timedelta) -> str:
    """Return a duration in two units at most: `3 j 4 h`, `3 h 10`, `12 min`, `moins d’une minute`."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 1:
        return gettext("moins d’une minute")
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days and hours:
        return gettext("%(days)s j %(hours)s h", days=days, hours=hours)
    if days:
        return gettext("%(days)s j", days=days)
    if hours and rest:
        return gettext("%(hours)s h %(rest)s", hours=hours, rest=f"{rest:02}")
    if hours:
        return gettext("%(hours)s h", hours=hours)
    return gettext("%(rest)s min", rest=rest)


def day(at: datetime) -> str:
    """Return the date in Bamako: `2 mars 2026`."""
    return format_date(at.astimezone(BAMAKO), "d MMM y", locale=current_locale())


def date_words(written: date | str) -> str:
    """Return a date, or one written `2026-03-02`, as `2 mars 2026`; what is none stays as it is."""
    try:
        found = date.fromisoformat(written) if isinstance(written, str) else written
    except ValueError:
        return str(written)
    return format_date(found, "d MMM y", locale=current_locale())


def weekday(at: date) -> str:
    """Return the day of the week, as it begins a line: `Lundi`."""
    return format_date(at, "EEEE", locale=current_locale()).capitalize()


def month_words(written: str) -> str:
    """Return a month written `2026-11` as `novembre 2026`; what is none stays as it is."""
    try:
        return format_date(date.fromisoformat(f"{written}-01"), "MMMM y", locale=current_locale())
    except ValueError:
        return written


def whole_day(at: datetime) -> Markup:
    """Return the day in Bamako without its hour, as a sentence says it: `27 décembre`, `2 mars 2027`."""
    local = at.astimezone(BAMAKO)
    shape = "d MMMM" if local.year == now().astimezone(BAMAKO).year else "d MMMM y"
    element = Markup('<time datetime="{}">{}</time>')
    return element.format(local.isoformat(timespec="minutes"), format_date(local, shape, locale=current_locale()))


def hour(at: datetime) -> str:
    """Return the time of day in Bamako: `14:02`."""
    return at.astimezone(BAMAKO).strftime("%H:%M")


def moment(at: datetime) -> str:
    """Return when something was, as short as can be: `14:02`, `lun. 14:02`, `2 mars 14:02`, `2 mars 2025`."""
    local, today = at.astimezone(BAMAKO), now().astimezone(BAMAKO)
    if local.date() == today.date():
        return hour(at)
    if abs(local.date() - today.date()) < timedelta(days=7):
        return f"{format_date(local, 'EEE', locale=current_locale())} {hour(at)}"
    if local.year == today.year:
        return f"{format_skeleton('MMMd', local, locale=current_locale())} {hour(at)}"
    return day(at)


def stamp(at: datetime) -> Markup:
    """Return `moment` as an element that carries the whole date, in words and in ISO 8601."""
    local = at.astimezone(BAMAKO)
    whole = f"{format_date(local, 'full', locale=current_locale())}, {hour(at)}"
    element = Markup('<time datetime="{}" title="{}">{}</time>')
    return element.format(local.isoformat(timespec="minutes"), whole, moment(at))


def dated(at: datetime) -> str:
    """Return when something was, its date said whatever the day: `2 mars 2026, 14:02`."""
    return f"{day(at)}, {hour(at)}"


def due_state(due_at: datetime) -> Due:
    """Return what the badge of a due time says now."""
    left = due_at - now()
    if left < timedelta(0):
        return Due("late", "alert", gettext("retard %(span)s", span=span(left)))
    return Due("soon" if left <= SOON else "calm", "clock", gettext("reste %(span)s", span=span(left)))
