"""Figures about one body, and what that body replies to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON figure_replies TO hotline_web, hotline_worker, hotline_migration;
GRANT SELECT, INSERT ON reply_statements TO hotline_web, hotline_worker, hotline_migration;
GRANT SELECT ON reply_statements TO hotline_audit;
"""
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reply_statements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Make the tables, guard what is signed, and hand out rights."""
    op.add_column("publications", sa.Column("body_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_publications_body_id"), "publications", "bodies", ["body_id"], ["id"])
    op.create_table(
        "figure_replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("disputed", postgresql.JSONB(), nullable=False),
        sa.Column("drawn", postgresql.JSONB(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint("state in ('proposed','published','refused')", name=op.f("ck_figure_replies_state")),
        sa.ForeignKeyConstraint(["number"], ["publications.number"], name=op.f("fk_figure_replies_number")),
        sa.ForeignKeyConstraint(["proposed_by"], ["accounts.id"], name=op.f("fk_figure_replies_proposed_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_figure_replies_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_replies")),
    )
    op.create_index(
        "uq_figure_replies_number", "figure_replies", ["number"], unique=True,
        postgresql_where=sa.text("state <> 'refused'"),
    )  # fmt: skip
    op.create_table(
        "reply_statements",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("statement", postgresql.JSONB(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["publications.number"], name=op.f("fk_reply_statements_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reply_statements")),
    )
    op.execute(GUARD)
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("reply_statements")
    op.drop_table("figure_replies")
    op.drop_constraint(op.f("fk_publications_body_id"), "publications", type_="foreignkey")
    op.drop_column("publications", "body_id")
