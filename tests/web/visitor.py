"""A person at a browser, for tests: keeps cookies, and takes the form token from the last page."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from hotline.demo_accounts import password_of

SECRET = b"s" * 40
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """One browser with its own cookies."""

    def __init__(self, app: Flask) -> None:
        """Open a browser without cookies."""
        self.client = app.test_client()
        self._token = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        """Look at a page."""
        return self._kept(self.client.get(path, buffered=True, **more))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: Any) -> TestResponse:
        """Send a form with the token of the last page that held one."""
        if not self._token:
            self.get("/sign-in")
        return self._kept(self.client.post(path, data={"csrf_token": self._token, **fields}, headers=headers))

    def sign_in(self, email: str = "coordinator@demo.invalid", password: str = "", **fields: str) -> TestResponse:
        """Go through the door, with the demonstration's password unless another is given, and look round."""
        self.get("/sign-in")
        password = password or password_of(SECRET, email)
        answer = self.post("/sign-in", email=email, password=password, **fields)
        self.get("/account")
        return answer

    def is_in(self) -> bool:
        """Say whether the browser is signed in."""
        return self.get("/account").status_code == 200

    def _kept(self, answer: TestResponse) -> TestResponse:
        found = _TOKEN.search(answer.get_data(as_text=True)) if answer.mimetype == "text/html" else None
        self._token = found[1] if found else self._token
        return answer
