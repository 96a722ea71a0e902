"""The page of one published statement: its figures, what moved, what its body replies, and the figure without that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, abort, render_template

from hotline.domain.redaction import Doubt
from hotline.domain.replying import REASONS
from hotline.domain.walls import ADMINISTRATOR, AUDITOR, Viewer
from hotline.reports import catalog
from hotline.reports.base import Report
from hotline.services import publishing, replying
from hotline.store import publications, replies
from hotline.store.models.publications import FigureReply, Publication
from hotline.unit_of_work import UnitOfWork
from hotline.web import reportwords
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext, later
from hotline.web.referralwords import DOUBT_WORDS
from hotline.web.replywords import DISPUTED, REFUSED
from hotline.web.surroundings import here

WHY = {
    "late_news": later("Une nouvelle est arrivée après."),
    "corrected": later("Un dossier a été corrigé."),
    "rules_changed": later("La façon de compter a changé."),
}
COLUMNS = {
    "n": later("Dossiers"),
    "median_s": later("Médiane"),
    "p90_s": later("9 sur 10 en"),
    "max_s": later("Le plus long"),
    "within_target_pct": later("Dans le délai"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into a form of the page, and what is wrong with it."""

    errors: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    disputed: Mapping[str, str] = field(default_factory=dict)
    doubts: Iterable[Doubt] = ()


def reads_all(viewer: Viewer) -> bool:
    """Say whether the account sees every statement; the others see those about their own body."""
    return viewer.role in (ADMINISTRATOR, AUDITOR)


def find(unit: UnitOfWork, number: int) -> Publication:
    """Return a statement that whoever looks may see; for the others it does not exist."""
    row, viewer = publications.numbered(unit.session, number), current_viewer()
    if row is None or not (reads_all(viewer) or (row.body_id is not None and row.body_id == viewer.body_id)):
        abort(404)
    return row


def show(number: int, typed: Typed | None = None, code: int = 422) -> Response:
    """Show a statement; with what was typed where it did not pass."""
    viewer = current_viewer()
    with here().unit() as unit:
        row = find(unit, number)
        reply, draft = replies.statement(unit.session, number), replies.newest(unit.session, number)
        old = publications.numbered(unit.session, row.restates) if row.restates else None
        slug = row.statement["report"]
        report = catalog.REPORTS[slug]
        page = render_template(
            "reports/publication.html", row=row, report=report, holds=publishing.holds(row), columns=COLUMNS,
            newer=publications.restated_by(unit.session, number), why=WHY, typed=typed or Typed(),
            named=reportwords.namer(), shown=shown, moved=list(_moved(report, row, old)),
            reasons=[(key, gettext(words)) for key, words in WHY.items()],
            reply=reply, reply_holds=reply is not None and replying.holds(reply),
            beside={one["metric"]: one for one in reply.statement["without"]} if reply else {},
            disputed_words=DISPUTED, refusals=REFUSED, draft=_draft(unit, viewer, row, draft),
            dispute=list(_fields(typed)), may_reply=row.body_id is not None and row.body_id == viewer.body_id,
            doubt_words=DOUBT_WORDS, refusal_choices=[(key, gettext(words)) for key, words in REFUSED.items()],
        )  # fmt: skip
    return Response(page, code if typed else 200)


def shown(row: Mapping[str, Any], column: str) -> str:
    """Return a published cell as people read it."""
    if column == "n" and row["n"] is None:
        return gettext("moins de 5")
    return reportwords.shown(row, column)


def _draft(unit: UnitOfWork, viewer: Viewer, row: Publication, draft: FigureReply | None) -> dict[str, Any] | None:
    """Return what waits or was refused, for the body itself and for who decides."""
    if draft is None or draft.state == "published" or viewer.role == AUDITOR:
        return None
    return {
        "row": draft, "words": replies.words(unit.vault, draft), "is_own": draft.proposed_by == viewer.account_id,
        "cases": replies.named(unit.session, viewer, draft.disputed),
    }  # fmt: skip


def _fields(typed: Typed | None) -> Iterator[tuple[str, str, str]]:
    for why in REASONS:
        yield f"disputed-{why}", gettext(DISPUTED[why]), typed.disputed.get(why, "") if typed else ""


def _moved(report: Report, row: Publication, old: Publication | None) -> Iterator[str]:
    """Yield what a restatement moved, in words, with what it was and what it is."""
    named = reportwords.namer()
    before, after = ({one["metric"]: one for one in of.statement["figures"]} if of else {} for of in (old, row))
    for code in row.statement.get("moved", ()):
        metric, _, column = code.rpartition(".")
        was, now = (shown(rows[metric], column) if metric in rows else "0" for rows in (before, after))
        what = f"{named(report, metric)}, {gettext(COLUMNS[column]).lower()}"
        yield gettext("%(what)s : %(was)s, puis %(now)s", what=what, was=was or "–", now=now or "–")
