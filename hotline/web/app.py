"""Builds the web application: configuration, blueprints, and what stands around every request."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from hotline.bootstrap import Application
from hotline.domain.references import show_reference
from hotline.web import (
    accounts,
    admin,
    admin_trial,
    alertstrip,
    audit,
    audit_desk,
    blind,
    bulk,
    by_hand,
    callbacks,
    callers,
    callout,
    cases,
    checkpoint,
    components,
    compression,
    dialler,
    drafts,
    errors,
    exports,
    find,
    frame,
    gaming,
    gateways,
    guards,
    handovers,
    headers,
    health,
    hooks,
    i18n,
    icons,
    inbox,
    incidents,
    languages,
    learning,
    locking,
    notice_choices,
    notices,
    offline,
    own_phones,
    own_push,
    phone_setup,
    placing,
    printing,
    published,
    referrals,
    replies,
    reports,
    requestlog,
    savedreports,
    second_reading,
    sections,
    shortcuts,
    signs,
    simulator,
    sorting,
    times,
    translating,
    undelivered,
    work,
)

BLUEPRINTS = (
    health.pages, hooks.pages, accounts.pages, locking.pages, own_phones.pages, own_push.pages, components.pages,
    inbox.pages, callbacks.pages, cases.pages, drafts.pages, by_hand.pages,
    handovers.pages, work.pages, referrals.pages, translating.pages, find.pages, bulk.pages, printing.pages,
    simulator.pages, dialler.pages, phone_setup.pages, gateways.pages, undelivered.pages, admin.pages,
    admin_trial.pages, sorting.pages, incidents.pages, second_reading.pages, blind.pages, languages.pages,
    reports.pages, savedreports.pages, published.pages, replies.pages, exports.pages, audit_desk.pages,
    placing.pages, gaming.pages, audit.pages, checkpoint.pages, notices.pages, notice_choices.pages, callout.pages,
    learning.pages, offline.pages, shortcuts.pages,
)  # fmt: skip
# The first of these to ask is the outermost; the log comes first so that it times the others as well.
PARTS = (
    requestlog, compression, headers, i18n, icons, signs, shortcuts, times, sections, frame, alertstrip, errors, guards,
    accounts, locking, callers,
)  # fmt: skip
PRODUCT = "La Ligne"
LARGEST_BODY = 64 * 1024
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def create_app(application: Application) -> Flask:
    """Return the web application; raises guards.UndeclaredEndpoint when a route declares no policy."""
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.extensions["hotline"] = application
    _configure(app)
    guards.machine(app.view_functions["static"])
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for part in PARTS:
        part.install(app)
    return app


def _configure(app: Flask) -> None:
    settings = app.extensions["hotline"].settings
    address = urlsplit(settings.address)
    # Only plain http on this machine goes without: there browsers keep no Secure cookie.
    bare = address.scheme == "http" and (address.hostname or "") in ("127.0.0.1", "localhost", "::1")
    app.config.update(
        SECRET_KEY=settings.session_key(),
        SESSION_COOKIE_NAME="hotline" if bare else "__Host-hotline",
        SESSION_COOKIE_SECURE=not bare,
        SESSION_COOKIE_HTTPONLY=True,
        # Strict would sign out whoever follows the link of a notification; forms carry a token besides.
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        TRUSTED_HOSTS=[address.hostname or "", *_LOOPBACK],
    )
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        product=PRODUCT, asset=_assets(Path(app.static_folder or "")), spaced=show_reference, demo=settings.demo
    )
    if settings.trusted_proxies:
        # Never the forwarded host: the public address is configured.
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]


def _assets(folder: Path) -> Callable[[str], str]:
    """Return what names a static file by its content, so that browsers keep it until it changes."""
    versions = {path.name: sha256(path.read_bytes()).hexdigest()[:10] for path in folder.iterdir() if path.is_file()}
    return lambda name: f"/static/{name}?v={versions[name]}"
