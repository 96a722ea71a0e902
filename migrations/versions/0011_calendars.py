"""Seasons with hours of their own, and the days off that each version of working hours was written with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

EMPTY = sa.text("'[]'")
# What was counted until now was counted by all the holidays there are.
FILL = """
UPDATE calendars SET days_off = (
    SELECT coalesce(jsonb_agg(to_char(day, 'YYYY-MM-DD') ORDER BY day), '[]') FROM holidays
)
"""


def upgrade() -> None:
    """Add the columns; rights on the table cover them."""
    for name in ("seasons", "days_off"):
        column = sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), server_default=EMPTY, nullable=False)
        op.add_column("calendars", column)
    op.execute(FILL)


def downgrade() -> None:
    """Take the columns away."""
    op.drop_column("calendars", "days_off")
    op.drop_column("calendars", "seasons")
