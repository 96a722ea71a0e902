"""Which gateway a text leaves by, what providers still hold of it, and what a person did about its failure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

QUEUED = sa.text("state = 'queued'")
HELD = sa.text("erased_at is null")
MOMENTS = {
    "gateway_states": ("rests_until",),
    "outbound": ("stuck_at", "handled_at"),
    "attempts": ("missed_at", "erase_at", "erased_at"),
    "inbound_identities": ("erase_at", "erased_at"),
}


def upgrade() -> None:
    """Add the columns and their indexes; rights on the tables cover them."""
    for table, names in MOMENTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("gateway_states", sa.Column("mark", sa.Text(), nullable=True))
    op.add_column("outbound", sa.Column("via", sa.Text(), nullable=True))
    op.add_column("outbound", sa.Column("tries_from", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_outbound_lane", "outbound", ["via", "priority", "number"], postgresql_where=QUEUED)
    op.create_index("ix_attempts_held", "attempts", ["gateway", "started_at"], postgresql_where=HELD)
    op.create_index("ix_inbound_identities_held", "inbound_identities", ["gateway", "seen_at"], postgresql_where=HELD)


def downgrade() -> None:
    """Take the columns away."""
    op.drop_index("ix_inbound_identities_held", table_name="inbound_identities", postgresql_where=HELD)
    op.drop_index("ix_attempts_held", table_name="attempts", postgresql_where=HELD)
    op.drop_index("ix_outbound_lane", table_name="outbound", postgresql_where=QUEUED)
    op.drop_column("outbound", "tries_from")
    op.drop_column("outbound", "via")
    op.drop_column("gateway_states", "mark")
    for table, names in reversed(MOMENTS.items()):
        for name in names:
            op.drop_column(table, name)
