"""Say of an answer that waits for a second reader whether it asks: the clocks are told when it goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take what waits for what it was taken until now: an answer."""
    op.add_column("waiting_answers", sa.Column("asks", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("waiting_answers", "asks")
