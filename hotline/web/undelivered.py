"""What did not arrive, for administrators: which cases' texts failed for good and why, without a word or a number."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from hotline.domain.walls import ADMINISTRATOR
from hotline.store import undelivered
from hotline.web import casewords, eventwords
from hotline.web.guards import current_viewer, role
from hotline.web.surroundings import here

pages = Blueprint("undelivered", __name__)
ON_A_PAGE = 50


@pages.get("/admin/undelivered")
@role(ADMINISTRATOR)
def show_undelivered() -> str:
    """Show the texts that wait for somebody to decide, within the walls."""
    number = _page()
    with here().unit() as unit:
        rows = undelivered.page(unit.session, current_viewer(), (number - 1) * ON_A_PAGE, ON_A_PAGE + 1)
    base = "/admin/undelivered?page="
    return render_template(
        "admin/undelivered.html", rows=rows[:ON_A_PAGE], states=casewords.TEXT_STATES, reasons=casewords.REASONS,
        purposes=eventwords.PURPOSES, newer=f"{base}{number - 1}" if number > 1 else None,
        older=f"{base}{number + 1}" if len(rows) > ON_A_PAGE else None,
    )  # fmt: skip


def _page() -> int:
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
