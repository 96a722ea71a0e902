"""Compliance: what was done by its target, our own sorting, the desk's answer and the closing kept apart."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.domain.metrics import Wait
from hotline.domain.targets import is_in_hand, triage_due
from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.gather import Counted
from hotline.reports.summaries import empty, guarded, left_out

URGENCIES = ("critical", "high", "normal", "low")


def rows(drawn: Drawn) -> list[Row]:
    """Return how much of the period's work met its target, for each urgency."""
    sorted_by, answered_by = drawn.split("sorted", "urgency"), drawn.split("first_response", "urgency")
    lines = [
        _called(f"{done}_{urgency}", found.get(urgency))
        for urgency in URGENCIES
        for done, found in (("sorted", sorted_by), ("answered", answered_by))
    ]
    return [*_guarded(lines), drawn.line("closed", "resolution_first"), *left_out(drawn)]


def told(one: Counted) -> Iterator[tuple[str, Wait | int]]:
    """Yield the wait until a person had the case in hand."""
    start = one.story.received_at
    hands = [event.at for event in one.events if is_in_hand(event)]
    yield "sorted", one.wait(start, min(hands, default=None), triage_due(one.events, start, one.calendar))


def _called(metric: str, row: Row | None) -> Row:
    """Return a row under its own name; a group nobody is in has a row as well."""
    return {**row, "metric": metric} if row else empty(metric)


def _guarded(lines: list[Row]) -> list[Row]:
    """Guard sorting and answering each by itself: each of them is a whole."""
    safe = {row["metric"]: row for family in (lines[0::2], lines[1::2]) for row in guarded(family)}
    return [safe[row["metric"]] for row in lines]


COMPLIANCE = Report(
    slug="compliance",
    title=later("Délais tenus"),
    definition=(
        later("Comptés : les dossiers reçus dans la période, ouverts compris."),
        later("Tri : jusqu’à ce qu’une personne ait le dossier en main."),
        later("Réponse : jusqu’à la première réponse qui tient."),
        later("Pas encore dû : compté, mais pas jugé."),
        later("Un retard le reste, même répondu plus tard."),
    ),
    columns=COLUMNS,
    metrics={
        "sorted_critical": later("Tri, critique"),
        "answered_critical": later("Réponse, critique"),
        "sorted_high": later("Tri, urgent"),
        "answered_high": later("Réponse, urgent"),
        "sorted_normal": later("Tri, normal"),
        "answered_normal": later("Réponse, normal"),
        "sorted_low": later("Tri, peut attendre"),
        "answered_low": later("Réponse, peut attendre"),
        "closed": later("Clôture"),
    },
    rows=rows,
)
