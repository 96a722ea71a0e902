"""Indexes for searches that find little: a state few cases are in, who had a case, a category at one's own desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_cases_owner_received": (["owner_id"], "owner_id is not null"),
    "ix_cases_status_received": (["status"], "status <> 'closed'"),
    "ix_cases_desk_category_received": (["desk_id", "category"], None),
}


def upgrade() -> None:
    """Make the indexes."""
    for name, (first, holds) in INDEXES.items():
        where = sa.text(holds) if holds else None
        op.create_index(name, "cases", [*first, "received_at", "id"], postgresql_where=where)


def downgrade() -> None:
    """Take them away."""
    for name in INDEXES:
        op.drop_index(name, table_name="cases")
