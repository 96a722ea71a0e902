"""Codes that guard what was dialled, how fast a phone comes, and of typed keys a mark in place of the keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON pins, paces TO hotline_web, hotline_worker, hotline_migration;
"""


def upgrade() -> None:
    """Make the tables, put marks in the place of typed keys, and hand out rights."""
    op.create_table(
        "pins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_pins_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
        sa.UniqueConstraint("message_id", name=op.f("uq_pins_message_id")),
    )
    op.create_table(
        "paces",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_paces_contact_id")),
        sa.PrimaryKeyConstraint("contact_id", "kind", name=op.f("pk_paces")),
    )
    op.add_column("dialogues", sa.Column("typed_length", sa.Integer(), server_default="0", nullable=False))
    op.alter_column("dialogues", "typed_length", server_default=None)
    _exchange("typed_mark", "typed_sealed")
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables and the marks away; the keys themselves do not come back."""
    _exchange("typed_sealed", "typed_mark")
    op.drop_column("dialogues", "typed_length")
    op.drop_table("paces")
    op.drop_table("pins")


def _exchange(new: str, old: str) -> None:
    """Put a column in the place of another; a dialogue that was open meanwhile repeats its screen once."""
    op.add_column("dialogues", sa.Column(new, sa.LargeBinary(), server_default="", nullable=False))
    op.alter_column("dialogues", new, server_default=None)
    op.drop_column("dialogues", old)
