"""The words of the screens: which ones a language must hold, what they name, and how big each may be."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.domain.datafile import DataFile
from hotline.domain.wording import Flaw, template_flaw, too_big

NAME = "language"

# Septets of the folded words with the longest values in them. Keys stand below every screen, so they are short.
_KEY, _OPTION, _STATUS, _TITLE, _LAST = 22, 62, 100, 125, 182
_KEYS = "key_back key_home key_further key_before key_call skip"
_OPTIONS = """
danger danger_attack danger_explosive danger_abduction danger_threat danger_cattle danger_robbery danger_group
danger_accident absent absent_patrol absent_phone absent_road agent agent_respect agent_money agent_violence
agent_arrest agent_office agent_aid advice advice_woman advice_child advice_other land land_water land_fields
land_communities land_displaced services services_water services_health services_school services_justice
services_office question question_rumour question_ask question_thanks question_idea follow follow_read follow_close
follow_add close_yes close_no close_unsafe help help_language help_numbers help_call help_unsafe help_safe
text_yes text_no resume_continue resume_fresh unknown_place note_by_text wrong_key
"""
_TITLES = """
language_title home_title topic_title region_title place_title words_title text_title resume_title follow_title
close_title help_title add_title no_answer wrong_reference unknown_reference new_pin_title pin_title locked_title
pin_digits pin_guessed wrong_pin
"""
_STATUSES = "status_received status_with_service status_answered status_closed"
_NOTES = "note_by_text note_number"
# Said beside a state; a language whose reviewers have not written it says the state alone.
READ_BY_TEXT = "read_by_text"
MAY_LACK = frozenset({READ_BY_TEXT})
# Words that are part of another screen: what else to measure when they change.
_SHOWN_WITH = dict.fromkeys((*_STATUSES.split(), READ_BY_TEXT), ("case_title",)) | dict.fromkeys(
    _NOTES.split(), ("done",)
)

SCREENS: dict[str, tuple[frozenset[str], int]] = {
    NAME: (frozenset(), 14),
    **{name: (frozenset(), _KEY) for name in _KEYS.split()},
    **{name: (frozenset(), _OPTION) for name in _OPTIONS.split()},
    **{name: (frozenset(), _STATUS) for name in _STATUSES.split()},
    **{name: (frozenset(), _TITLE) for name in _TITLES.split()},
    READ_BY_TEXT: (frozenset(), _STATUS),
    "note_number": (frozenset({"reference"}), _OPTION),
    "case_title": (frozenset({"reference", "status"}), _TITLE),
    "answer_title": (frozenset({"answer"}), _LAST),
    "numbers_title": (frozenset({"numbers"}), _TITLE),
    "done": (frozenset({"note", "numbers"}), _LAST),
    "called": (frozenset({"numbers"}), _LAST),
    "call_you": (frozenset({"language", "numbers"}), _LAST),
    "added": (frozenset(), _LAST),
    "closing_noted": (frozenset(), _LAST),
    "unsafe_noted": (frozenset({"numbers"}), _LAST),
    "safe_noted": (frozenset(), _LAST),
    "bye": (frozenset({"numbers"}), _LAST),
    "slow": (frozenset({"numbers"}), _LAST),
    "sorry": (frozenset(), _LAST),
}

LONGEST = {"reference": "482 915 704", "numbers": "80001114, 80001115", "language": "Bamanankan", "answer": ""}


def read_screens(file: DataFile, *, whole: bool) -> dict[str, str]:
    """Read the `[screens]` table, which a reviewed language holds whole or not at all; raises DataFault."""
    table = file.table("screens")
    words = {name: str(file.take(name, str, "screens", within=table)) for name in table}
    _refuse(file, {name: _words_flaw(words, name) for name in words})
    missing = [name for name in SCREENS if name not in words and name not in MAY_LACK]
    if whole and missing and set(words) - {NAME}:
        raise file.fault(f"{len(missing)} screens are missing, first {missing[0]}", "screens")
    _refuse(file, {name: _size_flaw(words, name) for name in words})
    return words


def screen_flaw(words: Mapping[str, str], name: str) -> Flaw | None:
    """Return what is wrong with one of the words of the screens, or with a screen that is shown with it."""
    return _words_flaw(words, name) or next(
        filter(None, (_size_flaw(words, one) for one in (name, *_SHOWN_WITH.get(name, ())) if one in words)), None
    )


def is_whole(screens: Mapping[str, str]) -> bool:
    """Say whether every screen can be shown in these words."""
    return SCREENS.keys() - MAY_LACK <= screens.keys()


def longest(words: Mapping[str, str], name: str) -> str:
    """Return a phrase with the longest values it can be given."""
    values = dict(LONGEST)
    values["status"] = max((*(words.get(key, "") for key in _STATUSES.split()), answered(words)), key=len)
    values["note"] = max((words.get(key, "").format_map(LONGEST) for key in _NOTES.split()), key=len)
    return words[name].format_map(values)


def answered(words: Mapping[str, str]) -> str:
    """Return that an answer is there, and how a text brings it, as far as the language has the words."""
    return " ".join(filter(None, (words.get("status_answered"), words.get(READ_BY_TEXT))))


def _words_flaw(words: Mapping[str, str], name: str) -> Flaw | None:
    if name not in SCREENS:
        return Flaw("unknown", {"kind": "phrase", "name": name})
    return template_flaw(words[name], SCREENS[name][0])


def _size_flaw(words: Mapping[str, str], name: str) -> Flaw | None:
    return too_big(longest(words, name), SCREENS[name][1])


def _refuse(file: DataFile, flaws: Mapping[str, Flaw | None]) -> None:
    for name, flaw in flaws.items():
        if flaw:
            raise file.fault(flaw.told(name), "screens", name)
