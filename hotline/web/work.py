"""What an officer does with a case besides writing: ask, put aside, mark, call, give to others, fold into another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from hotline.domain.work import may_sleep_until, outlasts
from hotline.services import call_log, call_requests, casework, marking, mentions, merging, second_eyes
from hotline.services.asking import ANYTHING, CONSENT
from hotline.services.casework import LONGEST_NOTE, Mistake, checked
from hotline.store import scope
from hotline.unit_of_work import UnitOfWork
from hotline.web import casepage
from hotline.web.acting import asked_of, carry_out, number, officer, typed
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.kept import Kept
from hotline.web.surroundings import here
from hotline.web.times import BAMAKO
from hotline.web.warning import must_warn

pages = Blueprint("work", __name__, url_prefix="/cases")

# A case put aside comes back in the morning.
MORNING = time(8)


@pages.post("/<reference>/questions")
@officer
def ask(reference: str) -> Response:
    """Ask the citizen something; the clock of closing waits for them."""
    text, languages = typed(), here().tools.languages
    asked = replace(asked_of(reference), undo_s=here().settings.undo_seconds)
    done = gettext("Question enregistrée.")
    about = CONSENT if request.form.get("about") == CONSENT else ANYTHING
    if must_warn(reference, text):
        return casepage.show(reference, Kept("questions", text, number("seen"), warned=True, about=about), 422)
    return carry_out(reference, "questions", done, lambda unit: second_eyes.answer(unit, asked, text, languages, about))


@pages.post("/<reference>/call-requests")
@officer
def want_call(reference: str) -> Response:
    """Put the citizen among those to be called; who may call, the walls of the desk for calls say."""
    asked, done = asked_of(reference), gettext("L’appel est demandé.")
    office = here().tools.office
    return carry_out(reference, "calls", done, lambda unit: call_requests.want(unit, asked, office.read(unit.session)))


@pages.post("/<reference>/snooze")
@officer
def snooze(reference: str) -> Response:
    """Put the case aside until a day; without one, bring it back."""
    asked, day = asked_of(reference), request.form.get("day", "")
    until = _moment(day, "") if day else None
    if until and request.form.get("sure") != day and _falls_due(reference, until):
        return casepage.show(reference, Kept("snooze", day), 422)
    done = gettext("Mis de côté.") if until else gettext("Le dossier est de retour.")

    def act(unit: UnitOfWork) -> None:
        if day and until is None:
            raise Mistake("bad_snooze")
        marking.snooze(unit, asked, until)

    return carry_out(reference, "snooze", done, act)


@pages.post("/<reference>/tags")
@officer
def change_tags(reference: str) -> Response:
    """Put a tag on the case, or take one off."""
    asked, word, off = asked_of(reference), request.form.get("tag", ""), request.form.get("off", "")
    if off:
        return carry_out(reference, "tags", gettext("Étiquette retirée."), lambda unit: marking.untag(unit, asked, off))
    return carry_out(reference, "tags", gettext("Étiquette posée."), lambda unit: marking.tag(unit, asked, word))


@pages.post("/<reference>/calls")
@officer
def log_call(reference: str) -> Response:
    """Write down a call to the citizen."""
    asked, outcome = asked_of(reference), request.form.get("outcome", "")
    at = _moment(request.form.get("day", ""), request.form.get("at", ""))
    return carry_out(
        reference, "calls", gettext("Appel noté."), lambda unit: call_log.log_call(unit, asked, outcome, at)
    )


@pages.post("/<reference>/urgency")
@officer
def change_urgency(reference: str) -> Response:
    """Say how urgent the case is."""
    asked, urgency, office = asked_of(reference), request.form.get("urgency", ""), here().tools.office
    return carry_out(
        reference, "urgency", gettext("Urgence changée."),
        lambda unit: marking.change_urgency(unit, asked, urgency, office.read(unit.session)),
    )  # fmt: skip


@pages.post("/<reference>/exclusion")
@officer
def exclude(reference: str) -> Response:
    """Say that the case does not count, or that it does."""
    asked, why, sure = asked_of(reference), request.form.get("why", ""), request.form.get("sure") == "1"
    reason = typed().strip()

    def act(unit: UnitOfWork) -> None:
        if why and not marking.may_exclude(casework.find(unit, asked), asked.viewer):
            raise Mistake("counts_for_desk")
        if why and not reason:
            raise Mistake("no_why")
        if why and not sure:
            raise Mistake("not_sure")
        marking.exclude(unit, asked, why, checked(reason, LONGEST_NOTE) if reason else "")

    return carry_out(reference, "exclusion", gettext("C’est noté."), act)


@pages.post("/<reference>/courtesy")
@officer
def mark_courtesy(reference: str) -> Response:
    """Say that the citizen's last text asks for nothing."""
    asked, message_id = asked_of(reference), _id(request.form.get("message", ""))
    done = gettext("Ce message ne demande rien.")
    return carry_out(reference, "courtesy", done, lambda unit: marking.mark_courtesy(unit, asked, message_id))


