"""A case handed from desk to desk: why one may say no, by when it must answer, and where a no sends the case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hotline.domain.calendars import Calendar
from hotline.domain.deadlines import due_by
from hotline.domain.limits import TRIAGE

# Why a desk does not take a case; the last one wants a word with it.
REFUSALS = ("not_our_area", "not_our_subject", "no_capacity", "already_known", "conflict", "other")
ACCEPTED, REFUSED, EXPIRED, WITHDRAWN = ANSWERS = ("accepted", "refused", "expired", "withdrawn")


def accept_by(urgency: str, calendar: Calendar, offered_at: datetime) -> datetime:
    """Return by when a desk must take an offered case: as soon as a person must have looked at a new one."""
    return due_by(calendar.limits[f"{TRIAGE}.{urgency}"], calendar, offered_at)


def goes_to_router(sensitivity: str, router_body: UUID, barred: frozenset[UUID]) -> bool:
    """Say whether a case nobody took goes to the coordination, which sorts it anew.

    A protected case stays with who holds it: its circle of readers grows by no refusal. So does one whose wall
    bars the coordination.
    """
    return sensitivity != "S3" and router_body not in barred
