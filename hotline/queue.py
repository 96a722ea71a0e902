"""Wakes workers by name. The database is the queue of record: a lost wake-up costs one sweep and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import redis
import structlog
from rq import Queue
from rq.exceptions import DeserializationError
from rq.job import Job as RqJob
from rq.serializers import JSONSerializer

from hotline.jobnames import FUNCTIONS, Job

log = structlog.get_logger()


JOB_SECONDS = 60
_QUIET_SECONDS = 5.0


class NotOurJob(Exception):
    """A job in Redis asks for something that is not in the frozen table."""


class HotlineJob(RqJob):
    """An RQ job that can only run a function of the frozen table: no arguments, callbacks, repeats or webhooks."""

    _refused = False

    def restore(self, raw_data: dict[Any, Any]) -> None:
        """Read the job as Redis holds it, and disarm it when it asks for anything that is not ours."""
        super().restore(raw_data)
        if not self._asks_for_more():
            return
        self._refused = True
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self.webhooks = []
        self.repeats_left = self.repeat_intervals = None
        log.error("foreign job refused", queue=self.origin)

    @property
    def func(self) -> Callable[..., Any]:
        """Return the function to run; raises NotOurJob for a job that was refused."""
        if self._refused or self._asks_for_more():
            raise NotOurJob("the job names something that is not in the table")
        found: Callable[..., Any] = super().func
        return found

    def _asks_for_more(self) -> bool:
        callbacks = (self._success_callback_name, self._failure_callback_name, self._stopped_callback_name)
        try:
            ours = self.func_name in FUNCTIONS.values() and not self.args and not self.kwargs
        except DeserializationError:
            return True
        return not ours or any(callbacks) or bool(self.webhooks) or bool(self.repeats_left)


class Waker:
    """Puts a wake-up into a worker's queue, at most one at a time, and shrugs when Redis is away."""

    def __init__(self, url: str) -> None:
        """Take the Redis address; nothing is connected until the first wake-up."""
        self._redis = connect(url)
        self._silent_until = 0.0

    def wake(self, job: Job) -> bool:
        """Ask for a run of `job`; say whether Redis took it. A queue that holds a wake-up already needs no second."""
        if time.monotonic() < self._silent_until:
            return False
        try:
            if not self._redis.llen(f"rq:queue:{job.value}"):
                self._queue(job).enqueue(
                    FUNCTIONS[job],
                    description=job.value,
                    job_timeout=JOB_SECONDS,
                    result_ttl=0,
                    failure_ttl=86_400,
                )
        except redis.RedisError:
            self._silent_until = time.monotonic() + _QUIET_SECONDS
            log.warning("queue is away; the sweep will do the work", job=job.value)
            return False
        return True

    def _queue(self, job: Job) -> Queue:
        return Queue(job.value, connection=self._redis, serializer=JSONSerializer, job_class=HotlineJob)


def connect(url: str, *, patient: bool = False) -> redis.Redis:
    """Return a client that gives up quickly, so that receiving never waits; a worker's waits for work."""
    return redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=None if patient else 0.5)
