"""A language as reviewers left it: only what was reviewed is live, and nothing that does not fit ever is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.classifier.load import load_languages
from hotline.domain import wordings
from hotline.domain.screenwords import MAY_LACK
from hotline.domain.wordings import COMMAND, PHRASE, SCREEN, Wording

LANGUAGES = load_languages()
FRENCH, BAMBARA, FULFULDE = LANGUAGES["fr"], LANGUAGES["bm"], replace(LANGUAGES["ff"], phrases={}, screens={})


def wrote(kind: str, key: str, *words: str, version: int = 1, reviewed: bool = True) -> Wording:
    """Return one writing."""
    return Wording(kind, key, version, words, reviewed)


def everything(reviewed: bool = True) -> list[Wording]:
    """Return the French words of every text and screen, as if somebody had written them."""
    wanted = [place for place in wordings.places() if place[0] != COMMAND]
    return [wrote(*place, *wordings.words_at(FRENCH, place), reviewed=reviewed) for place in wanted]


def test_the_newest_reviewed_words_are_live_and_a_newer_draft_is_not() -> None:
    story = [
        wrote(SCREEN, "danger", "Danger"),
        wrote(SCREEN, "danger", "Danger, vols", version=2),
        wrote(SCREEN, "danger", "Au secours", version=3, reviewed=False),
    ]
    for order in (story, story[::-1]):
        assert wordings.live(FRENCH, order, None).screens["danger"] == "Danger, vols"


def test_a_draft_shows_the_newest_words_of_all_and_french_where_there_are_none() -> None:
    shown = wordings.draft(FULFULDE, [wrote(SCREEN, "danger", "Nguyka", reviewed=False)], FRENCH)
    assert shown.screens["danger"] == "Nguyka"
    assert shown.screens["absent"] == FRENCH.screens["absent"]
    assert (shown.drafted, shown.dials) == (True, False)


def test_a_language_without_a_word_of_its_own_is_no_draft() -> None:
    named = replace(FULFULDE, screens={"language": "Fulfulde"})
    assert not wordings.draft(named, [], FRENCH).drafted


def test_no_draft_of_a_file_becomes_live_by_a_switch_alone() -> None:
    shipped = replace(FULFULDE, screens={"language": "Fulfulde", "danger": "Nguyka"}, phrases={"help": "{numbers}"})
    language = wordings.live(shipped, [], True)
    assert (language.screens, language.phrases) == ({"language": "Fulfulde"}, {})
    assert not language.dials


def test_a_language_is_ready_when_every_text_and_screen_is_reviewed() -> None:
    assert wordings.wanting(FULFULDE, everything()) == []
    assert wordings.wanting(FULFULDE, everything()[1:]) == [(PHRASE, "acknowledgement")]
    assert len(wordings.wanting(FULFULDE, everything(reviewed=False))) == len(everything())
    assert wordings.live(FULFULDE, everything(), True).dials


def test_a_new_draft_of_a_reviewed_word_wants_a_reviewer_again() -> None:
    again = wrote(SCREEN, "danger", "Danger ?", version=2, reviewed=False)
    assert wordings.wanting(FULFULDE, [*everything(), again]) == [(SCREEN, "danger")]


def test_bambara_keeps_its_flag_until_all_of_it_was_reviewed() -> None:
    own = [wrote(*place, *wordings.words_at(BAMBARA, place)) for place in wordings.wanting(BAMBARA, [])]
    assert len(own) == len(everything()) - len(MAY_LACK)
    assert wordings.live(BAMBARA, own[1:], None).flagged_for_review
    assert not wordings.live(BAMBARA, own, None).flagged_for_review


def test_french_english_and_arabic_ship_as_reviewed() -> None:
    assert [code for code, one in LANGUAGES.items() if not wordings.wanting(one, [])] == ["fr", "ar", "en"]


@pytest.mark.parametrize(
    ("place", "words", "code"),
    [
        ((PHRASE, "status_received"), ["bien reçu"], "names"),
        ((PHRASE, "status_received"), ["{reference} {numbers}"], "names"),
        ((PHRASE, "status_received"), ["{reference"], "stray_brace"),
        ((PHRASE, "status_received"), ["{reference:>900}"], "stray_brace"),
        ((PHRASE, "status_received"), ["{reference!r}"], "stray_brace"),
        ((PHRASE, "status_received"), ["{{reference}} {reference}"], "stray_brace"),
        ((PHRASE, "status_received"), ["{reference.real}"], "names"),
        ((PHRASE, "status_received"), ["{reference}" + "x" * 150], "parts"),
        ((PHRASE, "status_received"), ["{reference}" + "خ" * 60], "parts"),
        ((PHRASE, "status_received"), ["   "], "empty"),
        ((PHRASE, "status_received"), [], "empty"),
        ((PHRASE, "status_received"), ["{reference}\u202e"], "unprintable"),
        ((PHRASE, "nothing"), ["x"], "unknown"),
        ((SCREEN, "danger"), ["x" * 63], "septets"),
        ((SCREEN, "danger"), ["two\nlines"], "unprintable"),
        ((SCREEN, "note_by_text"), ["x" * 62], "septets"),
        ((SCREEN, "nothing"), ["x"], "unknown"),
        ((COMMAND, "stop"), ["1"], "no_letter"),
        ((COMMAND, "stop"), ["stop", "!!"], "no_letter"),
        ((COMMAND, "stop"), ["a\u200bb"], "unprintable"),
        ((COMMAND, "stop"), ["x" * 41], "long_word"),
        ((COMMAND, "stop"), ["x"] * 41, "many_words"),
        ((COMMAND, "nothing"), ["x"], "unknown"),
    ],
)
def test_words_that_do_not_fit_are_named_by_what_is_wrong(place: tuple[str, str], words: list[str], code: str) -> None:
    tight = replace(FRENCH, screens={**FRENCH.screens, "done": "{note} {numbers}" + "x" * 110})
    found = wordings.flaw(tight, place, words)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_what_ships_passes_the_check_of_the_forms(language: object) -> None:
    one = LANGUAGES[language.code]  # type: ignore[attr-defined]
    held = [place for place in wordings.places() if wordings.words_at(one, place)]
    assert [wordings.flaw(one, place, wordings.words_at(one, place)) for place in held] == [None] * len(held)


def test_what_a_later_release_no_longer_allows_is_left_out() -> None:
    stale = [
        wrote(SCREEN, "danger", "{gone}"),
        wrote(SCREEN, "gone", "x"),
        wrote(PHRASE, "help"),
        wrote(COMMAND, "stop", "1"),
        wrote(SCREEN, "absent", "x" * 70),
    ]
    assert wordings.written(FRENCH, stale) == FRENCH


def test_words_that_share_a_screen_are_judged_together() -> None:
    full = replace(FRENCH, screens={**FRENCH.screens, "done": "{note} {numbers}" + "x" * 125})
    note = wrote(SCREEN, "note_by_text", "x" * 60)
    assert wordings.written(full, [note]) == full
    shorter = wrote(SCREEN, "done", "{note} {numbers}")
    assert wordings.written(full, [note, shorter]).screens["note_by_text"] == "x" * 60


@pytest.mark.parametrize("code", ["ff", "ses", "taq"])
def test_a_shipped_draft_is_dialled_with_french_where_nobody_dared_a_word_and_is_never_live(code: str) -> None:
    shipped = LANGUAGES[code]
    shown = wordings.spoken(LANGUAGES, {}, {})[code]
    assert 0 < len(shipped.screens) - 1 < 20
    assert shown.drafted
    assert {key for key, words in shown.screens.items() if words == FRENCH.screens[key]} >= (
        set(FRENCH.screens) - set(shipped.screens)
    )
    assert (shipped.phrases, shown.reviewed, wordings.live(shipped, [], None).commands) == ({}, False, {})


@pytest.mark.parametrize("code", ["ff", "ses", "taq"])
def test_no_draft_takes_a_cry_for_help_for_a_wish_to_read_the_help(code: str) -> None:
    assert set(LANGUAGES[code].commands) <= {"yes", "no", "thanks"}
