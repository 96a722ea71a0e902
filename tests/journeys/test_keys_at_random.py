"""Whatever is dialled, dropped and dialled again, at the real door: a valid screen each time, and no concern lost."""

from __future__ import annotations

from itertools import count

from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import select

from hotline.domain.dialled import owed
from hotline.domain.paging import septets
from hotline.services import dialogue
from hotline.store.models.casework import Case
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message
from tests.support.dialler import Dialler
from tests.support.town import Town

DIGITS = [str(number) for number in range(1, 21)]
RESERVED = ["0", "98", "99", "97"]
# Codes right and wrong, a reference, words that accuse, thank and say nothing.
TYPED = ["4827", "9999", "482 9157", "le chef de poste a pris mon argent", "merci", "on m'a volé", "*", "é" * 500]
HANG_UP, DIAL_ALONG, OWN_CASE = "hang up", "dial 8*", "own case"
HOME, DANGER = "00", ("1", "1")
STEPS = strategies.lists(
    strategies.one_of(
        strategies.sampled_from(DIGITS[:9]),
        strategies.sampled_from([*DIGITS, *RESERVED, *TYPED]),
        strategies.sampled_from([HANG_UP, DIAL_ALONG, OWN_CASE, HOME]),
    ),
    min_size=4,
    max_size=24,
)
_PHONES = count(1)


class Walker:
    """One phone that dials as it likes, and watches what it is shown."""

    def __init__(self, town: Town, phone: str) -> None:
        self.town, self.phone = town, phone
        self.line = Dialler(town, phone).dial()
        self.look()

    def take(self, step: str) -> None:
        """Take one step; whoever was rung off dials again first."""
        # So many keys in a minute would be a flood, and this is about people.
        self.town.clock.advance(seconds=4)
        if step == HANG_UP:
            self.line.hang_up()
            self.town.work()
            self.line = Dialler(self.town, self.phone).dial()
        elif step in (DIAL_ALONG, OWN_CASE):
            known = self.town.cases(self.phone)
            reference = known[-1].reference if known and step == OWN_CASE else "4829157"
            self.line = Dialler(self.town, self.phone).dial(f"8*{reference}")
        elif self.line.ended:
            self.line = Dialler(self.town, self.phone).dial()
        elif step == HOME and "00 menu" in self.line.screen:
            # Home is the one screen without a way home, and behind two keys a danger is saved: in any language.
            assert "00 menu" not in self.line.press(HOME).screen
            assert "00 menu" in self.line.press(*DANGER).screen
        else:
            self.line.press(step)
        self.look()

    def look(self) -> None:
        """Hold a screen against what every screen is."""
        kind, _, text = self.line.screen.partition(" ")
        assert kind in ("CON", "END")
        assert text.strip()
        assert septets(text) <= 182, text

    def stop(self) -> None:
        """Leave the phone alone until the house ends what is open."""
        self.town.clock.advance(minutes=dialogue.SILENT_MINUTES + 1)
        dialogue.end_silent(self.town.application.unit, self.town.application.tools)
        self.town.work()


def _nothing_is_lost(town: Town, phone: str) -> None:
    with town.application.unit() as unit:
        mine = select(Contact.id).where(Contact.phone_index == unit.vault.blind("phone", phone)).scalar_subquery()
        dialogues = unit.session.scalars(select(Dialogue).where(Dialogue.contact_id == mine)).all()
        messages = unit.session.scalars(select(Message).where(Message.contact_id == mine)).all()
        cases = unit.session.scalars(select(Case).where(Case.contact_id == mine)).all()
        assert all(one.ended_at is not None for one in dialogues)
        # What a redialled one held went on to the next.
        for one in dialogues:
            assert one.how_ended == "redialled" or not owed(one.state["answers"]), one.state
        assert all(one.case_id is not None for one in messages)
        concerns = [one for one in messages if not {"first", "case"} & (one.dialled or {}).keys()]
        # Words that accuse, behind a topic that does not, open a case of their own: the wall keeps the two apart.
        words = [one for one in messages if one not in concerns and (one.dialled or {}).get("typed")]
        assert len(cases) <= len(concerns) + len(words)
        assert {one.case_id for one in messages} == {case.id for case in cases}


@settings(
    max_examples=250,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_any_keys_get_valid_screens_and_every_concern_becomes_a_case_once(town: Town, steps: list[str]) -> None:
    phone = f"+2230000{next(_PHONES):04d}"
    walker = Walker(town, phone)
    for step in steps:
        walker.take(step)
    walker.stop()
    _nothing_is_lost(town, phone)


def test_all_of_it_leaves_a_trail_that_verifies(town: Town) -> None:
    walker = Walker(town, "+22300009999")
    for step in ("1", "3", "2", "1", "9", TYPED[3], "1", "4827", OWN_CASE, "9999", "4827", HANG_UP, "1", "1", HANG_UP):
        walker.take(step)
    walker.stop()
    _nothing_is_lost(town, "+22300009999")
    assert town.verify()
