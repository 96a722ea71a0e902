"""A page left alone: locked after fifteen minutes, opened by six digits or the password, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from hotline import bootstrap
from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.demo_accounts import password_of
from hotline.settings import Settings
from tests.web.test_sign_in import house
from tests.web.visitor import SECRET, Visitor

EMAIL = "security@demo.invalid"
PASSWORD = password_of(SECRET, EMAIL)
DIGITS = "482915"


@pytest.fixture
def application(settings: Settings, clock: SetClock) -> Iterator[Application]:
    """The application with the lock as it ships."""
    built = bootstrap.build(settings.model_copy(update={"lock_minutes": 15}), "web", clock=clock)
    yield built
    built.engine.dispose()


@pytest.fixture
def officer(visitor: Visitor) -> Visitor:
    """An officer who signed in on a phone that is nobody's own."""
    visitor.sign_in(EMAIL)
    return visitor


@pytest.fixture
def owner(officer: Visitor) -> Visitor:
    """An officer on a phone of their own."""
    assert enrol(officer).status_code == 303
    return officer


def enrol(visitor: Visitor, digits: str = DIGITS, again: str | None = None, password: str = PASSWORD) -> TestResponse:
    """Make a browser the officer's own phone."""
    visitor.get("/account")
    return visitor.post("/account/phones", phone_password=password, digits=digits, digits_again=again or digits)


def leave_alone(clock: SetClock) -> None:
    """Let a page lie for sixteen minutes."""
    clock.advance(minutes=16)


def test_a_page_left_alone_is_locked_and_its_password_opens_it_where_one_was(officer: Visitor, clock: SetClock) -> None:
    leave_alone(clock)
    answer = officer.get("/inbox?queue=all")
    assert (answer.status_code, answer.location) == (303, "/locked?next=%2Finbox%3Fqueue%3Dall")
    page = officer.get(answer.location)
    assert "Page verrouillée" in page.text
    assert 'autocomplete="current-password"' in page.text
    wrong = officer.post("/locked", said="wrong", next="/inbox?queue=all")
    assert (wrong.status_code, "Il reste 4 essais." in wrong.text) == (422, True)
    opened = officer.post("/locked", said=PASSWORD, next="/inbox?queue=all")
    assert (opened.status_code, opened.location) == (303, "/inbox?queue=all")
    assert officer.get("/inbox").status_code == 200


def test_who_keeps_working_is_never_locked_out(officer: Visitor, clock: SetClock) -> None:
    for _ in range(8):
        clock.advance(minutes=14)
        assert officer.get("/inbox").status_code == 200


def test_six_digits_open_it_on_an_own_phone_and_the_password_does_not(owner: Visitor, clock: SetClock) -> None:
    leave_alone(clock)
    assert 'inputmode="numeric"' in owner.get("/locked").text
    assert owner.post("/locked", said=PASSWORD).status_code == 422
    assert owner.post("/locked", said=" 482 915 ").status_code == 303
    assert owner.is_in()


def test_what_was_sent_from_a_locked_page_comes_back_behind_the_digits_and_never_before(
    owner: Visitor, clock: SetClock
) -> None:
    leave_alone(clock)
    words = "Une patrouille passe à six heures <b>"
    page = owner.post("/cases/4829157/answers?place=3", text=words, key="k1", ticks=["a", "b"])
    assert page.status_code == 401
    assert "patrouille" not in page.text
    held = re.search(r'name="held" value="([^"]+)"', page.text)
    assert held
    assert "patrouille" not in owner.post("/locked", said="000001", held=held[1]).text
    back = owner.post("/locked", said=DIGITS, held=held[1]).text
    assert 'action="/cases/4829157/answers?place=3"' in back
    assert "Une patrouille passe à six heures &lt;b&gt;" in back
    assert back.count('name="ticks"') == 2
    assert 'name="key" value="k1"' in back


@pytest.mark.parametrize("held", ["", "!", "é", "AAAA", "eyJwYXRoIjogImh0dHBzOi8vZXZpbC5leGFtcGxlIn0="])
def test_a_made_up_form_is_not_given_back(owner: Visitor, clock: SetClock, held: str) -> None:
    leave_alone(clock)
    answer = owner.post("/locked", said=DIGITS, held=held)
    assert (answer.status_code, answer.location) == (303, "/inbox")


def test_another_sessions_form_does_not_open(app: Flask, owner: Visitor, clock: SetClock) -> None:
    other = Visitor(app)
    other.sign_in("civil@demo.invalid")
    leave_alone(clock)
    page = other.post("/cases/4829157/notes", text="secret du bureau")
    held = re.search(r'name="held" value="([^"]+)"', page.text)
    assert held
    assert "secret" not in owner.post("/locked", said=DIGITS, held=held[1]).text


def test_five_wrong_tries_end_the_session_and_the_phone_is_nobodys_own(
    owner: Visitor, clock: SetClock, application: Application
) -> None:
    leave_alone(clock)
    answers = [owner.post("/locked", said="000001") for _ in range(5)]
    assert [one.status_code for one in answers] == [422, 422, 422, 422, 303]
    assert "Il reste 1 essai." in answers[3].text
    assert not owner.is_in()
    assert [event.data["why"] for event in house(application, "phone_forgotten")] == ["tries"]
    owner.sign_in(EMAIL)
    leave_alone(clock)
    assert 'autocomplete="current-password"' in owner.get("/locked").text


def test_without_an_own_phone_five_wrong_passwords_end_the_session(officer: Visitor, clock: SetClock) -> None:
    leave_alone(clock)
    for _ in range(5):
        officer.post("/locked", said="wrong")
    assert officer.post("/locked", said=PASSWORD).location == "/sign-in"


