"""Silence by place: who usually writes and has stopped; a place that is afraid or cut off sends nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median_low

from hotline.domain.metrics import SMALLEST_SHOWN, nearest_rank
from hotline.domain.quietness import fell_silent
from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.parts import EPOCH
from hotline.reports.summaries import empty, left_out, number
from hotline.store import trail

DAY = 86_400


def rows(drawn: Drawn) -> list[Row]:
    """Return the places that fell silent, the longest silence first, and how many others still write."""
    names, by_place = trail.place_names(drawn.session), drawn.days("place")
    today = (min(drawn.view.period.end, drawn.view.now) - EPOCH).days
    known = {place: days for place, days in by_place.items() if place and sum(days.values()) >= SMALLEST_SHOWN}
    silent = [_line(names.get(place, place), days, today) for place, days in known.items() if fell_silent(days, today)]
    few = sum(1 for place in by_place if place and place not in known)
    return [
        *sorted(silent, key=lambda row: (-int(str(row["max_s"])), str(row["metric"]))),
        number("places_writing", len(known) - len(silent)),
        number("places_few", few),
        *left_out(drawn),
    ]


def _line(name: str, days: Mapping[int, int], today: int) -> Row:
    written = sorted(days)
    gaps = sorted(later_day - day for day, later_day in zip(written, written[1:], strict=False)) or [0]
    return {
        **empty(name), "n": sum(days.values()), "median_s": DAY * median_low(gaps),
        "p90_s": DAY * nearest_rank(gaps, 90), "max_s": DAY * (today - written[-1]), "at_least": "max_s",
        "suppressed": 0,
    }  # fmt: skip


SILENCE = Report(
    slug="silence",
    title=later("Lieux devenus silencieux"),
    definition=(
        later("Un lieu qui écrit d’habitude et s’est tu peut être en danger."),
        later("Silencieux : plus long qu’aucun silence d’avant, et trois jours."),
        later("Il faut cinq dossiers et trois jours d’écriture pour une habitude."),
        later("Médiane : jours entre deux écrits. Le plus long : le silence d’aujourd’hui."),
    ),
    columns=COLUMNS,
    metrics={"places_writing": later("Lieux qui écrivent encore"), "places_few": later("Lieux trop rares pour dire")},
    rows=rows,
)
