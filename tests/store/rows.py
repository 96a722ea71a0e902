"""Rows for tests that need many cases at once and no story behind them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hotline import ids
from hotline.store.models.casework import Accused, Case


def add_case(
    session: Session, desk_id: UUID, at: datetime, accused: frozenset[UUID] = frozenset(), **more: Any
) -> Case:
    """Add a case of a desk, received at that moment, and whom it accuses."""
    case_id = ids.new_id()
    usual: dict[str, Any] = {
        "channel": "sms", "language": "fr", "status": "new", "category": "cattle_theft", "urgency": "normal",
        "sensitivity": "S1", "alias": "Baobab 12", "reference": case_id.hex, "version": 1, "waiting_since": at,
    }  # fmt: skip
    case = Case(id=case_id, desk_id=desk_id, received_at=at, **(usual | more))
    session.add(case)
    session.flush()
    session.add_all(Accused(case_id=case_id, body_id=body) for body in accused)
    return case
