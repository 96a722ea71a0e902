"""Who may call what: every endpoint declares a policy, and one check before each request enforces it.

Below its route a view says `@signed_in`, `@role("administrator")`, `@public` (people, signed in or not) or
`@machine` (a gateway or a probe: no session, no form token; the view checks its caller itself).
What a role may not call answers like what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from hotline.domain.walls import ROLES, Viewer
from hotline.services import sign_in
from hotline.store.accounts import SignedIn
from hotline.web.surroundings import here

View = TypeVar("View", bound=Callable[..., Any])
TOKEN = "session"  # noqa: S105 - a name
# A page that keeps itself up to date says so, and what the person does meanwhile.
POLL = "X-Live"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HOMES = {"administrator": "/admin", "auditor": "/audit"}


class StaleForm(BadRequest):
    """A form without our token, or from another site: the page was left open too long, or is not ours."""


class PageLocked(Exception):
    """The page was left alone for too long; its account must show that it is still there."""


class SessionOver(Exception):
    """A form of ours comes from a browser whose session is over; what was typed must not be lost."""


class UndeclaredEndpoint(Exception):
    """An endpoint declares no policy; the message names it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call an endpoint: `roles` is empty where nobody has to be signed in.

    `when_locked`: also from a page that was left alone.
    """

    roles: frozenset[str] = frozenset()
    has_session: bool = True
    when_locked: bool = False


PUBLIC, MACHINE, SIGNED_IN = Policy(), Policy(has_session=False), Policy(frozenset(ROLES))


def public(view: View) -> View:
    """Let everybody call the view."""
    return _declare(view, PUBLIC)


def machine(view: View) -> View:
    """Let machines call the view; it checks them itself."""
    return _declare(view, MACHINE)


def signed_in(view: View) -> View:
    """Let everybody who is signed in call the view."""
    return _declare(view, SIGNED_IN)


def locked_too(view: View) -> View:
    """Let everybody who is signed in call the view, from a locked page as well."""
    return _declare(view, replace(SIGNED_IN, when_locked=True))


def role(*roles: str) -> Callable[[View], View]:
    """Let accounts of these roles call the view; for the others it does not exist."""
    return lambda view: _declare(view, Policy(frozenset(roles)))


def policy_of(app: Flask, endpoint: str) -> Policy:
    """Return what an endpoint declares; raises UndeclaredEndpoint."""
    policy = getattr(app.view_functions[endpoint], "policy", None)
    if not isinstance(policy, Policy):
        raise UndeclaredEndpoint(endpoint)
    return policy


def install(app: Flask) -> None:
    """Check before every request; call it once all blueprints are registered. Raises UndeclaredEndpoint."""
    app.jinja_env.globals.update(csrf_token=form_token, current_account=maybe_account, here_path=here_path)
    for endpoint in app.view_functions:
        policy_of(app, endpoint)
    app.before_request(_check)


def current_account() -> SignedIn:
    """Return who is signed in; only for views that declare it."""
    who: SignedIn = g.signed_in
    return who


def current_viewer() -> Viewer:
    """Return who is signed in as the wall sees them; every query for cases takes it."""
    return current_account().viewer


def maybe_account() -> SignedIn | None:
    """Return who is signed in, if anybody is."""
    who: SignedIn | None = g.get("signed_in")
    return who


def form_token() -> str:
    """Return the token every form carries; one a session, so that an unchanged page stays the same bytes."""
    token: str = session.get("form_token") or generate_csrf()
    session["form_token"] = token
    return token


def by_script() -> bool:
    """Say whether a script asks for a part of a page; a whole page that the service worker fetches says "navigate"."""
    headers = request.headers
    return headers.get("Sec-Fetch-Dest") == "empty" and headers.get("Sec-Fetch-Mode") != "navigate"


def safe_path(wanted: str | None) -> str | None:
    """Return a path of our own to go on to, or None for another site's or one that only takes forms."""
    if not wanted or not wanted.isprintable() or "\\" in wanted:
        return None
    parts = urlsplit(wanted)
    own = wanted.startswith("/") and not wanted.startswith("//") and not parts.scheme and not parts.netloc
    return wanted if own and parts.path not in ("/sign-out", "/language") else None


def here_path() -> str:
    """Return where the language switch comes back to: this page, if it can be asked for again."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def home() -> str:
    """Return the page an account starts from."""
    return _HOMES.get(current_account().role, "/inbox")


def let_in(token: str) -> None:
    """Let this browser hold a session from now on, within the same request already."""
    session[TOKEN] = token
    g.signed_in = _find_account()


def _declare(view: View, policy: Policy) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    return view


def _check() -> Response | None:
    policy = policy_of(current_app, request.endpoint) if request.endpoint else PUBLIC
    if not policy.has_session:
        return None
    who = g.signed_in = _find_account()
    if policy.roles and who is None:
        return _from_outside()
    if policy.roles and who and who.role not in policy.roles:
        abort(404)
    if request.endpoint and request.method not in _SAFE_METHODS:
        _check_form()
    if policy.roles and who and who.locked and not policy.when_locked:
        raise PageLocked
    return None


def _find_account() -> SignedIn | None:
    token = session.get(TOKEN)
    if not token:
        return None
    with here().unit() as unit:
        by_hand = POLL not in request.headers
        return sign_in.who_holds(unit, token, here().settings.lock_after, by_hand=by_hand)


def _from_outside() -> Response:
    """Lead to the door; a form is held there for the account whose session this was."""
    if request.method == "POST" and session.get(TOKEN) and not by_script():
        _check_form()
        raise SessionOver
    wanted = safe_path(here_path()) if request.method == "GET" else None
    return redirect("/sign-in?" + urlencode({"next": wanted}) if wanted else "/sign-in", 303)


def _check_form() -> None:
    """Refuse what another site sent. Our no-referrer policy makes browsers say `Origin: null`, so the newer
    Sec-Fetch-Site is asked first; the token counts in any case.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    ours = {"null", here().settings.address, request.host_url.rstrip("/")}
    if (site not in (None, "same-origin", "none")) or (origin not in ours):
        raise StaleForm
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRF-Token"))
    except ValueError:
        raise StaleForm from None
