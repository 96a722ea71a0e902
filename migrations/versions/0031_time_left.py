"""Indexes of open cases by time left, one for each queue that is listed and counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

OPEN = "status <> 'closed'"
TO_ANSWER = f"{OPEN} and waiting_since is not null and snoozed_until is null"
WAITING = f"{OPEN} and waiting_since is null"
# What was there before, by time left alone.
BEFORE = {"ix_cases_due": ["due_at"], "ix_cases_desk_due": ["desk_id", "due_at"], "ix_cases_owner_id": ["owner_id"]}
NOW = {
    "ix_cases_due": ([], OPEN, True),
    "ix_cases_desk_due": (["desk_id"], OPEN, True),
    "ix_cases_to_answer": ([], TO_ANSWER, True),
    "ix_cases_desk_to_answer": (["desk_id"], TO_ANSWER, True),
    "ix_cases_waiting": ([], WAITING, True),
    "ix_cases_desk_waiting": (["desk_id"], WAITING, True),
    "ix_cases_owner_id": (["owner_id"], OPEN, False),
    "ix_cases_desk_unassigned": (["desk_id"], f"{OPEN} and owner_id is null", True),
    "ix_cases_desk_protected": (["desk_id"], f"{OPEN} and sensitivity = 'S3'", False),
    "ix_cases_failed": ([], f"{OPEN} and delivery_failed", False),
    "ix_cases_untaken_critical": ([], f"{OPEN} and urgency = 'critical' and owner_id is null", False),
}


def upgrade() -> None:
    """Make the indexes."""
    for name in BEFORE:
        op.drop_index(name, table_name="cases")
    for name, (first, holds, includes) in NOW.items():
        op.create_index(
            name, "cases", [*first, "due_at", "id"], postgresql_where=sa.text(holds),
            postgresql_include=["sensitivity"] if includes else [],
        )  # fmt: skip


def downgrade() -> None:
    """Go back to those there were."""
    for name in NOW:
        op.drop_index(name, table_name="cases")
    for name, columns in BEFORE.items():
        op.create_index(name, "cases", columns, postgresql_where=sa.text(OPEN))
