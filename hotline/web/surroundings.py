"""What a view stands on: the application it was built into, and its clock."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import current_app

from hotline.bootstrap import Application


def here() -> Application:
    """Return the application this request is served by."""
    return cast(Application, current_app.extensions["hotline"])


def now() -> datetime:
    """Return the present moment by the application's clock."""
    return here().clock.now()
