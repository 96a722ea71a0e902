"""What a request costs: time, the work of this process and of its database sessions, and statements; and a bare one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

_SESSIONS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"


@dataclass
class Times:
    """What one kind of request took: milliseconds by the clock, milliseconds of a processor, statements."""

    goal: float
    taken: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    statements: int = 0

    def at(self, share: float, of: list[float] | None = None) -> float:
        """Return the time that this share of the requests did not exceed."""
        found = sorted(self.taken if of is None else of)
        return found[max(0, round(share * len(found)) - 1)]

    @property
    def work(self) -> float:
        """Return what a request in the middle costs a processor, here and in the database."""
        return self.at(0.5, self.worked)


@dataclass
class Meter:
    """Measures requests of an application on one engine."""

    engine: Engine
    statements: int = 0

    def watch(self) -> None:
        """Count statements from now on."""

        @event.listens_for(self.engine, "before_cursor_execute")
        def count(*_told: Any) -> None:
            self.statements += 1

    def measure(self, times: Times, ask: Callable[[], object], rounds: int) -> None:
        """Ask so many times; the first time, which fills what is kept, counts like the others by the clock."""
        for _ in range(rounds):
            with self._work(times):
                ask()

    @contextmanager
    def _work(self, times: Times) -> Iterator[None]:
        sessions, self.statements = self._sessions(), 0
        began, here, there = time.perf_counter(), time.process_time(), _busy(sessions)
        yield
        times.taken.append((time.perf_counter() - began) * 1_000)
        times.worked.append((time.process_time() - here) * 1_000 + _busy(sessions) - there)
        times.statements = max(times.statements, self.statements)

    def _sessions(self) -> list[int]:
        with self.engine.connect() as connection:
            return list(connection.scalars(text(_SESSIONS)))


def bare(engine: Engine) -> FlaskClient:
    """Return a browser before an application that asks the database for a one and shows it."""
    app = Flask(__name__)

    @app.get("/")
    def hello() -> str:
        with engine.connect() as connection:
            return str(connection.scalar(text("SELECT 1")))

    return app.test_client()


def _busy(sessions: list[int]) -> float:
    """Return how many milliseconds these processes had of a processor; none where the system does not tell."""
    return sum(_nanoseconds(Path(f"/proc/{pid}/schedstat")) for pid in sessions) / 1e6


def _nanoseconds(told: Path) -> int:
    try:
        return int(told.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
