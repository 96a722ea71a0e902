"""What each gateway was heard to bring from citizens: when last, and how much by the hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text, union_all
from sqlalchemy.orm import Session

from hotline.store.models.dialogues import Dialogue
from hotline.store.models.traffic import RawInbound

# Who finds the line held by another leaves it: a citizen must not wait for a clock.
_HEARD = text(
    """
    UPDATE gateway_states SET heard_at = :now FROM (
        SELECT name FROM gateway_states WHERE name = :name
        AND (heard_at IS NULL OR heard_at < cast(:now AS timestamptz) - interval '1 minute')
        FOR UPDATE SKIP LOCKED
    ) due WHERE gateway_states.name = due.name
    """
)


def note_heard(session: Session, name: str, now: datetime) -> None:
    """Keep that a citizen was heard by a gateway, to the minute."""
    session.execute(_HEARD, {"name": name, "now": now})


def by_hour(session: Session, name: str, start: datetime, end: datetime) -> dict[datetime, int]:
    """Return how many texts and dialogues a gateway brought in each hour in which it brought any."""
    texts = select(RawInbound.received_at.label("at")).where(
        RawInbound.received_at >= start, RawInbound.received_at < end, RawInbound.gateway == name,
        RawInbound.door == "text", RawInbound.outcome == "taken",
    )  # fmt: skip
    dialogues = select(Dialogue.started_at.label("at")).where(
        Dialogue.started_at >= start, Dialogue.started_at < end, Dialogue.gateway == name
    )
    both = union_all(texts, dialogues).subquery()
    hour = func.date_trunc("hour", both.c.at, "UTC")
    return {moment: count for moment, count in session.execute(select(hour, func.count()).group_by(hour))}
