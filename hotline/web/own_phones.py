"""An account's own phones: made known with six digits, forgotten from here or from elsewhere."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.services import locking
from hotline.services.accounts import WrongPassword
from hotline.services.locking import WeakDigits
from hotline.web.accounts import account_page, phone_cookie
from hotline.web.guards import current_account, signed_in
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

pages = Blueprint("own_phones", __name__)

_YEAR = 365 * 24 * 3600
_WEAK = {"shape": later("Il faut 6 chiffres."), "guessed": later("Trop facile à deviner. Prenez d’autres chiffres.")}


@pages.post("/account/phones")
@signed_in
def enrol() -> AnyResponse:
    """Make this browser the account's own phone."""
    errors: dict[str, str] = {}
    token = _enrol(errors)
    if errors:
        return account_page(errors)
    answer = redirect("/account", 303)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(phone_cookie(), token, max_age=_YEAR, secure=secure, httponly=True, samesite="Lax")
    flash(gettext("Ce téléphone est à vous. Vos 6 chiffres le rouvrent."), "good")
    return answer


@pages.post("/account/phones/<uuid:device_id>/forget")
@signed_in
def forget(device_id: UUID) -> AnyResponse:
    """Forget one of the account's phones, this one or another."""
    who = current_account()
    with here().unit() as unit:
        if not locking.forget(unit, who.actor, who.account_id, device_id):
            abort(404)
    flash(gettext("Téléphone oublié. Il faut le mot de passe pour y entrer."), "good")
    return redirect("/account", 303)


def _enrol(errors: dict[str, str]) -> str:
    digits = request.form.get("digits", "")
    if request.form.get("digits_again", "") != digits:
        errors["digits_again"] = gettext("Les deux ne sont pas pareils.")
        return ""
    try:
        with here().unit() as unit:
            return locking.enrol(unit, current_account(), request.form.get("phone_password", ""), digits)
    except WrongPassword:
        errors["phone_password"] = gettext("Ce n’est pas le mot de passe actuel.")
    except WeakDigits as weak:
        errors["digits"] = gettext(_WEAK[str(weak)])
    except locking.TooMany:
        errors["digits"] = gettext("Oubliez d’abord un autre téléphone.")
    return ""
