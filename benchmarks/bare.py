"""A Flask application that does nothing, under the very server of the hotline: what every figure is held beside."""

from __future__ import annotations

import sys

from flask import Flask

from hotline import settings, webserver


def create_app() -> Flask:
    """Build an application that answers every press with the same short screen."""
    app = Flask(__name__)

    @app.post("/")
    def hello() -> tuple[str, dict[str, str]]:
        return "CON Bonjour", {"Content-Type": "text/plain; charset=utf-8"}

    return app


if __name__ == "__main__":
    webserver.serve(settings.load(host="127.0.0.1", port=int(sys.argv[1])), create_app)
