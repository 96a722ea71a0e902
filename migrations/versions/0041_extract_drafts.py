"""Keep the extract of a referral that somebody has begun beside the answer that they have begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ONE_EACH = "uq_drafts_case_id_account_id"


def upgrade() -> None:
    """Say of each draft what it is to become, and allow one of each."""
    op.add_column("drafts", sa.Column("kind", sa.Text(), server_default="answer", nullable=False))
    op.drop_constraint(op.f(ONE_EACH), "drafts")
    op.create_unique_constraint(op.f(f"{ONE_EACH}_kind"), "drafts", ["case_id", "account_id", "kind"])


def downgrade() -> None:
    """Throw the extracts away: one draft for each person and case is all there is room for."""
    op.execute("DELETE FROM drafts WHERE kind <> 'answer'")
    op.drop_constraint(op.f(f"{ONE_EACH}_kind"), "drafts")
    op.create_unique_constraint(op.f(ONE_EACH), "drafts", ["case_id", "account_id"])
    op.drop_column("drafts", "kind")
