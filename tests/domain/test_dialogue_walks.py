"""Whatever keys are pressed: no dead end, no concern lost, home and back always work, danger two keys away."""

from __future__ import annotations

from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hotline.domain import dialled, ussd
from hotline.domain.menu import LANGUAGE
from hotline.domain.paging import septets
from hotline.domain.ussd import End, State
from tests.support.keypad import MENU, at, press, seen

FREE = strategies.text(max_size=30)
LIKELY = strategies.sampled_from([str(n) for n in range(1, 21)] + ["0", "00", "98", "99", "97", "*", "4829151"])


class Caller(RuleBasedStateMachine):
    """Somebody who presses whatever they like; the house notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State(LANGUAGE)
        self.chosen: list[str] = []
        self.told: list[str] = []

    @rule(keys=LIKELY)
    @precondition(lambda self: not ussd.has_ended(MENU, self.state))
    def press_a_key(self, keys: str) -> None:
        self._press(keys)

    @rule(keys=FREE)
    @precondition(lambda self: not ussd.has_ended(MENU, self.state))
    def type_anything(self, keys: str) -> None:
        self._press(keys)

    @rule()
    @precondition(lambda self: ussd.has_ended(MENU, self.state))
    def dial_again(self) -> None:
        self._drop()
        language = self.state.answers.get("language")
        self.state = at("home", language) if language in ("fr", "bm", "ar", "en") else State(LANGUAGE)

    @rule()
    def be_cut_off_and_go_on(self) -> None:
        if self.state.at not in ("home", LANGUAGE) and not ussd.has_ended(MENU, self.state):
            kept = ussd.keep(ussd.from_json(ussd.to_json(self.state)), "resume")
            going_on = press(kept, "1")
            assert going_on.does == "continue"
            assert kept.kept is not None
            again = ussd.from_json(kept.kept)
            assert (again.at, again.answers, again.trail) == (self.state.at, self.state.answers, self.state.trail)
            self.state = again

    @invariant()
    def every_screen_fits_and_can_be_written_down(self) -> None:
        shown = seen(self.state)
        assert septets(shown.text) <= 182
        assert shown.text.strip()
        assert ussd.from_json(ussd.to_json(shown.state)) == shown.state

    @invariant()
    def home_and_back_always_lead_somewhere(self) -> None:
        if "language" not in self.state.answers or ussd.has_ended(MENU, self.state):
            return
        assert press(self.state, "00").state.at == "home"
        back = self.state
        for _ in range(ussd.LONGEST_TRAIL + 2):
            back = press(back, "0").state
        assert back.at == "home"

    @invariant()
    def danger_is_two_keys_from_home_and_a_call_one_from_anywhere(self) -> None:
        if isinstance(MENU.screens[self.state.at], End):
            return
        assert press(self.state, "97").state.at == "called"
        if "language" in self.state.answers:
            assert press(self.state, "00", "1", "1").does == "save"

    @invariant()
    def what_was_saved_is_known_and_nothing_is_told_twice(self) -> None:
        assert len(self.told) <= len(self.chosen)
        if self.state.answers.get("told"):
            assert self.state.answers["topic"] in self.told

    def _press(self, keys: str) -> None:
        turn = ussd.step(MENU, self.state, keys)
        if turn.state.answers.get("topic") and not turn.state.answers.get("told"):
            self.chosen.append(turn.state.answers["topic"])
        self.state = turn.state
        if turn.does in ("save", "words", "call") or ussd.has_ended(MENU, self.state):
            self._drop()
        if turn.does in ("save", "words"):
            assert self.state.answers.get("told")

    def _drop(self) -> None:
        owed = dialled.owed(self.state.answers)
        if "topic" in owed:
            self.told.append(owed["topic"])
        self.state = State(
            self.state.at, self.state.page, self.state.misses, self.state.trail,
            dialled.told(self.state.answers, "m") if owed else self.state.answers, self.state.reason, self.state.kept,
        )  # fmt: skip
        assert not dialled.owed(self.state.answers)


TestCaller = Caller.TestCase
TestCaller.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


def test_every_screen_can_be_reached_and_left() -> None:
    """The house itself leads to a few; three misses and a flood lead to the last two."""
    house = ("resume", "new_pin", "pin", "locked")
    found, edge = {LANGUAGE, *house}, [State(LANGUAGE), *(at(screen) for screen in house)]
    while edge:
        state = edge.pop()
        screen = MENU.screens[state.at]
        options = [option.key for option in getattr(screen, "options", ())]
        keys = [*options, *ussd.RESERVED, "une parole", "4829151"]
        for key in keys:
            after = press(State(state.at, answers={**state.answers, "readable": "1", "asked": "1"}), key).state
            if after.at not in found and after.at != state.at:
                found.add(after.at)
                edge.append(after)
    assert found | {"bye", "slow"} == set(MENU.screens)
