"""Figures that were added up before: pages and their parts. All of it comes from events and may be thrown away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("figure_rolls", "figure_pages", "figure_parts", "figure_cases")
ARRAYS = ("of", "value", "judged", "open_of", "start", "due")
RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON figure_rolls, figure_pages, figure_parts, figure_cases
    TO hotline_worker, hotline_migration;
GRANT SELECT ON figure_rolls, figure_pages, figure_parts, figure_cases TO hotline_web, hotline_audit;
"""


def upgrade() -> None:
    """Make the tables and hand out rights; arrays lie unpacked, since unpacking takes longer than reading."""
    op.create_table(
        "figure_rolls",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("seen", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_rolls")),
    )
    op.create_table(
        "figure_pages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("wall", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_pages")),
        sa.UniqueConstraint("month", "wall", name=op.f("uq_figure_pages_month_wall")),
    )
    op.create_table(
        "figure_parts",
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ARRAYS),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["figure_pages.id"], name=op.f("fk_figure_parts_page_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", "name", name=op.f("pk_figure_parts")),
    )
    op.create_table(
        "figure_cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["figure_pages.id"], name=op.f("fk_figure_cases_page_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_figure_cases")),
    )
    op.create_index("ix_figure_cases_page_id", "figure_cases", ["page_id"])
    for name in ARRAYS:
        op.execute(f'ALTER TABLE figure_parts ALTER COLUMN "{name}" SET STORAGE EXTERNAL')
    op.execute(RIGHTS)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_figure_cases_page_id", table_name="figure_cases")
    for table in reversed(TABLES):
        op.drop_table(table)
