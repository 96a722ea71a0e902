"""What tests of the web room share: the application behind Flask, and a visitor before it."""

from __future__ import annotations

import pytest
from flask import Flask

from hotline.bootstrap import Application
from hotline.web.app import create_app
from tests.web.visitor import Visitor


@pytest.fixture
def app(application: Application) -> Flask:
    """The web application over this test's database."""
    return create_app(application)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A browser without cookies."""
    return Visitor(app)
