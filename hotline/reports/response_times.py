"""Response times: acknowledgement, routing, pick-up, answers, closing, derived from the events of the trail alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from hotline.domain.metrics import Wait
from hotline.domain.targets import closure_due, first_answer_due
from hotline.reports.base import Report, Row, View, later
from hotline.reports.gather import COLUMNS, Counted, gather, left_out, line, number


def rows(session: Session, view: View) -> list[Row]:
    """Return the figures of the cases received in the period."""
    found = gather(session, view)
    waits = {
        "acknowledgement": list(_acknowledged(found.cases)),
        "routing": [one.wait(one.story.received_at, one.story.routed_at) for one in found.cases],
        "pick_up": [wait for one in found.cases for wait in _picked_up(one)],
        "first_response": [first_response(one) for one in found.cases],
        "next_response": [one.wait(wait.start, wait.end) for one in found.cases for wait in one.story.episodes[1:]],
        "resolution_first": [_resolved(one) for one in found.cases],
        "loop_closed": [wait for one in found.cases for wait in _loops(one)],
    }
    withheld = sum(one.story.acknowledgement_withheld for one in found.cases)
    return [
        *(line(metric, some, view.now) for metric, some in waits.items()),
        *left_out(found),
        *([number("excluded_acknowledgement_withheld", withheld)] if withheld else []),
    ]


def first_response(one: Counted) -> Wait:
    """Return the wait for the first answer that stands, with its target."""
    wait = one.story.first_response
    return one.wait(wait.start, wait.end, first_answer_due(one.events, wait.start, one.calendar))


def _acknowledged(cases: tuple[Counted, ...]) -> Iterator[Wait]:
    """Return the waits for the acknowledgement; where none may be sent there is none to wait for."""
    for one in cases:
        if not one.story.acknowledgement_withheld:
            yield one.wait(one.story.received_at, one.story.acknowledged_at)


def _picked_up(one: Counted) -> Iterator[Wait]:
    """Return for each desk that got the case how long it lay there before an officer took it."""
    held = one.story.segments
    for before, after in zip(held, (*held[1:], None), strict=True):
        if before.desk and not before.owner:
            taken = after is not None and after.desk == before.desk and bool(after.owner)
            moved_on = before.end if after is None or not taken else None
            if taken or moved_on is None:
                yield one.wait(before.start, before.end if taken else None)


def _resolved(one: Counted) -> Wait:
    told = one.story
    return one.wait(told.received_at, told.resolved_first, closure_due(one.events, told.received_at))


def _loops(one: Counted) -> Iterator[Wait]:
    """Return the wait for the citizen's own yes or no; who was not asked, or fell silent, said nothing."""
    for close in one.story.closes:
        if close.citizen == "confirmed":
            yield one.wait(one.story.received_at, close.at)


RESPONSE_TIMES = Report(
    slug="response-times",
    title=later("Temps de réponse"),
    definition=(
        later("Comptés : les dossiers reçus dans la période, ouverts compris."),
        later("L’attente commence au premier message et rien ne la remet à zéro."),
        later("Seule compte la réponse d’une personne, jamais l’accusé."),
        later("Un appel compte comme réponse si la personne est jointe."),
        later("Une réponse non remise ne compte pas : l’attente reprend."),
        later("Une réponse gardée compte dès qu’on peut la demander."),
        later("« Au moins » : un dossier ouvert peut encore allonger ce temps."),
        later("Dans le délai : à temps, sur répondus et en retard."),
        later("Moins de cinq dossiers : les temps sont cachés."),
    ),
    columns=COLUMNS,
    metrics={
        "acknowledgement": later("Accusé de réception"),
        "routing": later("Attribution à un bureau"),
        "pick_up": later("Prise en main au bureau"),
        "first_response": later("Première réponse"),
        "next_response": later("Réponses suivantes"),
        "resolution_first": later("Première clôture"),
        "loop_closed": later("Oui du citoyen"),
        "excluded_acknowledgement_withheld": later("Sans accusé : retenu"),
    },
    rows=rows,
)
