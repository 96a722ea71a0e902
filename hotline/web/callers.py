"""Who looks at the desk for calls, and the counts beside the parts of the house: how many wait there for them."""

from __future__ import annotations

from flask import Flask, g, request

from hotline.domain.callbacks import Caller
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services.calling import caller_of
from hotline.store import callbacks, clocks, counting, handovers, incidents, referrals, translations
from hotline.web.guards import current_account, maybe_account
from hotline.web.surroundings import here


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
        caller = caller_of(here().tools.office.read(unit.session), who)
        g.section_counts = counting.counts(unit.session, {
            "/callbacks": callbacks.to_count(caller, unit.now),
            "/transfers": handovers.to_count(who.viewer),
            "/referrals": (referrals.to_count(who.viewer), referrals.to_tell(who.viewer)),
            "/translations": translations.to_count(who.viewer, who.languages),
            "/incidents": incidents.to_count(who.viewer),
            "/alerts": clocks.to_count(who.viewer),
        })  # fmt: skip
