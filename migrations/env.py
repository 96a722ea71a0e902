"""How Alembic reaches the database: one connection, one lock, every step in one transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

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
ONE_AT_A_TIME = 4_829_157


def run() -> None:
    """Run the wanted steps on the database that was passed in."""
    engine = open_as_owner(context.config.attributes["url"])
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=False)
        with context.begin_transaction():
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
            context.run_migrations()
    engine.dispose()


run()
