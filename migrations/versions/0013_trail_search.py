"""The trail asked by day and by account, without walking all of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BY_ACCOUNT = sa.text("actor like 'account:%'")


def upgrade() -> None:
    """Make the indexes; the one by account leaves out what citizens and workers did, which is most."""
    op.create_index("ix_events_at", "events", ["at", "id"])
    op.create_index("ix_events_account", "events", ["actor", "at", "id"], postgresql_where=BY_ACCOUNT)


def downgrade() -> None:
    """Take the indexes away."""
    op.drop_index("ix_events_account", table_name="events", postgresql_where=BY_ACCOUNT)
    op.drop_index("ix_events_at", table_name="events")
