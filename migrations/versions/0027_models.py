"""Trained models: versions, their sealed files, and what a candidate makes of live texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON model_versions TO hotline_web, hotline_worker, hotline_migration;
GRANT SELECT, INSERT ON model_files, shadow_guesses TO hotline_web, hotline_worker, hotline_migration;
"""


def upgrade() -> None:
    """Make the tables and hand out rights."""
    op.create_table(
        "model_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="asked", nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("trained_at", MOMENT, nullable=True),
        sa.Column("promoted_at", MOMENT, nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("upto", sa.BigInteger(), nullable=True),
        sa.Column("labels", sa.Text(), nullable=True),
        sa.Column("report", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_model_versions_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_versions")),
        sa.UniqueConstraint("number", name=op.f("uq_model_versions_number")),
    )
    op.create_table(
        "model_files",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("files_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["model_versions.id"], name=op.f("fk_model_files_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_model_files")),
    )
    op.create_table(
        "shadow_guesses",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("routed", sa.Boolean(), nullable=False),
        sa.Column("accuses", sa.Boolean(), nullable=False),
        sa.Column("live_category", sa.Text(), nullable=False),
        sa.Column("live_routed", sa.Boolean(), nullable=False),
        sa.Column("live_accuses", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_shadow_guesses_message_id")),
        sa.ForeignKeyConstraint(["version_id"], ["model_versions.id"], name=op.f("fk_shadow_guesses_version_id")),
        sa.PrimaryKeyConstraint("version_id", "message_id", name=op.f("pk_shadow_guesses")),
    )
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("shadow_guesses")
    op.drop_table("model_files")
    op.drop_table("model_versions")
