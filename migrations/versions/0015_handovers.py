"""Cases offered to another desk, until it answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON transfer_offers TO hotline_web, hotline_worker, hotline_migration;
"""
OPEN = sa.text("answer is null")
REFERENCES = {
    "case_id": "cases", "from_desk_id": "desks", "desk_id": "desks", "note_id": "notes", "offered_by": "accounts",
    "answered_by": "accounts",
}  # fmt: skip


def upgrade() -> None:
    """Make the table and hand out rights."""
    op.create_table(
        "transfer_offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=name == "answered_by") for name in REFERENCES),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer in ('accepted','refused','expired','withdrawn')", name=op.f("ck_transfer_offers_answer")
        ),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_transfer_offers_{name}"))
            for name, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_offers")),
    )
    op.create_index("uq_transfer_offers_open", "transfer_offers", ["case_id"], unique=True, postgresql_where=OPEN)
    op.create_index("ix_transfer_offers_desk", "transfer_offers", ["desk_id", "expires_at"], postgresql_where=OPEN)
    op.create_index("ix_transfer_offers_expires_at", "transfer_offers", ["expires_at"], postgresql_where=OPEN)
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("transfer_offers")
