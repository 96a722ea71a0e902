"""Which whole period of a kept report is the newest, and whether it was looked at."""

from __future__ import annotations

from datetime import date, timedelta

NEVER, DAY, WEEK, MONTH = EVERY = ("never", "day", "week", "month")


def newest(every: str, today: date) -> tuple[date, date] | None:
    """Return the newest day, week from Monday, or month that is over: first day, the day after the last; else None."""
    if every == DAY:
        return today - timedelta(days=1), today
    if every == WEEK:
        last = today - timedelta(days=today.weekday())
        return last - timedelta(days=7), last
    if every == MONTH:
        last = today.replace(day=1)
        return (last - timedelta(days=1)).replace(day=1), last
    return None


def is_due(every: str, opened: date | None, today: date) -> bool:
    """Say whether the newest whole period was not looked at yet."""
    days = newest(every, today)
    return days is not None and (opened is None or opened < days[1])
