"""Whatever was killed, and whatever was left behind: the next start needs no hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from hotline.embedded import Engines, attach
from hotline.engines.accounts import engine_account, identity
from hotline.engines.place import Place
from hotline.engines.processes import running
from tests.embedded.steps import (
    Start,
    eventually,
    keep,
    kept,
    kill_engines,
    next_line,
    query,
    queue,
    started,
)


def test_kill_9_of_everything_loses_nothing(data: Path, program: Start) -> None:
    with started(data):
        pass
    other = program("abandon", str(data))
    next_line(other, "postgresql")
    store_from_outside(data)
    other.kill()
    kill_engines(data)
    with started(data) as engines:
        assert kept(engines)


def test_engines_end_in_order_when_only_their_run_is_killed(data: Path, program: Start) -> None:
    other = program("hold", str(data))
    next_line(other, "postgresql")
    other.kill()
    eventually(lambda: not running(Place(data).marker))
    assert "database system is shut down" in (data / "postgres.log").read_text()


def test_engines_that_outlived_their_run_are_stopped_and_started_anew(data: Path, program: Start) -> None:
    other = program("abandon", str(data))
    next_line(other, "postgresql")
    store_from_outside(data)
    other.kill()
    other.wait()
    left = {process.pid for process in running(Place(data).marker)}
    assert left
    assert attach(data) is None
    heard: list[str] = []
    with started(data, heard) as engines:
        assert "Stopping what an earlier run left behind." in heard
        assert left.isdisjoint(process.pid for process in running(Place(data).marker))
        assert kept(engines)


def test_a_backend_that_outlived_its_server_is_stopped(data: Path, program: Start) -> None:
    other = program("abandon", str(data))
    next_line(other, "postgresql")
    found = attach(data)
    assert found
    busy = subprocess.Popen([sys.executable, "-c", BUSY, found[0]], stdout=subprocess.PIPE, text=True)
    next_line(busy, "busy")
    other.kill()
    for process in running(Place(data).marker, "postgres"):
        if process.leader:
            os.kill(process.pid, 9)
    with started(data) as engines:
        assert query(engines, "SELECT 1") == [(1,)]
    busy.communicate()


def test_a_stale_process_id_that_now_is_another_programs_is_not_believed(data: Path) -> None:
    with started(data) as engines:
        keep(engines)
    account = engine_account(data, data / "postgres")
    with subprocess.Popen(["sleep", "600"], cwd="/", **identity(account)) as stranger:
        lines = (str(stranger.pid), "/proc/self/cwd", "1700000000", "5432", "", "", "  1234567 12", "ready")
        (data / "postgres" / "postmaster.pid").write_text("\n".join(lines))
        (data / "lock").write_text(f"{stranger.pid}\n")
        with started(data) as engines:
            assert kept(engines)
        assert stranger.poll() is None
        stranger.kill()


def test_a_program_that_only_speaks_of_the_engines_is_left_alone(data: Path) -> None:
    with started(data):
        pass
    words = ["-c", "import time; time.sleep(600)", "postgres", f"postgres: {Place(data).marker}"]
    with subprocess.Popen([sys.executable, *words]) as stranger:
        with started(data):
            pass
        assert stranger.poll() is None
        stranger.kill()


def test_the_sockets_of_a_killed_run_are_removed(data: Path, program: Start) -> None:
    other = program("abandon", str(data))
    next_line(other, "postgresql")
    found = attach(data)
    assert found
    sockets = Path(found[1].partition("@")[2]).parent
    other.kill()
    kill_engines(data)
    assert list(sockets.iterdir())
    with started(data):
        assert not sockets.exists()


def test_a_queue_file_cut_short_is_read_up_to_the_cut(data: Path) -> None:
    with started(data) as engines:
        keep(engines)
        with queue(engines) as client:
            client.set("last", "word" * 10)
    (written,) = (data / "valkey").rglob("*.incr.aof")
    os.truncate(written, written.stat().st_size - 5)
    with started(data) as engines, queue(engines) as client:
        assert kept(engines)
        assert client.get("last") is None


def test_a_queue_file_beyond_repair_is_set_aside_and_said(data: Path) -> None:
    with started(data) as engines:
        keep(engines)
    (written,) = (data / "valkey").rglob("*.incr.aof")
    written.write_bytes(b"*3\r\nnonsense" + written.read_bytes())
    heard: list[str] = []
    with started(data, heard) as engines, queue(engines) as client:
        assert client.ping()
        assert query(engines, "SELECT word FROM kept") == [("bonjour",)]
    assert any("The queue's file cannot be read" in line for line in heard)
    assert (data / "valkey.damaged").is_dir()


def test_a_making_of_the_database_that_was_killed_is_made_again(data: Path) -> None:
    (data / "postgres.new-half").mkdir(parents=True)
    (data / "postgres.new-half" / "PG_VERSION").write_text("18\n")
    with started(data) as engines:
        assert query(engines, "SELECT 1") == [(1,)]
    assert not (data / "postgres.new-half").exists()


def test_a_lost_queue_directory_is_made_again(data: Path) -> None:
    with started(data) as engines:
        keep(engines)
    shutil.rmtree(data / "valkey")
    (data / "valkey.password").unlink()
    with started(data) as engines, queue(engines) as client:
        assert client.ping()


@pytest.mark.parametrize("program_name", ["postgres", "valkey"])
def test_an_engine_that_dies_during_a_run_is_started_again(data: Path, program_name: str) -> None:
    heard: list[str] = []
    with started(data, heard) as engines:
        keep(engines)
        for process in running(Place(data).marker, program_name):
            if process.leader:
                os.kill(process.pid, 9)

        def answers_again() -> bool:
            engines.revive()
            return any("has died" in line for line in heard) and attach(data) is not None

        eventually(answers_again)
        eventually(lambda: ready(engines))
        assert kept(engines)


BUSY = """
import sys, psycopg
connection = psycopg.connect(sys.argv[1].replace("+psycopg", ""), autocommit=True)
print("busy", flush=True)
try:
    connection.execute("SELECT count(*) FROM generate_series(1, 100000000000)")
except psycopg.Error:
    pass
"""


def ready(engines: Engines) -> bool:
    """Say whether the database has recovered."""
    try:
        return query(engines, "SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


class Running:
    """The addresses of engines that another process runs."""

    def __init__(self, addresses: tuple[str, str]) -> None:
        self.database_url, self.redis_url = addresses


def store_from_outside(data_dir: Path) -> None:
    """Store a row and a queue entry in engines that another process runs."""
    found = attach(data_dir)
    assert found
    keep(Running(found))
