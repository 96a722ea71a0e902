"""Sorting by people: who has a case in hand, walls that wait for a second person, labels nobody can rewrite."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TO_SORT = sa.text("status <> 'closed' and (needs_person or wall = 'hinted')")
RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON sorting_claims, wall_lifts TO hotline_web, hotline_worker, hotline_migration;
GRANT DELETE ON wall_lifts TO hotline_web;
GRANT SELECT, INSERT ON label_events TO hotline_web, hotline_worker, hotline_migration;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON label_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Make the tables and the index of what waits, and hand out rights."""
    op.create_table(
        "sorting_claims",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("passed_until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sorting_claims_case_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sorting_claims_account_id")),
        sa.PrimaryKeyConstraint("case_id", "account_id", name=op.f("pk_sorting_claims")),
    )
    op.create_table(
        "wall_lifts",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_wall_lifts_case_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_wall_lifts_account_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_wall_lifts")),
    )
    op.create_table(
        "label_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("old_category", sa.Text(), nullable=False),
        sa.Column("new_category", sa.Text(), nullable=False),
        sa.Column("old_urgency", sa.Text(), nullable=False),
        sa.Column("new_urgency", sa.Text(), nullable=False),
        sa.Column("old_accuses", sa.Boolean(), nullable=False),
        sa.Column("new_accuses", sa.Boolean(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("suggestion_visible", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_label_events_message_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_label_events_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_events")),
        sa.UniqueConstraint("number", name=op.f("uq_label_events_number")),
    )
    op.create_index(op.f("ix_label_events_message_id"), "label_events", ["message_id"])
    op.create_index("ix_cases_to_sort", "cases", ["received_at"], postgresql_where=TO_SORT)
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables and the index away."""
    op.drop_index("ix_cases_to_sort", table_name="cases", postgresql_where=TO_SORT)
    op.drop_table("label_events")
    op.drop_table("wall_lifts")
    op.drop_table("sorting_claims")
