"""Limits of the steps of a case, kept with each version of working hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: what it does not say is as the standard has it."""
    op.add_column("calendars", sa.Column("limits", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("calendars", "limits")
