"""The alarms of the report on work for the clock, one by one, for those who look into them: no text, no number."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request

from hotline.domain.questions import BadQuestion, Question, read_question
from hotline.reports import gaming
from hotline.reports.base import BadPeriod, View, period
from hotline.reports.gaming import Alarm
from hotline.services import witness
from hotline.store import casefile, trail
from hotline.unit_of_work import UnitOfWork
from hotline.web.audit_desk import ERRORS
from hotline.web.guards import current_account, current_viewer, role
from hotline.web.i18n import gettext
from hotline.web.names import Names
from hotline.web.surroundings import here, now
from hotline.web.times import BAMAKO

pages = Blueprint("gaming", __name__)

USUAL, MOST_SHOWN = timedelta(days=30), 500


@pages.get("/audit/alarms")
@role("administrator", "auditor")
def show_alarms() -> Response:
    """Show what the report on work for the clock asks to be looked at, of the cases received on some days."""
    today = now().astimezone(BAMAKO).date()
    asked = {"from": (today - USUAL).isoformat(), "to": today.isoformat()} | {
        name: words[:40] for name in ("from", "to") if (words := request.args.get(name, ""))
    }
    try:
        question = read_question(asked)
        rows = _rows(question)
    except (BadQuestion, BadPeriod) as bad:
        errors = bad.errors if isinstance(bad, BadQuestion) else {"to": "long"}
        return Response(_page(asked, [], {name: gettext(ERRORS[code]) for name, code in errors.items()}), 422)
    return Response(_page(asked, rows, {}))


def _rows(asked: Question) -> list[dict[str, object]]:
    """Note who asks, and return the alarms with the names of what they tell of."""
    days = period(asked.first or date.min, (asked.last or date.min) + timedelta(days=1))
    with here().unit() as unit:
        witness.note_question(unit, current_account().actor, asked, "alarms")
    with here().unit() as unit:
        found = gaming.alarms(unit.session, View(days, current_viewer(), unit.now))[:MOST_SHOWN]
        return [_row(unit, alarm, _names(unit, found)) for alarm in found]


def _names(unit: UnitOfWork, found: list[Alarm]) -> Names:
    return Names(casefile.titles(unit.session, [alarm.account_id for alarm in found]), casefile.desks(unit.session))


def _row(unit: UnitOfWork, alarm: Alarm, names: Names) -> dict[str, object]:
    return {
        "words": gettext(gaming.GAMING.metrics[alarm.kind]), "at": alarm.at, "who": names.who(alarm.actor),
        "desk": names.desk(alarm.desk) if alarm.desk else "",
        "reference": trail.reference_of(unit.session, current_viewer(), alarm.case.case.id),
    }  # fmt: skip


def _page(asked: dict[str, str], rows: list[dict[str, object]], errors: dict[str, str]) -> str:
    return render_template("audit/alarms.html", asked=asked, rows=rows, errors=errors, most=MOST_SHOWN)
