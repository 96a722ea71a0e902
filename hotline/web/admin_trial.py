"""Trying a message against the rules, before anything is saved; the message is kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, render_template, request

from hotline.domain.coverage import Gap
from hotline.domain.findings import PlaceGuess
from hotline.services import office, trials
from hotline.services.office_form import Form, Wrong
from hotline.services.trials import Trial
from hotline.store.office import Office
from hotline.web import casewords
from hotline.web.admin_rules import rule_changes, rule_lines
from hotline.web.admin_words import SENSITIVITIES
from hotline.web.adminsheet import sentences
from hotline.web.because import reasons_in_words, words_pointed_at
from hotline.web.guards import role
from hotline.web.i18n import gettext, later
from hotline.web.percents import percent
from hotline.web.surroundings import here

pages = Blueprint("trial", __name__)

MOST_GAPS = 40
GAPS = {
    "no_desk": later("aucun bureau de ce genre ; la coordination reçoit"),
    "nobody": later("personne d’indépendant"),
    "wall": later("mène à un bureau mis en cause"),
}


@pages.get("/admin/trial")
@role("administrator")
def show_trial() -> str:
    """Show the rules in order, the box for a message, who changed what, and whether the rules leave a gap."""
    return _page(None, "", {})


@pages.post("/admin/trial")
@role("administrator")
def run_trial() -> Response:
    """Try the message by the rules in force."""
    form = Form(request.form.to_dict(flat=False))
    text = form.text("trial", longest=trials.LONGEST)
    try:
        form.settle()
        with here().unit() as unit:
            trial = trials.try_text(unit, here().tools, text)
    except Wrong as wrong:
        return Response(_page(None, form.raw("trial"), sentences(wrong)), 422)
    return Response(_page(trial, text, {}))


def in_words(trial: Trial) -> dict[str, Any]:
    """Return what a trial found as a page shows it."""
    found = trial.findings
    shares = (
        f"{casewords.word(casewords.LANGUAGES, code, 'oth')} {percent(share)}" for code, share in found.language_shares
    )
    categories = [_category(trial.office, code) for code in (found.category, found.second) if code]
    return {
        "categories": categories, "confidence": percent(found.confidence),
        "urgency": casewords.word(casewords.URGENCIES, found.urgency),
        "sensitivity": gettext(SENSITIVITIES[found.sensitivity]),
        "shares": ", ".join(shares), "place": _where(trial.office, found.place),
        "accused": ", ".join(trial.accused), "barred": ", ".join(trial.barred),
        "desk": f"{trial.desk}, {trial.body}", "because": reasons_in_words(trial.because),
        "pointed": words_pointed_at(trial.because, trial.text), "needs_person": trial.needs_person, "due": trial.due,
        "rule": trial.rule, "new_gaps": _gaps(trial.office, trial.new_gaps)[:MOST_GAPS],
    }  # fmt: skip


def _page(trial: Trial | None, text: str, errors: dict[str, str]) -> str:
    with here().unit() as unit:
        rules_held = here().tools.office.read(unit.session)
        found, alone = trials.check(rules_held), office.names(unit.session, office.unprotected(unit.session))
        rules, changes = list(rule_lines(unit.session)), rule_changes(unit.session)
    gaps = _gaps(rules_held, found.gaps)
    return render_template(
        "admin/trial.html", trial=in_words(trial) if trial else None, text=text, errors=errors, tried=found.tried,
        gaps=gaps[:MOST_GAPS], more=max(0, len(gaps) - MOST_GAPS), alone=alone, rules=rules, changes=changes,
    )  # fmt: skip


def _gaps(held: Office, gaps: Iterable[Gap]) -> list[tuple[str, str, str]]:
    return [(_category(held, gap.category), _place(held, gap.place), gettext(GAPS[gap.why])) for gap in gaps]


def _where(held: Office, place: PlaceGuess | None) -> str:
    """Return where it happened, or which places of one name are meant."""
    codes = (place.code, *place.others) if place else ()
    paths = (", ".join(dict.fromkeys(held.places[one].name for one in held.path(code))) for code in codes if code)
    return gettext(" ou ").join(paths)


def _category(held: Office, code: str) -> str:
    row = held.categories.get(code)
    return casewords.category_label(row) if row else code


def _place(held: Office, code: str) -> str:
    return held.places[code].name if code in held.places else gettext("sans lieu")
