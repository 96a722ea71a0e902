"""One thing done to several cases: shown first, never to a protected one, undone for ten minutes, within the walls."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from hotline.services.bulk import ACTIONS
from hotline.store.models.casework import Case
from hotline.web.bulkwords import ACTION_WORDS
from tests.support.staff import account, hire
from tests.support.town import Officer, Town

PHONES = ("+22300000101", "+22300000102", "+22300000103")
THEFT = "on a volé mes boeufs à Konna"
BEATEN = "mon mari me bat chaque jour, ne dites rien"


@pytest.fixture
def thefts(town: Town) -> list[Case]:
    """Three thefts at one desk."""
    for phone in PHONES:
        town.text(phone, THEFT)
    return [town.case(phone) for phone in PHONES]


@pytest.fixture
def security(town: Town) -> Officer:
    return town.officer("security")


def tick(officer: Officer, found: list[Case], path: str = "/find/bulk", **fields: str) -> TestResponse:
    """Tick cases and send the form."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', officer.get("/find").text)
    assert token
    data = {"csrf_token": token[1], "case": [case.reference for case in found], **fields}
    return officer.client.post(path, data=data)


def state(town: Town) -> list[tuple[object, ...]]:
    found = [town.case(phone) for phone in PHONES]
    return [(case.owner_id, case.status, case.snoozed_until, case.excluded) for case in found]


def test_the_preview_changes_nothing(town: Town, thefts: list[Case], security: Officer) -> None:
    before = [town.kinds(case) for case in thefts]
    page = tick(security, thefts, action="take")
    assert "3 dossiers changeront." in page.text
    assert page.text.count("Konna") >= 2 * len(thefts)
    assert page.text.count(THEFT) == len(thefts)
    assert [town.kinds(case) for case in thefts] == before


def test_without_a_day_what_is_put_aside_comes_back_tomorrow_morning(
    town: Town, thefts: list[Case], security: Officer
) -> None:
    page = tick(security, thefts, **{"action": "snooze", "value-snooze": ""})
    assert page.status_code == 200
    assert 'value="2026-03-03T08:00:00+00:00"' in page.text


def test_the_preview_names_what_falls_due_while_it_lies_aside(
    town: Town, thefts: list[Case], security: Officer
) -> None:
    page = tick(security, thefts, action="snooze", value="2026-03-05T08:00:00+00:00").text
    assert page.count("L’échéance passe avant :") == len(thefts)
    due_at = town.case(PHONES[0]).due_at
    assert due_at is not None
    soon = (due_at - timedelta(hours=1)).isoformat()
    assert "L’échéance passe avant :" not in tick(security, thefts, action="snooze", value=soon).text


@pytest.mark.parametrize(
    ("action", "value"), [("take", ""), ("tag", "women"), ("snooze", "2026-03-05T08:00:00+00:00"), ("exclude", "test")]
)
def test_each_action_is_done_to_all_and_taken_back_from_all(
    town: Town, thefts: list[Case], security: Officer, action: str, value: str
) -> None:
    before = state(town)
    done = tick(security, thefts, "/find/bulk/done", action=action, value=value)
    address = done.headers["Location"]
    assert "3 dossiers changés" in security.get(address).text
    assert action == "tag" or state(town) != before
    security.post(f"{address}/end", page=address)
    assert state(town) == before
    assert "Tout a été annulé." in security.get(address).text
    kinds = town.kinds(thefts[0])
    assert len(kinds) == len(town.trail(thefts[0]))
    assert town.verify() > 0
    again = security.post(f"{address}/end", page=address)
    assert again.status_code == 303
    assert town.kinds(thefts[0]) == kinds


def test_only_what_nobody_touched_is_new_again(town: Town, thefts: list[Case], security: Officer) -> None:
    address = tick(security, thefts, "/find/bulk/done", action="take").headers["Location"]
    path = f"/cases/{thefts[0].reference}"
    security.post(f"{path}/answers", page=path, text="Merci. Nous regardons cela.")
    security.post(f"{address}/end", page=address)
    assert [town.case(phone).status for phone in PHONES] == ["open", "new", "new"]
    assert town.trail(thefts[1])[-1].data["status"] == "new"
    assert town.verify() > 0


def test_cases_found_by_a_word_are_ticked_too(town: Town, thefts: list[Case], security: Officer) -> None:
    answer = security.post("/find", page="/find", text="boeufs")
    page = security.get(answer.headers["Location"]).text
    assert page.count('name="case"') == len(thefts)
    assert 'id="bulk"' in page


def test_ticked_cases_are_linked_in_one_incident(town: Town, security: Officer) -> None:
    for phone, words in zip(PHONES, (THEFT, "des voleurs ont pris ma moto à Sévaré"), strict=False):
        town.text(phone, words)
    ticked = [town.case(phone) for phone in PHONES[:2]]
    address = tick(security, ticked, "/incidents", kind="event").headers["Location"]
    assert all(case.reference in security.get(address).text for case in ticked)


def test_after_ten_minutes_nothing_is_taken_back(town: Town, thefts: list[Case], security: Officer) -> None:
    address = tick(security, thefts, "/find/bulk/done", action="take").headers["Location"]
    town.clock.advance(minutes=11)
    security.post(f"{address}/end", page=address)
    assert {owner for owner, *_ in state(town)} == {account(town, "security").id}


