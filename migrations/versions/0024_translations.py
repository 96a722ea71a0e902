"""Texts that a speaker is asked to put into another language, both sides sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON translations TO hotline_web, hotline_worker, hotline_migration;
"""
REFERENCES = {"case_id": "cases", "message_id": "messages", "asked_by": "accounts", "given_by": "accounts"}


def upgrade() -> None:
    """Make the table and hand out rights."""
    op.create_table(
        "translations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("source_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('text','answer')", name=op.f("ck_translations_kind")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_translations_{name}"))
            for name, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translations")),
    )
    op.create_index("uq_translations_message", "translations", ["message_id"], unique=True,
                    postgresql_where=sa.text("message_id is not null"))  # fmt: skip
    op.create_index("ix_translations_open", "translations", ["language", "due_at"],
                    postgresql_where=sa.text("given_at is null"))  # fmt: skip
    op.create_index("ix_translations_case_id", "translations", ["case_id"])
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("translations")
