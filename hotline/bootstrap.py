"""The composition root: settings in, a working application out; nothing is built at import."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from hotline.clock import Clock, SystemClock
from hotline.queue import Waker
from hotline.settings import BadSettings, Settings
from hotline.store.database import open_database
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault


@dataclass(frozen=True)
class Application:
    """Everything a door or a worker needs, built once a process."""

    settings: Settings
    clock: Clock
    vault: Vault
    engine: Engine
    sessions: sessionmaker[Session]
    waker: Waker

    def unit(self) -> UnitOfWork:
        """Return a fresh unit of work."""
        return UnitOfWork(self.sessions, self.vault, self.clock, self.waker)


def build(settings: Settings, role: str, *, clock: Clock | None = None) -> Application:
    """Build the application for a process that acts as `role` (web, worker, audit, migration); raises BadSettings."""
    if settings.database_url is None or settings.redis_url is None:
        raise BadSettings("HOTLINE_DATABASE_URL or HOTLINE_REDIS_URL is missing: start with 'hotline up' or set both")
    keys, index_key = settings.vault_keys()
    engine = open_database(settings.database_url.get_secret_value(), role)
    return Application(
        settings=settings,
        clock=clock or SystemClock(settings.clock),
        vault=Vault(keys, index_key),
        engine=engine,
        sessions=sessionmaker(engine, expire_on_commit=False),
        waker=Waker(settings.redis_url.get_secret_value()),
    )
