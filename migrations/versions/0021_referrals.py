"""Sheets that leave the wall with consent, check-ins about reprisals, and which bodies inspect."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON referrals, reprisal_checks TO hotline_web, hotline_worker, hotline_migration;
"""
REFERRAL = {"case_id": "cases.id", "desk_id": "desks.id", "sent_by": "accounts.id", "category": "categories.code",
            "place_id": "places.id", "answered_by": "accounts.id"}  # fmt: skip


def upgrade() -> None:
    """Make the tables, add the column, and hand out rights."""
    op.add_column("bodies", sa.Column("inspects", sa.Boolean(), server_default="false", nullable=False))
    _referrals()
    op.create_table(
        "reprisal_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_reprisal_checks_referral_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reprisal_checks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reprisal_checks")),
        sa.UniqueConstraint("referral_id", "days", name=op.f("uq_reprisal_checks_referral_id_days")),
    )
    op.create_index("ix_reprisal_checks_due_at", "reprisal_checks", ["due_at"],
                    postgresql_where=sa.text("state is null"))  # fmt: skip
    op.create_index("ix_reprisal_checks_case_id", "reprisal_checks", ["case_id"])
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables and the column away."""
    op.drop_table("reprisal_checks")
    op.drop_table("referrals")
    op.drop_column("bodies", "inspects")


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accept_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("extract_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), server_default="sent", nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_how", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('sent','accepted','refused','answered','withdrawn')", name=op.f("ck_referrals_state")
        ),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_referrals_{name}"))
            for name, target in REFERRAL.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    op.create_index("ix_referrals_case_id", "referrals", ["case_id"])
    op.create_index("ix_referrals_desk_id", "referrals", ["desk_id", "answer_by"],
                    postgresql_where=sa.text("state <> 'withdrawn'"))  # fmt: skip
