"""Waits by owner: each desk's stretch of the time that citizens waited; together they are the whole wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from hotline.domain.metrics import Wait
from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.gather import Counted
from hotline.reports.summaries import largest_first, left_out
from hotline.store import trail


def rows(drawn: Drawn) -> list[Row]:
    """Return for each desk how long citizens waited while it had their case, one line a desk."""
    names = trail.desk_names(drawn.session)
    lines = [{**row, "metric": names.get(desk, "before_routing")} for desk, row in drawn.named("share:").items()]
    return [*largest_first(lines), *left_out(drawn)]


def told(one: Counted) -> Iterator[tuple[str, Wait | int]]:
    """Yield each desk's share of this case's waits; a desk with which a citizen waits still has an open one."""
    spent: dict[str, timedelta] = defaultdict(timedelta)
    since: dict[str, datetime] = {}
    for segment in one.story.segments:
        for episode in one.story.episodes:
            begin, end = max(segment.start, episode.start), _earlier(segment.end, episode.end)
            if end is None:
                since[segment.desk] = begin
            else:
                spent[segment.desk] += max(end - begin, timedelta(0))
    for desk in {**spent, **since}:
        if desk in since:
            yield f"share:{desk}", one.wait(since[desk] - spent[desk], None)
        elif spent[desk]:
            yield f"share:{desk}", one.wait(one.story.received_at, one.story.received_at + spent[desk])


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((end for end in (one, other) if end is not None), default=None)


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
