"""What is dialled about a force never shows to that force: not in a page, a trail, a version or a moment."""

from __future__ import annotations

import re

import pytest

from hotline.store.models.casework import Case
from tests.support.dialler import Dialler, dialled
from tests.support.town import Officer, Town

AWA = "+22300000601"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
_FRESH_EACH_TIME = re.compile(r'name="(csrf_token|key)"[^>]*value="[^"]*"')


def _seen_by(liaison: Officer, case: Case) -> dict[str, str]:
    """Return everything somebody of the desk sees, to the byte, but for what a page makes up anew each time."""
    pages = ("/inbox", "/inbox?queue=all", f"/inbox?q={case.reference}", f"/cases/{case.reference}")
    return {page: _FRESH_EACH_TIME.sub("", liaison.get(page).text) for page in pages}


@pytest.fixture
def theft(town: Town) -> Case:
    """An open theft of this phone, which the gendarmerie reads."""
    town.text(AWA, THEFT)
    return town.case(AWA)


def test_an_accusation_dialled_by_a_phone_with_an_open_theft_changes_nothing_the_thefts_readers_see(
    town: Town, theft: Case
) -> None:
    liaison = town.officer("security")
    before, version, told = _seen_by(liaison, theft), town.case(AWA).version, town.kinds(theft)
    phone = dialled(town, AWA, "1", "3", "2", "1", "9", "le chef de poste a pris mon argent", "1", "4827")
    town.work()
    assert phone.ended
    accusation = town.case(AWA)
    assert [town.desk_kind(case) for case in town.cases(AWA)] == ["security", "oversight"]
    assert accusation.wall == "hinted"
    Dialler(town, AWA).dial(f"8*{accusation.reference}").press("1357", "4827", "3", "il a recommencé hier")
    Dialler(town, AWA).dial(f"8*{accusation.reference}").press("97")
    town.work()
    assert _seen_by(liaison, theft) == before
    assert (town.cases(AWA)[0].version, town.kinds(theft)) == (version, told)


def test_a_no_to_texts_said_with_an_accusation_silences_the_phone_and_leaves_no_moment_in_the_theft(
    town: Town, theft: Case
) -> None:
    liaison = town.officer("security")
    before, version, told = _seen_by(liaison, theft), town.case(AWA).version, town.kinds(theft)
    dialled(town, AWA, "1", "3", "2", "1", "9", "9", "2", "9")
    town.work()
    page, *lists = sorted(_seen_by(liaison, theft).items())
    assert dict(lists).items() <= before.items()
    assert "Le citoyen dit que ce téléphone n’est pas sûr." in page[1]
    assert (town.cases(AWA)[0].version, town.kinds(theft)) == (version, told)


def test_an_accusation_dropped_at_any_key_and_taken_up_again_changes_nothing_either(town: Town, theft: Case) -> None:
    liaison, keys = town.officer("security"), ("3", "3", "1", "9", "9", "1", "4827")
    _seen_by(liaison, theft)
    told = town.kinds(theft)
    dialled(town, AWA, "1").hang_up()
    for step in range(1, len(keys)):
        before = _seen_by(liaison, theft)
        dialled(town, AWA, *keys[:step]).hang_up()
        again = Dialler(town, AWA).dial()
        again.press(*(("1",) if "Continuer" in again.screen else ()), *keys[step:])
        assert again.ended
        town.work()
        assert len(town.cases(AWA)) == 1 + step
        assert _seen_by(liaison, theft) == before
        # So many keys within one minute would be taken for a flood.
        town.clock.advance(minutes=2)
    assert town.kinds(theft) == told


def test_words_behind_a_harmless_topic_that_accuse_open_a_case_of_their_own(town: Town) -> None:
    dialled(town, AWA, "1", "7", "3", "1", "merci mais vos gendarmes ont pris mon mouton au poste", "1")
    town.work()
    thanks, accusation = town.cases(AWA)
    assert (thanks.category, thanks.wall) == ("praise", "none")
    assert (accusation.wall, town.desk_kind(accusation)) == ("hinted", "oversight")
    assert accusation.category != "praise"
