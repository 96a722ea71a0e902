"""The page that sorts: the most pressing message with its like, the guesses, and what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from flask import Response, abort, render_template, request

from hotline.domain.sorting import DANGERS, HINTED, STANDS
from hotline.domain.walls import Viewer
from hotline.services import alerting, resorting, sorting, watching
from hotline.services.sorting import BLAMES, Choice, Effect
from hotline.services.sorting_groups import MOST_TOGETHER
from hotline.store import casefile, messages, scope, standings
from hotline.store import sorting as queue
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Message
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords, places
from hotline.web.because import reasons_in_words, words_pointed_at
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext, later
from hotline.web.percents import percent
from hotline.web.subject import subject
from hotline.web.surroundings import here
from hotline.web.wordmarks import marked

NEXT, MOST_PLACES = 5, 12
# A danger that went straight to its desk stays in sight of who sorts until somebody takes it, or for a shift.
FRESH, MOST_DANGERS = timedelta(hours=12), 8
BLAME_WORDS = {**casewords.FORCES, "civil": later("service civil"), "hotline": later("cette ligne, ou l’aide")}
# What takes one message out of its group: letters that no other key of the page uses.
KEYS = "bcefghijklmnoqrstuvwxyz"


def show(errors: dict[str, str], wanted: str = "") -> Response:
    """Take the message asked for, or the most pressing that waits for the account, and show it with its like.

    Raises NotFound, Mistake where the one asked for is not for this account, or in other hands.
    """
    viewer = current_viewer()
    with here().unit() as unit:
        taken = sorting.take(unit, viewer, wanted) if wanted else sorting.take_next(unit, viewer)
        together = queue.group_of(unit.session, viewer, taken, MOST_TOGETHER) if taken is not None else []
        noted = [case.reference for case in (taken, *(row[0] for row in together)) if case is not None]
        for reference in noted:
            watching.note_reading(unit, viewer, reference)
    with here().unit() as unit:
        # Looked at again: a wall may have gone up meanwhile.
        case = scope.case_for(unit.session, viewer, taken.reference) if taken is not None else None
        office = here().tools.office.read(unit.session)
        context: dict[str, Any] = {
            "case": case, "count": queue.count(unit.session, viewer), "errors": errors, "stands": STANDS,
            "chosen": request.form if errors else {},
            "reads_protected": viewer.cleared,
            "last": resorting.last_decision(unit, viewer), "coming": _coming(unit, office, viewer, case),
            "fresh": [_row(unit, office, row[0], row[1], 1)
                      for row in queue.dangers(unit.session, viewer, unit.now - FRESH, MOST_DANGERS)],
        }  # fmt: skip
        if case is not None:
            context |= _shown(unit, office, viewer, case) | _alike(unit, office, viewer, (case, noted))
        page = render_template("triage/triage.html", **context)
    return Response(page, 422 if errors else 200)


def _shown(unit: UnitOfWork, office: Office, viewer: Viewer, case: Case) -> dict[str, Any]:
    message = messages.get(unit.session, case.last_message_id) if case.last_message_id else abort(404)
    text, findings = messages.body(unit.vault, message), message.findings or {}
    because = findings.get("because", [])
    shares = [(casewords.word(casewords.LANGUAGES, code, "oth"), share) for code, share in findings.get("shares", [])]
    likely: dict[str, None] = dict.fromkeys((case.category, findings.get("second") or case.category))
    # A category may have been taken out of service since the text was read.
    codes = [code for code in likely if code in office.categories and office.categories[code].active]
    desks = casefile.desks(unit.session)
    lift = queue.lift_of(unit.session, case.id)
    return {
        "pieces": marked(text, because), "message": message,
        "guesses": [_guess(unit, office, case, message, code) for code in codes],
        "reasons": reasons_in_words(because), "pointed": words_pointed_at(because, text),
        "shares": ", ".join(f"{name} {percent(share)}" for name, share in shares),
        "place": list(dict.fromkeys(casefile.place_path(unit.session, case.place_id))),
        **_named(office, case, findings.get("place") or {}, text),
        "channel": gettext(casewords.CHANNELS[case.channel]),
        "categories": [(row.code, casewords.category_label(row)) for row in office.categories.values() if row.active],
        "urgencies": [(code, gettext(words)) for code, words in casewords.URGENCIES.items()],
        "blames": [(code, gettext(BLAME_WORDS[code])) for code in BLAMES],
        "accused": casefile.accused_names(unit.session, case.id), "is_walled": case.wall == HINTED,
        "lift_asked": lift is not None, "lift_is_mine": lift is not None and lift.account_id == viewer.account_id,
        "dangers": [(code, casewords.category_label(office.categories[code])) for code in DANGERS],
        "outside": [(str(desk.id), f"{desks[desk.id].name}, {desks[desk.id].body}")
                    for desk in alerting.desks_outside(unit, case, office)],
        "is_danger": case.urgency == "critical", "danger": case.category if case.category in DANGERS else "",
        "earlier": len(casefile.earlier(unit.session, viewer, case)),
    }  # fmt: skip


def _named(office: Office, case: Case, guess: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return the words a place was read from where they are not its name, and which places of one name are meant."""
    nearly = text[guess["start"] : guess["end"]] if guess.get("how") == "nearly" else ""
    codes = [code for code in guess.get("others", ()) if code in office.places] if case.place_id is None else []
    return {"nearly": nearly, "places": [(code, ", ".join(_path(office, code))) for code in codes[:MOST_PLACES]]}


