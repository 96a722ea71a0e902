"""The own account, links that set a password, and the language switch, as a person meets them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.demo_accounts import password_of
from hotline.services import accounts
from hotline.store.models.people import Account
from tests.web.visitor import SECRET, Visitor

EMAIL = "civil@demo.invalid"
NEW = "trois pirogues bleues"


@pytest.fixture
def link(application: Application) -> str:
    """A link that sets a new password for the civil desk's account."""
    with application.unit() as unit:
        account = unit.session.scalars(select(Account).where(Account.email == EMAIL)).one()
        return "/invitations/" + accounts.issue_reset(unit, "command", account.id)


def test_the_own_page_shows_the_function_and_no_name(visitor: Visitor) -> None:
    visitor.sign_in(EMAIL)
    page = visitor.get("/account").text
    assert "Fonction" in page
    assert EMAIL in page


def test_a_new_password_signs_out_every_other_browser_and_replaces_the_old(app: Flask) -> None:
    here, elsewhere = Visitor(app), Visitor(app)
    here.sign_in(EMAIL)
    elsewhere.sign_in(EMAIL)
    answer = here.post("/account/password", old=password_of(SECRET, EMAIL), password=NEW, again=NEW)
    assert answer.location == "/account"
    assert "Mot de passe changé." in here.get("/account").text
    assert (here.is_in(), elsewhere.is_in()) == (True, False)
    elsewhere.sign_in(EMAIL)
    assert not elsewhere.is_in()
    elsewhere.sign_in(EMAIL, NEW)
    assert elsewhere.is_in()


@pytest.mark.parametrize(
    ("old", "password", "again", "why"),
    [
        ("wrong", NEW, NEW, "Ce n’est pas le mot de passe actuel."),
        (None, NEW, NEW + "!", "Les deux ne sont pas pareils."),
        (None, "court", "court", "Prenez au moins 12 signes."),
        (None, "x" * 201, "x" * 201, "Prenez au plus 200 signes."),
        (None, "motdepasse2026", "motdepasse2026", "Trop facile à deviner."),
    ],
)
def test_a_password_that_will_not_do_says_why_and_changes_nothing(
    visitor: Visitor, old: str | None, password: str, again: str, why: str
) -> None:
    visitor.sign_in(EMAIL)
    old = old or password_of(SECRET, EMAIL)
    answer = visitor.post("/account/password", old=old, password=password, again=again)
    assert answer.status_code == 422
    assert why in answer.text
    visitor.post("/sign-out")
    visitor.sign_in(EMAIL)
    assert visitor.is_in()


def test_a_link_sets_a_password_once_and_signs_everybody_out(app: Flask, link: str) -> None:
    before, invited = Visitor(app), Visitor(app)
    before.sign_in(EMAIL)
    assert EMAIL in invited.get(link).text
    assert invited.post(link, password=NEW, again=NEW).location == "/sign-in"
    assert not before.is_in()
    assert invited.get(link).status_code == 404
    invited.get("/sign-in")
    assert invited.post(link, password="une autre phrase", again="une autre phrase").status_code == 404
    invited.sign_in(EMAIL, NEW)
    assert invited.is_in()


def test_a_link_that_is_unknown_used_or_old_says_the_same(visitor: Visitor, link: str, clock: SetClock) -> None:
    unknown = visitor.get("/invitations/unknown")
    assert visitor.get(link).status_code == 200
    clock.advance(days=7)
    old = visitor.get(link)
    assert (old.status_code, unknown.status_code) == (404, 404)
    assert old.data == unknown.data


def test_a_weak_password_leaves_the_link_usable(visitor: Visitor, link: str) -> None:
    visitor.get(link)
    assert visitor.post(link, password="court", again="court").status_code == 422
    assert visitor.post(link, password=NEW, again=NEW).status_code == 303


def test_the_language_is_the_accounts_then_the_browsers_choice_then_what_the_browser_asks_for(
    app: Flask,
) -> None:
    visitor = Visitor(app)
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert '<html lang="fr"' in visitor.get("/sign-in", headers={"Accept-Language": "bm, ar;q=0.8"}).text
    assert '<html lang="en"' in visitor.get("/sign-in", headers=english).text
    assert visitor.post("/language", locale="fr", next="/sign-in").location == "/sign-in"
    assert '<html lang="fr"' in visitor.get("/sign-in", headers=english).text
    visitor.sign_in(EMAIL)
    visitor.post("/language", locale="en")
    assert "My account" in visitor.get("/account").text
    elsewhere = Visitor(app)
    elsewhere.sign_in(EMAIL)
    assert "My account" in elsewhere.get("/account").text


def test_an_unknown_language_changes_nothing(visitor: Visitor) -> None:
    answer = visitor.post("/language", locale="xx", next="https://evil.example/")
    assert answer.location == "/"
    assert "hotline-locale" not in str(answer.headers)
