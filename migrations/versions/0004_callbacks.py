"""Wishes for a call, each try at one, and when a phone may be called."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON callbacks, calls TO hotline_web, hotline_worker, hotline_migration;
"""
OPEN = sa.text("closed_at is null")
TO_NOTE = sa.text("outcome = 'reached' and noted_at is null")


def upgrade() -> None:
    """Make the tables and the columns, and hand out rights."""
    op.add_column("contacts", sa.Column("call_hours", sa.Text(), server_default="any", nullable=False))
    op.add_column("contacts", sa.Column("call_discreet", sa.Boolean(), server_default="false", nullable=False))
    op.create_check_constraint(
        op.f("ck_contacts_call_hours"), "contacts", "call_hours in ('any','morning','afternoon','evening')"
    )
    _callbacks()
    _calls()
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables and the columns away."""
    op.drop_index("ix_calls_to_note", table_name="calls", postgresql_where=TO_NOTE)
    op.drop_table("calls")
    op.drop_index("ix_callbacks_contact_id", table_name="callbacks")
    op.drop_index("ix_callbacks_due", table_name="callbacks", postgresql_where=OPEN)
    op.drop_index("uq_callbacks_open", table_name="callbacks", postgresql_where=OPEN)
    op.drop_table("callbacks")
    op.drop_constraint(op.f("ck_contacts_call_hours"), "contacts")
    op.drop_column("contacts", "call_discreet")
    op.drop_column("contacts", "call_hours")


def _callbacks() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("placed_desk_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("misses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claim_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_callbacks_contact_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_callbacks_case_id")),
        sa.ForeignKeyConstraint(["placed_desk_id"], ["desks.id"], name=op.f("fk_callbacks_placed_desk_id")),
        sa.ForeignKeyConstraint(["claimed_by"], ["accounts.id"], name=op.f("fk_callbacks_claimed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    op.create_index("uq_callbacks_open", "callbacks", ["case_id"], unique=True, postgresql_where=OPEN)
    op.create_index("ix_callbacks_due", "callbacks", ["due_at"], postgresql_where=OPEN)
    op.create_index("ix_callbacks_contact_id", "callbacks", ["contact_id"])


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("callback_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_calls_callback_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_calls_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("callback_id", "n", name=op.f("uq_calls_callback_id_n")),
    )
    op.create_index("ix_calls_to_note", "calls", ["account_id"], postgresql_where=TO_NOTE)
