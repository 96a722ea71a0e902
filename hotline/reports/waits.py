"""Waits by owner: each desk's stretch of the time that citizens waited; together they are the whole wait."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hotline.domain.metrics import Wait
from hotline.domain.ownership import Segment
from hotline.domain.story import Episode
from hotline.reports.base import Report, Row, View, later
from hotline.reports.gather import COLUMNS, Counted, gather, left_out, line
from hotline.store import trail


def rows(session: Session, view: View) -> list[Row]:
    """Return for each desk how long citizens waited while it had their case, one line a desk."""
    found, names = gather(session, view), trail.desk_names(session)
    by_desk: dict[str, list[Wait]] = defaultdict(list)
    for one in found.cases:
        for desk, wait in _shares(one, view.now):
            by_desk[names.get(desk, "before_routing")].append(wait)
    lines = [line(name, waits, view.now) for name, waits in sorted(by_desk.items(), key=_largest)]
    return [*lines, *left_out(found)]


def _shares(one: Counted, now: datetime) -> list[tuple[str, Wait]]:
    """Return the seconds of each desk in this case's waits; a desk that waits still has an open share."""
    spent: dict[str, timedelta] = defaultdict(timedelta)
    waiting = None
    for segment in one.story.segments:
        for episode in one.story.episodes:
            spent[segment.desk] += _both(segment, episode, now)
            if episode.end is None and segment.end is None:
                waiting = segment.desk
    return [(desk, _as_wait(one, time, now, still=desk == waiting)) for desk, time in spent.items() if time]


def _both(segment: Segment, episode: Episode, now: datetime) -> timedelta:
    end = min(segment.end or now, episode.end or now)
    return max(end - max(segment.start, episode.start), timedelta(0))


def _as_wait(one: Counted, spent: timedelta, now: datetime, *, still: bool) -> Wait:
    """Return the share as one wait that ends, or would end, now."""
    return one.wait(now - spent, None if still else now)


def _largest(group: tuple[str, list[Wait]]) -> tuple[int, str]:
    return -len(group[1]), group[0]


WAITS = Report(
    slug="waits",
    title=later("Attente par bureau"),
    definition=(
        later("Le temps d’attente, partagé entre les bureaux qui avaient le dossier."),
        later("La somme des parts est l’attente entière."),
        later("Un bureau n’est compté que pour son propre temps."),
    ),
    columns=COLUMNS,
    metrics={"before_routing": later("Avant l’attribution")},
    rows=rows,
)
