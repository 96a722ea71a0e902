"""The page that puts the phone on the desk into service: what it shows, to whom, and what it never shows."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import bootstrap
from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.domain.messages import Heartbeat
from hotline.services import pulse
from hotline.settings import Settings
from hotline.store.models.casework import HOUSE, Event
from hotline.web.app import create_app
from tests.web.visitor import Visitor

KEY = "a-signing-key-for-tests"
PAGE = "/admin/gateways/android/setup"
ADDRESS = "https://ligne.example/hooks/android/text"


@pytest.fixture
def settings(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """A house with a phone on the desk."""
    (tmp_path / "key").write_text(KEY, encoding="utf-8")
    monkeypatch.setenv("HOTLINE_ANDROID_TOKEN_FILE", str(tmp_path / "key"))
    return settings.model_copy(update={"gateways": ("android",), "public_url": "https://ligne.example"})


@pytest.fixture
def admin(app: Flask) -> Visitor:
    """A browser with an administrator, by https as the cookie wants it."""
    visitor = Visitor(app)
    visitor.client.environ_base.update({"wsgi.url_scheme": "https", "HTTP_HOST": "ligne.example"})
    visitor.sign_in("administrator@demo.invalid")
    return visitor


def _told(application: Application) -> list[Event]:
    with application.unit() as unit:
        return list(unit.session.scalars(select(Event).where(Event.chain == HOUSE, Event.kind == "setup_shown")))


def test_an_administrator_is_shown_the_address_and_the_trail_says_so(admin: Visitor, application: Application) -> None:
    page = admin.get(PAGE)
    assert page.status_code == 200
    assert f">{ADDRESS}</code>" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    (told,) = _told(application)
    assert told.actor.startswith("account:")
    assert told.data == {"gateway": "android"}
    assert "Réglage d’une passerelle lu." in admin.get("/audit").text


def test_the_key_that_signs_is_in_no_page(admin: Visitor) -> None:
    for path in (PAGE, f"{PAGE}.svg", "/admin", "/admin/gateways/android", "/audit"):
        assert KEY not in admin.get(path).text


def test_the_code_is_a_picture_without_script_or_style(admin: Visitor) -> None:
    answer = admin.get(f"{PAGE}.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "no-store"
    names = {element.tag.rpartition("}")[2] for element in Tree.fromstring(answer.text).iter()}  # noqa: S314 - ours
    assert names <= {"svg", "path", "rect", "g"}
    assert "style" not in answer.text


def test_the_page_tells_when_the_phone_was_heard(admin: Visitor, application: Application) -> None:
    assert "Aucun encore." in admin.get(PAGE).text
    with application.unit() as unit:
        pulse.accept_heartbeat(unit, Heartbeat("android", unit.now))
    assert "Aucun encore." not in admin.get(PAGE).text


def test_the_office_leads_there(admin: Visitor) -> None:
    assert f'href="{PAGE}"' in admin.get("/admin").text


def test_a_house_without_a_phone_has_no_such_page(settings: Settings, clock: SetClock) -> None:
    built = bootstrap.build(settings.model_copy(update={"gateways": ("twilio",)}), "web", clock=clock)
    visitor = Visitor(create_app(built))
    visitor.client.environ_base.update({"wsgi.url_scheme": "https", "HTTP_HOST": "ligne.example"})
    visitor.sign_in("administrator@demo.invalid")
    assert [visitor.get(path).status_code for path in (PAGE, f"{PAGE}.svg", "/admin")] == [404, 404, 200]
    assert PAGE not in visitor.get("/admin").text
    built.engine.dispose()


@pytest.mark.parametrize("who", ["coordinator", "security", "auditor", None])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.svg"])
def test_nobody_else_is_shown_it(app: Flask, application: Application, who: str | None, path: str) -> None:
    visitor = Visitor(app)
    visitor.client.environ_base.update({"wsgi.url_scheme": "https", "HTTP_HOST": "ligne.example"})
    if who:
        visitor.sign_in(f"{who}@demo.invalid")
    assert visitor.get(path).status_code == (404 if who else 303)
    assert _told(application) == []
