"""How officers are told of their cases away from the pages; and reports that are due each day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON notice_choices TO hotline_web, hotline_worker, hotline_migration;
GRANT SELECT, INSERT, UPDATE, DELETE ON tellings TO hotline_worker, hotline_migration;
"""
EVERY = "ck_saved_reports_every"


def upgrade() -> None:
    """Make the tables, and hand out rights; what was told before is told to nobody anew."""
    op.add_column("notices", sa.Column("spread_at", MOMENT, nullable=True))
    op.execute("UPDATE notices SET spread_at = created_at")
    op.create_index("ix_notices_unspread", "notices", ["created_at"], postgresql_where=sa.text("spread_at is null"))
    op.create_table(
        "notice_choices",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("ways", postgresql.JSONB(), nullable=False),
        sa.Column("quiet", sa.Text(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("quiet in ('off_shift','night','never')", name=op.f("ck_notice_choices_quiet")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notice_choices_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_choices")),
    )
    _tellings()
    _allow("'never','day','week','month'")
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take everything away; a daily report is looked at when one likes."""
    op.execute("UPDATE saved_reports SET every = 'never' WHERE every = 'day'")
    _allow("'never','week','month'")
    op.drop_table("tellings")
    op.drop_table("notice_choices")
    op.drop_index("ix_notices_unspread", table_name="notices")
    op.drop_column("notices", "spread_at")


def _tellings() -> None:
    op.create_table(
        "tellings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("way in ('push','email','sms')", name=op.f("ck_tellings_way")),
        sa.CheckConstraint("state in ('waiting','sending','sent','dropped','failed')", name=op.f("ck_tellings_state")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tellings_account_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_tellings_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tellings")),
        sa.UniqueConstraint("account_id", "way", "kind", "about", name=op.f("uq_tellings_account_id_way_kind_about")),
    )
    for name, column, state in (("next_at", "next_at", "waiting"), ("sending", "next_at", "sending")):
        op.create_index(f"ix_tellings_{name}", "tellings", [column], postgresql_where=sa.text(f"state = '{state}'"))
    op.create_index("ix_tellings_created_at", "tellings", ["created_at"])


def _allow(every: str) -> None:
    op.drop_constraint(op.f(EVERY), "saved_reports", type_="check")
    op.create_check_constraint(op.f(EVERY), "saved_reports", f"every in ({every})")
