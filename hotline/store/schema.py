"""Brings the schema up to date and says whether it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

import hotline


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to `revision`; two at once wait for each other."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to `revision`."""
    command.downgrade(_config(url), revision)


def is_current(engine: Engine) -> bool:
    """Say whether the schema is the one this code was written for."""
    head = ScriptDirectory.from_config(_config("")).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(hotline.__file__).parent.parent / "migrations"))
    config.attributes["url"] = url
    return config
