"""Officers' own phones, and how often a locked page was tried in vain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON devices TO hotline_web, hotline_worker, hotline_migration;
"""


def upgrade() -> None:
    """Make the table, and bind sessions to it."""
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_devices_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_devices_token_hash")),
    )
    op.create_index(op.f("ix_devices_account_id"), "devices", ["account_id"])
    op.add_column("sign_in_sessions", sa.Column("device_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_sign_in_sessions_device_id"), "sign_in_sessions", "devices", ["device_id"], ["id"])
    op.create_index(op.f("ix_sign_in_sessions_device_id"), "sign_in_sessions", ["device_id"])
    op.add_column("sign_in_sessions", sa.Column("misses", sa.Integer(), server_default="0", nullable=False))
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the phones and the counts away."""
    op.drop_column("sign_in_sessions", "misses")
    op.drop_index(op.f("ix_sign_in_sessions_device_id"), "sign_in_sessions")
    op.drop_constraint(op.f("fk_sign_in_sessions_device_id"), "sign_in_sessions", type_="foreignkey")
    op.drop_column("sign_in_sessions", "device_id")
    op.drop_table("devices")
