"""The screens as a citizen meets them, without the house behind: for tests of the engine and of the words."""

from __future__ import annotations

import csv
from importlib.resources import files
from io import StringIO

from hotline.classifier.load import load_languages
from hotline.domain import menu, paging, ussd
from hotline.domain.menu import PlaceName, Tongue
from hotline.domain.paging import Limits
from hotline.domain.screenwords import longest
from hotline.domain.ussd import State, Turn

LANGUAGES = load_languages()
LIVE = tuple(code for code, language in LANGUAGES.items() if language.dials)
_ROWS = csv.DictReader(StringIO((files("hotline.data.places") / "places.csv").read_text(encoding="utf-8")))
PLACES = tuple(PlaceName(row["code"], row["name"], row["parent"] if row["kind"] != "region" else None) for row in _ROWS)
TONGUES = tuple(Tongue(one.code, one.screens["language"], one.number, one.dials) for one in LANGUAGES.values())
MENU = menu.build(TONGUES, PLACES)
WIDE = Limits()


def at(screen: str, language: str = "fr", **answers: str) -> State:
    """Return a state at a screen, in a language that was chosen."""
    return State(screen, answers={"language": language, **answers})


def press(state: State, *keys: str) -> Turn:
    """Press keys one after the other and return the last turn."""
    turn = Turn(state)
    for key in keys:
        turn = ussd.step(MENU, turn.state, key)
    return turn


def seen(state: State, limits: Limits = WIDE) -> paging.Shown:
    """Return what the phone shows, every value as long as it can be."""
    chosen = state.answers.get("language", "")
    words = LANGUAGES[chosen if chosen in LIVE else "fr"].screens
    return paging.show(MENU, state, lambda name: longest(words, name), limits)


def every_page(state: State, limits: Limits = WIDE) -> list[str]:
    """Return all pages of a screen."""
    pages = [seen(state, limits)]
    while not pages[-1].ends:
        page = pages[-1].state.page + 1
        following = seen(State(state.at, page=page, answers=state.answers, reason=state.reason), limits)
        if following.state.page < page:
            break
        pages.append(following)
    return [page.text for page in pages]
