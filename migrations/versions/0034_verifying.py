"""Who had those who ask about a rumour told that it is being verified, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("incidents", sa.Column("verifying_by", sa.Uuid(), nullable=True))
    op.add_column("incidents", sa.Column("verifying_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key("fk_incidents_verifying_by", "incidents", "accounts", ["verifying_by"], ["id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_constraint("fk_incidents_verifying_by", "incidents", type_="foreignkey")
    op.drop_column("incidents", "verifying_at")
    op.drop_column("incidents", "verifying_by")
