"""Figures as they were published, append-only; and reports that somebody keeps an eye on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RIGHTS = """
GRANT SELECT, INSERT ON publications TO hotline_web, hotline_worker, hotline_migration;
GRANT SELECT ON publications TO hotline_audit;
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_reports TO hotline_web, hotline_worker, hotline_migration;
"""
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON publications
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Make the tables, guard what is published, and hand out rights."""
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("statement", postgresql.JSONB(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("restates", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["restates"], ["publications.number"], name=op.f("fk_publications_restates")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publications")),
    )
    op.create_table(
        "saved_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("chosen", postgresql.JSONB(), nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("opened", sa.Date(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("every in ('never','week','month')", name=op.f("ck_saved_reports_every")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_saved_reports_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reports")),
    )
    op.create_index("ix_saved_reports_account_id", "saved_reports", ["account_id"])
    op.execute(GUARD)
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_saved_reports_account_id", table_name="saved_reports")
    op.drop_table("saved_reports")
    op.drop_table("publications")
