"""What may run in a worker: names of the frozen table, one queue a process, nothing that Redis could smuggle in."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from rq import Callback, Queue, Repeat
from rq.job import Job as PlainJob
from rq.serializers import JSONSerializer
from rq.webhook import Webhook

from hotline import surround
from hotline.bootstrap import Application
from hotline.jobnames import FUNCTIONS, QUEUES, Job
from hotline.queue import HotlineJob, NotOurJob, Waker
from hotline.settings import Settings
from workers.__main__ import work


@pytest.mark.parametrize("name", FUNCTIONS.values())
def test_every_name_in_the_table_is_a_function_of_workers_jobs(name: str) -> None:
    module, function = name.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), function))


def _smuggled(queue: Queue, kind: str, marker: Path) -> None:
    """Enqueue, as whoever reaches Redis could, something that is not ours."""
    ours = FUNCTIONS[Job.TRIAGE]
    touch = f"touch {marker}"
    if kind == "function":
        queue.enqueue("os.system", touch)
    elif kind == "arguments":
        queue.enqueue(ours, touch)
    elif kind == "callback":
        queue.enqueue(ours, on_success=Callback("tests.workers.smuggled.success"))
    elif kind == "repeat":
        queue.enqueue(ours, repeat=Repeat(times=3))
    else:
        queue.enqueue(ours, webhooks=[Webhook(url="http://127.0.0.1:9/stolen", job_status="finished")])


@pytest.mark.parametrize("kind", ["function", "arguments", "callback", "repeat", "webhook"])
def test_a_smuggled_job_is_refused_and_does_nothing(
    worker: Application, redis_url: str, kind: str, tmp_path: Path
) -> None:
    connection = redis.Redis.from_url(redis_url)
    marker = tmp_path / "ran"
    queue = Queue("triage", connection=connection, serializer=JSONSerializer)
    _smuggled(queue, kind, marker)
    [job_id] = queue.job_ids
    with pytest.raises(NotOurJob):
        HotlineJob.fetch(job_id, connection=connection, serializer=JSONSerializer).func  # noqa: B018
    work(worker, "triage", burst=True)
    assert not marker.exists()
    assert PlainJob.fetch(job_id, connection=connection, serializer=JSONSerializer).get_status() == "failed"
    assert queue.count == 0


def test_a_wake_up_carries_a_name_and_nothing_else(application: Application, redis_url: str) -> None:
    application.waker.wake(Job.TRIAGE)
    application.waker.wake(Job.TRIAGE)
    connection = redis.Redis.from_url(redis_url)
    queue = Queue("triage", connection=connection, serializer=JSONSerializer)
    [job_id] = queue.job_ids
    stored = connection.hgetall(f"rq:job:{job_id}")
    assert json.loads(_plain(stored[b"data"])) == [FUNCTIONS[Job.TRIAGE], None, [], {}]
    assert stored[b"description"] == b"triage"


def test_a_queue_that_is_away_is_said_and_nothing_more() -> None:
    assert Waker("redis://127.0.0.1:1/0").wake(Job.TRIAGE) is False


@pytest.mark.parametrize("arguments", [[], ["nothing"], list(QUEUES)])
def test_a_worker_takes_exactly_one_queue(arguments: list[str]) -> None:
    answer = subprocess.run([sys.executable, "-m", "workers", *arguments], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1


@pytest.mark.faults
def test_a_killed_worker_leaves_its_queue_to_the_next_one(settings: Settings, redis_url: str) -> None:
    """RQ loses a popped job when a worker listens on several queues; ours holds one, and the rows are the truth."""
    connection = redis.Redis.from_url(redis_url)
    environment = surround.environment_of(settings)
    first = subprocess.Popen([sys.executable, "-m", "workers", "triage"], env=environment)
    _until(lambda: bool(connection.smembers("rq:workers:triage")))
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    Queue("triage", connection=connection, serializer=JSONSerializer, job_class=HotlineJob).enqueue(
        FUNCTIONS[Job.TRIAGE]
    )
    second = subprocess.Popen([sys.executable, "-m", "workers", "triage"], env=environment)
    _until(lambda: connection.llen("rq:queue:triage") == 0)
    second.terminate()
    assert second.wait(timeout=20) == 0


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _plain(data: bytes) -> bytes:
    return zlib.decompress(data)
