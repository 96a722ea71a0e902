"""Who looks at which case just now, and who writes: ids and moments in Valkey for a minute, never a word."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import redis

ANSWERING, VIEWING = DOINGS = ("answering", "viewing")
# Pages in sight ask every 20 seconds; whoever missed two turns is gone.
LASTS = timedelta(seconds=50)
_QUIET_SECONDS = 5.0


class Presence:
    """The colleagues on each case; where Valkey is away nobody is seen, and all else goes on."""

    def __init__(self, url: str) -> None:
        """Take the address; nothing is connected until somebody looks at a case."""
        self._redis: redis.Redis = redis.Redis.from_url(
            url, socket_connect_timeout=0.5, socket_timeout=0.5, decode_responses=True
        )
        self._silent_until = 0.0

    def note(self, case_id: UUID, account_id: UUID, doing: str, now: datetime) -> None:
        """Write down that somebody looks at a case, or writes in it."""
        key = _key(case_id)
        value = f"{doing if doing in DOINGS else VIEWING} {int(now.timestamp())}"
        pipe = self._redis.pipeline(transaction=False)
        pipe.hset(key, str(account_id), value)
        pipe.expire(key, int(LASTS.total_seconds()))
        self._run(pipe)

    def others(self, case_ids: Sequence[UUID], account_id: UUID, now: datetime) -> dict[UUID, dict[UUID, str]]:
        """Return for each case who else is on it and what they do; whoever writes comes first."""
        if not case_ids:
            return {}
        pipe = self._redis.pipeline(transaction=False)
        for case_id in case_ids:
            pipe.hgetall(_key(case_id))
        found = zip(case_ids, self._run(pipe), strict=False)
        return {case_id: _present(held, account_id, now) for case_id, held in found if held}

    def _run(self, pipe: redis.client.Pipeline) -> list[dict[str, str]]:
        if time.monotonic() < self._silent_until:
            return []
        try:
            return list(pipe.execute())
        except redis.RedisError:
            self._silent_until = time.monotonic() + _QUIET_SECONDS
            return []


def _key(case_id: UUID) -> str:
    return f"present:{case_id}"


def _present(held: dict[str, str], account_id: UUID, now: datetime) -> dict[UUID, str]:
    oldest = (now - LASTS).timestamp()
    there = [(who, *value.split(" ")) for who, value in held.items()]
    fresh = [(doing, who) for who, doing, at in there if int(at) >= oldest and who != str(account_id)]
    return {UUID(who): doing for doing, who in sorted(fresh)}
