"""The sheets of working hours and of Ramadan, and what a change would mean, shown before it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date
from sqlalchemy.orm import Session

from hotline.domain.calendars import Calendar
from hotline.domain.deadlines import due_times
from hotline.services import office_hours
from hotline.services.office_form import Form
from hotline.services.office_hours import DAYS, in_words
from hotline.store import calendars
from hotline.web.admin_words import WEEKDAYS
from hotline.web.adminsheet import Action, Field, Line, Pairs, Sheet
from hotline.web.i18n import current_locale, gettext, later
from hotline.web.times import hour

_EXAMPLE = later("Exemple : 7:30-12:30, 13:00-16:00. Vide : fermé.")
# What a form shows is judged by the version it was opened with: two administrators do not undo each other.
_VERSION = Field("version", "", "hidden", on="old")


def preview_of_holiday(session: Session, now: datetime, _: str | None, form: Form) -> Pairs:
    """Return the days around a holiday as they would be worked."""
    day = form.day("day") or now.date()
    return _preview(calendars.value(calendars.current(session)[0]), day - timedelta(days=2), 5)


def _calendar_lines(session: Session) -> Iterator[Line]:
    for row in calendars.current(session):
        week = ((word, row.spans.get(name[-1])) for name, word in zip(DAYS, WEEKDAYS, strict=True))
        days = "; ".join(f"{gettext(word)} {in_words(spans)}" for word, spans in week if spans)
        yield Line(row.code, (row.name, str(row.version), days))


def _preview_of_calendar(session: Session, now: datetime, key: str | None, form: Form) -> Pairs:
    wanted = key or form.code("code")
    row = next(row for row in calendars.current(session) if row.code == wanted)
    return _preview(calendars.value(row), now.date(), 10)


def _season_lines(session: Session) -> Iterator[Line]:
    for row, season in office_hours.all_seasons(session):
        shown = office_hours.season_values(session, office_hours.season_key(row, season)) or {}
        hours = gettext("%(usual)s; vendredi %(friday)s", usual=shown["hours"], friday=shown["friday"] or "-")
        days = f"{_day(date.fromisoformat(season['first']))} - {_day(date.fromisoformat(season['last']))}"
        yield Line(office_hours.season_key(row, season), (days, row.name, hours))


def _calendar_options(session: Session) -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in calendars.current(session)]


def _preview_of_season(session: Session, now: datetime, key: str | None, form: Form) -> Pairs:
    wanted = key.rpartition(".")[0] if key else form.raw("calendar")
    row = next(row for row in calendars.current(session) if row.code == wanted)
    first = form.day("first") or now.date()
    return _preview(calendars.value(row), first - timedelta(days=1), 9)


def _preview(calendar: Calendar, first: date, days: int) -> Pairs:
    """Return some days as they would be worked, and when a text of the first morning would fall due."""
    shown = [first + timedelta(days=n) for n in range(days)]
    closed = gettext("fermé")
    lines = [(_day(day), in_words(calendar.spans_on(day)) or closed) for day in shown]
    start = datetime.combine(first, time(9), UTC)
    due = due_times("normal", "S0", start, calendar)
    said = gettext(
        "trier avant %(triage)s, répondre avant %(answer)s",
        triage=_moment(due.triage),
        answer=_moment(due.first_answer),
    )
    return [*lines, (gettext("Un message reçu %(time)s, urgence normale", time=_moment(start)), said)]


def _moment(at: datetime) -> str:
    return f"{_day(at.date())} {hour(at)}"


def _day(day: date) -> str:
    return format_date(day, "EEE d MMM y", locale=current_locale())


CALENDARS = Sheet(
    "calendars", later("Heures de travail"), later("Un changement vaut pour les dossiers à venir."), "clock",
    (later("Nom"), later("Version"), later("Heures")),
    _calendar_lines,
    (
        _VERSION,
        Field("code", later("Code"), on="new"),
        Field("name", later("Nom")),
        *(
            Field(name, word, needed=False, hint=_EXAMPLE if name == DAYS[0] else "")
            for name, word in zip(DAYS, WEEKDAYS, strict=True)
        ),
    ),
    office_hours.values, office_hours.save, new=later("Nouvelles heures"), preview=_preview_of_calendar,
)  # fmt: skip

SEASONS = Sheet(
    "seasons", later("Heures du Ramadan"), later("Les dates suivent la lune. Corrigez-les une fois annoncées."),
    "clock", (later("Jours"), later("Heures de travail"), later("Heures")),
    _season_lines,
    (
        _VERSION,
        Field("calendar", later("Pour ces heures de travail"), "choice", options=_calendar_options, on="new"),
        Field("first", later("Premier jour"), "date"),
        Field("last", later("Dernier jour"), "date"),
        Field("hours", later("Heures, les jours de travail"), hint=later("Exemple : 8:00-14:30")),
        Field("friday", later("Heures du vendredi"), needed=False, hint=later("Vide : fermé le vendredi.")),
    ),
    office_hours.season_values, office_hours.save_season, new=later("Nouveau Ramadan"),
    actions=(
        Action("removal", later("Supprimer ces jours"), "cross", later("Jours supprimés."),
               office_hours.remove_season, "grave"),
    ),
    preview=_preview_of_season,
)  # fmt: skip
