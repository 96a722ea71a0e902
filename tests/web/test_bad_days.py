"""What goes wrong on a bad day: a wall goes up over an open page, a citizen stops, an officer leaves, all is much."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from hotline import ids
from hotline.services import office_people
from hotline.store.counting import MOST_COUNTED
from hotline.store.inbox import PAGE
from hotline.store.models.casework import Accused, Case
from tests.services.test_office import account_key, at_work
from tests.support.staff import account, desk_of
from tests.support.town import Officer, Town

AWA, ABSENT = "+22300000101", "1000008"
THEFT, WORDS = "On a volé mes boeufs à Ténenkou", "Merci. Nous regardons cela."
THREE_PARTS = "Merci d’avoir écrit. " * 16
FIELD = re.compile(r'name="(version|seen|key)" value="([^"]*)"')
MANY = 10_000


@pytest.fixture
def path(town: Town) -> str:
    """The address of a theft."""
    town.text(AWA, THEFT)
    return f"/cases/{town.case(AWA).reference}"


@pytest.fixture
def security(town: Town) -> Officer:
    return town.officer("security")


def fields(officer: Officer, path: str) -> dict[str, str]:
    """Return what the answer form of an open page carries."""
    return dict(FIELD.findall(officer.get(path).text.partition('id="composer"')[2]))


@pytest.mark.parametrize("act", ["answers", "notes", "draft", "transfers", "closure", "ownership", "questions", "tags"])
def test_a_wall_that_goes_up_over_an_open_page_leaves_nothing_to_see_or_to_do(
    town: Town, path: str, security: Officer, act: str
) -> None:
    form = fields(security, path)
    with town.application.unit() as unit:
        unit.session.add(Accused(case_id=town.case(AWA).id, body_id=account(town, "security").body_id))
    before, sent = town.kinds(town.case(AWA)), town.carrier.to(AWA)
    refused = security.post(f"{path}/{act}", page="/account", text=WORDS, tag="road", **form)
    nothing = security.post(f"/cases/{ABSENT}/{act}", page="/account", text=WORDS, tag="road", **form)
    assert (refused.status_code, nothing.status_code) == (404, 404)
    assert refused.data == nothing.data
    assert security.get(path).data == security.get(f"/cases/{ABSENT}").data
    town.work()
    assert (town.kinds(town.case(AWA)), town.carrier.to(AWA)) == (before, sent)


def test_an_answer_of_three_parts_to_who_stopped_meanwhile_goes_nowhere_and_is_not_lost(
    town: Town, path: str, security: Officer
) -> None:
    form = fields(security, path)
    town.text(AWA, "STOP")
    sent = town.carrier.to(AWA)
    answer = security.post(f"{path}/answers", text=THREE_PARTS, **form)
    town.work()
    assert answer.status_code in (409, 422)
    assert THREE_PARTS.strip() in answer.text
    assert "Le citoyen a écrit STOP." in answer.text
    assert town.carrier.to(AWA) == sent


def test_a_leavers_draft_is_nobodys_and_waits_until_they_are_let_in_again(
    town: Town, path: str, security: Officer
) -> None:
    security.post(f"{path}/ownership", page=path)
    security.post(f"{path}/draft", page=path, text=WORDS)
    key = account_key(town.application, "security")
    with at_work(town.application) as work:
        office_people.deactivate(work, key)
    assert town.case(AWA).owner_id is None
    assert security.post(f"{path}/draft", page="/sign-in", text="plus rien").status_code in (303, 401)
    page = town.officer("coordinator").get(path).text
    assert WORDS not in page
    assert "à prendre" in page
    with at_work(town.application) as work:
        office_people.reactivate(work, key)
    assert f"{WORDS}</textarea>" in town.officer("security").get(path).text


def test_a_queue_of_ten_thousand_is_a_page_at_a_time_and_says_that_it_is_long(town: Town, security: Officer) -> None:
    desk, now = desk_of(town, "security"), town.clock.now()
    usual = {
        "channel": "sms", "language": "fr", "status": "new", "category": "cattle_theft", "urgency": "normal",
        "sensitivity": "S1", "alias": "Baobab 12", "version": 1, "desk_id": desk, "received_at": now,
        "waiting_since": now,
    }  # fmt: skip
    rows = [
        {**usual, "id": ids.new_id(), "reference": f"{5_000_000 + n}", "due_at": now + timedelta(minutes=n)}
        for n in range(MANY)
    ]
    with town.application.unit() as unit:
        unit.session.execute(insert(Case), rows)
    assert MANY > MOST_COUNTED
    page = security.get("/inbox?queue=to_answer").text
    assert page.count('class="row') == PAGE
    assert ">999+</b>" in page
    assert len(page) < 60_000
    older = re.search(r'href="(/inbox\?queue=to_answer&amp;after=[^"]+)"', page)
    assert older
    second = security.get(older[1].replace("&amp;", "&")).text
    assert f'id="r{5_000_000 + PAGE}"' in second
    assert f'id="r{5_000_000 + PAGE - 1}"' not in second
