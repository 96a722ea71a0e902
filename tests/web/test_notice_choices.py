"""The page of one's notices: what one may choose, what was chosen, and nothing of anybody else's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.domain.notices import EMAIL, NEVER, USUAL, Choices
from hotline.store import notices
from hotline.store.models.people import Account
from hotline.web.app import create_app
from tests.support import staff
from tests.support.postbag import Postbag
from tests.support.town import Officer, Town

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def mailed(application: Application, worker: Application, clock: SetClock) -> Town:
    """A town whose officers can be told by e-mail."""
    app = replace(application, post={EMAIL: Postbag()})
    return Town(create_app(app), app, worker, clock)


def wish(town: Town, name: str) -> Choices:
    with town.application.unit() as unit:
        return notices.choices(unit.session, staff.account(town, name).id)


def choose(officer: Officer, *pairs: tuple[str, str]) -> int:
    token = TOKEN.search(officer.get("/notices").text)
    assert token
    return officer.client.post("/notices", data=MultiDict([("csrf_token", token[1]), *pairs])).status_code


def test_who_chose_nothing_is_told_as_usual(mailed: Town) -> None:
    page = mailed.officer("civil").get("/notices").text
    assert "On me confie un dossier" in page
    assert 'name="assigned" value="email" checked' in page
    assert 'name="wrote" value="email">' in page
    assert 'value="off_shift" checked' in page


def test_a_choice_holds_and_is_shown(mailed: Town) -> None:
    civil = mailed.officer("civil")
    assert choose(civil, ("quiet", "never"), ("wrote", "email"), ("alert", "email")) == 303
    chosen = wish(mailed, "civil")
    assert (chosen.quiet, chosen.digest) == (NEVER, False)
    assert [EMAIL in chosen.ways[kind] for kind in ("assigned", "wrote", "offered", "alert")] == [
        False, True, False, True,
    ]  # fmt: skip
    assert 'name="wrote" value="email" checked' in civil.get("/notices").text
    assert wish(mailed, "coordinator") == Choices()


def test_a_way_the_page_does_not_ask_stays_as_it_was(town: Town) -> None:
    assert choose(town.officer("civil"), ("quiet", "night")) == 303
    assert wish(town, "civil") == Choices(USUAL, "night", digest=True)


def test_without_a_mail_server_the_page_says_so(town: Town) -> None:
    page = town.officer("civil").get("/notices").text
    assert "L’e-mail n’est pas réglé ici." in page
    assert 'value="email"' not in page


def test_a_text_is_offered_to_whoever_has_a_duty_phone_and_never_for_an_offer(mailed: Town) -> None:
    assert 'name="assigned" value="sms"' in mailed.officer("civil").get("/notices").text
    with mailed.application.unit() as unit:
        unit.session.execute(update(Account).values(phone_sealed=None))
    page = mailed.officer("civil").get("/notices").text
    assert 'value="sms"' not in page
    assert "seulement avec un téléphone de service" in page


def test_whoever_answers_nobody_is_told_of_alerts_alone(mailed: Town) -> None:
    page = mailed.officer("auditor").get("/notices").text
    assert 'name="alert" value="email"' in page
    assert 'name="assigned"' not in page


@pytest.mark.parametrize("quiet", ["", "always", "x" * 5000])
def test_quiet_hours_that_are_none_change_nothing(mailed: Town, quiet: str) -> None:
    assert choose(mailed.officer("civil"), ("quiet", quiet), ("alert", "pigeon")) == 400
    assert wish(mailed, "civil") == Choices()


def test_ways_that_there_are_not_are_not_kept(mailed: Town) -> None:
    choose(mailed.officer("civil"), ("quiet", "never"), ("alert", "pigeon"), ("offered", "sms"))
    chosen = wish(mailed, "civil")
    assert chosen.ways["alert"] == {"push"}
    assert chosen.ways["offered"] == {"push"}


def test_a_kept_report_says_that_an_e_mail_comes_where_one_does(mailed: Town, town: Town) -> None:
    words = "Un e-mail vous le dit, avec un lien seulement."
    assert words in mailed.officer("auditor").get("/reports/backlog").text
    assert words not in town.officer("auditor").get("/reports/backlog").text
