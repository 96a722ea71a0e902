"""What every test may ask for: a database of its own, a queue, a clock that stands still, a town."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
import redis

from hotline import bootstrap
from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.embedded import Engines
from hotline.services import demo, setup
from hotline.settings import Settings
from hotline.store import schema
from hotline.web.app import create_app
from tests.support.compiled import CompiledTemplates
from tests.support.running import Running
from tests.support.town import Town

NINE_ON_A_MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = base64.b64encode(b"k" * 32).decode()
_MEMORY, _ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - made there under a name of its own
TEMPLATE = f"template_of_tests_{os.getpid()}"


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A real PostgreSQL and a real Valkey for the whole run, as addresses."""
    given = os.environ.get("HOTLINE_TEST_DATABASE_URL"), os.environ.get("HOTLINE_TEST_REDIS_URL")
    if given[0] and given[1]:
        yield given[0], given[1]
        return
    with _quick_place(tmp_path_factory) as place, Engines.start(place, say=lambda line: None) as running:
        yield running.database_url, running.redis_url


@pytest.fixture(scope="session")
def template(engines: tuple[str, str]) -> str:
    """A migrated database with the demonstration's office in it, from which each test's own is cloned."""
    owner, _ = engines
    _run(owner, f"DROP DATABASE IF EXISTS {TEMPLATE}", f"CREATE DATABASE {TEMPLATE}")
    schema.upgrade(_named(owner, TEMPLATE))
    _furnish(_settings((_named(owner, TEMPLATE), engines[1])))
    return TEMPLATE


@pytest.fixture
def database_url(engines: tuple[str, str], template: str) -> Iterator[str]:
    """A database of this test's own."""
    owner, _ = engines
    name = f"test_{os.getpid()}"
    _run(owner, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(owner, name)
    _run(owner, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def compiled_templates() -> CompiledTemplates:
    """The templates of the pages, compiled once a run: each test has an application of its own."""
    return CompiledTemplates()


@pytest.fixture
def redis_url(engines: tuple[str, str]) -> str:
    """An empty queue."""
    redis.Redis.from_url(engines[1]).flushall()
    return engines[1]


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at nine on a Monday, Bamako time, until a test moves it."""
    return SetClock(NINE_ON_A_MONDAY)


@pytest.fixture
def settings(database_url: str, redis_url: str) -> Settings:
    """The settings of a demonstration with this test's database and queue."""
    return _settings((database_url, redis_url))


@pytest.fixture
def application(settings: Settings, clock: SetClock) -> Iterator[Application]:
    """The application as the web process builds it."""
    built = bootstrap.build(settings, "web", clock=clock)
    yield built
    built.engine.dispose()


@pytest.fixture
def worker(settings: Settings, clock: SetClock) -> Iterator[Application]:
    """The application as a worker process builds it."""
    built = bootstrap.build(settings, "worker", clock=clock)
    yield built
    built.engine.dispose()


@pytest.fixture
def town(application: Application, worker: Application, clock: SetClock, compiled_templates: CompiledTemplates) -> Town:
    """A town with phones and officers, on this test's own database."""
    web = create_app(application)
    web.jinja_env.bytecode_cache = compiled_templates
    return Town(web, application, worker, clock)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The real thing, started once for all who only use it."""
    system = Running(tmp_path_factory.mktemp("running") / "data").start()
    yield system
    system.stop()


@contextmanager
def _quick_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder in memory where there is room: each test has a database made and dropped, flushed to the disk."""
    if not (_MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM):
        yield Path(tmp_path_factory.mktemp("engines"))
        return
    with TemporaryDirectory(prefix="hotline-", dir=_MEMORY) as folder:
        yield Path(folder)


def _settings(addresses: tuple[str, str]) -> Settings:
    return Settings(
        database_url=addresses[0], redis_url=addresses[1], demo=True, public_url="http://127.0.0.1:8000",
        secret_key="s" * 40, lock_minutes=470, data_keys=f"k1:{KEY}", index_key=KEY,
        # Stories go on at once; what happens before an answer goes out is told in tests of its own.
        undo_seconds=0,
    )  # fmt: skip


def _named(url: str, name: str) -> str:
    head, mark, query = url.partition("?")
    return head.rsplit("/", 1)[0] + "/" + name + mark + query


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _furnish(settings: Settings) -> None:
    application = bootstrap.build(settings, "migration", clock=SetClock(NINE_ON_A_MONDAY - timedelta(days=1)))
    with application.unit() as unit:
        setup.install(unit, application.taxonomy)
    with application.unit() as unit:
        demo.install(unit, settings.session_key())
    application.engine.dispose()
