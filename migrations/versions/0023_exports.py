"""Files that workers build for somebody, sealed, and for a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON exports TO hotline_web, hotline_worker, hotline_migration;
GRANT DELETE ON exports TO hotline_worker;
"""


def upgrade() -> None:
    """Make the table and hand out rights."""
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("ready_at", MOMENT, nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state in ('asked','building','ready','failed','expired')", name=op.f("ck_exports_state")),
        sa.CheckConstraint("form in ('csv','xlsx')", name=op.f("ck_exports_form")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_exports_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index("ix_exports_account_id_asked_at", "exports", ["account_id", "asked_at"])
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the table away."""
    op.drop_index("ix_exports_account_id_asked_at", table_name="exports")
    op.drop_table("exports")
