"""Incidents: several cases about one thing, and the one answer each of their citizens gets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DUE = sa.text("state = 'due'")
RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON incidents, incident_cases, incident_answers, incident_letters
    TO hotline_web, hotline_worker, hotline_migration;
GRANT DELETE ON incident_cases TO hotline_web, hotline_worker;
GRANT SELECT, DELETE ON drafts TO hotline_worker;
"""


def upgrade() -> None:
    """Make the tables, and hand out rights."""
    _make_incidents()
    _make_answers()
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables and the right away."""
    op.execute("REVOKE SELECT, DELETE ON drafts FROM hotline_worker")
    for table in ("incident_letters", "incident_answers", "incident_cases", "incidents"):
        op.drop_table(table)


def _make_incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("verdict_by", sa.Uuid(), nullable=True),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind in ('event','rumour','pattern')", name=op.f("ck_incidents_kind")),
        sa.CheckConstraint("verdict in ('true','false','unclear')", name=op.f("ck_incidents_verdict")),
        sa.ForeignKeyConstraint(["verdict_by"], ["accounts.id"], name=op.f("fk_incidents_verdict_by")),
        sa.ForeignKeyConstraint(["agreed_by"], ["accounts.id"], name=op.f("fk_incidents_agreed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_table(
        "incident_cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_incident_cases_case_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_incident_cases_incident_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_incident_cases")),
    )
    op.create_index("ix_incident_cases_incident_id", "incident_cases", ["incident_id"])


def _make_answers() -> None:
    op.create_table(
        "incident_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_incident_answers_incident_id")),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_incident_answers_author_id")),
        sa.ForeignKeyConstraint(["released_by"], ["accounts.id"], name=op.f("fk_incident_answers_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_answers")),
    )
    op.create_index("ix_incident_answers_incident_id", "incident_answers", ["incident_id"])
    op.create_table(
        "incident_letters",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default="due", nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint("state in ('due','done','left')", name=op.f("ck_incident_letters_state")),
        sa.ForeignKeyConstraint(["answer_id"], ["incident_answers.id"], name=op.f("fk_incident_letters_answer_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_incident_letters_case_id")),
        sa.PrimaryKeyConstraint("answer_id", "case_id", name=op.f("pk_incident_letters")),
    )
    op.create_index("ix_incident_letters_due", "incident_letters", ["answer_id"], postgresql_where=DUE)
    op.create_index("ix_incident_letters_case_id", "incident_letters", ["case_id"])
