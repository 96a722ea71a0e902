"""Response times: acknowledgement, routing and first response, derived from the events of the trail alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.domain import metrics
from hotline.domain.deadlines import FIRST_ANSWER, Calendar, due_by
from hotline.domain.metrics import ACKNOWLEDGED, ANSWERED, CALLED, DELIVERED, RECEIVED, UNDELIVERED, Happening, Wait
from hotline.reports.base import Report, Row, View, later
from hotline.store import trail
from hotline.store.trail import Tracked

COLUMNS = ("metric", "n", "median_s", "p90_s", "max_s", "within_target_pct", "at_least", "suppressed")
_GONE_OUT = frozenset({"text_accepted", "text_sent", "text_delivered"})
_LOST = frozenset({"text_failed", "text_undelivered", "text_cancelled"})
_TOLD = {"received", "understood", "urgency_raised", "routed", "answered", "called", "acknowledgement_withheld"}
_KINDS = _GONE_OUT | _LOST | _TOLD
# What became of a text, by what it was for.
_FATES = {
    **dict.fromkeys((("acknowledgement", kind) for kind in _GONE_OUT), ACKNOWLEDGED),
    **dict.fromkeys((("answer", kind) for kind in _LOST), UNDELIVERED),
    ("answer", "text_delivered"): DELIVERED,
}
_SPAM = frozenset({"spam_test"})


class _Figures:
    """The waits of the cases counted, and how many were left out and why."""

    def __init__(self) -> None:
        self.acknowledged: list[Wait] = []
        self.routed: list[Wait] = []
        self.answered: list[Wait] = []
        self.left_out: Counter[str] = Counter()

    def add(self, story: Sequence[Any], calendar: Calendar | None) -> None:
        """Count one case; where no acknowledgement may be sent there is none to wait for."""
        happenings = list(_happenings(story, calendar))
        self.answered.extend(metrics.first_responses(happenings))
        self.routed.extend(_routing(story))
        if any(event.kind == "acknowledgement_withheld" for event in story):
            self.left_out["acknowledgement_withheld"] += 1
        else:
            # The limit set on receiving is for the answer; the acknowledgement has none.
            self.acknowledged.extend(replace(wait, due_at=None) for wait in metrics.acknowledgements(happenings))

    def rows(self, now: datetime) -> Iterator[Row]:
        """Return the lines of the report: figures first, then what was left out."""
        named = (
            ("acknowledgement", self.acknowledged),
            ("routing", self.routed),
            ("first_response", self.answered),
        )
        for metric, waits in named:
            line = asdict(metrics.figures(metric, waits, now))
            yield line | {"at_least": "|".join(line["at_least"]), "suppressed": int(line["suppressed"])}
        for reason, count in sorted(self.left_out.items()):
            yield dict.fromkeys(COLUMNS) | {"metric": f"excluded_{reason}", "n": count, "suppressed": 0}


def rows(session: Session, view: View) -> list[Row]:
    """Return the figures of the cases received in the period; a case walled from the viewer is in none of them."""
    figures = _Figures()
    counted: dict[UUID, Tracked] = {}
    for case in trail.received(session, view.viewer, view.period.start, view.period.end):
        reason = _excluded(case)
        if reason:
            figures.left_out[reason] += 1
        else:
            counted[case.id] = case
    hours = trail.calendars(session)
    for case_id, story in trail.stories(session, list(counted), _KINDS):
        calendar_id = counted[case_id].calendar_id
        figures.add(story, hours.get(calendar_id) if calendar_id else None)
    return list(figures.rows(view.now))


def _excluded(case: Tracked) -> str | None:
    """Return why a case is not counted (definition 16), as a code, or None."""
    if case.exercise:
        return "exercise"
    if not case.has_citizen:
        return "no_citizen"
    return "spam_test" if case.category in _SPAM else None


def _happenings(story: Sequence[Any], calendar: Calendar | None) -> Iterator[Happening]:
    """Say a case's events as the metrics take them; a kept answer counts from when it can be fetched."""
    due_at = _due(story, calendar)
    for event in story:
        text = UUID(event.data["text"]) if "text" in event.data else None
        if event.kind == "received":
            yield Happening(event.chain, RECEIVED, _received_at(event), due_at=due_at)
        elif event.kind == "answered":
            yield Happening(event.chain, ANSWERED, event.at, text, human=event.actor.startswith("account:"))
            if event.data["state"] == "cancelled":
                yield Happening(event.chain, UNDELIVERED, event.at, text)
        elif event.kind == "called":
            yield Happening(event.chain, CALLED, event.at, reached=event.data["reached"])
        elif (event.data.get("purpose"), event.kind) in _FATES:
            yield Happening(event.chain, _FATES[event.data["purpose"], event.kind], event.at, text)


def _routing(story: Sequence[Any]) -> Iterator[Wait]:
    """Return the wait from the first text to the first body it was given to (definition 4)."""
    received = next((event for event in story if event.kind == "received"), None)
    routed = next((event.at for event in story if event.kind == "routed"), None)
    if received:
        yield Wait(received.chain, _received_at(received), routed)


def _due(story: Sequence[Any], calendar: Calendar | None) -> datetime | None:
    """Return when the first answer fell due: from the first text, earlier once the case became more urgent."""
    start: datetime | None = None
    due: list[datetime] = []
    for event in story:
        if event.kind == "answered" or (event.kind == "called" and event.data["reached"]):
            break
        if event.kind == "received":
            start = _received_at(event)
        urgency = event.data.get("urgency") or event.data.get("after")
        if start and urgency and (calendar or not FIRST_ANSWER[urgency].working_days):
            due.append(due_by(FIRST_ANSWER[urgency], calendar or _ANY_HOURS, start))
    return min(due, default=None)


def _received_at(event: Any) -> datetime:
    return datetime.fromisoformat(event.data["received_at"])


# Limits round the clock ask no calendar, but the function that reckons them takes one.
_ANY_HOURS = Calendar("round-the-clock", 1, dict.fromkeys(range(7), ((0, 24 * 60),)))

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
        "first_response": later("Première réponse"),
        "excluded_exercise": later("Non comptés : exercice"),
        "excluded_no_citizen": later("Non comptés : sans téléphone"),
        "excluded_spam_test": later("Non comptés : indésirable ou essai"),
        "excluded_acknowledgement_withheld": later("Sans accusé : retenu"),
    },
    rows=rows,
)
