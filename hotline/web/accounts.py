"""Getting in and out: sign-in, sign-out, the own account, invitation and reset links, the language switch."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from hotline import passwords
from hotline.services import accounts, sign_in
from hotline.services.accounts import LinkSpent, WeakPassword, WrongPassword, hashed
from hotline.services.sign_in import NotSignedIn
from hotline.store import devices
from hotline.web import held as forms
from hotline.web.callwords import language_word
from hotline.web.guards import (
    TOKEN,
    SessionOver,
    current_account,
    home,
    let_in,
    maybe_account,
    public,
    safe_path,
    signed_in,
)
from hotline.web.i18n import LOCALES, cookie_name, gettext, later
from hotline.web.surroundings import here

pages = Blueprint("accounts", __name__)

_YEAR = 365 * 24 * 3600
# The browser drops what it keeps of ours: pages, drafts, the offline copy.
_FORGET = '"cache", "storage"'
_WEAK = {
    "short": later("Prenez au moins %(shortest)s signes. Une phrase va bien."),
    "long": later("Prenez au plus %(longest)s signes."),
    "common": later("Trop facile à deviner. Ajoutez des mots à vous."),
}


def install(app: Flask) -> None:
    """Answer forms that come after their session was over."""
    app.register_error_handler(SessionOver, _hold_form)


@pages.get("/")
@public
def show_home() -> AnyResponse:
    """Go where the account starts, or to the door."""
    return redirect(home() if maybe_account() else "/sign-in", 303)


@pages.get("/sign-in")
@public
def show_sign_in() -> AnyResponse:
    """Show the door."""
    if maybe_account():
        return redirect(home(), 303)
    return _wiped(_door(request.args.get("next")))


@pages.post("/sign-in")
@public
def create_session() -> AnyResponse:
    """Open a session under a new token, whatever the browser held before."""
    wanted, held = safe_path(request.form.get("next")), request.form.get("held", "")
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        token = sign_in.sign_in(here().unit, email, password, request.cookies.get(phone_cookie(), ""))
    except NotSignedIn:
        return _door(wanted, refused=True, held=held)
    _leave()
    let_in(token)
    who = maybe_account()
    again = forms.given_back(held, who.account_id, gettext("Votre session était finie.")) if held and who else None
    # Straight there: on a slow link each address on the way is a second of waiting.
    return again or redirect(wanted or (home() if who else "/"), 303)


@pages.post("/sign-out")
@public
def end_session() -> AnyResponse:
    """Close the session here and at the server."""
    _leave()
    flash(gettext("Vous êtes sorti."), "good")
    answer = redirect("/sign-in", 303)
    answer.headers["Clear-Site-Data"] = _FORGET
    return answer


@pages.post("/language")
@public
def choose_language() -> AnyResponse:
    """Keep the language on this browser and, signed in, on the account."""
    locale, who = request.form.get("locale", ""), maybe_account()
    answer = redirect(safe_path(request.form.get("next")) or "/", 303)
    if locale in LOCALES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(cookie_name(), locale, max_age=_YEAR, secure=secure, httponly=True, samesite="Lax")
        if who:
            with here().unit() as unit:
                accounts.choose_locale(unit, who.account_id, locale)
    return answer


@pages.get("/account")
@signed_in
def show_account() -> Response:
    """Show who one is here, and the form for a new password."""
    return account_page({})


@pages.post("/account/password")
@signed_in
def create_password() -> AnyResponse:
    """Change the own password; every other browser of the account is signed out."""
    old, new = request.form.get("old", ""), request.form.get("password", "")
    errors = _repeated(new)
    if errors:
        return account_page(errors)
    try:
        with here().unit() as unit:
            accounts.change_password(unit, current_account(), old, new)
    except WrongPassword:
        return account_page({"old": gettext("Ce n’est pas le mot de passe actuel.")})
    except WeakPassword as weak:
        return account_page({"password": _why_weak(weak)})
    flash(gettext("Mot de passe changé. Vos autres appareils sont sortis."), "good")
    return redirect("/account", 303)


@pages.get("/invitations/<token>")
@public
def show_invitation(token: str) -> Response:
    """Show the form behind a link that still works."""
    return _invitation(token, {})


@pages.post("/invitations/<token>")
@public
def accept_invitation(token: str) -> AnyResponse:
    """Set the password a link stands for, once."""
    password = request.form.get("password", "")
    errors = _repeated(password)
    if errors:
        return _invitation(token, errors)
    try:
        with here().unit() as unit:
            accounts.use_link(unit, token, password)
    except LinkSpent:
        return _spent()
    except WeakPassword as weak:
        return _invitation(token, {"password": _why_weak(weak)})
    session.clear()
    flash(gettext("Mot de passe enregistré. Vous pouvez entrer."), "good")
    return redirect("/sign-in", 303)


def account_page(errors: dict[str, str]) -> Response:
    """Show the own account, with what is wrong with a form of it."""
    who = current_account()
    spoken = ", ".join(language_word(code) for code in who.languages)
    with here().unit() as unit:
        phones = devices.of_account(unit.session, who.account_id)
    page = render_template(
        "accounts/account.html", errors=errors, spoken=spoken, shortest=passwords.SHORTEST, phones=phones
    )
    return Response(page, 422 if errors else 200)


def phone_cookie() -> str:
    """Return the name of the cookie by which an own phone is known again."""
    return "__Host-hotline-phone" if current_app.config["SESSION_COOKIE_SECURE"] else "hotline-phone"


def _leave() -> None:
    who = maybe_account()
    if who:
        with here().unit() as unit:
            sign_in.sign_out(unit, who)
    session.clear()


def _hold_form(_: SessionOver) -> Response:
    """Show the door to who sent a form after their session was over, and hold the form for them alone."""
    with here().unit() as unit:
        whose = sign_in.who_held(unit, session.get(TOKEN, ""))
    return _door(None, held=forms.sealed_for(whose) if whose else "", code=401)


def _door(wanted: str | None, *, refused: bool = False, held: str = "", code: int = 200) -> Response:
    email = request.form.get("email", "")[:254]
    # The same words for every address: who reads them learns nothing of any account.
    page = render_template(
        "accounts/sign_in.html", next=safe_path(wanted), refused=refused, email=email, held=held,
        first_delay=sign_in.FIRST_DELAY.seconds, longest_delay=sign_in.LONGEST_DELAY.seconds // 60,
    )  # fmt: skip
    return Response(page, 422 if refused else code)


def _invitation(token: str, errors: dict[str, str]) -> Response:
    try:
        with here().unit() as unit:
            account = accounts.link_account(unit, token)
    except LinkSpent:
        return _spent()
    page = render_template(
        "accounts/invitation.html", email=account.email, title=account.title, errors=errors,
        shortest=passwords.SHORTEST,
    )  # fmt: skip
    return Response(page, 422 if errors else 200)


def _wiped(answer: AnyResponse) -> AnyResponse:
    """Have a phone that was forgotten from elsewhere drop whatever of ours it keeps."""
    token = request.cookies.get(phone_cookie())
    if not token:
        return answer
    with here().unit() as unit:
        forgotten = devices.was_forgotten(unit.session, hashed(token))
    if forgotten:
        answer.headers["Clear-Site-Data"] = _FORGET
        answer.delete_cookie(phone_cookie())
    return answer


def _spent() -> Response:
    return Response(render_template("accounts/spent.html"), 404)


def _repeated(password: str) -> dict[str, str]:
    same = request.form.get("again", "") == password
    return {} if same else {"again": gettext("Les deux ne sont pas pareils.")}


def _why_weak(weak: WeakPassword) -> str:
    return gettext(_WEAK[str(weak)], shortest=passwords.SHORTEST, longest=passwords.LONGEST)
