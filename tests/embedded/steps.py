"""What the tests of the engines and of the supervisor do again and again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg
import redis

from hotline.embedded import Engines
from hotline.engines.place import Place
from hotline.engines.processes import running


class Start(Protocol):
    """Starts one of the programs of `programs.py`."""

    def __call__(self, *words: str) -> subprocess.Popen[str]:
        """Start it with these words."""
        ...


class Addresses(Protocol):
    """Engines, whoever runs them."""

    database_url: str
    redis_url: str


def started(data_dir: Path, heard: list[str] | None = None) -> Engines:
    """Start the engines and collect what they say."""
    return Engines.start(data_dir, say=(heard if heard is not None else []).append)


def query(engines: Addresses, statement: str) -> list[tuple[object, ...]]:
    """Run one statement on the database of `engines`."""
    address = engines.database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def queue(engines: Addresses) -> redis.Redis:
    """Return a client of the queue of `engines`."""
    return redis.Redis.from_url(engines.redis_url, decode_responses=True)


def keep(engines: Addresses) -> None:
    """Store a row and a queue entry."""
    query(engines, "CREATE TABLE kept (word text)")
    query(engines, "INSERT INTO kept VALUES ('bonjour')")
    with queue(engines) as client:
        client.rpush("kept", "bonjour")


def kept(engines: Addresses) -> bool:
    """Say whether both are still there."""
    with queue(engines) as client:
        entries = client.lrange("kept", 0, -1)
    return (query(engines, "SELECT word FROM kept"), entries) == ([("bonjour",)], ["bonjour"])


def kill_engines(data_dir: Path) -> None:
    """Kill -9 every process of the engines of `data_dir`."""
    marker = Place(data_dir).marker
    for process in running(marker):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    eventually(lambda: not running(marker))


def next_line(process: subprocess.Popen[str], beginning: str) -> str:
    """Read the program's lines up to the first that begins so."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(beginning):
            return line.rstrip("\n")
    raise AssertionError(f"the program ended without saying {beginning!r}")


def eventually(true: Callable[[], object], within: float = 20.0) -> None:
    """Wait until the condition holds; fail when it does not within these seconds."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)
