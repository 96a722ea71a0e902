"""Signed checkpoints of the trail, the chain ends they cover, and the nightly checks: all append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("checkpoints", "chain_ends", "trail_checks")
RIGHTS = """
GRANT SELECT, INSERT ON checkpoints, chain_ends, trail_checks TO hotline_worker, hotline_migration;
GRANT SELECT ON checkpoints, trail_checks TO hotline_web;
GRANT SELECT ON checkpoints, chain_ends, trail_checks TO hotline_audit;
"""
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Make the tables, guard them, and hand out rights."""
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "chain_ends",
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("checkpoint", sa.Integer(), nullable=False),
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint"],
            ["checkpoints.number"],
            name=op.f("fk_chain_ends_checkpoint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("name", "checkpoint", name=op.f("pk_chain_ends")),
    )
    op.create_table(
        "trail_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("chain", sa.Uuid(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_checks")),
    )
    op.create_index("ix_trail_checks_at", "trail_checks", [sa.text("at desc")])
    for table in TABLES:
        op.execute(GUARD.format(table=table))
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_trail_checks_at", table_name="trail_checks")
    for table in reversed(TABLES):
        op.drop_table(table)
