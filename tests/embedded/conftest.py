"""What the tests of the engines and of the supervisor start from."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.engines.place import Place, sweep_sockets
from hotline.engines.processes import stop_all
from tests.embedded.steps import Start

ROOT = Path(__file__).parents[2]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data directory to be, of which nothing is left running."""
    path = tmp_path / "data"
    yield path
    if path.is_dir():
        stop_all(Place(path).marker, say=lambda line: None)
        sweep_sockets(Place(path))


@pytest.fixture
def program() -> Iterator[Start]:
    """Starts programs and ends them after the test."""
    started: list[tuple[str, subprocess.Popen[str]]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.embedded.programs", *words]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        started.append((words[0], process))
        return process

    yield start
    for name, process in started:
        if name == "watch":  # the others end with their input
            process.kill()
        with contextlib.suppress(BrokenPipeError):
            process.communicate()
