"""Like texts stand together: where each case stands among its like, and which texts to understand before others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON standings TO hotline_web, hotline_worker, hotline_migration;
"""


def upgrade() -> None:
    """Make the table, let claims be found by their end, let texts press, and hand out rights."""
    op.create_table(
        "standings",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("near_id", sa.Uuid(), nullable=True),
        sa.Column("likeness", sa.SmallInteger(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("told", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("same", sa.LargeBinary(), nullable=False),
        sa.Column("sketch", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_standings_case_id")),
        sa.ForeignKeyConstraint(["near_id"], ["cases.id"], name=op.f("fk_standings_near_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_standings_message_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_standings")),
    )
    op.create_index("ix_standings_sketch", "standings", ["sketch"], postgresql_using="gin")
    op.create_index("ix_standings_group_id", "standings", ["group_id"])
    op.create_index("ix_standings_near_id", "standings", ["near_id"])
    op.create_index("ix_sorting_claims_until", "sorting_claims", ["until"])
    op.add_column("messages", sa.Column("pressing", sa.Boolean(), server_default="false", nullable=False))
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take it all away."""
    op.drop_column("messages", "pressing")
    op.drop_index("ix_sorting_claims_until", "sorting_claims")
    op.drop_table("standings")
