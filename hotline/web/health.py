"""Two probes: the process is up; the database can be reached."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import text

from hotline.web.guards import machine
from hotline.web.surroundings import here

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@machine
def show_health() -> Response:
    """Say that this process answers."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/readyz")
@machine
def show_readiness() -> Response:
    """Say that the database answers; without it the error page says 503."""
    with here().engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return Response("ready\n", mimetype="text/plain")
