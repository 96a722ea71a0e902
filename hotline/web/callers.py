"""Who looks at the desk for calls, and the counts beside the parts of the house: how many wait there for them."""

from __future__ import annotations

from flask import Flask, g, request

from hotline.domain.callbacks import Caller
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services.calling import caller_of
from hotline.store import callbacks, clocks, counting, handovers, inbox, incidents, referrals, sorting, translations
from hotline.web.guards import current_account, maybe_account
from hotline.web.queuewords import FINDINGS, SHEETS
from hotline.web.sections import UNTAKEN
from hotline.web.surroundings import here

# These show no page of their own.
_LEAD_ON = ("inbox.go_next",)
# The first page alone says what became of the cases that the desk offered.
_HOME = "inbox.show_inbox"


def install(app: Flask) -> None:
    """Count before every page, once it is known who looks; call it after the guards were installed."""
    app.before_request(_count)


def current_caller() -> Caller:
    """Return who is signed in, as the rule for calls sees them."""
    with here().unit() as unit:
        return caller_of(here().tools.office.read(unit.session), current_account())


def _count() -> None:
    who = maybe_account()
    if who is None or who.role not in (LIAISON, COORDINATOR) or request.endpoint == "static":
        return
    with here().unit() as unit:
        office = here().tools.office.read(unit.session)
        caller = caller_of(office, who)
        # One round trip for all of it: the queues are on every page, whichever it is.
        queues = inbox.to_count(who.viewer, unit.now) if _shows_queues() else {}
        made = handovers.made_to_count(who.viewer, unit.now) if request.endpoint == _HOME else {}
        counts = counting.counts(unit.session, queues | made | {
            "/callbacks": callbacks.to_count(caller, unit.now),
            "/transfers": handovers.to_count(who.viewer),
            "/referrals": (referrals.to_count(who.viewer), referrals.to_tell(who.viewer)),
            "/translations": (translations.to_count(who.viewer, who.languages),
                              translations.to_hear(who.viewer, who.languages)),
            "/incidents": incidents.to_count(who.viewer),
            "/alerts": clocks.to_count(who.viewer),
            UNTAKEN: inbox.untaken_to_count(who.viewer),
            SHEETS: referrals.to_accept(who.viewer),
            FINDINGS: referrals.to_answer(who.viewer),
            "/triage": sorting.to_count(who.viewer, caller.body_kind),
        })  # fmt: skip
    g.inspects = any(desk.id == who.viewer.desk_id and not desk.takes_cases for desk in office.desks)
    g.section_counts = {name: count for name, count in counts.items() if name not in queues}
    if queues:
        g.queue_counts = {name: counts[name] for name in queues}


def _shows_queues() -> bool:
    """Say whether what is asked for is a page: not something to do, and nothing that the browser may hold already."""
    return request.method == "GET" and not request.if_none_match and request.endpoint not in _LEAD_ON
