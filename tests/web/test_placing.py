"""The place of a case, corrected by an officer."""

from __future__ import annotations

import pytest

from tests.support.town import Town

AWA = "+22300000101"


@pytest.fixture
def theft(town: Town) -> str:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    return town.case(AWA).reference


def test_a_place_is_corrected_and_the_case_stays_where_it_is(town: Town, theft: str) -> None:
    security, before = town.officer("security"), town.case(AWA)
    assert security.post(f"/cases/{theft}/place", page=f"/cases/{theft}", text="Fatoma, Mopti").status_code == 303
    after = town.case(AWA)
    assert (after.desk_id, after.wall, after.urgency) == (before.desk_id, before.wall, before.urgency)
    assert after.place_id != before.place_id
    assert town.kinds(after).count("place_chosen") == 1
    assert "précise le lieu" in security.get(f"/cases/{theft}").text
    assert town.verify()


@pytest.mark.parametrize("written", ["", "Nulle Part", "Fatoma, Kayes", "x" * 5_000, "Ténenkou"])
def test_a_place_that_is_none_or_the_same_is_refused_and_stays_in_the_form(
    town: Town, theft: str, written: str
) -> None:
    answer = town.officer("security").post(f"/cases/{theft}/place", page=f"/cases/{theft}", text=written)
    assert answer.status_code == 422
    assert f'name="text" value="{written}"' in answer.text
    assert "place_chosen" not in town.kinds(town.case(AWA))


def test_who_may_not_read_a_case_corrects_nothing_in_it(town: Town) -> None:
    town.text(AWA, "Les gendarmes nous ont frappés à Konna et ont pris notre argent")
    security, reference = town.officer("security"), town.case(AWA).reference
    hidden, absent = (
        security.post(f"/cases/{one}/place", page="/account", text="Fatoma") for one in (reference, "1000008")
    )
    assert hidden.status_code == absent.status_code == 404
