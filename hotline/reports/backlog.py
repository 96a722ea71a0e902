"""Backlog: who waits for an answer now, and for how long; the silent are what this report is for."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from hotline.domain.metrics import Wait
from hotline.domain.targets import first_answer_due
from hotline.reports.base import Report, Row, View, later
from hotline.reports.gather import COLUMNS, Counted, gather, left_out, line, number

URGENCIES = ("critical", "high", "normal", "low")


def rows(session: Session, view: View) -> list[Row]:
    """Return the open waits of the period's cases, all and for each urgency, and how many are overdue."""
    found = gather(session, view)
    lines = [line("waiting", list(_open(found.cases)), view.now)]
    for urgency in URGENCIES:
        some = tuple(one for one in found.cases if one.case.urgency == urgency)
        lines.append(line(f"waiting_{urgency}", list(_open(some)), view.now))
    overdue = sum(wait.is_judged(view.now) for wait in _open(found.cases))
    unanswered = sum(one.story.first_response.end is None for one in found.cases)
    open_still = sum(not one.story.is_closed for one in found.cases)
    return [
        *lines, number("overdue", overdue), number("never_answered", unanswered), number("open", open_still),
        *left_out(found),
    ]  # fmt: skip


def _open(cases: tuple[Counted, ...]) -> Iterator[Wait]:
    for one in cases:
        wait = one.story.open_wait
        if wait is not None:
            yield one.wait(wait.start, None, first_answer_due(one.events, wait.start, one.calendar))


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
