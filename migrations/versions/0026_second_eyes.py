"""Answers to protected cases that wait for a second reader."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON waiting_answers TO hotline_web, hotline_worker, hotline_migration;
"""
REFERENCES = {"case_id": "cases", "author_id": "accounts", "read_by": "accounts"}


def upgrade() -> None:
    """Make the table and hand out rights."""
    op.create_table(
        "waiting_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ok", sa.Boolean(), nullable=True),
        sa.CheckConstraint("ok is not null or read_at is null", name=op.f("ck_waiting_answers_read")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_waiting_answers_{name}"))
            for name, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_answers")),
    )
    op.create_index("uq_waiting_answers_open", "waiting_answers", ["case_id"], unique=True,
                    postgresql_where=sa.text("read_at is null"))  # fmt: skip
    op.create_index("ix_waiting_answers_case_id", "waiting_answers", ["case_id"])
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("waiting_answers")
