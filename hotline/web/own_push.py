"""Push on an account's own phone: on by a script, since only a browser knows its address, and off by a form."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response

from hotline.domain.notices import PUSH
from hotline.domain.push_services import BadSubscription
from hotline.services import pushing
from hotline.services.pushing import NotOwnPhone
from hotline.web.guards import current_account, signed_in
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("own_push", __name__)


@pages.post("/notices/phone")
@signed_in
def begin() -> Response:
    """Have this own phone told by push."""
    if PUSH not in here().post:
        abort(404)
    try:
        with here().unit() as unit:
            given = request.form.get("subscription", "")
            pushing.begin(unit, current_account(), given, here().settings.push_services)
    except NotOwnPhone:
        abort(404)
    except BadSubscription:
        flash(gettext("Ce navigateur ne peut pas recevoir d’alertes ici."), "wrong")
    else:
        flash(gettext("Ce téléphone reçoit vos alertes."), "good")
    return redirect("/notices", 303)


@pages.post("/notices/phone/end")
@signed_in
def end() -> Response:
    """Have this own phone told no more."""
    with here().unit() as unit:
        pushing.end(unit, current_account())
    flash(gettext("Ce téléphone ne reçoit plus d’alertes."), "good")
    return redirect("/notices", 303)
