"""Published figures: frozen, signed, stated again where they moved; and the files an outsider checks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.exports import Mark
from hotline.domain.walls import ADMINISTRATOR
from hotline.reports import catalog
from hotline.reports.base import BadPeriod, Period, period
from hotline.reports.files import XLSX, Table, as_csv, as_xlsx
from hotline.reports.publishing import PUBLIC, days_of, statement, table
from hotline.services import publishing, witness
from hotline.services.publishing import Publisher, Unmoved
from hotline.store import publications, replies, report_choices
from hotline.store.trail_pack import signed
from hotline.web import publicationpage, reportwords
from hotline.web.guards import current_account, current_viewer, role, signed_in
from hotline.web.i18n import gettext
from hotline.web.publicationpage import COLUMNS, WHY, Typed, find
from hotline.web.reportasked import PERIODS, UNKNOWN, UNREADABLE, day_of
from hotline.web.surroundings import here, now
from hotline.web.times import BAMAKO

pages = Blueprint("published", __name__)

NO_SUCH_BODY = UNKNOWN["body"]


@pages.get("/reports/published")
@signed_in
def show_published() -> Response:
    """List what was published, and ask what to publish next; a body's accounts see what is about it."""
    return _list({}, {})


@pages.post("/reports/published")
@role(ADMINISTRATOR)
def create_publication() -> AnyResponse:
    """Publish a report over days that are over, of the whole house or about a body; or show it first."""
    typed = {name: request.form.get(name, "").strip()[:40] for name in ("slug", "from", "to", "body")}
    days, errors = _days(typed)
    if typed["slug"] not in PUBLIC:
        errors["slug"] = gettext("Choisissez un rapport.")
    with here().unit() as unit:
        if typed["body"] and typed["body"] not in report_choices.bodies(unit.session):
            errors["body"] = gettext(NO_SUCH_BODY)
        if not errors and days is not None:
            said = statement(unit.session, typed["slug"], days, unit.now, typed["body"])
            if "preview" in request.form:
                return _list(typed, errors, said)
            body_id = report_choices.body_id(unit.session, typed["body"]) if typed["body"] else None
            number = publishing.publish(unit, _publisher(), said, body_id)
    return _list(typed, errors) if errors else redirect(f"/reports/published/{number}", 303)


@pages.get("/reports/published/<int:number>")
@signed_in
def show_publication(number: int) -> Response:
    """Show one statement, whether it is what was signed, what states it again, and what its body replies."""
    return publicationpage.show(number)


@pages.get("/reports/published/<int:number>.json")
@signed_in
def send_publication(number: int) -> Response:
    """Send a statement and the reply to it with their signatures, for whoever checks them elsewhere."""
    with here().unit() as unit:
        row = find(unit, number)
        reply = replies.statement(unit.session, number)
    held = {**signed(row), "reply": signed(reply) if reply else None}
    return Response(json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True), mimetype="application/json")


@pages.get("/reports/published/<int:number>.csv")
@signed_in
def send_csv(number: int) -> Response:
    """Send a statement as a text file, with the reply and the figure without what it disputes."""
    return _sent(number, lambda rows, mark, about: as_csv(rows, tagged="hxl" in request.args), ("csv", "text/csv"))


@pages.get("/reports/published/<int:number>.xlsx")
@signed_in
def send_xlsx(number: int) -> Response:
    """Send a statement as a workbook."""
    return _sent(number, as_xlsx, ("xlsx", XLSX))


@pages.post("/reports/published/<int:number>/restatements")
@role(ADMINISTRATOR)
def create_restatement(number: int) -> AnyResponse:
    """State figures again as they are now, with what moved and why."""
    why = request.form.get("why", "")
    if why not in WHY:
        return publicationpage.show(number, Typed({"why": gettext("Dites pourquoi.")}))
    with here().unit() as unit:
        old = find(unit, number)
        about = old.statement.get("about", {}).get("code", "")
        anew = statement(unit.session, old.statement["report"], days_of(old.statement), unit.now, about)
        try:
            newer = publishing.restate(unit, _publisher(), old, anew, why)
        except Unmoved:
            newer = None
    if newer is None:
        return publicationpage.show(number, Typed({"why": gettext("Rien n’a bougé : rien à corriger.")}))
    return redirect(f"/reports/published/{newer}", 303)


def _days(typed: Mapping[str, str]) -> tuple[Period | None, dict[str, str]]:
    first, last = day_of(typed["from"]), day_of(typed["to"])
    errors = {name: gettext(UNREADABLE) for name, day in (("from", first), ("to", last)) if day is None}
    if first is None or last is None:
        return None, errors
    if last > now().astimezone(BAMAKO).date():
        return None, {"to": gettext("Seuls des jours passés se publient.")}
    try:
        return period(first, last), errors
    except BadPeriod as bad:
        return None, {"to": gettext(PERIODS[str(bad)])}


def _last_month() -> dict[str, str]:
    """Return the days most often published: those of the month before this one."""
    end = now().astimezone(BAMAKO).date().replace(day=1)
    return {"from": (end - timedelta(days=1)).replace(day=1).isoformat(), "to": end.isoformat()}


def _publisher() -> Publisher:
    return Publisher(current_account().actor, here().signer)


def _list(typed: Mapping[str, str], errors: Mapping[str, str], said: Mapping[str, Any] | None = None) -> Response:
    viewer = current_viewer()
    with here().unit() as unit:
        mine = replies.about(unit.session, viewer.body_id, publications.SHOWN) if viewer.body_id else []
        rows = publications.latest(unit.session) if publicationpage.reads_all(viewer) else mine
        answered = replies.statements(unit.session, [row.number for row in rows])
        waiting = set(replies.waiting(unit.session)) & {row.number for row in rows}
        bodies = [(code, one.name) for code, one in report_choices.bodies(unit.session).items()]
    asked = {"slug": PUBLIC[0], **_last_month(), "body": "", **typed}
    titles = {slug: gettext(catalog.REPORTS[slug].title) for slug in PUBLIC}
    page = render_template(
        "reports/published.html", rows=rows, titles=titles, asked=asked, errors=errors, bodies=bodies,
        answered=answered, waiting=waiting, said=said, columns=COLUMNS, shown=publicationpage.shown,
        report=catalog.REPORTS[said["report"]] if said else None, named=reportwords.namer(),
    )  # fmt: skip
    return Response(page, 422 if errors else 200)


def _sent(number: int, write: Callable[[Table, Mark, Sequence[str]], str | bytes], form: tuple[str, str]) -> Response:
    """Write the file into the house's trail for good, and only then send it."""
    who = current_account()
    with here().unit() as unit:
        row, reply = find(unit, number), replies.statement(unit.session, number)
        drawn = table(row.statement, reply.statement if reply else None)
        noted = witness.note_export(unit, who.actor, "publication", publication=number, format=form[0])
        mark = Mark(noted, who.title, unit.now)
    said, slug = row.statement, row.statement["report"]
    about = [gettext(catalog.REPORTS[slug].title), said.get("about", {}).get("name", ""),
             f"{said['first']} / {said['last']}", *(gettext(one) for one in said["definition"])]  # fmt: skip
    name = f"published-{number}-export-{noted}.{form[0]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write(drawn, mark, [one for one in about if one]), mimetype=form[1], headers=headers)
