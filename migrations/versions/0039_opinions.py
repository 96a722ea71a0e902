"""What each person says of a rumour stands beside what others say; an answer not sent can be taken away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON incident_opinions TO hotline_web, hotline_worker;
GRANT SELECT, INSERT, UPDATE ON incident_opinions TO hotline_migration;
GRANT DELETE ON incident_answers TO hotline_web;
"""
SAID = """
INSERT INTO incident_opinions (incident_id, account_id, verdict, said_at)
SELECT id, verdict_by, verdict, coalesce(agreed_at, made_at) FROM incidents
    WHERE verdict IS NOT NULL AND verdict_by IS NOT NULL
UNION ALL SELECT id, agreed_by, verdict, agreed_at FROM incidents
    WHERE verdict IS NOT NULL AND agreed_by <> verdict_by AND agreed_at IS NOT NULL
"""


def upgrade() -> None:
    """Make the table, hand out rights, and bring along what was said."""
    op.create_table(
        "incident_opinions",
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict in ('true','false','unclear')", name=op.f("ck_incident_opinions_verdict")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_incident_opinions_incident_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_incident_opinions_account_id")),
        sa.PrimaryKeyConstraint("incident_id", "account_id", name=op.f("pk_incident_opinions")),
    )
    op.execute(RIGHTS)
    op.execute(SAID)


def downgrade() -> None:
    """Take the table and the right away."""
    op.execute("REVOKE DELETE ON incident_answers FROM hotline_web")
    op.drop_table("incident_opinions")
