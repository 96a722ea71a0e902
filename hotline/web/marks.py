"""Where a list of found cases goes on, as a link or a form holds it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hotline.store.finding import Mark

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def write_mark(mark: Mark) -> str:
    """Write a mark."""
    return f"{(mark.at - _EPOCH) // _MICROSECOND}.{mark.case_id.hex}"


def read_mark(written: str) -> Mark | None:
    """Read a mark; None for whatever is none."""
    micros, _, case_id = written.partition(".")
    try:
        return Mark(_EPOCH + int(micros) * _MICROSECOND, UUID(case_id))
    except (ValueError, OverflowError):
        return None
