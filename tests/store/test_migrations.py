"""The schema goes up and down again, and ends as the models say."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from hotline.store import database
from hotline.store.models import casework, dialogues, office, people, traffic
from hotline.store.models.base import Base

MODELS = (casework, dialogues, office, people, traffic)
NAME = "test_of_migrations"


@pytest.fixture
def empty(engines: tuple[str, str]) -> Iterator[str]:
    """An empty database."""
    owner, _ = engines
    head, mark, query = owner.partition("?")
    with psycopg.connect(owner.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")
        yield head.rsplit("/", 1)[0] + f"/{NAME}{mark}{query}"
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def test_every_step_can_be_taken_back_and_taken_again(empty: str) -> None:
    engine = database.open_as_owner(empty)
    database.upgrade(empty)
    whole = set(inspect(engine).get_table_names())
    database.downgrade(empty, "0001")
    assert whole - set(inspect(engine).get_table_names()) == {"dialogues"}
    database.downgrade(empty, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    database.upgrade(empty)
    assert set(inspect(engine).get_table_names()) == whole
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()
