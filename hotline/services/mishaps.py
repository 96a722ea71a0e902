"""Mishaps on purpose, for the demonstration: workers killed, the queue flushed, one row of the trail altered."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from uuid import UUID

import redis

from hotline.queue import connect
from hotline.store import simulator
from hotline.store.database import open_as_owner
from hotline.store.events import Broken

WORKER = "worker"


def kill_workers(data_dir: Path) -> int:
    """Kill the workers that the supervisor of this data directory runs, without warning; return how many."""
    try:
        named = json.loads((data_dir / "run" / "processes.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    pids = [pid for name, pid in named.items() if name.startswith(WORKER) and _is_worker(pid)]
    return sum(_kill(pid) for pid in pids)


def flush_queue(redis_url: str) -> bool:
    """Forget everything in the queue, or where that is not ours to do, our own keys; say whether it answered."""
    client = connect(redis_url)
    try:
        try:
            client.flushall()
        except redis.exceptions.NoPermissionError:
            for key in client.scan_iter("rq:*"):
                client.delete(key)
    except redis.RedisError:
        return False
    finally:
        client.close()
    return True


def alter_one_row(database_url: str, case_id: UUID) -> Broken | None:
    """Alter one event of a case, have the trail verified, take it back; return what verifying named."""
    owner = open_as_owner(database_url)
    try:
        return simulator.alter_and_verify(owner, case_id)
    finally:
        owner.dispose()


def _is_worker(pid: int) -> bool:
    """A pid in an old file may be somebody else's by now; without /proc the file is believed."""
    entry = Path("/proc") / str(pid)
    try:
        return b"workers" in (entry / "cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return False
    return True
