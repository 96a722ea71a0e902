"""Answers as the trail holds them, looked at across cases: who sent the same words where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.store.models.casework import Event
from hotline.store.models.office import Template


def ready_texts(session: Session) -> Sequence[str]:
    """Return the ready answers there are, in every language."""
    return session.scalars(select(Template.text).where(Template.active)).all()


def sent_elsewhere(session: Session, actor: str, words: str, case_id: UUID, since: datetime) -> int:
    """Return in how many other cases an officer sent these very words since then."""
    mine = (Event.actor == actor, Event.at >= since, Event.kind == "answered", Event.data["words"].astext == words)
    query = select(func.count(Event.chain.distinct())).where(*mine, Event.actor.startswith("account:"))
    return session.scalar(query.where(Event.chain != case_id)) or 0
