"""A phone that presses faster than a person, or reports without end, gets a kind screen; nothing it dialled is lost."""

from __future__ import annotations

from tests.support.dialler import Dialler, dialled
from tests.support.town import Town

AWA, BOCAR = "+22300000701", "+22300000702"


def test_a_phone_that_presses_too_fast_is_asked_to_dial_again_and_keeps_what_it_dialled(town: Town) -> None:
    phone = dialled(town, AWA, "1", "5", "2", "1")
    while not phone.ended:
        phone.press("98" if phone.typed.endswith("99") else "99")
    assert "Trop de touches" in phone.screen
    assert phone.send().text == phone.screen
    assert "Trop de touches" in Dialler(town, AWA).dial().screen
    assert "Votre souci" in dialled(town, BOCAR, "1").screen
    town.work()
    assert town.case(AWA).category == "land_pastoral"
    town.pass_time(minutes=1)
    assert "Continuer" in Dialler(town, AWA).dial().screen


def test_after_thirty_concerns_in_an_hour_no_further_one_is_begun_and_all_thirty_are_kept(town: Town) -> None:
    dialled(town, AWA, "1")
    for number in range(30):
        dialled(town, AWA, "1", str(number % 3 + 1)).hang_up()
        town.clock.advance(seconds=60)
        again = Dialler(town, AWA).dial()
        if not again.ended:
            again.press("2").hang_up()
        town.clock.advance(seconds=1)
    assert "Trop de touches" in Dialler(town, AWA).dial().screen
    town.work()
    assert len(town.cases(AWA)) == 3
    town.pass_time(hours=1)
    assert not Dialler(town, AWA).dial().ended
