"""Satisfaction: what citizens said to the closing question, the silent and those not asked kept apart."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.domain.metrics import Wait
from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.gather import Counted
from hotline.reports.summaries import left_out, number

_SAID = ("confirmed", "refused", "not_safe", "no_answer", "not_asked")


def rows(drawn: Drawn) -> list[Row]:
    """Return how citizens answered, and how long it took until one agreed that it is closed."""
    said = [number(name, drawn.count(f"said_{name}")) for name in _SAID]
    return [drawn.line("loop_closed"), *said, *left_out(drawn)]


def told(one: Counted) -> Iterator[tuple[str, Wait | int]]:
    """Yield what the citizen said to each closing question."""
    yield from ((f"said_{close.citizen}", 1) for close in one.story.closes)
    yield from ((f"said_{event.data.get('why')}", 1) for event in one.events if event.kind == "reopened")


SATISFACTION = Report(
    slug="satisfaction",
    title=later("Ce que disent les citoyens"),
    definition=(
        later("Comptées : les réponses à la question de clôture."),
        later("Le silence n’est pas un oui."),
        later("Un dossier sensible est clos sans demander."),
    ),
    columns=COLUMNS,
    metrics={
        "loop_closed": later("Du message au oui"),
        "confirmed": later("Oui, c’est réglé"),
        "refused": later("Non, pas réglé"),
        "not_safe": later("Ne peut pas en parler"),
        "no_answer": later("Pas de réponse"),
        "not_asked": later("Pas interrogé"),
    },
    rows=rows,
)
