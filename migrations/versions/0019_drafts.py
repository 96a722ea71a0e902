"""What officers have begun to write, sealed: it outlives a bad link, a sign-out and a change of owner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

RIGHTS = "GRANT SELECT, INSERT, UPDATE, DELETE ON drafts TO hotline_web, hotline_migration;"


def upgrade() -> None:
    """Make the table and hand out rights."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_drafts_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drafts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("case_id", "account_id", name=op.f("uq_drafts_case_id_account_id")),
    )
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("drafts")
