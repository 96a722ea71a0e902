"""What a phone keeps for a bad link: which pages, the script that keeps them, and the page of what is not sent yet."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, render_template

from hotline.web.guards import machine, public
from hotline.web.surroundings import here

pages = Blueprint("offline", __name__)

# Our service worker keeps a page of ours only where it carries this.
KEEP = "X-Keep"


def keep(response: Response, *, allowed: bool) -> Response:
    """Let the browser keep a page for when the link is down; never one that shows anything protected."""
    if allowed:
        response.headers[KEEP] = "1"
    return response


@pages.get("/worker.js")
@machine
def show_worker() -> Response:
    """Serve the service worker from the root, where it sees every page."""
    script = Path(current_app.static_folder or "", "worker.js").read_text(encoding="utf-8")
    return Response(script, mimetype="text/javascript")


@pages.get("/manifest.webmanifest")
@machine
def show_manifest() -> Response:
    """Say how the pages look as an application of a phone."""
    name = current_app.jinja_env.globals["product"]
    icon = {"src": "/static/favicon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}
    answer = jsonify(
        name=name, short_name=name, start_url="/", scope="/", display="standalone", lang="fr", icons=[icon],
        background_color="#f4f3ef", theme_color="#1c1e52",
    )  # fmt: skip
    answer.mimetype = "application/manifest+json"
    return answer


@pages.get("/offline")
@public
def show_offline() -> Response:
    """Show what waits on this phone; the browser keeps this page for when there is no link at all."""
    return Response(render_template("offline.html", minutes=here().settings.lock_minutes))
