"""Let what is to be sorted, what waits and who must not be texted be read from indexes alone, at a million cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

OPEN = "status <> 'closed'"
TO_SORT = sa.text(f"{OPEN} and (needs_person or wall = 'hinted')")
WAITING = {"ix_cases_waiting": [], "ix_cases_desk_waiting": ["desk_id"]}
UNSAFE = sa.text("safe_to_text is false")


def upgrade() -> None:
    """Let each index hold what its query asks for, word for word."""
    _wait(f"{OPEN} and (waiting_since is null or snoozed_until is not null)")
    _sort(["received_at", "id"], ["sensitivity", "wall", "desk_id"])
    op.create_index("ix_contacts_unsafe", "contacts", ["id"], postgresql_where=UNSAFE)


def downgrade() -> None:
    """Go back to those there were."""
    op.drop_index("ix_contacts_unsafe", table_name="contacts")
    _sort(["received_at"], [])
    _wait(f"{OPEN} and waiting_since is null")


def _wait(holds: str) -> None:
    for name, first in WAITING.items():
        op.drop_index(name, table_name="cases")
        op.create_index(
            name, "cases", [*first, "due_at", "id"], postgresql_where=sa.text(holds), postgresql_include=["sensitivity"]
        )


def _sort(columns: list[str], included: list[str]) -> None:
    op.drop_index("ix_cases_to_sort", table_name="cases")
    op.create_index("ix_cases_to_sort", "cases", columns, postgresql_where=TO_SORT, postgresql_include=included)
