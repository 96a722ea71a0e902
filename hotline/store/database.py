"""Opens PostgreSQL under a named role."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event

ROLES = ("web", "worker", "audit", "migration")
_STATEMENT_MS = {"web": 8_000, "worker": 30_000, "audit": 600_000, "migration": 0}


def open_database(url: str, role: str, *, pool: int = 10) -> Engine:
    """Return an engine whose every connection acts as `hotline_<role>`, in UTC, with a limit on each statement."""
    engine = create_engine(
        _driver(url), pool_size=pool, max_overflow=5, pool_pre_ping=True, pool_timeout=5, hide_parameters=True,
        connect_args={"connect_timeout": 5, "options": f"-c timezone=UTC -c statement_timeout={_STATEMENT_MS[role]}"},
    )  # fmt: skip

    @event.listens_for(engine, "connect")
    def become(connection: Any, _record: Any) -> None:
        before, connection.autocommit = connection.autocommit, True
        connection.execute(f"SET ROLE hotline_{role}")
        connection.autocommit = before

    return engine


def open_as_owner(url: str) -> Engine:
    """Return an engine under the log-in's own role: for migrations and the demonstration's tampering only."""
    return create_engine(_driver(url), hide_parameters=True, connect_args={"options": "-c timezone=UTC"})


def _driver(url: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url
