"""A report's pictures in words: each title says what was found, and the same numbers stand in a table beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from babel.dates import format_date, get_day_names

from hotline.domain.limits import FIRST_ANSWER
from hotline.reports import cercles, pictures, plots
from hotline.reports.pictures import Bar, Picture, Point, Scale
from hotline.reports.sheet import Sheet
from hotline.store import calendars
from hotline.web.i18n import current_locale, gettext, later
from hotline.web.reportwords import length_of, shown
from hotline.web.times import span

FULL = 100.0
# Fewer than these are not told.
FEWEST = 5
WEEK, CERCLE, CASES = later("Semaine du"), later("Cercle"), later("Dossiers")
MEDIAN, NINE, IN_TIME = later("Médiane"), later("9 sur 10 en"), later("Dans le délai")
BORDERS = later(
    "Cercles d’avant 2023 ; les nouveaux comptent dans l’ancien. Contours OCHA/DNCT, sans valeur officielle."
)
Cells = Sequence[Sequence[str]]
Chosen = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands around a picture: its title, the table's columns and cells, and a note."""

    title: str
    columns: Sequence[str]
    cells: Cells
    note: str = ""
    is_map: bool = False


Drawing = Callable[[Sheet, Chosen], tuple[Shown, str] | None]


def spread(sheet: Sheet, chosen: Chosen) -> tuple[Shown, str] | None:
    """Show how long first answers took, against the target where all have the same one."""
    target_h = _target_h(sheet, chosen)
    steps = plots.spread(sheet, target_h)
    total, half = sum(step.n for step in steps), plots.STEPS // 2
    if total < 5:
        return None
    late = sum(step.n for step in steps[half:])
    edge = _span(steps[half].start_s)
    title = gettext(
        "%(late)s dossiers sur %(total)s attendent leur première réponse %(edge)s ou plus.",
        late=late, total=total, edge=edge,
    )  # fmt: skip
    if not late:
        title = gettext(
            "Aucun dossier sur %(total)s n’attend sa première réponse %(edge)s ou plus.", total=total, edge=edge
        )
    labels = [_span(step.start_s) if index % 3 == 0 else "" for index, step in enumerate(steps)]
    columns = [
        Bar(label, step.n, beyond=target_h is not None and index >= half)
        for index, (label, step) in enumerate(zip(labels, steps, strict=True))
    ]
    line = (half, gettext("But : %(edge)s", edge=edge)) if target_h is not None else None
    about = gettext("Barres : combien de dossiers par durée. Les dossiers ouverts comptent à leur âge.")
    drawn = pictures.bars(Picture("spread", title, about), columns, line)
    reached = accumulate(step.n for step in steps)
    cells = [
        [_from(step.start_s), str(step.n), _percent(100 * so_far / total)]
        for step, so_far in zip(steps, reached, strict=True)
    ]
    return Shown(title, (gettext("Attente"), gettext(CASES), gettext("Cumul")), cells, about), drawn


def weeks(sheet: Sheet, chosen: Chosen) -> tuple[Shown, str] | None:
    """Show the weekly median of first answers with the band up to nine in ten."""
    found, target_h = plots.weeks(sheet), _target_h(sheet, chosen)
    known = [(day, row) for day, row in found.items() if isinstance(row["median_s"], int)]
    if len(known) < 2:
        return None
    worst = max(known, key=lambda one: _number(one[1]["p90_s"]))
    title = gettext(
        "Semaine la plus lente : celle du %(day)s, neuf sur dix en %(length)s.",
        day=_day(worst[0]), length=length_of(worst[1], "p90_s"),
    )  # fmt: skip
    points = [Point(_day(day), _hours(row["median_s"]), _hours(row["p90_s"])) for day, row in found.items()]
    top = max(_number(row["p90_s"]) for _, row in known)
    marks = [(top * share / plots.HOUR, _span(int(top * share))) for share in (0.5, 1.0)]
    goal = (target_h, gettext("But : %(edge)s", edge=_span(int(target_h * plots.HOUR)))) if target_h else None
    about = gettext("Trait plein : médiane. Pointillé : neuf dossiers sur dix. Une semaine de moins de cinq manque.")
    drawn = pictures.trend(Picture("weeks", title, about), points, Scale(marks, goal))
    figures = ("n", "median_s", "p90_s", "within_target_pct")
    cells = [[_day(day), *(shown(row, one) for one in figures)] for day, row in found.items()]
    return Shown(title, tuple(map(gettext, (WEEK, CASES, MEDIAN, NINE, IN_TIME))), cells, about), drawn