def test_what_a_colleague_changed_since_stays_theirs(town: Town, thefts: list[Case], security: Officer) -> None:
    second = hire(town, "second", "security")
    address = tick(security, thefts, "/find/bulk/done", action="take").headers["Location"]
    town.officer("second").post(f"/cases/{thefts[0].reference}/ownership")
    security.post(f"{address}/end", page=address)
    assert [owner for owner, *_ in state(town)] == [second, None, None]


def test_a_protected_case_is_never_part_of_it_and_a_walled_one_is_not_there(town: Town, thefts: list[Case]) -> None:
    town.text("+22300000104", BEATEN)
    protected = town.case("+22300000104")
    protection = town.officer("protection")
    page = tick(protection, [protected, *thefts], action="tag", **{"value-tag": "women"}).text
    assert "Protégé : un par un seulement." in page
    assert "0 dossier" in page
    assert thefts[0].reference[3:] not in page.split("<main")[1]
    tick(protection, [protected, *thefts], "/find/bulk/done", action="tag", value="women")
    assert all("tagged" not in town.kinds(case) for case in [protected, *thefts])


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "erase"}, {}, {"action": "tag", "value": "mots"}, {"action": "snooze", "value-snooze": "hier"},
        {"action": "snooze", "value-snooze": "2020-01-01"}, {"action": "exclude", "value": ""},
    ],
)  # fmt: skip
def test_what_is_no_action_changes_nothing(
    town: Town, thefts: list[Case], security: Officer, fields: dict[str, str]
) -> None:
    before = state(town)
    for path in ("/find/bulk", "/find/bulk/done"):
        assert tick(security, thefts, path, **fields).headers["Location"].startswith("/find?ticked=")
    assert state(town) == before


def test_nothing_ticked_or_too_much_is_asked_again(town: Town, thefts: list[Case], security: Officer) -> None:
    assert tick(security, [], action="take").status_code == 303
    token = re.search(r'name="csrf_token" value="([^"]+)"', security.get("/find").text)
    assert token
    many = [f"{number:07}" for number in range(60)] + ["x", "é"]
    answer = security.client.post("/find/bulk", data={"csrf_token": token[1], "case": many, "action": "take"})
    assert answer.headers["Location"].startswith("/find?ticked=0000000&")
    assert state(town)[0] == (None, "new", None, None)
    assert thefts


def test_another_officer_neither_sees_nor_undoes_it(town: Town, thefts: list[Case], security: Officer) -> None:
    address = tick(security, thefts, "/find/bulk/done", action="take").headers["Location"]
    coordinator = town.officer("coordinator")
    assert coordinator.get(address).status_code == 404
    assert coordinator.post(f"{address}/end", page="/account").status_code == 404
    assert set(ACTIONS) == set(ACTION_WORDS)


def test_what_was_done_leads_back_to_the_search_it_came_from(town: Town, thefts: list[Case], security: Officer) -> None:
    address = tick(security, thefts, "/find/bulk/done", action="take", back="/find?place=Konna").headers["Location"]
    assert 'href="/find?place=Konna"' in security.get(address).text
    address = tick(security, thefts, "/find/bulk/done", action="take", back="//elsewhere").headers["Location"]
    assert 'href="/find"' in security.get(address).text


@pytest.mark.parametrize("path", ["/find/bulk", "/find/bulk/done", "/incidents"])
def test_what_is_refused_keeps_the_search_and_what_was_ticked_and_chosen(
    town: Town, thefts: list[Case], security: Officer, path: str
) -> None:
    search = "/find?state=not_closed&ticked=9999999&action=take"
    assert f'name="back" value="{search.replace("&", "&amp;")}"' in security.get(search).text
    answer = tick(security, thefts[:1], path, back=search, action="tag", **{"value-tag": "erase"})
    ticked = f"ticked={thefts[0].reference}&action=tag&value-tag=erase"
    assert answer.headers["Location"] == f"/find?state=not_closed&{ticked}"
    page = security.get(answer.headers["Location"]).text
    assert re.findall(r'name="case" value="(\d+)" checked', page) == [thefts[0].reference]
    assert '<option value="tag" selected>' in page
    assert re.search(r'<p class="strip wrong" role="alert">', page)


def test_linking_nothing_stays_with_what_was_found(thefts: list[Case], security: Officer) -> None:
    answer = tick(security, [], "/incidents", kind="event", back="/find?state=not_closed", action="take")
    assert answer.headers["Location"] == "/find?state=not_closed&action=take"
    assert "Il faut au moins deux dossiers." in security.get(answer.headers["Location"]).text
    assert tick(security, [], "/incidents", kind="event", back="//elsewhere").headers["Location"] == "/find"


def test_a_preview_that_is_left_leads_back_to_what_was_ticked(thefts: list[Case], security: Officer) -> None:
    page = tick(security, thefts[:1], back="/find?state=not_closed", action="take").text
    assert f'href="/find?state=not_closed&amp;ticked={thefts[0].reference}&amp;action=take"' in page
