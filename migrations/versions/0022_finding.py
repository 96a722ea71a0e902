"""Searches that officers keep, and the indexes that finding stands on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, DELETE ON saved_views TO hotline_web, hotline_worker, hotline_migration;
"""
INDEXES = {
    "ix_cases_desk_received": "desk_id", "ix_cases_category_received": "category",
    "ix_cases_place_received": "place_id",
}  # fmt: skip


def upgrade() -> None:
    """Make the table and the indexes, and hand out rights."""
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("filters", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_saved_views_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index("ix_saved_views_account_id", "saved_views", ["account_id"])
    op.drop_index("ix_cases_received_at", table_name="cases")
    op.create_index("ix_cases_received_at", "cases", ["received_at", "id"])
    for name, column in INDEXES.items():
        op.create_index(name, "cases", [column, "received_at", "id"])
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take them away again."""
    for name in INDEXES:
        op.drop_index(name, table_name="cases")
    op.drop_index("ix_cases_received_at", table_name="cases")
    op.create_index("ix_cases_received_at", "cases", ["received_at"])
    op.drop_table("saved_views")
