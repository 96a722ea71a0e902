"""What RQ 3.0.0 does when a worker, or Redis, dies at the wrong moment: facts the design stands on, and that it stands.

Each pair is a fact of the library, reproduced, and our system going on under it. A release of RQ in which a fact no
longer holds fails here: then read the design again before moving the pin.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version

import pytest
import redis
from rq import Queue, Retry, SimpleWorker
from rq.exceptions import DuplicateJobError
from rq.job import Job as RqJob
from rq.registry import ScheduledJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer
from rq.utils import now

from hotline.bootstrap import Application
from hotline.jobnames import FUNCTIONS, QUEUES, Job
from hotline.queue import HotlineJob
from hotline.store.models.traffic import Message
from tests.support.town import Town
from workers import timetable
from workers.__main__ import work

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
TRIAGE = FUNCTIONS[Job.TRIAGE]


@pytest.fixture
def connection(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


def _queue(connection: redis.Redis, name: str = "triage") -> Queue:
    return Queue(name, connection=connection, serializer=JSONSerializer, job_class=HotlineJob)


def _die_holding(connection: redis.Redis, *names: str) -> RqJob:
    """Take a job as a worker of these queues does, and be killed before anything else happens."""
    queues = [_queue(connection, name) for name in names]
    taken = Queue.dequeue_any(queues, None, connection, job_class=HotlineJob, serializer=JSONSerializer)
    assert taken is not None
    return taken[0]


def _worker(connection: redis.Redis, *names: str) -> SimpleWorker:
    queues = [_queue(connection, name) for name in names]
    return SimpleWorker(queues, connection=connection, serializer=JSONSerializer, job_class=HotlineJob)


def _is_anywhere(connection: redis.Redis, job: RqJob) -> bool:
    """Say whether any list, set or registry still leads to the job."""
    for key in connection.scan_iter("rq:*"):
        kind = connection.type(key)
        held = connection.lrange(key, 0, -1) if kind == b"list" else []
        held += connection.zrange(key, 0, -1) if kind == b"zset" else []
        held += list(connection.smembers(key)) if kind == b"set" else []
        if any(job.id.encode() in one for one in held):
            return True
    return False


def _texted(town: Town, phone: str = AWA) -> None:
    """Bring a text to the door; its wake-up lies in the queue now."""
    assert town.deliver_text(phone, THEFT).status_code == 204


def _overdue(town: Town) -> None:
    town.clock.advance(seconds=5)


def test_the_tested_release_is_the_one_installed() -> None:
    assert version("rq") == "3.0.0"


def test_fact_a_worker_of_two_queues_that_is_killed_loses_what_it_took(connection: redis.Redis) -> None:
    job = _queue(connection).enqueue(TRIAGE)
    assert _die_holding(connection, *QUEUES).id == job.id
    assert job.get_status() == "queued"
    assert not _is_anywhere(connection, job)
    healthy = _worker(connection, "triage")
    for _ in range(3):
        healthy.clean_registries()
    healthy.work(burst=True, logging_level="ERROR")
    assert job.get_status(refresh=True) == "queued"
    assert connection.ttl(f"rq:job:{job.id}") == -1


def test_fact_a_worker_of_one_queue_leaves_what_it_took_where_it_is_found_after_a_minute(
    connection: redis.Redis,
) -> None:
    queue = _queue(connection)
    job = queue.enqueue(TRIAGE, retry=Retry(max=1))
    _die_holding(connection, "triage")
    stuck = queue.intermediate_queue
    assert stuck.get_job_ids() == [job.id]
    healthy = _worker(connection, "triage")
    healthy.clean_registries()
    assert stuck.get_job_ids() == [job.id]
    connection.set(stuck.get_first_seen_key(job.id), (now() - timedelta(seconds=61)).timestamp())
    healthy.clean_registries()
    assert queue.job_ids == [job.id]


def test_a_wake_up_that_died_with_its_worker_keeps_no_text_waiting(
    town: Town, worker: Application, connection: redis.Redis
) -> None:
    _texted(town)
    _die_holding(connection, "triage")
    _overdue(town)
    timetable.sweep(worker)
    work(worker, "triage", burst=True)
    assert town.case(AWA).category == "cattle_theft"


def test_a_wake_up_that_died_with_its_worker_does_not_silence_the_next(
    town: Town, worker: Application, connection: redis.Redis
) -> None:
    _texted(town)
    _die_holding(connection, "triage")
    _texted(town, "+22300000102")
    work(worker, "triage", burst=True)
    assert [len(town.cases(phone)) for phone in (AWA, "+22300000102")] == [1, 1]


def test_fact_a_flush_empties_the_queue_without_a_word(connection: redis.Redis) -> None:
    queue = _queue(connection)
    queue.enqueue(TRIAGE)
    connection.flushall()
    assert queue.job_ids == []
    assert list(connection.scan_iter("rq:*")) == []


def test_after_a_flush_one_sweep_has_every_text_triaged_and_acknowledged(
    town: Town, worker: Application, connection: redis.Redis
) -> None:
    phones = [f"+2230000{number:04d}" for number in range(5)]
    for phone in phones:
        _texted(town, phone)
    connection.flushall()
    _overdue(town)
    timetable.sweep(worker)
    work(worker, "triage", burst=True)
    assert [len(town.cases(phone)) for phone in phones] == [1] * 5
    assert _queue(connection, "delivery").count == 1


def test_fact_a_key_that_was_lost_blocks_its_own_name_for_ever(connection: redis.Redis) -> None:
    """So wake-ups have no names of their own, and `unique` is used nowhere."""
    queue = _queue(connection)
    queue.enqueue(TRIAGE, job_id="message-1", unique=True)
    _die_holding(connection, *QUEUES)
    with pytest.raises(DuplicateJobError):
        queue.enqueue(TRIAGE, job_id="message-1", unique=True)
    assert connection.ttl("rq:job:message-1") == -1


def test_every_wake_up_has_a_fresh_name(application: Application, connection: redis.Redis) -> None:
    names = set()
    for _ in range(3):
        assert application.waker.wake(Job.TRIAGE)
        names.add(_die_holding(connection, *QUEUES).id)
    assert len(names) == 3


def test_fact_a_retry_after_a_pause_is_never_made_without_a_scheduler(connection: redis.Redis) -> None:
    """So pauses are rows with a due time, swept by plain code, and no wake-up asks for a retry."""
    queue = _queue(connection)
    job = queue.enqueue("workers.jobs.nothing", retry=Retry(max=1, interval=30))
    _worker(connection, "triage").work(burst=True, logging_level="CRITICAL")
    waiting = ScheduledJobRegistry(queue=queue)
    assert waiting.get_job_ids() == [job.id]
    connection.zadd(waiting.key, {job.id: 1})
    healthy = _worker(connection, "triage")
    healthy.clean_registries()
    healthy.work(burst=True, logging_level="CRITICAL")
    assert waiting.get_job_ids() == [job.id]


def test_a_wake_up_asks_for_no_retry_and_leaves_nothing_behind(
    town: Town, worker: Application, connection: redis.Redis
) -> None:
    _texted(town)
    [name] = _queue(connection).job_ids
    asked = HotlineJob.fetch(name, connection=connection, serializer=JSONSerializer)
    assert (asked.retries_left, asked.result_ttl, asked.failure_ttl) == (None, 0, 86_400)
    work(worker, "triage", burst=True)
    assert not connection.exists(f"rq:job:{name}")


def test_fact_what_was_registered_but_not_begun_is_dropped_by_the_cleaning(connection: redis.Redis) -> None:
    """Killed between the two: the registry holds an execution whose job never became `started`."""
    queue = _queue(connection)
    job = queue.enqueue(TRIAGE)
    _die_holding(connection, *QUEUES)
    started = StartedJobRegistry(queue=queue)
    connection.zadd(started.key, {f"{job.id}:execution": 1})
    _worker(connection, "triage").clean_registries()
    assert started.get_job_ids(cleanup=False) == []
    assert job.get_status(refresh=True) == "queued"
    assert not _is_anywhere(connection, job)


def test_two_copies_of_one_wake_up_at_once_do_the_work_once(
    town: Town, worker: Application, connection: redis.Redis
) -> None:
    """RQ runs an orphan's job a second time beside it; claims, not jobs, say who works on what."""
    _texted(town)
    for _ in range(3):
        _queue(connection).enqueue(TRIAGE)
    work(worker, "triage", burst=True)
    with town.application.unit() as unit:
        assert [row.attempts for row in unit.session.query(Message)] == [1]
    assert len(town.cases(AWA)) == 1


@pytest.mark.parametrize("wrong", ["string", "suspended"])
def test_a_queue_that_answers_nonsense_delays_nothing(
    town: Town, worker: Application, connection: redis.Redis, wrong: str
) -> None:
    """Keys of the wrong type, or a switch somebody left on: the sweep does the work itself."""
    if wrong == "string":
        connection.set("rq:queue:triage", "x")
    else:
        connection.set("rq:suspended", 1)
    _texted(town)
    town.clock.advance(minutes=2)
    worker.waker.wake(Job.TRIAGE)
    timetable.sweep(worker)
    assert len(town.cases(AWA)) == 1
