"""A dialogue on a phone's keypad: screens are typed values, and a step takes a state and keys to the next state.

Nothing here knows what the screens say or what becomes of a concern: a step names what the house should do (`does`),
and `hotline.domain.paging` turns a screen into text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from hotline.domain.pins import is_guessed_first, read_pin
from hotline.domain.references import ascii_digits, is_reference

# The habit of the trade: 0 back, 00 home, 98 further, 99 back a page; 97 and 9 are ours.
BACK, HOME, FURTHER, BEFORE, CALL, SKIP = "0", "00", "98", "99", "97", "9"
RESERVED = frozenset({BACK, HOME, FURTHER, BEFORE, CALL, SKIP})
MISSES = 3
LONGEST_TRAIL = 12
LONGEST_WORDS = 480


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a menu: its key, its words (a phrase's name, or the words themselves), and what choosing it does."""

    key: str
    words: str
    to: str
    sets: tuple[tuple[str, str], ...] = ()
    does: str = ""
    literal: bool = False
    only_if: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A menu; `typed` is what to do with words typed instead of a key, where they are welcome."""

    title: str
    options: tuple[Option, ...] = ()
    typed: Option | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question answered by typing: `kind` is `words`, `reference`, `pin` (a code to be said) or `new_pin`.

    `options` are keys that work beside it.
    """

    title: str
    kind: str
    typed: Option
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """The last screen of a dialogue."""

    title: str


Screen = Choice | Prompt | End


@dataclass(frozen=True, slots=True)
class Menu:
    """All screens by name; where home is, where three misses lead, and the key that asks to be called."""

    screens: Mapping[str, Screen]
    home: str
    given_up: str
    call: Option


@dataclass(frozen=True, slots=True)
class State:
    """Where a dialogue stands; small, and everything in it can be written as JSON. Typed words are never in it."""

    at: str
    page: int = 0
    misses: int = 0
    trail: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    kept: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one press led to: the next state, what the house should do, and what was typed, if words were."""

    state: State
    does: str = ""
    typed: str = field(default="", repr=False)


def to_json(state: State) -> dict[str, Any]:
    """Return the state as plain values."""
    return {**asdict(replace(state, answers={}, kept=None)), "answers": dict(state.answers), "kept": state.kept}


def from_json(value: Mapping[str, Any]) -> State:
    """Return the state that `to_json` wrote."""
    return State(**{**value, "trail": tuple(value["trail"])})


def has_ended(menu: Menu, state: State) -> bool:
    """Say whether the dialogue is over."""
    return isinstance(menu.screens[state.at], End)


def step(menu: Menu, state: State, keys: str) -> Turn:
    """Return where the keys lead; keys that lead nowhere repeat the screen with a reason, and after three it ends."""
    screen = menu.screens[state.at]
    if isinstance(screen, End):
        return Turn(state)
    pressed = clean(keys)
    chosen = _chosen(menu, screen, state, pressed)
    if chosen is not None:
        return Turn(_go(menu, state, chosen), chosen.does)
    if pressed in _MOVES:
        return Turn(_MOVES[pressed](menu, state))
    return _typed(menu, screen, state, keys)


def miss(menu: Menu, state: State, reason: str = "wrong_key") -> State:
    """Return the same screen with a reason above it, or the last screen after three misses in a row."""
    if state.misses + 1 >= MISSES:
        return replace(state, at=menu.given_up, page=0, reason="", misses=0)
    return replace(state, misses=state.misses + 1, reason=reason)


def clean(keys: str) -> str:
    """Return keys as people mean them: `1.`, ` 1 `, `1#` and Arabic-Indic digits are a 1; `*` is no key."""
    return ascii_digits(keys).strip().rstrip(".,;:)#").strip()


def shown(screen: Screen, state: State) -> tuple[Option, ...]:
    """Return the options of a screen that are on offer in this state."""
    options = () if isinstance(screen, End) else screen.options
    return tuple(option for option in options if not option.only_if or state.answers.get(option.only_if))


def at_home(menu: Menu, state: State) -> State:
    """Return the state at home; what was answered on the way is forgotten, the language is not."""
    return State(menu.home, answers={key: value for key, value in state.answers.items() if key == "language"})


def keep(state: State, at: str) -> State:
    """Return a state at the screen `at` that asks whether to go on with `state`."""
    return State(at, answers={key: value for key, value in state.answers.items() if key == "language"},
                 kept=to_json(replace(state, kept=None, misses=0, reason="")))  # fmt: skip


def _chosen(menu: Menu, screen: Screen, state: State, pressed: str) -> Option | None:
    for option in (*shown(screen, state), menu.call):
        if option.key == pressed:
            return option
    return None


def _typed(menu: Menu, screen: Screen, state: State, keys: str) -> Turn:
    """Take words where words are asked for or welcome; anything else is a miss."""
    taken = screen.typed if isinstance(screen, Choice | Prompt) else None
    words = keys.strip()[:LONGEST_WORDS]
    if taken is None:
        return Turn(miss(menu, state))
    if isinstance(screen, Prompt) and screen.kind in _DIGITS:
        return _DIGITS[screen.kind](menu, state, taken, keys)
    if not any(char.isalpha() for char in words):
        return Turn(miss(menu, state))
    return Turn(_go(menu, state, taken), taken.does, words)


def _reference(menu: Menu, state: State, taken: Option, keys: str) -> Turn:
    reference = "".join(char for char in ascii_digits(keys) if not char.isspace()).rstrip("#")
    if not is_reference(reference):
        return Turn(miss(menu, state, "wrong_reference"))
    return Turn(_go(menu, state, replace(taken, sets=(("reference", reference),))), taken.does)


def _pin(menu: Menu, state: State, taken: Option, keys: str) -> Turn:
    """Take a code: it leaves the engine as what was typed and is never part of a state."""
    pin = read_pin(keys)
    return Turn(_go(menu, state, taken), taken.does, pin) if pin else Turn(miss(menu, state, "pin_digits"))


def _new_pin(menu: Menu, state: State, taken: Option, keys: str) -> Turn:
    pin = read_pin(keys)
    if pin is not None and is_guessed_first(pin):
        return Turn(miss(menu, state, "pin_guessed"))
    return _pin(menu, state, taken, keys)


_DIGITS = {"reference": _reference, "pin": _pin, "new_pin": _new_pin}


def _go(menu: Menu, state: State, option: Option) -> State:
    if option.to == menu.home:
        return replace(at_home(menu, state), answers={**at_home(menu, state).answers, **dict(option.sets)})
    trail = (*state.trail, state.at)[-LONGEST_TRAIL:] if option.to != state.at else state.trail
    return State(option.to, trail=trail, answers={**state.answers, **dict(option.sets)})


def _back(menu: Menu, state: State) -> State:
    """Go one screen back; beside the home screen there is nothing further back."""
    if not state.trail:
        return at_home(menu, state) if "language" in state.answers else replace(state, page=0, reason="", misses=0)
    return State(state.trail[-1], trail=state.trail[:-1], answers=state.answers, kept=state.kept)


def _home(menu: Menu, state: State) -> State:
    return at_home(menu, state) if "language" in state.answers else replace(state, page=0, reason="", misses=0)


def _further(menu: Menu, state: State) -> State:
    return replace(state, page=state.page + 1, misses=0, reason="")


def _before(menu: Menu, state: State) -> State:
    return replace(state, page=max(0, state.page - 1), misses=0, reason="")


_MOVES = {BACK: _back, HOME: _home, FURTHER: _further, BEFORE: _before}
