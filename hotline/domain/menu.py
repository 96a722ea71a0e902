"""Our screens, as data: what a citizen can do by keypad, in the order of the suggested tree of the design.

Keys: language > topic > sub-topic > region > words. A danger is saved at its second key, every other concern with its
region; the finer place and the words are optional. The last screens say nothing about the concern.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hotline.domain.segments import fold
from hotline.domain.ussd import CALL, RESERVED, SKIP, Choice, End, Menu, Option, Prompt, Screen

HOME, LANGUAGE, RESUME, CALL_YOU, FOLLOW, DANGER = "home", "language", "resume", "call_you", "follow", "danger"
NEW_PIN, PIN, LOCKED, SLOW = "new_pin", "pin", "locked", "slow"
# Where most calls come from stands first; the first three numbers are those of the exercise.
FIRST_REGIONS = ("ML05", "ML04", "ML06", "ML19", "ML18", "ML17", "ML07")

# Main topic: its sub-topics as (phrase, category), numbered from 1.
TOPICS: dict[str, tuple[tuple[str, str], ...]] = {
    DANGER: (
        ("danger_attack", "attack_ongoing"), ("danger_explosive", "ied_uxo"), ("danger_abduction", "abduction"),
        ("danger_threat", "attack_threat"), ("danger_cattle", "cattle_theft"), ("danger_robbery", "banditry"),
        ("danger_group", "armed_group_abuse"), ("danger_accident", "disaster"),
    ),
    "absent": (
        ("absent_patrol", "no_response"), ("absent_phone", "no_response"), ("absent_road", "blockade_movement"),
    ),
    "agent": (
        ("agent_respect", "force_conduct"), ("agent_money", "checkpoint_extortion"), ("agent_violence", "force_abuse"),
        ("agent_arrest", "detention_missing"), ("agent_office", "corruption_admin"), ("agent_aid", "staff_misconduct"),
    ),
    "advice": (("advice_woman", "gbv"), ("advice_child", "child_protection"), ("advice_other", "gbv")),
    "land": (
        ("land_water", "land_pastoral"), ("land_fields", "land_pastoral"), ("land_communities", "communal_conflict"),
        ("land_displaced", "displacement_aid"),
    ),
    "services": (
        ("services_water", "basic_services"), ("services_health", "health"), ("services_school", "education"),
        ("services_justice", "justice_delay"), ("services_office", "corruption_admin"),
    ),
    "question": (
        ("question_rumour", "rumor"), ("question_ask", "info_request"), ("question_thanks", "praise"),
        ("question_idea", "suggestion"),
    ),
}  # fmt: skip

_CALL = Option(CALL, "key_call", "called", does="call")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place as a menu needs it: its code, its name, and the code of the place above it."""

    code: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as the first screen offers it; one that cannot be shown leads to `we call you`."""

    code: str
    name: str
    number: int
    dials: bool


@lru_cache(maxsize=8)
def build(tongues: tuple[Tongue, ...], places: tuple[PlaceName, ...]) -> Menu:
    """Return every screen there is, for these languages and places."""
    screens: dict[str, Screen] = {LANGUAGE: _language(tongues), HOME: _home()}
    for topic, kinds in TOPICS.items():
        screens[topic] = Choice("topic_title", _kinds(kinds, saves=topic == DANGER))
    screens |= _place_screens(places) | _report() | _follow() | _help() | _ends()
    return Menu(screens, home=HOME, given_up="bye", call=_CALL)


def _language(tongues: Iterable[Tongue]) -> Choice:
    return Choice("language_title", tuple(_tongue(tongue) for tongue in tongues))


def _tongue(tongue: Tongue) -> Option:
    sets, key = (("language", tongue.code),), str(tongue.number)
    if tongue.dials:
        return Option(key, tongue.name, HOME, sets, does="language", literal=True)
    return Option(key, tongue.name, CALL_YOU, sets, does="call", literal=True)


def _home() -> Choice:
    topics = tuple(Option(str(n), topic, topic) for n, topic in enumerate(TOPICS, start=1))
    return Choice("home_title", (*topics, Option("8", FOLLOW, FOLLOW), Option("9", "help", "help")))


def _kinds(kinds: Iterable[tuple[str, str]], *, saves: bool) -> tuple[Option, ...]:
    does = "save" if saves else ""
    return tuple(
        Option(str(n), phrase, "region", (("topic", category), ("place", "")), does)
        for n, (phrase, category) in enumerate(kinds, start=1)
    )


def _place_screens(places: Iterable[PlaceName]) -> dict[str, Screen]:
    """Return the screen of the regions, and one for each place that holds others."""
    below: defaultdict[str | None, list[PlaceName]] = defaultdict(list)
    for place in places:
        below[place.parent].append(place)
    regions = sorted(below.pop(None, ()), key=lambda place: (_rank(place.code), place.code))
    skip = Option(SKIP, "unknown_place", "words", does="save")
    screens: dict[str, Screen] = {"region": Choice("region_title", (*_named(regions, below, "save"), skip))}
    passing, typed = Option(SKIP, "skip", "words"), Option("", "", "text", does="words")
    for parent, children in below.items():
        options = _named(sorted(children, key=lambda place: fold(place.name)), below, "")
        screens[f"in:{parent}"] = Choice("place_title", (*options, passing), typed)
    return screens


def _named(places: Iterable[PlaceName], below: Mapping[str | None, list[PlaceName]], does: str) -> tuple[Option, ...]:
    return tuple(
        Option(key, place.name, f"in:{place.code}" if place.code in below else "words", (("place", place.code),), does,
               literal=True)
        for key, place in zip(_keys(), places, strict=False)
    )  # fmt: skip


def _rank(code: str) -> int:
    return FIRST_REGIONS.index(code) if code in FIRST_REGIONS else len(FIRST_REGIONS)


def _keys() -> Iterator[str]:
    """Count from 1, leaving out the keys that mean the same on every screen."""
    return (str(n) for n in range(1, 1000) if str(n) not in RESERVED)


def _report() -> dict[str, Screen]:
    """What follows once a concern is saved: more words, whether we may text, for some a code, and its reference."""
    return {
        "words": Prompt(
            "words_title", "words", Option("", "", "text", does="words"), (Option(SKIP, "skip", "text", does="save"),)
        ),
        "text": Choice(
            "text_title", (Option("1", "text_yes", "done", does="text"), Option("2", "text_no", "done", does="quiet"))
        ),
        NEW_PIN: Prompt(
            "new_pin_title", "new_pin", Option("", "", "done", does="guard"), (Option(SKIP, "skip", "done"),)
        ),
        RESUME: Choice(
            "resume_title",
            (
                Option("1", "resume_continue", HOME, does="continue"), Option("2", "resume_fresh", HOME, does="fresh"),
                Option("3", DANGER, DANGER, does="fresh"),
            ),
        ),
    }  # fmt: skip


def _follow() -> dict[str, Screen]:
    return {
        FOLLOW: Prompt("follow_title", "reference", Option("", "", "case", does="find")),
        PIN: Prompt("pin_title", "pin", Option("", "", "case", does="unlock"), (Option(SKIP, "skip", "case"),)),
        LOCKED: Choice("locked_title", (Option(SKIP, "skip", "case"),)),
        "case": Choice(
            "case_title",
            (
                Option("1", "follow_read", "answer", does="read", only_if="readable"),
                # Whoever passed the question for the code is asked again: with it, and not before, there is more.
                Option("1", "follow_read", PIN, only_if="guarded"),
                Option("2", "follow_close", "closing", only_if="asked"),
                Option("3", "follow_add", "add"),
            ),
        ),
        "answer": Choice("answer_title"),
        "closing": Choice(
            "close_title",
            tuple(
                Option(key, words, "closing_noted", (("digit", key),), "close")
                for key, words in (("1", "close_yes"), ("2", "close_no"), ("3", "close_unsafe"))
            ),
        ),
        "add": Prompt("add_title", "words", Option("", "", "added", does="add")),
    }


def _help() -> dict[str, Screen]:
    return {
        "help": Choice(
            "help_title",
            (
                Option("1", "help_language", LANGUAGE), Option("2", "help_numbers", "numbers"),
                Option("3", "help_call", "called", does="call"),
                Option("4", "help_unsafe", "unsafe_noted", does="unsafe"),
                Option("5", "help_safe", "safe_noted", does="safe"),
            ),
        ),
        "numbers": Choice("numbers_title"),
    }  # fmt: skip


def _ends() -> dict[str, Screen]:
    names = ("done", "called", CALL_YOU, "added", "closing_noted", "unsafe_noted", "safe_noted", "bye", SLOW)
    return {name: End(name) for name in names}
