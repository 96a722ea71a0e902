"""Ready texts with blanks: what is asked for, what is filled in, what is left."""

from __future__ import annotations

from hotline.domain.filling import blanks, fill, unknown


def test_blanks_are_named_once_in_their_order() -> None:
    assert blanks("Nous venons {jour} à {heure}, {jour} sûr.") == ("jour", "heure")


def test_a_blank_is_filled_whatever_its_spaces_and_capitals() -> None:
    assert fill("À { Heure }.", {"heure": " 15 h "}) == "À 15 h."


def test_a_blank_without_a_value_stays() -> None:
    assert fill("À {heure} {jour}.", {"heure": "  "}) == "À {heure} {jour}."


def test_what_is_filled_in_is_never_read_as_a_blank_again() -> None:
    assert fill("{jour} {heure}", {"jour": "{heure}", "heure": "9 h"}) == "{heure} 9 h"


def test_braces_around_something_else_are_no_blank() -> None:
    for text in ("{}", "{ }", "{a b}", "{{", "}{", "{" + "a" * 31 + "}", "{é!}"):
        assert blanks(text) == ()


def test_a_blank_that_nobody_could_fill_is_named() -> None:
    assert unknown("{lieu} {heure} {prenom}") == ("prenom",)
