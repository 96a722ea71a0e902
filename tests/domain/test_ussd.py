"""The engine of the keypad: keys as people press them, ways back, misses, and the memory of where one was."""

from __future__ import annotations

import pytest

from hotline.domain import paging, ussd
from hotline.domain.dialled import new_input
from hotline.domain.paging import Limits
from hotline.domain.ussd import State
from tests.support.keypad import MENU, at, press


@pytest.mark.parametrize("typed", ["1", "1.", " 1 ", "1#", "١", "߁", "1)"])
def test_a_key_is_read_as_people_mean_it(typed: str) -> None:
    assert press(at("home"), typed).state.at == "danger"


@pytest.mark.parametrize("typed", ["*", "1*1", "", "77", "é", "😀", "-1", "1 2", "0x1", "1" * 500])
def test_what_is_no_key_repeats_the_screen_with_a_reason(typed: str) -> None:
    state = press(at("home"), typed).state
    assert (state.at, state.reason, state.misses) == ("home", "wrong_key", 1)


def test_a_right_key_forgives_the_wrong_ones_before_it() -> None:
    assert press(at("home"), "x", "x", "1").state == press(at("home"), "1").state


def test_three_wrong_keys_in_a_row_end_kindly() -> None:
    state = press(at("home"), "x", "*", "y").state
    assert state.at == "bye"
    assert ussd.has_ended(MENU, state)


def test_an_ended_dialogue_stays_ended_whatever_is_pressed() -> None:
    ended = press(at("home"), "97").state
    assert ended.at == "called"
    assert press(ended, "0", "00", "1", "x").state == ended


def test_a_danger_is_saved_with_the_second_key_and_with_the_third_on_first_contact() -> None:
    assert press(at("home"), "1", "1").does == "save"
    first = press(State("language"), "1", "1", "1")
    assert (first.does, first.state.answers["topic"]) == ("save", "attack_ongoing")


def test_any_other_concern_is_saved_with_its_region() -> None:
    topic = press(at("home"), "5", "2")
    assert (topic.does, topic.state.answers["topic"]) == ("", "land_pastoral")
    region = press(topic.state, "2")
    assert (region.does, region.state.answers["place"]) == ("save", "ML04")


def test_zero_goes_back_and_two_zeros_go_home() -> None:
    deep = press(at("home"), "5", "2", "1").state
    assert press(deep, "0").state.at == "region"
    assert press(deep, "0", "0").state.at == "land"
    assert press(deep, "00").state == at("home")
    assert press(deep, *"0" * 30).state == at("home")


def test_words_are_taken_where_they_are_welcome_and_never_kept_in_the_state() -> None:
    turn = press(at("words", topic="gbv"), "n ce be n bugo * don o don")
    assert (turn.does, turn.typed, turn.state.at) == ("words", "n ce be n bugo * don o don", "text")
    assert "bugo" not in str(ussd.to_json(turn.state))


def test_words_typed_at_a_list_of_places_are_words() -> None:
    turn = press(at("in:ML05", topic="rumor"), "attaque foire konna demain ?")
    assert (turn.does, turn.state.at) == ("words", "text")


def test_a_reference_is_checked_before_it_is_looked_for() -> None:
    wrong = press(at("follow"), "4829150").state
    assert (wrong.at, wrong.reason) == ("follow", "wrong_reference")
    right = press(wrong, "482 9151")
    assert (right.does, right.state.answers["reference"]) == ("find", "4829151")


def test_an_option_that_is_not_on_offer_is_not_a_key() -> None:
    assert press(at("case"), "1").state.reason == "wrong_key"
    assert press(at("case", readable="1"), "1").does == "read"


def test_a_state_survives_being_written_down() -> None:
    state = ussd.keep(press(at("home"), "5", "2", "1", "x").state, "resume")
    assert ussd.from_json(ussd.to_json(state)) == state


@pytest.mark.parametrize(
    ("before", "sent", "new"),
    [
        ("", "", None), ("", "1", "1"), ("1", "1", None), ("1", "1*2", "2"), ("1*2", "1*2*2", "2"), ("1*2", "1", None),
        ("1", "1*a*b", "a*b"), ("1*a*b", "1*a*b*3", "3"), ("1", "1*", ""), ("12", "1*2", None), ("1", "2*3", None),
    ],
)  # fmt: skip
def test_new_input_is_what_follows_the_part_already_known(before: str, sent: str, new: str | None) -> None:
    assert new_input(before, sent) == new


@pytest.mark.parametrize("room", range(40, 182, 7))
def test_a_last_screen_too_full_of_numbers_loses_whole_ones_and_no_half_number_stays(room: int) -> None:
    numbers = [f"800011{n:02d}" for n in range(30)]
    said = f"C'est fini. Danger: appelez {', '.join(numbers)}."
    screen = paging.show(MENU, at(MENU.given_up), lambda _: said, Limits(budget=room, hard=room))
    assert screen.ends
    assert paging.septets(screen.text) <= room
    kept = screen.text.partition("appelez ")[2]
    assert not kept or set(kept.rstrip(".").split(", ")) <= set(numbers)
