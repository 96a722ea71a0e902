"""Counts that a badge shows, as many as a page needs in one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select, union_all
from sqlalchemy.orm import Session

# Counting stops here: a badge says 999+ whatever is beyond.
MOST_COUNTED = 1_000


def counts(session: Session, wanted: Mapping[str, Select[Any] | Sequence[Select[Any]]]) -> dict[str, int]:
    """Return how many rows each query finds, or several that share none, at most MOST_COUNTED."""
    return dict(zip(wanted, session.execute(select(*map(_count, wanted.values()))).one(), strict=True))


def _count(wanted: Select[Any] | Sequence[Select[Any]]) -> ScalarSelect[int]:
    first, *others = [wanted] if isinstance(wanted, Select) else wanted
    some: Any = first.limit(MOST_COUNTED)
    if others:
        some = union_all(some, *(other.limit(MOST_COUNTED) for other in others)).limit(MOST_COUNTED)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()