def _path(office: Office, code: str) -> list[str]:
    return list(dict.fromkeys(office.places[one].name for one in office.path(code)))


def _guess(unit: UnitOfWork, office: Office, case: Case, message: Message, code: str) -> dict[str, Any]:
    found: Effect = sorting.effect(unit, office, case, message, Choice(code))
    desk, names = casefile.desks(unit.session)[found.decision.desk_id], casefile.body_names(unit.session)
    hidden = sorted(names[body] for body in found.barred if body in names)
    return {
        "code": code, "label": casewords.category_label(found.category), "desk": f"{desk.name}, {desk.body}",
        "due": found.due.first_answer, "hidden": ", ".join(hidden),
    }  # fmt: skip


def _alike(unit: UnitOfWork, office: Office, viewer: Viewer, shown: tuple[Case, list[str]]) -> dict[str, Any]:
    """Return the messages that stand with this one, a line for the same words, each with a key that takes it out.

    Whatever joined them since their reading was noted waits for the next look.
    """
    case, noted = shown
    standing = standings.get(unit.session, case.id)
    found = queue.group_of(unit.session, viewer, case, MOST_TOGETHER)
    rows = [row for row in found if row[0].reference in noted]
    lines: dict[bytes, list[tuple[Case, Message]]] = defaultdict(list)
    for other, stands, message in rows:
        lines[stands.same].append((other, message))
    same = len(lines.pop(standing.same, [])) if standing else 0
    classed = queue.sorted_alike(unit.session, viewer, case) if standing else []
    return {
        "others": " ".join(f"{other.reference}:{other.version}" for other, *_ in rows), "alike": len(rows),
        "same": same, "is_news": standing is not None and standing.news,
        "lines": [_line(unit, line, key) for line, key in zip_longest(lines.values(), KEYS[: len(lines)])],
        "classed": [(casewords.category_label(office.categories[code]), count) for code, count in classed],
    }  # fmt: skip


def _line(unit: UnitOfWork, line: list[tuple[Case, Message]], key: str | None) -> dict[str, Any]:
    case, message = line[0]
    return {
        "case": case, "words": messages.body(unit.vault, message), "count": len(line), "key": key or "",
        "out": " ".join(other.reference for other, _ in line), "received": message.received_at,
    }  # fmt: skip


def _coming(unit: UnitOfWork, office: Office, viewer: Viewer, case: Case | None) -> list[dict[str, Any]]:
    rows = queue.coming(unit.session, viewer, unit.now, NEXT + 1)
    return [_row(unit, office, *row) for row in rows if case is None or row[0].id != case.id][:NEXT]


def _row(unit: UnitOfWork, office: Office, case: Case, message: Message | None, size: int) -> dict[str, Any]:
    protected = case.sensitivity == "S3"
    words = "" if protected or message is None else messages.body(unit.vault, message)[:120]
    category = gettext("Protégé") if protected else subject(case, office.categories[case.category])
    where = places.shown(case, *office.place_and_above(case.place_id)) or gettext("Lieu inconnu")
    channel = gettext(casewords.CHANNELS[case.channel])
    return {"case": case, "words": words, "category": category, "size": size, "where": where, "channel": channel}
