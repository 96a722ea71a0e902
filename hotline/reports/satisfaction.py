"""Satisfaction: what citizens said to the closing question, the silent and those not asked kept apart."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.orm import Session

from hotline.reports.base import Report, Row, View, later
from hotline.reports.gather import COLUMNS, gather, left_out, line, number

_SAID = ("confirmed", "refused", "not_safe", "no_answer", "not_asked")


def rows(session: Session, view: View) -> list[Row]:
    """Return how citizens answered, and how long it took until one agreed that it is closed."""
    found = gather(session, view)
    said: Counter[str] = Counter(close.citizen for one in found.cases for close in one.story.closes)
    said.update(str(event.data.get("why")) for one in found.cases for event in one.events if event.kind == "reopened")
    loops = [
        one.wait(one.story.received_at, close.at)
        for one in found.cases
        for close in one.story.closes
        if close.citizen == "confirmed"
    ]
    return [line("loop_closed", loops, view.now), *(number(name, said[name]) for name in _SAID), *left_out(found)]


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
