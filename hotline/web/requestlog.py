"""One line a request: method, route, status, milliseconds. Never a path or a body: they hold references."""

from __future__ import annotations

import time

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

log = structlog.get_logger()


def install(app: Flask) -> None:
    """Measure and log every request."""
    app.before_request(_start)
    app.after_request(_write)


def route() -> str:
    """Return the template of the route, such as `/cases/<reference>`."""
    return request.url_rule.rule if request.url_rule else "(none)"


def _start() -> None:
    g.started = time.perf_counter()


def _write(response: Response) -> Response:
    took = round((time.perf_counter() - g.started) * 1000) if "started" in g else 0
    log.info("request", method=request.method, route=route(), status=response.status_code, ms=took)
    return response
