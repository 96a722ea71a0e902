"""Counts that a badge shows, as many as a page needs in one round trip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

# Counting stops here: a badge says 999+ whatever is beyond.
MOST_COUNTED = 1_000


def counts(session: Session, wanted: Mapping[str, Select[Any]]) -> dict[str, int]:
    """Return how many rows each query finds, at most MOST_COUNTED."""
    return dict(zip(wanted, session.execute(select(*map(_count, wanted.values()))).one(), strict=True))


def _count(wanted: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(wanted.limit(MOST_COUNTED).subquery()).scalar_subquery()
