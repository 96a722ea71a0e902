"""An answer from a page that stays: the case comes back at once, and nothing is done twice."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from tests.support.staff import desk_of
from tests.support.town import Officer, Town

AWA, WORDS = "+22300000101", "Merci. Nous regardons cela."
FIELD = re.compile(r'name="(csrf_token|version|seen|key)" value="([^"]*)"')


@pytest.fixture
def path(town: Town) -> str:
    """The address of a theft."""
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    return f"/cases/{town.case(AWA).reference}"


def send(officer: Officer, path: str, act: str, **fields: str) -> TestResponse:
    """Send the answer form of a page as its script does."""
    form = dict(FIELD.findall(officer.get(path).text.partition('id="composer"')[2])) | fields
    return officer.client.post(f"{path}/{act}", data=form, headers={"X-Swap": "1"})


@pytest.mark.parametrize("act", ["answers", "notes"])
def test_what_was_written_comes_back_in_its_place_in_one_trip(town: Town, path: str, act: str) -> None:
    officer = town.officer("security")
    answer = send(officer, path, act, text=WORDS)
    assert answer.status_code == 200
    page = answer.text
    assert WORDS in page.partition('data-part="thread"')[2]
    assert f"{WORDS}</textarea>" not in page
    assert 'role="status"' in page
    assert 'data-live="' in page
    assert "enregistrée" not in officer.get(path).text.partition("<main")[0]


def test_a_page_that_hears_nothing_and_sends_once_more_writes_once(town: Town, path: str) -> None:
    officer = town.officer("security")
    form = dict(FIELD.findall(officer.get(path).text.partition('id="composer"')[2])) | {"text": WORDS}
    for headers in ({"X-Swap": "1"}, {}):
        assert officer.client.post(f"{path}/answers", data=form, headers=headers).status_code in (200, 303)
    town.work()
    assert town.carrier.to(AWA).count(WORDS) == 1


def test_a_case_that_leaves_sends_its_page_to_the_list(town: Town, path: str) -> None:
    officer = town.officer("security")
    answer = send(officer, path, "transfers", text="Une affaire de parcelle.")
    assert (answer.status_code, answer.headers["X-Go"]) == (204, "/inbox")
    assert desk_of(town, "security") != str(town.case(AWA).desk_id)


def test_what_does_not_pass_is_said_as_on_any_page(town: Town, path: str) -> None:
    officer = town.officer("security")
    assert send(officer, path, "answers", text=" ").status_code == 422
    town.officer("coordinator").post(f"{path}/answers", text="Bien lu.")
    assert send(officer, path, "answers", text=WORDS, version="1", seen="1").status_code == 409
