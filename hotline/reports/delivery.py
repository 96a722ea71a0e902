"""Delivery: what became of officers' answers on the way, and how long they took."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.domain.metrics import Wait
from hotline.domain.ownership import Told
from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.gather import Counted
from hotline.reports.summaries import number

_NEWS = {
    "text_delivered": "delivered",
    "text_undelivered": "undelivered",
    "text_failed": "failed",
    "text_cancelled": "cancelled",
    "text_unknown": "unconfirmed",
    # Tried again, or found to have left after all.
    **dict.fromkeys(("sent_again", "text_missing", "text_accepted", "text_sent"), "on_the_way"),
}


def rows(drawn: Drawn) -> list[Row]:
    """Return how long answers took to arrive, how each ended, and why those that failed did."""
    named = ("delivered", "unconfirmed", "undelivered", "failed", "cancelled", "on_the_way")
    return [
        drawn.line("answer_to_phone"),
        *(number(f"answers_{name}", drawn.count(f"answers_{name}")) for name in named),
        *(number(f"why_{code}", n) for code, n in drawn.counts("why_").items()),
    ]


def told(one: Counted) -> Iterator[tuple[str, Wait | int]]:
    """Yield the way of each answer to the phone, its last news, and the reason of a failure."""
    for wait, end, code in _answers(one):
        if end in ("delivered", "on_the_way"):
            yield "answer_to_phone", wait
        yield f"answers_{end}", 1
        if code:
            yield f"why_{code}", 1


def _answers(one: Counted) -> Iterator[tuple[Wait, str, str]]:
    """Return each answer with its way to the phone, its last news, and the reason of a failure."""
    for event in one.events:
        if event.kind != "answered":
            continue
        news = [other for other in one.events if other.data.get("text") == event.data.get("text") and _is_news(other)]
        last = news[-1] if news else None
        end = _NEWS[last.kind] if last else "on_the_way"
        arrived = last.at if last and end == "delivered" else None
        failed = last is not None and end in ("undelivered", "failed", "cancelled")
        yield one.wait(event.at, arrived), end, str(last.data.get("code") or "unknown") if failed and last else ""


def _is_news(event: Told) -> bool:
    return event.kind in _NEWS


DELIVERY = Report(
    slug="delivery",
    title=later("Remise des réponses"),
    definition=(
        later("Comptées : les réponses d’officiers aux dossiers de la période."),
        later("Remise : le téléphone l’a confirmé."),
        later("Non confirmée : personne ne sait, comptée à part."),
    ),
    columns=COLUMNS,
    metrics={
        "answer_to_phone": later("De l’envoi au téléphone"),
        "answers_delivered": later("Réponses remises"),
        "answers_unconfirmed": later("Réponses non confirmées"),
        "answers_undelivered": later("Réponses non remises"),
        "answers_failed": later("Réponses refusées"),
        "answers_cancelled": later("Réponses annulées"),
        "answers_on_the_way": later("Réponses en route"),
    },
    rows=rows,
)
