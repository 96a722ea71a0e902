"""Tell in a case's own row whether it accuses anybody: counts asked the table of the accused once a row for nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

OPEN = "status <> 'closed'"
TO_ANSWER = f"{OPEN} and waiting_since is not null and snoozed_until is null"
WAITING = f"{OPEN} and (waiting_since is null or snoozed_until is not null)"
QUEUES: tuple[tuple[str, list[str], str], ...] = (
    ("ix_cases_due", [], OPEN),
    ("ix_cases_desk_due", ["desk_id"], OPEN),
    ("ix_cases_to_answer", [], TO_ANSWER),
    ("ix_cases_desk_to_answer", ["desk_id"], TO_ANSWER),
    ("ix_cases_waiting", [], WAITING),
    ("ix_cases_desk_waiting", ["desk_id"], WAITING),
    ("ix_cases_desk_unassigned", ["desk_id"], f"{OPEN} and owner_id is null"),
)
TO_SORT = f"{OPEN} and (needs_person or wall = 'hinted')"
# What a coordinator sorts, without all that is hidden from them.
PLAIN = sa.text(f"{OPEN} and needs_person and wall <> 'hinted' and sensitivity <> 'S3'")
# And what a desk behind the wall sorts.
HIDDEN = sa.text(f"{OPEN} and (wall = 'hinted' or needs_person and sensitivity = 'S3')")

# Never taken back: who is accused no more costs one question to the table of the accused, which decides.
MARK = """
CREATE FUNCTION mark_accusing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases SET accuses = true WHERE id = NEW.case_id AND NOT accuses;
    RETURN NULL;
END $$;
CREATE TRIGGER mark_accusing AFTER INSERT OR UPDATE ON accused FOR EACH ROW EXECUTE FUNCTION mark_accusing();
"""


def upgrade() -> None:
    """Mark the cases that accuse, have the database mark whatever comes, and let the counts read it from indexes."""
    op.add_column("cases", sa.Column("accuses", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Before the rows are marked, so that none slips through between.
    op.execute(MARK)
    op.execute("UPDATE cases SET accuses = true WHERE id IN (SELECT case_id FROM accused)")
    _index(["accuses"])
    op.create_index(
        "ix_cases_plain_to_sort", "cases", ["received_at", "id"], postgresql_where=PLAIN, postgresql_include=["accuses"]
    )
    op.create_index(
        "ix_cases_desk_hidden_to_sort", "cases", ["desk_id", "received_at", "id"], postgresql_where=HIDDEN,
        postgresql_include=["accuses"],
    )  # fmt: skip


def downgrade() -> None:
    """Go back to asking the table of the accused for every case."""
    op.drop_index("ix_cases_desk_hidden_to_sort", table_name="cases")
    op.drop_index("ix_cases_plain_to_sort", table_name="cases")
    _index([])
    op.execute("DROP TRIGGER mark_accusing ON accused")
    op.execute("DROP FUNCTION mark_accusing()")
    op.drop_column("cases", "accuses")


def _index(more: list[str]) -> None:
    for name, first, holds in QUEUES:
        _again(name, [*first, "due_at", "id"], holds, ["sensitivity", *more])
    _again("ix_cases_to_sort", ["received_at", "id"], TO_SORT, ["sensitivity", "wall", "desk_id", *more])


def _again(name: str, columns: list[str], holds: str, included: list[str]) -> None:
    op.drop_index(name, table_name="cases")
    op.create_index(name, "cases", columns, postgresql_where=sa.text(holds), postgresql_include=included)
