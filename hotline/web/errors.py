"""Pages for what went wrong: what is true, what is kept, what to do. Absent and forbidden look the same."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, Response, current_app, g, redirect, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from hotline.web import requestlog
from hotline.web.guards import MACHINE, StaleForm, policy_of
from hotline.web.i18n import later

log = structlog.get_logger()

# Where forms of a case go. Whoever asks for such an address as a page, by going back, means the case.
_OF_A_CASE = re.compile(r"(/cases/[0-9]+)/.")


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one error page, in French, translated when shown."""

    icon: str
    title: str
    true: str
    todo: str = ""


NOTHING_DONE = later("Rien n’a été enregistré.")
REST_KEPT = later("Ce geste n’est pas enregistré. Le reste est gardé.")
WAIT = later("Attendez une minute, puis réessayez.")

STALE = Page(
    "clock",
    later("Cette page a trop attendu"),
    NOTHING_DONE,
    later("Revenez en arrière, rechargez, puis recommencez."),
)
PAGES = {
    400: Page("alert", later("Demande illisible"), NOTHING_DONE, later("Revenez en arrière et réessayez.")),
    403: Page("lock", later("Demande refusée"), NOTHING_DONE),
    404: Page(
        "lock",
        later("Cette page n’existe pas, ou n’est pas pour vous"),
        later("La même réponse dans les deux cas, pour que personne n’apprenne rien."),
    ),
    405: Page("alert", later("Ce geste n’est pas possible ici"), NOTHING_DONE),
    413: Page("alert", later("C’est trop long"), NOTHING_DONE, later("Revenez en arrière et raccourcissez.")),
    429: Page("pause", later("Trop de demandes à la fois"), NOTHING_DONE, WAIT),
    500: Page(
        "alert",
        later("Cela n’a pas marché, c’est de notre côté"),
        REST_KEPT,
        later("Réessayez un peu plus tard."),
    ),
    503: Page("cut", later("Le service ne répond pas pour le moment"), REST_KEPT, WAIT),
}


def install(app: Flask) -> None:
    """Answer every failure with its page."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(Exception, _broken)


def _refused(fault: HTTPException) -> AnyResponse:
    code = fault.code or 500
    if code < 400:
        return fault.get_response()
    if code == 405 and request.method == "GET" and (form := _OF_A_CASE.match(request.path)):
        return redirect(form[1], 303)
    page = STALE if isinstance(fault, StaleForm) else PAGES.get(code, PAGES[400 if code < 500 else 500])
    answer = _page(page, code)
    if code == 405 and fault.valid_methods:  # type: ignore[attr-defined]
        answer.headers["Allow"] = ", ".join(fault.valid_methods)  # type: ignore[attr-defined]
    return answer


def _database_away(fault: Exception) -> Response:
    log.error("database is away", fault=type(fault).__name__, route=requestlog.route())
    return _page(PAGES[503], 503)


def _broken(fault: Exception) -> Response:
    """Log where it broke and never what it said: messages quote values."""
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]
    log.error("request broke", fault=type(fault).__name__, route=requestlog.route(), where=where[-12:])
    return _page(PAGES[500], 500)


def _page(page: Page, code: int) -> Response:
    if request.endpoint and policy_of(current_app, request.endpoint) == MACHINE:
        return Response(f"{HTTPStatus(code).phrase}\n", code, mimetype="text/plain")
    g.pop("icons", None)
    return Response(render_template("errors/page.html", page=page), code)
