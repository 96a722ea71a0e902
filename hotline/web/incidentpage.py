"""The pages of incidents: everything on them is counted and listed from the cases in the account's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template

from hotline.domain.grouping import WINDOW
from hotline.domain.incidents import (
    ASKED,
    RUMOUR,
    VERIFYING_WITHIN,
    is_older_than_verdict,
    may_agree,
    may_release,
)
from hotline.domain.walls import Viewer
from hotline.services import incident_answers
from hotline.services import incidents as joining
from hotline.services.incident_answers import Told
from hotline.store import casefile, incidents, opinions, verifying
from hotline.store import messages as texts
from hotline.store.incidents import Seen
from hotline.store.models.casework import Case
from hotline.store.models.incidents import IncidentAnswer
from hotline.store.models.office import Category, Place
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords, composer, places, warning
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext, later
from hotline.web.subject import subject
from hotline.web.surroundings import here

KINDS = {"event": later("événement"), "rumour": later("rumeur à vérifier"), "pattern": later("plaintes répétées")}
VERDICTS = {"true": later("vrai"), "false": later("faux"), "unclear": later("pas clair")}
SHOWN_LENGTH = 160


def show_list(errors: dict[str, str]) -> Response:
    """List incidents and surges."""
    viewer = current_viewer()
    with here().unit() as unit:
        found = incidents.listed(unit.session, viewer)
        rising = incidents.surges(unit.session, viewer, unit.now)
        page = render_template(
            "incidents/list.html", errors=errors, kinds=KINDS, verdicts=VERDICTS,
            incidents=[(seen, _title(unit, seen.category, seen.place_id)) for seen in found],
            surges=[(surge, _title(unit, surge.category, surge.place_id)) for surge in rising],
        )  # fmt: skip
    return Response(page, 422 if errors else 200)


def show(incident_id: UUID, errors: dict[str, str], typed: Mapping[str, str] | None = None) -> Response:
    """Show one incident; absent and hidden are the same 404."""
    viewer = current_viewer()
    with here().unit() as unit:
        seen = incidents.seen(unit.session, viewer, incident_id)
        if seen is None:
            abort(404)
        members = incidents.members(unit.session, viewer, incident_id)
        near = incidents.suggested(unit.session, viewer, incident_id, seen.first - WINDOW)
        like = _fitting(unit, seen, near)
        page = render_template(
            "incidents/incident.html", errors=errors, seen=seen, incident=seen.incident, typed=typed or {},
            title=_title(unit, seen.category, seen.place_id), kinds=KINDS, verdicts=VERDICTS,
            members=[_row(unit, row) for row in members], suggested=[_row(unit, row) for row in like],
            is_rumour=seen.incident.kind == RUMOUR, asked=ASKED,
            witnesses=joining.witnesses(unit, seen.incident, [row[0] for row in near]),
            may_agree=may_agree(viewer, seen.incident.verdict_by),
            viewer_id=viewer.account_id, **_opinions(unit, seen),
            **_unaware(unit, viewer, seen), **_answers(unit, viewer, seen),
        )  # fmt: skip
    return Response(page, 422 if errors else 200)


def path_after(incident_id: UUID) -> str:
    """Return the incident, or the list where too few of its cases are left to be one."""
    with here().unit() as unit:
        still = incidents.seen(unit.session, current_viewer(), incident_id)
    return f"/incidents/{incident_id}" if still else "/incidents"


def like(unit: UnitOfWork, viewer: Viewer, case: Case) -> list[tuple[Seen, str]]:
    """Return the rumours that a case may be asking about, each with what it is called."""
    found = joining.asked_about(unit, viewer, case)
    return [(seen, _title(unit, seen.category, seen.place_id)) for seen in found]


def _fitting(unit: UnitOfWork, seen: Seen, rows: Sequence[Any]) -> list[Any]:
    """Return what may be offered: what would be refused afterwards is not."""
    fit = {case.id for case in joining.fitting(unit, seen.incident, [row[0] for row in rows])}
    return [row for row in rows if row[0].id in fit]


def _opinions(unit: UnitOfWork, seen: Seen) -> dict[str, Any]:
    """Return who says what of a rumour, the first first."""
    said = opinions.of_incident(unit.session, seen.incident.id) if seen.incident.kind == RUMOUR else ()
    who = casefile.titles(unit.session, {one.account_id for one in said})
    return {"opinions": [(one, who.get(one.account_id, "")) for one in said]}


def _unaware(unit: UnitOfWork, viewer: Viewer, seen: Seen) -> dict[str, Any]:
    """Return how many who ask about a rumour do not know that it is being verified, and by when they are to."""
    count, first = verifying.waiting(unit.session, viewer, seen.incident.id)
    return {"unaware": count, "tell_before": first + VERIFYING_WITHIN if first else None}


def _answers(unit: UnitOfWork, viewer: Viewer, seen: Seen) -> dict[str, Any]:
    wanted = incident_answers.to_tell(unit, viewer, seen.incident.id, here().tools.languages)
    written = incidents.answers(unit.session, seen.incident.id)
    told = incidents.told(unit.session, viewer, [answer.id for answer in written])
    who = casefile.titles(unit.session, {answer.author_id for answer in written})
    owed = [(code, len(group.owed)) for code, group in sorted(wanted.items()) if group.owed]
    names = [(code, gettext(casewords.LANGUAGES[code]), count) for code, count in owed]
    return {
        "languages": names, "offered": [(code, f"{name} ({count})") for code, name, count in names],
        "answers": [_answer(unit, viewer, seen, answer, told[answer.id], wanted.get(answer.language, Told()))
                    | {"author": who.get(answer.author_id, ""), "mine": answer.author_id == viewer.account_id}
                    for answer in written],
    }  # fmt: skip


def _answer(unit: UnitOfWork, viewer: Viewer, seen: Seen, answer: IncidentAnswer, *counts: Any) -> dict[str, Any]:
    told, wanted = counts
    waiting, answered = len(wanted.owed), len(wanted.answered)
    words = incident_answers.body(unit.vault, answer)
    may = may_release(seen.incident.kind, viewer, answer.author_id, seen.incident.agreed_by)
    return {
        "answer": answer, "language": gettext(casewords.LANGUAGES[answer.language]), "count": composer.count(words),
        "told": told, "waiting": waiting, "answered": answered, "may_release": may, "words": words,
        "version": incident_answers.version(answer),
        "warning": warning.of_many(unit, words, answer.language, seen.place_id),
        "is_old": is_older_than_verdict(seen.incident.kind, answer.written_at, seen.incident.agreed_at),
    }  # fmt: skip


def _title(unit: UnitOfWork, category: str, place_id: UUID | None) -> str:
    label = casewords.category_label(unit.session.get_one(Category, category))
    place = casefile.place_path(unit.session, place_id)
    return f"{label} · {place[0]}" if place else label


def _row(unit: UnitOfWork, row: Sequence[Any]) -> dict[str, Any]:
    """Return a case as a line: of what is protected neither words nor subject."""
    case, message, category, place = row
    hidden = case.sensitivity == "S3"
    words = "" if hidden or message is None else " ".join(texts.body(unit.vault, message).split())[:SHOWN_LENGTH]
    return {
        "case": case, "words": words, "status": gettext(casewords.STATUSES[case.status]),
        "category": _cercle(unit, place) if hidden else subject(case, category),
        "place": "" if hidden or place is None else place.name,
        "channel": gettext(casewords.CHANNELS[case.channel]) if hidden else "",
    }  # fmt: skip


def _cercle(unit: UnitOfWork, place: Place | None) -> str:
    """Return what tells protected lines apart: the cercle, and no more of where."""
    above = unit.session.get(Place, place.parent_id) if place and place.parent_id else None
    return places.coarse(place, above) if place else gettext("Lieu inconnu")