@pages.post("/<reference>/escalation")
@officer
def escalate(reference: str) -> Response:
    """Ask the coordination to look at the case."""
    text, asked = typed(), asked_of(reference)
    done = gettext("La coordination est prévenue.")
    return carry_out(reference, "escalation", done, lambda unit: marking.escalate(unit, asked, text))


@pages.post("/<reference>/assignment")
@officer
def assign(reference: str) -> Response:
    """Give the case to a colleague of its desk."""
    asked, account_id = asked_of(reference), _id(request.form.get("account", ""))
    done = gettext("Le dossier a un responsable.")
    return carry_out(reference, "assignment", done, lambda unit: marking.assign(unit, asked, account_id))


@pages.post("/<reference>/mentions")
@officer
def mention(reference: str) -> Response:
    """Write a note for one colleague, and tell them of the case."""
    text, asked, account_id = typed(), asked_of(reference), _id(request.form.get("account", ""))
    done = gettext("Votre collègue est prévenu.")
    return carry_out(reference, "mentions", done, lambda unit: mentions.mention(unit, asked, account_id, text))


@pages.post("/<reference>/merges")
@officer
def merge(reference: str) -> Response:
    """Fold this case and another of the same citizen into the earlier one."""
    text, asked, office = typed(), asked_of(reference), here().tools.office
    done = gettext("Réunis. Les nouveaux messages vont au plus ancien.")
    return carry_out(
        reference, "merges", done, lambda unit: merging.merge(unit, asked, text, office.read(unit.session))
    )


@pages.post("/<reference>/merges/<uuid:merge_id>/end")
@officer
def undo_merge(reference: str, merge_id: UUID) -> Response:
    """Unfold a case again."""
    asked, office = asked_of(reference), here().tools.office
    done = gettext("Les deux dossiers sont séparés. Chacun reçoit de nouveau ses messages.")
    return carry_out(
        reference, "merges", done, lambda unit: merging.undo(unit, asked, merge_id, office.read(unit.session))
    )


@pages.post("/<reference>/waiting-answers/<uuid:answer_id>")
@officer
def read_answer(reference: str, answer_id: UUID) -> Response:
    """Let a colleague's answer to a protected case go, or give it back."""
    text, asked, languages = typed(), asked_of(reference), here().tools.languages
    if request.form.get("decision") == "let_go":
        done = gettext("La réponse part.")
        return carry_out(reference, "second", done, lambda unit: second_eyes.let_go(unit, asked, answer_id, languages))
    done = gettext("La réponse revient à qui l’a écrite.")
    return carry_out(reference, "second", done, lambda unit: second_eyes.give_back(unit, asked, answer_id, text))


def _falls_due(reference: str, until: datetime) -> bool:
    """Say whether to ask once more before a case is put aside past its due time; what is refused is not asked."""
    with here().unit() as unit:
        case = scope.case_for(unit.session, current_viewer(), reference)
        if case is None or not may_sleep_until(until, unit.now) or marking.hinders_snooze(unit, case):
            return False
        return outlasts(until, case.due_at, case.sensitivity, case.urgency)


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        abort(400)


def _moment(day: str, at: str) -> datetime | None:
    """Read a day and an hour in Bamako; None for what is none."""
    try:
        hour = time.fromisoformat(at) if at else MORNING
        return datetime.combine(date.fromisoformat(day), hour.replace(tzinfo=None), BAMAKO)
    except ValueError:
        return None
