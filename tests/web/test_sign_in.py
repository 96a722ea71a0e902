"""Getting in and out: what opens the door, what does not, and how nobody learns which."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import select, update

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.demo_accounts import password_of
from hotline.services import accounts, sign_in
from hotline.services.sign_in import NotSignedIn
from hotline.store.models.casework import HOUSE, Event
from hotline.store.models.office import Body
from hotline.store.models.people import Account, SignInSession
from tests.web.visitor import SECRET, Visitor

EMAIL = "security@demo.invalid"
ODD_ADDRESSES = (
    "",
    "\0",
    "a" * 400 + "@demo.invalid",
    "no address",
    "a@b@c",
    "‮x@demo.invalid",
    "\ud800@demo.invalid",
)
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "evil.example",
    "javascript:alert(1)", "/\t/evil.example", "/account\r\nX: y", "/sign-out", "/language",
)  # fmt: skip


def house(application: Application, kind: str) -> list[Event]:
    """Return the events of a kind in the house chain, oldest first."""
    with application.unit() as unit:
        query = select(Event).where(Event.chain == HOUSE, Event.kind == kind).order_by(Event.n)
        return list(unit.session.scalars(query))


def account(application: Application, email: str = EMAIL) -> Account:
    """Return an account as it stands."""
    with application.unit() as unit:
        return unit.session.scalars(select(Account).where(Account.email == email)).one()


def test_the_right_password_opens_the_door_and_leads_to_the_wished_page(visitor: Visitor) -> None:
    answer = visitor.sign_in(EMAIL, next="/account?x=1")
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    assert visitor.is_in()


def test_an_address_is_the_same_in_capitals_and_with_blanks(visitor: Visitor) -> None:
    visitor.post("/sign-in", email=" Security@Demo.INVALID ", password=password_of(SECRET, EMAIL))
    assert visitor.is_in()


def test_a_wrong_password_and_an_unknown_address_look_the_same(visitor: Visitor) -> None:
    wrong = visitor.post("/sign-in", email=EMAIL, password="wrong")
    unknown = visitor.post("/sign-in", email="somebody@demo.invalid", password="wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.data.replace(EMAIL.encode(), b"") == unknown.data.replace(b"somebody@demo.invalid", b"")
    assert not visitor.is_in()


@pytest.mark.parametrize("email", ODD_ADDRESSES)
def test_an_odd_address_is_an_unknown_one(visitor: Visitor, email: str) -> None:
    given = email.encode("utf-8", "surrogatepass")
    assert visitor.post("/sign-in", email=given, password="x").status_code == 422


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_the_door_never_leads_to_another_site_or_out_again(visitor: Visitor, wanted: str) -> None:
    assert visitor.sign_in(EMAIL, next=wanted).location == "/inbox"


def test_only_the_hash_of_a_session_is_kept_and_the_token_is_new_at_each_sign_in(
    visitor: Visitor, application: Application
) -> None:
    tokens = []
    for _ in range(2):
        visitor.sign_in(EMAIL)
        with visitor.client.session_transaction() as cookie:
            tokens.append(cookie["session"])
        visitor.post("/sign-out")
    with application.unit() as unit:
        kept = {row.token_hash for row in unit.session.scalars(select(SignInSession))}
    assert kept == {sha256(token.encode()).digest() for token in tokens}
    assert len(kept) == 2


def test_signing_in_again_ends_the_session_before(visitor: Visitor, application: Application) -> None:
    visitor.sign_in(EMAIL)
    visitor.sign_in(EMAIL, next="/account")
    with application.unit() as unit:
        open_ones = unit.session.scalars(select(SignInSession).where(SignInSession.ended_at.is_(None))).all()
    assert len(open_ones) == 1


def test_signing_out_makes_the_old_cookie_worthless(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in(EMAIL)
    old = visitor.client.get_cookie("hotline")
    assert old
    assert visitor.post("/sign-out").location == "/sign-in"
    thief = Visitor(app)
    thief.client.set_cookie("hotline", old.value)
    assert not thief.is_in()


def test_eight_idle_hours_end_a_session(visitor: Visitor, clock: SetClock) -> None:
    visitor.sign_in(EMAIL)
    clock.advance(hours=7, minutes=49)
    assert visitor.is_in()
    visitor.post("/sign-out")
    visitor.sign_in(EMAIL)
    clock.advance(hours=8)
    assert not visitor.is_in()


def test_twelve_hours_end_even_a_busy_session(visitor: Visitor, clock: SetClock) -> None:
    visitor.sign_in(EMAIL)
    for _ in range(11):
        clock.advance(hours=1)
        assert visitor.is_in()
    clock.advance(hours=1)
    assert not visitor.is_in()


def test_a_deactivated_account_is_out_at_once_and_stays_out(visitor: Visitor, application: Application) -> None:
    visitor.sign_in(EMAIL)
    with application.unit() as unit:
        accounts.deactivate(unit, "command", account(application).id)
    assert not visitor.is_in()
    visitor.sign_in(EMAIL)
    assert not visitor.is_in()


def test_the_accounts_of_a_deactivated_body_are_out(visitor: Visitor, application: Application) -> None:
    visitor.sign_in(EMAIL)
    with application.unit() as unit:
        unit.session.execute(update(Body).where(Body.id == account(application).body_id).values(active=False))
    assert not visitor.is_in()
    visitor.sign_in(EMAIL)
    assert not visitor.is_in()


def test_after_three_free_tries_even_the_right_password_waits(visitor: Visitor, clock: SetClock) -> None:
    for _ in range(4):
        visitor.post("/sign-in", email=EMAIL, password="wrong")
    visitor.sign_in(EMAIL)
    assert not visitor.is_in()
    clock.advance(seconds=5)
    visitor.sign_in(EMAIL)
    assert visitor.is_in()


def test_how_long_one_waits_is_said_in_the_same_words_to_everybody(visitor: Visitor) -> None:
    said = set()
    for email in (EMAIL, "nobody@demo.invalid"):
        for _ in range(5):
            page = visitor.post("/sign-in", email=email, password="wrong words here").text
            said.add(page.partition('id="refused"')[2].partition("</p>")[0])
    assert len(said) == 1
    assert "5 secondes" in said.pop()


def test_the_delay_never_grows_beyond_five_minutes(application: Application, clock: SetClock) -> None:
    for _ in range(20):
        with pytest.raises(NotSignedIn):
            sign_in.sign_in(application.unit, EMAIL, "wrong")
        clock.advance(minutes=5)
    assert sign_in.sign_in(application.unit, EMAIL, password_of(SECRET, EMAIL))
    assert account(application).failed_sign_ins == 0


def test_many_tries_at_once_cannot_outrun_the_delay(application: Application) -> None:
    def guess(number: int) -> None:
        with pytest.raises(NotSignedIn):
            sign_in.sign_in(application.unit, EMAIL, f"guess {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(16)))
    looked_at = [event for event in house(application, "sign_in_refused") if event.data["why"] == "password"]
    assert len(looked_at) == 4
    next_at = account(application).next_sign_in_at
    assert next_at
    assert next_at - application.clock.now() == timedelta(seconds=5)


def test_every_step_leaves_an_event_without_personal_data(visitor: Visitor, application: Application) -> None:
    visitor.post("/sign-in", email=EMAIL, password="wrong")
    visitor.post("/sign-in", email="somebody@demo.invalid", password="wrong")
    visitor.sign_in(EMAIL)
    visitor.post("/sign-out")
    who = f"account:{account(application).id}"
    assert [event.actor for event in house(application, "sign_in_refused")] == [who, "anonymous"]
    assert [event.actor for event in house(application, "signed_in")] == [who]
    assert [event.actor for event in house(application, "signed_out")] == [who]
    told = str([event.data for kind in ("sign_in_refused", "signed_in") for event in house(application, kind)])
    assert "demo.invalid" not in told
    assert "wrong" not in told
