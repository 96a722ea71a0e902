"""Response times: acknowledgement, routing, pick-up, answers, closing, derived from the events of the trail alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hotline.domain.metrics import Wait
from hotline.domain.targets import closure_due, first_answer_due
from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.gather import Counted
from hotline.reports.summaries import left_out, number

METRICS = (
    "acknowledgement", "routing", "pick_up", "first_response", "next_response", "resolution_first", "loop_closed",
)  # fmt: skip


def rows(drawn: Drawn) -> list[Row]:
    """Return the figures of the cases received in the period."""
    withheld = drawn.count("acknowledgement_withheld")
    return [
        *(drawn.line(metric) for metric in METRICS),
        *left_out(drawn),
        *([number("excluded_acknowledgement_withheld", withheld)] if withheld else []),
    ]


def told(one: Counted) -> Iterator[tuple[str, Wait | int]]:
    """Yield the waits of one case; where no acknowledgement may be sent there is none to wait for."""
    story = one.story
    if story.acknowledgement_withheld:
        yield "acknowledgement_withheld", 1
    else:
        yield "acknowledgement", one.wait(story.received_at, story.acknowledged_at)
    yield "routing", one.wait(story.received_at, story.routed_at)
    yield from (("pick_up", wait) for wait in _picked_up(one))
    yield "first_response", first_response(one)
    yield from (("next_response", one.wait(wait.start, wait.end)) for wait in story.episodes[1:])
    yield (
        "resolution_first",
        one.wait(story.received_at, story.resolved_first, closure_due(one.events, story.received_at, one.calendar)),
    )
    # The citizen's own yes or no; who was not asked, or fell silent, said nothing.
    yield from (
        ("loop_closed", one.wait(story.received_at, close.at)) for close in story.closes if close.citizen == "confirmed"
    )


def first_response(one: Counted) -> Wait:
    """Return the wait for the first answer that stands, with its target."""
    wait = one.story.first_response
    return one.wait(wait.start, wait.end, first_answer_due(one.events, wait.start, one.calendar))


def _picked_up(one: Counted) -> Iterator[Wait]:
    """Return for each desk that got the case how long it lay there until an officer had it, or was reached for it."""
    reached = [event.at for event in one.events if event.kind == "page_answered" and event.data.get("reached") is True]
    for before, after in pairwise((*one.story.segments, None)):
        if before is not None and before.desk and not before.owner:
            taken = after is not None and after.desk == before.desk and bool(after.owner)
            called = next(
                (at for at in reached if before.start <= at and (before.end is None or at < before.end)), None
            )
            # What went on to another desk untouched was not picked up at this one.
            if taken or called or before.end is None:
                yield one.wait(before.start, called or (before.end if taken else None))


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
