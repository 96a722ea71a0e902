"""What is published of a report: cases that accuse nobody, small figures hidden, the others rounded.

Figures that left out only what one body may not see would tell that body, by the difference, that there is something.
So the public's figures hold what everybody may count, and are the same for whoever draws them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from hotline.domain import publishing
from hotline.reports import catalog
from hotline.reports.base import Period, View

# What says nothing about how citizens were served, or too much about how the house works, stays inside.
PUBLIC = ("response-times", "compliance", "delivery", "satisfaction", "channels", "topics", "languages", "reopenings")


def statement(session: Session, slug: str, days: Period, now: Any) -> dict[str, Any]:
    """Return a report's figures as they are published."""
    report = catalog.REPORTS[slug]
    rows = catalog.rows_in(session, slug, View(days, None, now, is_public=True))
    return {
        "report": slug,
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "drawn_at": now.isoformat(),
        "definition": list(report.definition),
        "figures": [dict(row) for row in publishing.rounded(rows)],
    }
