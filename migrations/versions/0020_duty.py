"""Who is on duty at which desk, by which phone, and who was called for a critical case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON duties, callouts, pages TO hotline_web, hotline_worker, hotline_migration;
GRANT DELETE ON duties TO hotline_web;
"""


def upgrade() -> None:
    """Make the tables, and hand out rights."""
    op.add_column("accounts", sa.Column("phone_sealed", sa.LargeBinary(), nullable=True))
    _duties()
    op.create_table(
        "callouts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_callouts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callouts")),
        sa.UniqueConstraint("case_id", "since", name=op.f("uq_callouts_case_id_since")),
    )
    going_on = sa.text("ended_at is null")
    op.create_index("ix_callouts_next_at", "callouts", ["next_at"], unique=False, postgresql_where=going_on)
    _pages()
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables and the phones away."""
    for table in ("pages", "callouts", "duties"):
        op.drop_table(table)
    op.drop_column("accounts", "phone_sealed")


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("days", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_duties_desk_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_duties_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
    )
    op.create_index(op.f("ix_duties_desk_id"), "duties", ["desk_id"], unique=False)


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("callout_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("paged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("reached", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["callout_id"], ["callouts.id"], name=op.f("fk_pages_callout_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_pages_account_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("fk_pages_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("callout_id", "step", name=op.f("uq_pages_callout_id_step")),
    )
