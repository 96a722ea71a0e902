"""What tells a text that came twice, and a journal that can be read again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MARKED = sa.text("fingerprint is not null")


def upgrade() -> None:
    """Add the columns; what lies in the journal already is of the first form."""
    op.add_column("messages", sa.Column("fingerprint", sa.LargeBinary(), nullable=True))
    op.add_column("messages", sa.Column("same_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_messages_fingerprint", "messages", ["fingerprint", "number"], postgresql_where=MARKED)
    op.add_column("raw_inbound", sa.Column("form", sa.Integer(), server_default="1", nullable=False))
    op.add_column("raw_inbound", sa.Column("message_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Take the columns away."""
    op.drop_column("raw_inbound", "message_id")
    op.drop_column("raw_inbound", "form")
    op.drop_index("ix_messages_fingerprint", table_name="messages", postgresql_where=MARKED)
    op.drop_column("messages", "same_until")
    op.drop_column("messages", "fingerprint")
