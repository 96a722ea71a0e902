"""Dialogues by keypad, and on a message what was dialled with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON dialogues TO hotline_web, hotline_worker, hotline_migration;
GRANT DELETE ON dialogues TO hotline_worker;
"""


def upgrade() -> None:
    """Make the table and the column, and hand out rights."""
    op.create_table(
        "dialogues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("session_key", sa.Text(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        sa.Column("typed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("screen_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stepped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how_ended", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_dialogues_contact_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_dialogues_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogues")),
        sa.UniqueConstraint(
            "contact_id", "gateway", "session_key", name=op.f("uq_dialogues_contact_id_gateway_session_key")
        ),
    )
    op.create_index("ix_dialogues_contact_id_stepped_at", "dialogues", ["contact_id", "stepped_at"])
    op.create_index("ix_dialogues_open", "dialogues", ["stepped_at"], postgresql_where=sa.text("ended_at is null"))
    op.add_column("messages", sa.Column("dialled", postgresql.JSONB(), nullable=True))
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the column and the table away."""
    op.drop_column("messages", "dialled")
    op.drop_index("ix_dialogues_open", table_name="dialogues", postgresql_where=sa.text("ended_at is null"))
    op.drop_index("ix_dialogues_contact_id_stepped_at", table_name="dialogues")
    op.drop_table("dialogues")
