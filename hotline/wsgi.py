"""The web application for any WSGI server; `flask --app hotline.wsgi run` works too."""

from __future__ import annotations

from flask import Flask

from hotline import bootstrap, logs, settings
from hotline.settings import Settings
from hotline.web.app import create_app as build_app


def create_app(found: Settings | None = None) -> Flask:
    """Build the web application from the settings, or from the environment; raises BadSettings."""
    logs.configure()
    return build_app(bootstrap.build(found or settings.load(), "web"))
