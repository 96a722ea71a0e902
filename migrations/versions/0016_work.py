"""Pauses, snoozes, tags, what does not count, and cases folded into each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON merges TO hotline_web, hotline_worker, hotline_migration;
GRANT SELECT, INSERT, DELETE ON case_tags TO hotline_web, hotline_worker, hotline_migration;
"""
MOMENTS = ("paused_at", "pause_until", "snoozed_until")
INDEXED = ("pause_until", "snoozed_until", "merged_into_id")


def upgrade() -> None:
    """Add the columns and tables, and hand out rights."""
    for name in MOMENTS:
        op.add_column("cases", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("excluded", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_cases_merged_into_id"), "cases", "cases", ["merged_into_id"], ["id"])
    for name in INDEXED:
        op.create_index(f"ix_cases_{name}", "cases", [name], postgresql_where=sa.text(f"{name} is not null"))
    op.create_table(
        "case_tags",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_tags_case_id")),
        sa.PrimaryKeyConstraint("case_id", "tag", name=op.f("pk_case_tags")),
    )
    op.create_index("ix_case_tags_tag", "case_tags", ["tag", "case_id"])
    _merges()
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables and columns away; a case that was folded into another stays closed."""
    op.drop_table("merges")
    op.drop_table("case_tags")
    for name in ("merged_into_id", "excluded", *reversed(MOMENTS)):
        op.drop_column("cases", name)


def _merges() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("into_waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_by", sa.Uuid(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_merges_{name}"))
            for name, table in (
                ("into_id", "cases"), ("from_id", "cases"), ("owner_id", "accounts"), ("merged_by", "accounts"),
                ("undone_by", "accounts"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )  # fmt: skip
    op.create_index("uq_merges_from", "merges", ["from_id"], unique=True, postgresql_where=sa.text("undone_at is null"))
    op.create_index("ix_merges_into_id", "merges", ["into_id"])
