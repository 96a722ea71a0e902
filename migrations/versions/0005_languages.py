"""What reviewers write over the shipped language files, and which languages they switch on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Every version stays as it was written.
RIGHTS = """
GRANT SELECT, INSERT ON wordings, language_switches TO hotline_web, hotline_migration;
GRANT SELECT ON wordings, language_switches TO hotline_worker;
"""
KIND = "kind in ('phrase','screen','command')"


def upgrade() -> None:
    """Make the tables, and hand out rights."""
    op.create_table(
        "wordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(KIND, name=op.f("ck_wordings_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_wordings_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("language", "kind", "key", "version", name=op.f("uq_wordings_language_kind_key_version")),
    )
    op.create_table(
        "language_switches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_language_switches_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_switches")),
        sa.UniqueConstraint("language", "version", name=op.f("uq_language_switches_language_version")),
    )
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("language_switches")
    op.drop_table("wordings")
