"""The index in which a desk finds what is critical and nobody took, without a look at what other desks have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

INDEX = "ix_cases_desk_untaken_critical"
HOLDS = "status <> 'closed' and urgency = 'critical' and owner_id is null"


def upgrade() -> None:
    """Make the index."""
    op.create_index(INDEX, "cases", ["desk_id", "due_at", "id"], postgresql_where=sa.text(HOLDS))


def downgrade() -> None:
    """Take it away."""
    op.drop_index(INDEX, table_name="cases")
