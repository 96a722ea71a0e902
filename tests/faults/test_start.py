"""`hotline up` that cannot start says why in one plain line; one that was killed, or stopped, leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from hotline.engines.place import Place
from hotline.engines.processes import running as running_engines
from tests.support.running import Running, free_port

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
SECRETS = ("HOTLINE_SECRET_KEY", "HOTLINE_DATA_KEYS", "HOTLINE_INDEX_KEY")


@pytest.fixture
def system(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path / "data").start()
    yield running
    running.stop()


def _refused(*words: str, **environment: str) -> str:
    """Start it, and return the one line it ends with on standard error, and its exit code 1."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    done = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "up", *words],
        capture_output=True, text=True, check=False, timeout=120, env=told | environment,
    )  # fmt: skip
    assert done.returncode == 1, done
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stdout
    return done.stderr.strip()


def _reference(system: Running, text: str) -> str:
    said = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "simulate", "sms", "--from", "+22300000301", text, "--data",
         str(system.data_dir)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert said.returncode == 0, said
    return said.stdout.strip()


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_port_that_is_taken_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = _refused("--demo", "--port", str(port), "--data", str(tmp_path / "data"))
    assert said == f"Error: Port {port} is taken: choose another with --port"
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_port_that_may_not_be_used_is_named(tmp_path: Path) -> None:
    said = _refused("--demo", "--data", str(tmp_path), HOTLINE_HOST="203.0.113.1")
    assert said.startswith("Error: Port 8000 cannot be used (")


@pytest.mark.parametrize("where", ["/proc/hotline", "{}/file/data"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    folder = where.format(tmp_path)
    assert folder in _refused("--demo", "--port", str(free_port()), "--data", folder)


def test_a_folder_that_cannot_be_written_is_named_outside_the_demo_too(tmp_path: Path) -> None:
    keys = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "keys", "--out", str(tmp_path / "keys")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    given = dict(line.split("=", 1) for line in keys.stdout.split())
    said = _refused("--port", str(free_port()), "--data", "/proc/hotline", **given)
    assert said.startswith("Error: Cannot make the folder /proc/hotline: ")


@pytest.mark.parametrize("missing", SECRETS)
def test_a_missing_key_outside_the_demo_is_named_with_the_way_to_one(tmp_path: Path, missing: str) -> None:
    key = "a" * 43 + "="
    given = {"HOTLINE_SECRET_KEY": "s" * 40, "HOTLINE_DATA_KEYS": f"k1:{key}", "HOTLINE_INDEX_KEY": key}
    del given[missing]
    said = _refused("--port", str(free_port()), "--data", str(tmp_path / "data"), **given)
    assert said.startswith(f"Error: {missing} is missing: make keys with 'hotline keys --out DIR'")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("HOTLINE_DATA_KEYS", "k1:short"), ("HOTLINE_PORT", "none"), ("HOTLINE_CLOCK", "+8d")],
)
def test_a_setting_that_cannot_work_is_named(tmp_path: Path, name: str, value: str) -> None:
    key = "a" * 43 + "="
    given = {"HOTLINE_SECRET_KEY": "s" * 40, "HOTLINE_DATA_KEYS": f"k1:{key}", "HOTLINE_INDEX_KEY": key}
    said = _refused("--data", str(tmp_path / "data"), **given | {name: value})
    assert name in said or value in said


def test_a_second_run_on_the_same_data_is_refused_and_does_the_first_no_harm(running: Running) -> None:
    before = running.pids()
    said = _refused("--demo", "--port", str(free_port()), "--data", str(running.data_dir))
    assert f"{running.data_dir} is in use by another run" in said
    assert before.items() <= running.pids().items()
    assert running.is_ready()


def test_everything_killed_starts_again_without_a_hand_and_knows_its_cases(system: Running) -> None:
    reference = _reference(system, "on a volé mes boeufs à Konna").replace(" ", "")
    system.kill_everything()
    assert not (system.data_dir / "engines.json").exists() or not _answers(system)
    system.start()
    liaison = system.sign_in("security")
    assert reference in liaison.get(f"{system.url}/inbox", timeout=20).text.replace(" ", "")
    assert _reference(system, "encore 3 boeufs à Konna").replace(" ", "") == reference


def test_another_port_is_taken_up_at_the_next_start(system: Running) -> None:
    old = system.url
    system.stop()
    system.port = free_port()
    system.url = f"http://127.0.0.1:{system.port}"
    system.start()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{old}/healthz", timeout=5)
    assert _reference(system, "on a volé mes boeufs à Konna")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_in_order_and_leaves_no_process(tmp_path: Path, how: signal.Signals) -> None:
    system = Running(tmp_path / "data").start()
    assert system.process is not None
    pids = [system.process.pid, *system.pids().values(), *running_engines(Place(system.data_dir).marker)]
    assert len(pids) > 5
    os.killpg(system.process.pid, how)
    assert system.process.wait(timeout=60) == 0
    system.until(lambda: not _alive(pids), "every process gone", 10)
    assert running_engines(Place(system.data_dir).marker) == []
    assert not (system.data_dir / "run" / "processes.json").exists()
    assert "Traceback" not in system.said()


def _answers(system: Running) -> bool:
    try:
        return requests.get(f"{system.url}/healthz", timeout=2).ok
    except requests.RequestException:
        return False
