"""The schema goes up, down and up again with rows in it, and is exactly what the models say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

import hotline
from hotline.bootstrap import Application
from hotline.store import schema
from hotline.store.database import open_as_owner
from hotline.store.models import (
    calls,
    casework,
    clocks,
    dialogues,
    duty,
    exports,
    figures,
    gateways,
    handovers,
    incidents,
    languages,
    learning,
    notices,
    office,
    people,
    publications,
    referrals,
    second_eyes,
    sorting,
    traffic,
    trail,
    translations,
    views,
    work,
)
from hotline.store.models.base import Base
from tests.support.dialler import dialled
from tests.support.town import Town

TABLES = (
    calls,
    casework,
    clocks,
    dialogues,
    duty,
    exports,
    figures,
    gateways,
    handovers,
    incidents,
    languages,
    learning,
    notices,
    office,
    people,
    publications,
    referrals,
    second_eyes,
    sorting,
    traffic,
    trail,
    translations,
    views,
    work,
)
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"


@pytest.fixture
def owner(database_url: str) -> Iterator[Engine]:
    engine = open_as_owner(database_url)
    yield engine
    engine.dispose()


def _steps() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(hotline.__file__).parent.parent / "migrations"))
    return [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]


def _differences(owner: Engine) -> list[object]:
    with owner.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def _tables(owner: Engine) -> set[str]:
    return set(inspect(owner).get_table_names()) - {"alembic_version"}


def _shape(owner: Engine) -> list[tuple[str, ...]]:
    """Return all that a dump would show: columns, constraints, indexes, triggers, functions and rights."""
    wanted = (
        "SELECT table_name || '.' || column_name, data_type, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    )
    with owner.connect() as connection:
        return sorted(tuple(map(str, row)) for query in wanted for row in connection.execute(text(query)))


def test_the_migrated_schema_is_what_the_models_say(owner: Engine) -> None:
    assert _differences(owner) == []
    assert _tables(owner) == set(Base.metadata.tables)


def test_every_step_goes_down_and_up_again_with_rows_in_every_table_it_made(
    town: Town, owner: Engine, database_url: str
) -> None:
    town.text("+22300000101", THEFT)
    officer = town.officer("security")
    officer.post(f"/cases/{town.case('+22300000101').reference}/answers", text="Nous venons.")
    town.work()
    town.receipt(-1, "delivered")
    dialled(town, "+22300000101", "1", "1", "1")
    town.checkpoint()
    town.watch(days=20)
    town.application.engine.dispose()
    town.worker.engine.dispose()
    before = _shape(owner)
    for _ in _steps():
        schema.downgrade(database_url, "-1")
    assert _tables(owner) == set()
    schema.upgrade(database_url)
    assert _shape(owner) == before
    assert _differences(owner) == []


def test_going_up_twice_refuses_nothing_and_keeps_every_row(town: Town, database_url: str) -> None:
    town.text("+22300000101", THEFT)
    schema.upgrade(database_url)
    assert town.case("+22300000101").category == "cattle_theft"
    assert town.verify() > 3


def test_two_who_go_up_at_once_wait_for_each_other(owner: Engine, database_url: str) -> None:
    schema.downgrade(database_url, "base")
    up = [sys.executable, "-c", "import sys; from hotline.store import schema; schema.upgrade(sys.argv[1])"]
    both = [subprocess.Popen([*up, database_url]) for _ in range(2)]
    assert [one.wait(timeout=60) for one in both] == [0, 0]
    assert _differences(owner) == []


def test_the_code_knows_a_schema_that_is_not_its_own(
    application: Application, owner: Engine, database_url: str
) -> None:
    assert schema.is_current(application.engine)
    application.engine.dispose()
    schema.downgrade(database_url, "base")
    assert not schema.is_current(owner)


def test_the_schema_stands_on_postgresql_fifteen_or_later_and_on_no_extension(owner: Engine) -> None:
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT current_setting('server_version_num')::int")) >= 150_000
        extensions = set(connection.scalars(text("SELECT extname FROM pg_extension")))
    assert extensions == {"plpgsql"}
