"""The door of the house, as a browser goes through it."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from hotline.demo_accounts import password_of
from tests.support.town import Town


def sign_in(town: Town, chromium: Browser, address: str, name: str, *, scripts: bool = True) -> Page:
    """Open a browser of its own and go through the door."""
    page = chromium.new_context(locale="fr", java_script_enabled=scripts).new_page()
    email = f"{name}@demo.invalid"
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password_of(town.application.settings.session_key(), email))
    page.click("form .btn.main")
    page.wait_for_load_state()
    return page