def test_a_wrong_try_counts_no_more_after_a_right_one(owner: Visitor, clock: SetClock) -> None:
    for _ in range(3):
        leave_alone(clock)
        for _ in range(4):
            assert owner.post("/locked", said="000001").status_code == 422
        assert owner.post("/locked", said=DIGITS).status_code == 303


def test_the_own_phone_is_known_again_at_the_next_sign_in(owner: Visitor, clock: SetClock) -> None:
    owner.post("/sign-out")
    owner.sign_in(EMAIL)
    leave_alone(clock)
    assert owner.post("/locked", said=DIGITS).status_code == 303


def test_somebody_else_on_that_phone_opens_it_with_their_password(owner: Visitor, clock: SetClock) -> None:
    owner.post("/sign-out")
    owner.sign_in("civil@demo.invalid")
    leave_alone(clock)
    assert owner.post("/locked", said=DIGITS).status_code == 422
    assert owner.post("/locked", said=password_of(SECRET, "civil@demo.invalid")).status_code == 303


def test_a_phone_is_forgotten_from_elsewhere_and_drops_what_it_keeps(
    app: Flask, owner: Visitor, application: Application
) -> None:
    desk = Visitor(app)
    desk.sign_in(EMAIL)
    page = desk.get("/account").text
    assert "Un autre téléphone" in page
    [path] = re.findall(r'action="(/account/phones/[^"]+/forget)"', page)
    assert desk.post(path).status_code == 303
    assert desk.is_in()
    door = owner.get(owner.get("/inbox").location)
    assert "storage" in door.headers["Clear-Site-Data"]
    assert "Clear-Site-Data" not in owner.get("/sign-in").headers
    assert [event.data["why"] for event in house(application, "phone_forgotten")] == ["asked"]


def test_an_administrator_forgets_the_phones_of_an_account(app: Flask, owner: Visitor) -> None:
    administrator = Visitor(app)
    administrator.sign_in("administrator@demo.invalid")
    listed = administrator.get("/admin/accounts").text
    keys = re.findall(r"/admin/accounts/([0-9a-f-]{36})", listed)
    for key in dict.fromkeys(keys):
        administrator.get(f"/admin/accounts/{key}")
        administrator.post(f"/admin/accounts/{key}/phones")
    assert not owner.is_in()


def test_another_accounts_phone_cannot_be_forgotten(app: Flask, owner: Visitor) -> None:
    [path] = re.findall(r'action="(/account/phones/[^"]+/forget)"', owner.get("/account").text)
    stranger = Visitor(app)
    stranger.sign_in("civil@demo.invalid")
    assert stranger.post(path).status_code == 404
    assert owner.is_in()


@pytest.mark.parametrize(
    ("digits", "again", "password", "why"),
    [
        ("48291", None, PASSWORD, "Il faut 6 chiffres."),
        ("4829157", None, PASSWORD, "Il faut 6 chiffres."),
        ("abcdef", None, PASSWORD, "Il faut 6 chiffres."),
        ("", None, PASSWORD, "Il faut 6 chiffres."),
        ("123456", None, PASSWORD, "Trop facile à deviner."),
        ("777777", None, PASSWORD, "Trop facile à deviner."),
        (DIGITS, "482916", PASSWORD, "Les deux ne sont pas pareils."),
        (DIGITS, None, "wrong", "Ce n’est pas le mot de passe actuel."),
    ],
)
def test_what_makes_no_own_phone(officer: Visitor, digits: str, again: str | None, password: str, why: str) -> None:
    answer = enrol(officer, digits, again, password)
    assert (answer.status_code, why in answer.text) == (422, True)
    assert digits not in answer.text or not digits
    assert answer.text.count(why) == 1, "at its own field and nowhere else"
    assert "Pas encore enregistré." not in answer.text
    assert re.search(r'autofocus[^>]* aria-invalid="true"', answer.text)


def test_an_account_has_five_phones_and_the_same_phone_counts_once(app: Flask, owner: Visitor) -> None:
    assert enrol(owner).status_code == 303
    others = [Visitor(app) for _ in range(5)]
    for other in others:
        other.sign_in(EMAIL)
    assert [enrol(other).status_code for other in others] == [303, 303, 303, 303, 422]


def test_a_page_can_be_locked_at_once(owner: Visitor) -> None:
    assert owner.post("/lock", next="/account").location == "/locked?next=%2Faccount"
    assert owner.get("/inbox").location.startswith("/locked")
    assert owner.post("/lock", next="/account").location == "/locked?next=%2Faccount"


def test_a_script_is_told_and_is_not_given_the_form(owner: Visitor, clock: SetClock) -> None:
    leave_alone(clock)
    answer = owner.get("/inbox", headers={"Sec-Fetch-Dest": "empty"})
    assert (answer.status_code, answer.text) == (401, "")


def test_the_way_on_never_leads_to_another_site(owner: Visitor, clock: SetClock) -> None:
    leave_alone(clock)
    assert owner.post("/locked", said=DIGITS, next="https://evil.example/").location == "/inbox"


def test_a_night_ends_the_session_lock_or_no_lock(owner: Visitor, clock: SetClock) -> None:
    clock.advance(seconds=timedelta(hours=8, minutes=1).total_seconds())
    assert owner.get("/locked").location.startswith("/sign-in")


def test_the_menu_of_a_phone_begins_with_a_button_that_locks(owner: Visitor) -> None:
    menu = owner.get("/account").text.partition('id="menu"')[2]
    assert menu.index('<button class="queue shut" form="lock">') < menu.index("<nav")
