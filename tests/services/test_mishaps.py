"""Mishaps on purpose hit what they are meant for and nothing beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import redis

from hotline.services import mishaps
from hotline.store import events
from hotline.store.events import Broken
from tests.support.town import Town

SLEEPER = "import time; time.sleep(600)"
PHONE = "+22300000001"
KEYS = {"rq:queue:triage": "a wake-up", "other": "not ours"}


@pytest.fixture
def processes() -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Four programs; two of them look like workers."""
    looks = {"web": "web", "worker-triage": "workers", "worker-delivery": "workers", "worker-gone": "somebody-else"}
    running = {name: subprocess.Popen([sys.executable, "-c", SLEEPER, look]) for name, look in looks.items()}
    yield running
    for process in running.values():
        process.kill()
        process.wait()


@pytest.fixture
def narrow_url(redis_url: str) -> Iterator[str]:
    """The address of the queue under a name that may not flush it."""
    owner = redis.Redis.from_url(redis_url)
    owner.acl_setuser("narrow", enabled=True, passwords=["+narrow"], keys=["*"], commands=["+@all", "-flushall"])
    parts = urlsplit(redis_url)
    where = parts.netloc.rpartition("@")[2]
    yield parts._replace(netloc=f"narrow:{quote('narrow')}@{where}").geturl()
    owner.acl_deluser("narrow")
    owner.close()


def kept(url: str) -> set[str]:
    """Return the names of all keys."""
    with redis.Redis.from_url(url) as client:
        return {key.decode() for key in client.scan_iter()}


def test_only_workers_of_the_run_file_are_killed(tmp_path: Path, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    (tmp_path / "run").mkdir()
    pids = {name: process.pid for name, process in processes.items()}
    (tmp_path / "run" / "processes.json").write_text(json.dumps(pids))
    assert mishaps.kill_workers(tmp_path) == 2
    ended = {name: processes[name].wait(timeout=10) for name in ("worker-triage", "worker-delivery")}
    assert ended == {"worker-triage": -9, "worker-delivery": -9}
    assert [processes[name].poll() for name in ("web", "worker-gone")] == [None, None]


@pytest.mark.parametrize("content", [None, "no json", "{}"])
def test_where_no_supervisor_runs_nothing_is_killed(tmp_path: Path, content: str | None) -> None:
    (tmp_path / "run").mkdir()
    if content:
        (tmp_path / "run" / "processes.json").write_text(content)
    assert mishaps.kill_workers(tmp_path) == 0


def test_a_flush_empties_the_queue(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.mset(KEYS)
    assert mishaps.flush_queue(redis_url)
    assert kept(redis_url) == set()


def test_where_flushing_is_refused_only_our_own_keys_go(redis_url: str, narrow_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.mset(KEYS)
    assert mishaps.flush_queue(narrow_url)
    assert kept(redis_url) == {"other"}


def test_a_queue_that_is_away_is_said_to_be() -> None:
    assert not mishaps.flush_queue("redis://127.0.0.1:1/0")


def test_an_altered_row_is_named_and_the_real_trail_stays_whole(town: Town, database_url: str) -> None:
    town.text(PHONE, "on a volé 23 boeufs à mon père cette nuit à Fatoma")
    case = town.case(PHONE)
    before = [event.hash for event in town.trail(case)]
    broken = mishaps.alter_one_row(database_url, case.id)
    assert broken is not None
    assert (broken.chain, broken.kind, broken.why) == (case.id, "routed", "altered")
    assert [event.hash for event in town.trail(case)] == before
    with town.application.unit() as unit:
        assert not [found for found in events.verify(unit.session) if isinstance(found, Broken)]


def test_after_the_alteration_the_guard_stands_again(town: Town, database_url: str) -> None:
    town.text(PHONE, "on a volé 23 boeufs à mon père cette nuit à Fatoma")
    mishaps.alter_one_row(database_url, town.case(PHONE).id)
    owner = mishaps.open_as_owner(database_url)
    with owner.connect() as connection:
        guard = "SELECT tgenabled FROM pg_trigger WHERE tgname = 'append_only' AND tgrelid = 'events'::regclass"
        assert connection.exec_driver_sql(guard).scalar_one() in ("O", b"O")
    owner.dispose()
