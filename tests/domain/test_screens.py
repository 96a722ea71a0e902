"""Every screen of every live language, at its longest, fits a phone; and the words that could not are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.domain.datafile import DataFault
from hotline.domain.language import parse_language
from hotline.domain.paging import Limits, plain, septets
from hotline.domain.screenwords import MAY_LACK, SCREENS
from hotline.domain.segments import measure
from hotline.domain.ussd import State
from tests.support.keypad import LANGUAGES, LIVE, MENU, at, every_page

HEAD = 'code = "en"\nname = "English"\nnumber = 7\ndirection = "ltr"\nreviewed = true\n[phrases]\n[commands]\n'
WHOLE = [f'{name} = "x{"".join("{" + value + "}" for value in sorted(named))}"' for name, (named, _) in SCREENS.items()]
REASONS = ("", "wrong_key", "wrong_reference", "unknown_reference")


def _states(language: str) -> list[State]:
    shown = [at(screen, language, readable="1", asked="1") for screen in MENU.screens]
    return [replace(state, reason=reason) for state in shown for reason in REASONS] + [State("language")]


@pytest.mark.parametrize("limits", [Limits(), Limits(budget=182), Limits(other_scripts=False)])
@pytest.mark.parametrize("language", LIVE)
def test_every_page_of_every_screen_fits(language: str, limits: Limits) -> None:
    for state in _states(language):
        for page in every_page(state, limits):
            assert septets(page) <= limits.hard, page


@pytest.mark.parametrize("language", ["fr", "en", "bm"])
def test_a_screen_of_a_latin_language_needs_no_other_script_and_keeps_to_the_budget(language: str) -> None:
    for state in _states(language):
        for page in every_page(state):
            assert measure(page).encoding == "GSM-7", page
            assert septets(page) <= 160, page


@pytest.mark.parametrize("language", LIVE)
def test_no_page_is_empty_and_every_option_is_on_one(language: str) -> None:
    for name, screen in MENU.screens.items():
        pages = every_page(at(name, language, readable="1", asked="1"))
        assert all(page.strip() for page in pages)
        lines = [line.split(" ")[0] for page in pages for line in page.split("\n")]
        for option in getattr(screen, "options", ()):
            assert option.key in lines or f" {option.key} " in " ".join(pages) + " ", (name, option.key)


def test_the_live_languages_dial_and_the_drafts_do_not() -> None:
    assert LIVE == ("fr", "bm", "ar", "en")


def test_other_scripts_become_marks_where_a_gateway_carries_none() -> None:
    assert plain("خطر 17", Limits(other_scripts=False)) == "??? 17"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('done = "noted"', "must name note, numbers in braces"),
        ('danger = "{numbers}"', "must name nothing in braces"),
        ('danger = "' + "x" * 63 + '"', "takes 63 of 62 septets"),
        ('danger = "خطر خطر خطر خطر خطر خطر خطر خطر"', "takes 70 of 62 septets"),
        ('danger = "{"', "stray brace"),
        ('danger = " "', "is empty"),
        ('dangre = "x"', "unknown phrase"),
    ],
)
def test_a_phrase_that_cannot_be_shown_is_refused_with_its_line(line: str, reason: str) -> None:
    name = line.split(" ")[0]
    text = HEAD + "\n".join(["[screens]", line, *(row for row in WHOLE if row.split(" ")[0] != name)])
    with pytest.raises(DataFault, match=reason) as fault:
        parse_language(text, "en.toml")
    assert "en.toml, line 9:" in str(fault.value)


def test_a_reviewed_language_holds_every_screen_or_none() -> None:
    with pytest.raises(DataFault, match=f"{len(SCREENS) - 1 - len(MAY_LACK)} screens are missing, first language"):
        parse_language(HEAD + '[screens]\ndanger = "x"', "en.toml")
    assert not parse_language(HEAD + '[screens]\nlanguage = "x"', "en.toml").dials


def test_the_confidential_label_names_nothing_that_could_harm() -> None:
    for code in LIVE:
        words = LANGUAGES[code].screens
        for name in ("advice", "advice_woman", "advice_child", "advice_other"):
            assert not {"viol", "frapp", "abus", "beat", "rape", "bugo"} & {words[name].lower()[:n] for n in (4, 5)}


def test_the_last_screens_say_nothing_about_the_concern() -> None:
    for name in ("done", "called", "call_you", "added", "bye"):
        assert SCREENS[name][0] <= {"note", "numbers", "language"}
