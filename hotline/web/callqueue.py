"""Who waits for a call, as lists: what can be done now, in which language, and for those who see nobody the counts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request

from hotline.domain.callbacks import HOURS, MOST_MISSES, Caller
from hotline.domain.walls import Viewer
from hotline.store import callbacks, events
from hotline.store.callbacks import Known
from hotline.unit_of_work import UnitOfWork
from hotline.web.callers import current_caller
from hotline.web.callwords import CALL_HOURS, language_word, pairs
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.subject import subject
from hotline.web.surroundings import here

MOST_LISTED = 100


def queue() -> str:
    """Return the page of who waits for a call, as far as the account may know."""
    caller = current_caller()
    with here().unit() as unit:
        known = callbacks.listed(unit.session, caller, MOST_LISTED)
        shown = [one for one in known if _is_wanted(one)]
        return render_template(
            "callbacks/list.html", groups=_groups(unit, caller, shown), asked=request.args, count=len(known),
            mine=callbacks.held_by(unit.session, caller.viewer.account_id, unit.now),
            to_note=callbacks.to_note(unit.session, caller.viewer.account_id),
            asked_by=askers(unit, caller.viewer, shown),
            written=callbacks.written_since(unit.session, caller.viewer, shown),
            independent=caller.is_independent, most_listed=MOST_LISTED,
            can_call=any(is_free(unit, caller, one) for one in known),
            languages=[(code, language_word(code)) for code in sorted({one.callback.language for one in known})],
            hours=pairs(CALL_HOURS), hour_words=CALL_HOURS, language_word=language_word, subject=subject,
            most_misses=MOST_MISSES,
        )  # fmt: skip


def watched() -> str:
    """Return the page for those who see nobody: by language, how many wait and since when."""
    with here().unit() as unit:
        rows = callbacks.watched(unit.session, current_viewer(), unit.now)
        return render_template("callbacks/watched.html", rows=rows, language_word=language_word)


def askers(unit: UnitOfWork, viewer: Viewer, known: Sequence[Known]) -> dict[UUID, str]:
    """Return in words who asked for each of the calls."""
    wanted, own = callbacks.wanted(unit.session, known), events.by_account(viewer.account_id)
    words = {None: gettext("demandé par le citoyen"), own: gettext("demandé par vous")}
    colleague = gettext("demandé par un collègue")
    return {one.callback.id: words.get(wanted.get(one.callback.id), colleague) for one in known}


def is_held(unit: UnitOfWork, known: Known) -> bool:
    """Say whether somebody calls this person just now."""
    until = known.callback.claim_until
    return until is not None and until > unit.now


def is_free(unit: UnitOfWork, caller: Caller, known: Known) -> bool:
    """Say whether the account could call this person now."""
    row = known.callback
    return caller.speaks(row.language) and row.next_at <= unit.now and not is_held(unit, known)


def _groups(unit: UnitOfWork, caller: Caller, known: list[Known]) -> list[tuple[str, list[Known]]]:
    """Return the wishes by what can be done with them now, those of one's own languages first."""
    others = [one for one in known if not is_held(unit, one)]
    now = [one for one in others if one.callback.next_at <= unit.now]
    groups = (
        (gettext("On peut appeler maintenant"), [one for one in now if caller.speaks(one.callback.language)]),
        (gettext("Dans d’autres langues"), [one for one in now if not caller.speaks(one.callback.language)]),
        (gettext("Plus tard"), [one for one in others if one.callback.next_at > unit.now]),
        (gettext("En cours d’appel"), [one for one in known if is_held(unit, one)]),
    )
    return [group for group in groups if group[1]]


def _is_wanted(known: Known) -> bool:
    """Say whether a wish passes the filters of the address; what they do not know lets everything pass."""
    language, hours = request.args.get("language", ""), request.args.get("hours", "any")
    if language and known.callback.language != language:
        return False
    return hours not in HOURS or hours == "any" or known.contact.call_hours in (hours, "any")
