"""Backlog: who waits for an answer now, and for how long; the silent are what this report is for."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.domain.metrics import Wait
from hotline.domain.targets import first_answer_due
from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.gather import Counted
from hotline.reports.summaries import empty, guarded, left_out, number

URGENCIES = ("critical", "high", "normal", "low")


def rows(drawn: Drawn) -> list[Row]:
    """Return the open waits of the period's cases, all and for each urgency, and how many are overdue."""
    found = drawn.split("waiting", "urgency")
    lines = [
        {**found[urgency], "metric": f"waiting_{urgency}"} if urgency in found else empty(f"waiting_{urgency}")
        for urgency in URGENCIES
    ]
    return [
        drawn.line("waiting"), *guarded(lines), number("overdue", drawn.overdue("waiting")),
        number("never_answered", drawn.count("never_answered")), number("open", drawn.count("open")),
        *left_out(drawn),
    ]  # fmt: skip


def told(one: Counted) -> Iterator[tuple[str, Wait | int]]:
    """Yield the wait that goes on, and whether the case was never answered and is still open."""
    wait = one.story.open_wait
    if wait is not None:
        yield "waiting", one.wait(wait.start, None, first_answer_due(one.events, wait.start, one.calendar))
    yield "never_answered", int(one.story.first_response.end is None)
    yield "open", int(not one.story.is_closed)


BACKLOG = Report(
    slug="backlog",
    title=later("Qui attend encore"),
    definition=(
        later("Comptés : les dossiers reçus dans la période qui attendent."),
        later("L’âge va du premier message sans réponse à maintenant."),
        later("Une réponse non remise rend l’attente."),
    ),
    columns=COLUMNS,
    metrics={
        "waiting": later("Attend une réponse"),
        "waiting_critical": later("Attend, critique"),
        "waiting_high": later("Attend, urgent"),
        "waiting_normal": later("Attend, normal"),
        "waiting_low": later("Attend, peut attendre"),
        "overdue": later("En retard"),
        "never_answered": later("Jamais répondu"),
        "open": later("Pas encore clos"),
    },
    rows=rows,
)
