"""Where officers' own phones are reached by push."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON push_subscriptions TO hotline_web, hotline_worker, hotline_migration;
"""
FOREIGN = "fk_tellings_subscription_id"


def upgrade() -> None:
    """Make the table, and hand out rights."""
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_hash", sa.LargeBinary(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_push_subscriptions_account_id")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_push_subscriptions_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
    )
    live = sa.text("ended_at is null")
    op.create_index("ix_push_subscriptions_live", "push_subscriptions", ["account_id"], postgresql_where=live)
    for column in ("device_id", "endpoint_hash"):
        op.create_index(f"ix_push_subscriptions_{column}", "push_subscriptions", [column])
    op.add_column("tellings", sa.Column("subscription_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f(FOREIGN), "tellings", "push_subscriptions", ["subscription_id"], ["id"])
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take it away, with what was still to be pushed."""
    op.execute("DELETE FROM tellings WHERE way = 'push'")
    op.drop_constraint(op.f(FOREIGN), "tellings", type_="foreignkey")
    op.drop_column("tellings", "subscription_id")
    op.drop_table("push_subscriptions")
