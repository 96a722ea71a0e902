"""Indexes for what became of a case's offers and of those a desk made: each unknown reference asks for it."""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

INDEXES = {"ix_transfer_offers_case": ["case_id"], "ix_transfer_offers_from": ["from_desk_id", "answered_at"]}


def upgrade() -> None:
    """Make the indexes."""
    for name, columns in INDEXES.items():
        op.create_index(name, "transfer_offers", columns)


def downgrade() -> None:
    """Take them away."""
    for name in INDEXES:
        op.drop_index(name, table_name="transfer_offers")
