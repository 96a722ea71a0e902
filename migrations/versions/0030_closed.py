"""The list of closed cases in its order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

CLOSED = sa.text("status = 'closed'")


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_cases_closed", "cases", ["closed_at", "id"], postgresql_where=CLOSED)
    op.create_index("ix_cases_desk_closed", "cases", ["desk_id", "closed_at", "id"], postgresql_where=CLOSED)


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_cases_desk_closed", table_name="cases")
    op.drop_index("ix_cases_closed", table_name="cases")