def hours(sheet: Sheet, chosen: Chosen) -> tuple[Shown, str] | None:
    """Show when cases come in, by weekday and stretch of the day."""
    del chosen
    cells = plots.hours(sheet)
    total = sum(n for row in cells for n in row)
    if total < 5:
        return None
    names = get_day_names("abbreviated", locale=current_locale())
    blocks = [gettext("%(start)s h à %(end)s h", start=4 * step, end=4 * step + 4) for step in range(plots.BLOCKS)]
    busiest = max(range(plots.BLOCKS), key=lambda step: sum(row[step] for row in cells))
    title = gettext("Le plus de dossiers arrive de %(block)s.", block=blocks[busiest])
    about = gettext("Plus foncé : plus de dossiers. Rayé : moins de cinq. Heure de Bamako.")
    marks = [f"{4 * step} h" for step in range(plots.BLOCKS)]
    drawn = pictures.heat(Picture("hours", title, about), [names[day] for day in range(7)], cells, marks)
    table = [[names[day], *(_few(n) for n in row)] for day, row in enumerate(cells)]
    return Shown(title, (gettext("Jour"), *blocks), table, about), drawn


def ages(sheet: Sheet, chosen: Chosen) -> tuple[Shown, str] | None:
    """Show who waits, by how long already."""
    del chosen
    steps = plots.ages(sheet)
    total = sum(step.n for step in steps)
    if not total:
        return None
    old = sum(step.n for step in steps[2:])
    title = gettext("%(old)s dossiers sur %(total)s attendent depuis un jour ou plus.", old=old, total=total)
    if not old:
        title = gettext("Aucun dossier sur %(total)s n’attend depuis un jour ou plus.", total=total)
    about = gettext("Barres : combien de dossiers attendent, par âge de l’attente.")
    columns = [Bar(_from(step.start_s), step.n, beyond=index > 1) for index, step in enumerate(steps)]
    drawn = pictures.bars(Picture("ages", title, about), columns)
    cells = [[_from(step.start_s), str(step.n)] for step in steps]
    return Shown(title, (gettext("Attend depuis"), gettext("Dossiers")), cells, about), drawn


def places(sheet: Sheet, chosen: Chosen) -> tuple[Shown, str] | None:
    """Show where first answers come in time, on the map of cercles."""
    del chosen
    rows = plots.by_cercle(sheet)
    if not rows:
        return None
    shares = plots.shares(rows.values())
    names = {code: cercles.outlines()[code].name for code in rows}
    judged = {code: share for code, share in shares.items() if share is not None}
    title = gettext("Trop peu de dossiers pour comparer des cercles.")
    if judged and min(judged.values()) >= FULL:
        title = _none_late(sheet)
    elif judged:
        worst = min(judged, key=lambda code: judged[code])
        title = gettext(
            "%(cercle)s a le moins de réponses dans le délai : %(share)s.",
            cercle=names[worst], share=_percent(judged[worst]),
        )  # fmt: skip
    about = gettext("Plus foncé : plus dans le délai. Rayé : moins de cinq dossiers, ou rien de dû.")
    source = gettext(
        "Cercles d’avant 2023 ; les nouveaux comptent dans l’ancien. Contours OCHA/DNCT, sans valeur officielle."
    )
    drawn = cercles.choropleth(Picture("places", title, about), shares)
    figures = ("n", "within_target_pct", "median_s", "p90_s")
    cells = [[names[code], *(shown(row, one) for one in figures)] for code, row in rows.items()]
    columns = (
        gettext("Cercle"),
        gettext("Dossiers"),
        gettext("Dans le délai"),
        gettext("Médiane"),
        gettext("9 sur 10 en"),
    )
    return Shown(title, columns, cells, f"{about} {source}", is_map=True), drawn


def _none_late(sheet: Sheet) -> str:
    """Return what is true where no answer that could be judged is late: others may still wait, with time left."""
    title = gettext("Aucune réponse jugée dans un cercle montré n’est en retard.")
    waiting = 0 if sheet.view.is_public else plots.not_due(sheet)
    if waiting < FEWEST:
        return title
    return " ".join((title, gettext("%(n)s dossiers attendent encore.", n=waiting)))


PICTURES: Mapping[str, Sequence[Drawing]] = {
    "response-times": (spread, weeks, places),
    "backlog": (ages,),
    "channels": (hours,),
}


def _target_h(sheet: Sheet, chosen: Chosen) -> float | None:
    """Return the target in hours, where one urgency is chosen and its target runs round the clock, always the same."""
    name = f"{FIRST_ANSWER}.{chosen.get('urgency', '')}"
    targets = {hours.limits[name] for hours in calendars.versions(sheet.session).values() if name in hours.limits}
    target = targets.pop() if len(targets) == 1 else None
    return target.seconds / plots.HOUR if target is not None and not target.working_days else None


def _few(n: int) -> str:
    return gettext("moins de 5") if 0 < n < 5 else str(n)


def _span(seconds: int) -> str:
    return span(timedelta(seconds=seconds)) if seconds else gettext("%(hours)s h", hours=0)


def _from(seconds: int) -> str:
    return gettext("dès %(start)s", start=_span(seconds))


def _percent(share: float) -> str:
    return gettext("%(share)s %%", share=f"{share:.0f}")


def _hours(seconds: object) -> float | None:
    return seconds / plots.HOUR if isinstance(seconds, int) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _day(day: date) -> str:
    return format_date(day, "d MMM", locale=current_locale())
