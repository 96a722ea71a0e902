"""Push on an account's own phone: on by a script, since only a browser knows its address, and off by a form."""

from __future__ import annotations

import json

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response

from hotline.domain.notices import PUSH
from hotline.domain.push_services import BadSubscription, read_subscription
from hotline.store import push
from hotline.web.guards import current_account, signed_in
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("own_push", __name__)

_LONGEST = 4_000


@pages.post("/notices/phone")
@signed_in
def subscribe() -> Response:
    """Have this own phone told by push."""
    who = current_account()
    if who.device_id is None or PUSH not in here().post:
        abort(404)
    try:
        given = json.loads(request.form.get("subscription", "")[:_LONGEST])
        address = read_subscription(given, here().settings.push_services)
    except (ValueError, RecursionError, BadSubscription):
        flash(gettext("Ce navigateur ne peut pas recevoir d’avis ici."), "wrong")
        return redirect("/notices", 303)
    with here().unit() as unit:
        push.subscribe(unit, who.account_id, who.device_id, address)
    flash(gettext("Ce téléphone reçoit vos avis."), "good")
    return redirect("/notices", 303)


@pages.post("/notices/phone/end")
@signed_in
def unsubscribe() -> Response:
    """Have this own phone told no more."""
    with here().unit() as unit:
        push.end_of_device(unit, current_account().device_id)
    flash(gettext("Ce téléphone ne reçoit plus d’avis."), "good")
    return redirect("/notices", 303)
