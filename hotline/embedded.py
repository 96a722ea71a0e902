"""Runs PostgreSQL and Valkey in a data directory, for those who bring no servers of their own."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from hotline.engines import binaries, place, postgres, valkey
from hotline.engines.accounts import engine_account
from hotline.engines.backoff import Backoff
from hotline.engines.errors import EngineError
from hotline.engines.place import Place
from hotline.engines.postgres import Postgres
from hotline.engines.processes import Say, running, stop_all
from hotline.engines.run import Run
from hotline.engines.valkey import Valkey

__all__ = ["EngineError", "Engines", "attach"]


class Engines:
    """Both engines, running; a context manager that stops them at its end."""

    def __init__(self, run: Run, lock: int) -> None:
        self._run = run
        self._lock: int | None = lock
        self._postgres, self._valkey = Postgres(run), Valkey(run)
        self._both: tuple[Postgres | Valkey, ...] = (self._postgres, self._valkey)
        self._backoffs = {engine.name: Backoff() for engine in self._both}
        self.database_url = self.redis_url = ""

    @classmethod
    def start(cls, data_dir: Path, *, say: Say) -> Self:
        """Start both engines in `data_dir`, which is made if need be; raises EngineError with one plain line.

        What an earlier run left is stopped first; recovery takes as long as it takes, with lines to `say`.
        """
        root = data_dir.expanduser().absolute()
        try:
            where = place.make(root)
            lock = place.hold(where)
            try:
                engines = cls(_plan(where, say), lock)
                engines._begin()
            except BaseException:
                place.release(lock)
                raise
        except OSError as error:
            raise EngineError(f"{error.filename or root}: {error.strerror or error}.") from error
        return engines

    def stop(self) -> None:
        """Stop both engines and free the data directory; a second call does nothing."""
        if self._lock is not None:
            self._end()
            place.release(self._lock)
            self._lock = None

    def revive(self) -> None:
        """Start again, with back-off and without waiting, an engine that died; to be called every second."""
        for engine in self._both:
            backoff = self._backoffs[engine.name]
            if engine.process and engine.process.poll() is not None:
                engine.process = None
                self._run.say(f"{engine.name} has died: starting it again in {backoff.fail():.1f} s.")
            if engine.process is None and backoff.due() and engine.alone():
                self._respawn(engine, backoff)

    def __enter__(self) -> Self:
        """Return the running engines."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the engines."""
        self.stop()

    def _begin(self) -> None:
        try:
            for engine in self._both:
                engine.prepare()
                engine.spawn()
            for engine in self._both:
                engine.await_ready()
                self._backoffs[engine.name].begin()
            self.database_url, self.redis_url = self._postgres.url, self._valkey.url
            place.write_state(self._run.place, self.database_url, self.redis_url)
        except BaseException:
            self._end()
            raise

    def _respawn(self, engine: Postgres | Valkey, backoff: Backoff) -> None:
        try:
            engine.spawn()
            backoff.begin()
        except OSError as error:
            wait = backoff.fail()
            self._run.say(f"{engine.name} does not start ({error.strerror}): trying again in {wait:.1f} s.")

    def _end(self) -> None:
        where = self._run.place
        where.state.unlink(missing_ok=True)
        stop_all(where.marker, self._run.say)
        for engine in self._both:
            if engine.process:
                engine.process.wait()
        shutil.rmtree(self._run.sockets, ignore_errors=True)


def attach(data_dir: Path) -> tuple[str, str] | None:
    """Return the database and queue addresses of the engines that run in `data_dir`; None if none answer."""
    where = Place(data_dir.expanduser().absolute())
    addresses = place.read_state(where)
    if not addresses or not place.is_held(where):
        return None
    queue = urlsplit(addresses[1])
    path = Path(unquote(queue.path))
    alive = postgres.answers(path.parent) and valkey.answers(path, unquote(queue.password or ""))
    return addresses if alive else None


def _plan(where: Place, say: Say) -> Run:
    place.require_space(where.root)
    where.state.unlink(missing_ok=True)
    if running(where.marker):
        say("Stopping what an earlier run left behind.")
        stop_all(where.marker, say)
    place.sweep_sockets(where)
    account = engine_account(where.root, where.cluster)
    return Run(where, account, binaries.find(account), place.make_sockets(where, account), say)
