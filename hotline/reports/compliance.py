"""Compliance: what was done by its target, our own sorting, the desk's answer and the closing kept apart."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hotline.domain.metrics import Wait
from hotline.domain.targets import closure_due, triage_due
from hotline.reports.base import Report, Row, View, later
from hotline.reports.gather import COLUMNS, Counted, gather, left_out, line
from hotline.reports.response_times import first_response

URGENCIES = ("critical", "high", "normal", "low")


def rows(session: Session, view: View) -> list[Row]:
    """Return how much of the period's work met its target, for each urgency."""
    found, lines = gather(session, view), []
    for urgency in URGENCIES:
        cases = [one for one in found.cases if one.case.urgency == urgency]
        lines += [
            line(f"sorted_{urgency}", [_sorted(one) for one in cases], view.now),
            line(f"answered_{urgency}", [first_response(one) for one in cases], view.now),
        ]
    closed = [
        one.wait(one.story.received_at, one.story.resolved_first, closure_due(one.events, one.story.received_at))
        for one in found.cases
    ]
    return [*lines, line("closed", closed, view.now), *left_out(found)]


def _sorted(one: Counted) -> Wait:
    """Return the wait until a person had the case: took it, sorted it, or answered it."""
    start = one.story.received_at
    hands = [event.at for event in one.events if event.kind in ("sorted", "taken") and event.actor != "system"]
    return one.wait(start, min(hands, default=None), triage_due(one.events, start, one.calendar))


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
