"""What an account was told of its cases: what each is about and what is due. The wall is asked again at every look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response

from hotline.domain.notices import PAGED, URGENT
from hotline.domain.walls import Viewer
from hotline.store import casefile, clocks
from hotline.store.models.casework import Case
from hotline.store.models.clocks import Notice
from hotline.store.office import Office
from hotline.store.queues import OFFICERS
from hotline.web import rows
from hotline.web.clockwords import standing
from hotline.web.guards import current_viewer, signed_in
from hotline.web.i18n import gettext, ngettext
from hotline.web.surroundings import here

pages = Blueprint("notices", __name__)

SHOWN = 100


@dataclass(slots=True)
class Told:
    """What an account was told of one case: what it is about, and each notice in words, with whether it is late."""

    case: Case
    subject: str
    lines: list[tuple[Notice, str, bool]] = field(default_factory=list)
    in_hand: bool = False


@pages.get("/alerts")
@signed_in
def show_notices() -> str:
    """Show what waits for this account, a case at a time, the newest first."""
    viewer = current_viewer()
    with here().unit() as unit:
        found = clocks.open_notices(unit.session, viewer, SHOWN)
        office = here().tools.office.read(unit.session)
        calls = [case.owner_id for notice, case, _ in found if notice.kind in URGENT and case.owner_id]
        owners = casefile.titles(unit.session, calls) if calls else {}
        told: dict[UUID, Told] = {}
        for notice, case, clock in found:
            one = told.setdefault(case.id, Told(case, _subject(viewer, case, office)))
            if notice.kind in URGENT and case.owner_id:
                # Nobody need be called any more: the card says who has the case, once.
                if not one.in_hand:
                    one.lines.append((notice, _in_hand(viewer, case, owners), False))
                one.in_hand = True
                continue
            late = clock is not None and clock.due_at < unit.now
            one.lines.append((notice, standing(notice.kind, clock, unit.now), late))
    return render_template("notices/list.html", groups=_alike(told.values()))


@pages.post("/alerts/seen")
@signed_in
def put_all_away() -> Response:
    """Put away all that is shown."""
    with here().unit() as unit:
        found = clocks.open_notices(unit.session, current_viewer(), SHOWN)
        count = clocks.see(unit.session, current_viewer(), [notice.id for notice, *_ in found], unit.now)
    flash(ngettext("%(num)s alerte rangée.", "%(num)s alertes rangées.", count), "good")
    return redirect("/alerts", 303)


@pages.post("/alerts/<uuid:notice_id>/seen")
@signed_in
def put_away(notice_id: UUID) -> Response:
    """Put one away; another's, or none, is left as it is."""
    with here().unit() as unit:
        clocks.see(unit.session, current_viewer(), [notice_id], unit.now)
    return redirect("/alerts", 303)


def _alike(told: Iterable[Told]) -> list[list[Told]]:
    """Put the cases together of which the account was told one and the same thing; a call stands alone."""
    groups: dict[object, list[Told]] = {}
    for one in told:
        [(notice, words, is_late), *more] = one.lines
        alone = more or notice.kind == PAGED
        groups.setdefault(one.case.id if alone else (words, is_late), []).append(one)
    return list(groups.values())


def _in_hand(viewer: Viewer, case: Case, owners: Mapping[UUID, str]) -> str:
    if case.owner_id is None or case.owner_id == viewer.account_id:
        return gettext("Vous avez le dossier.")
    return gettext("%(who)s a le dossier.", who=owners[case.owner_id])


def _subject(viewer: Viewer, case: Case, office: Office) -> str:
    """Return what a case is about and where; who sees no texts is told neither."""
    return rows.band_words(case, office) if viewer.role in OFFICERS else ""
