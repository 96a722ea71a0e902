"""A session that ends while somebody types: the text waits behind the door, for its author alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from hotline.clock import SetClock
from hotline.demo_accounts import password_of
from tests.web.visitor import SECRET, Visitor

EMAIL, OTHER = "security@demo.invalid", "civil@demo.invalid"
WORDS = "Nous passons <demain> à 9 h"
PATH = "/cases/4829157/answers?place=3"


@pytest.fixture
def late(visitor: Visitor, clock: SetClock) -> Visitor:
    """An officer whose night has come."""
    visitor.sign_in(EMAIL)
    clock.advance(hours=13)
    return visitor


def held(page: str) -> str:
    found = re.search(r'name="held" value="([^"]+)"', page)
    return found[1] if found else ""


def enter(visitor: Visitor, email: str, held: str, password: str = "") -> str:
    password = password or password_of(SECRET, email)
    return visitor.post("/sign-in", email=email, password=password, held=held).get_data(as_text=True)


def test_what_was_typed_is_held_at_the_door_and_given_back_behind_it(late: Visitor) -> None:
    page = late.post(PATH, text=WORDS, key="k1", version="3")
    assert page.status_code == 401
    assert "demain" not in page.text
    assert "Ce que vous avez écrit est gardé." in page.text
    wrong = enter(late, EMAIL, held(page.text), "wrong")
    assert "demain" not in wrong
    back = enter(late, EMAIL, held(wrong))
    assert f'action="{PATH}"' in back
    assert "Nous passons &lt;demain&gt; à 9 h" in back
    assert 'name="key" value="k1"' in back
    assert late.is_in()


def test_nobody_else_who_enters_there_is_shown_it(late: Visitor) -> None:
    page = late.post(PATH, text=WORDS).text
    assert "demain" not in enter(late, OTHER, held(page))
    assert late.is_in()


def test_who_went_out_on_purpose_left_nothing_to_hold(app: Flask, clock: SetClock) -> None:
    leaver = Visitor(app)
    leaver.sign_in(EMAIL)
    leaver.post("/sign-out")
    answer = leaver.post(PATH, text=WORDS)
    assert (answer.status_code, answer.location) == (303, "/sign-in")


@pytest.mark.parametrize("made_up", ["!", "é", "AAAA", "eyJwYXRoIjogImh0dHBzOi8vZXZpbC5leGFtcGxlIn0="])
def test_a_made_up_form_is_not_given_back(visitor: Visitor, made_up: str) -> None:
    enter(visitor, EMAIL, made_up)
    assert visitor.is_in()


def test_a_form_from_another_site_is_not_held(late: Visitor) -> None:
    answer = late.post(PATH, headers={"Sec-Fetch-Site": "cross-site"}, text=WORDS)
    assert answer.status_code == 400
    assert not held(answer.text)


def test_a_script_is_led_to_the_door_and_not_given_the_form(late: Visitor) -> None:
    answer = late.post(PATH, headers={"Sec-Fetch-Dest": "empty"}, text=WORDS)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
