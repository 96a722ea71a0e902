"""A citizen dials: one press of a key in, one screen out; everything is stored before the screen goes back.

A contact's presses are worked on one by one, so two requests of a session at once cannot both advance it. A request
come again gets the stored screen. Nothing slow happens here: a concern enters as a message and triage does the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hotline.domain import paging, ussd
from hotline.domain.dialled import new_input
from hotline.domain.language import FALLBACK
from hotline.domain.menu import CALL_YOU, HOME, LANGUAGE, RESUME, SLOW
from hotline.domain.messages import DialogueEnd, KeyPress, ScreenText
from hotline.domain.paces import current, is_flood
from hotline.domain.paging import Limits
from hotline.domain.ussd import Prompt, State
from hotline.services import errands
from hotline.services.reading import Tools
from hotline.services.talk import CONCERN, PRESS, Talk, tell, tell_all
from hotline.store import contacts, dialogues, hearing, paces
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.people import Contact
from hotline.unit_of_work import UnitOfWork

RESUME_MINUTES = 30
# No operator known to us keeps a session open for longer than three minutes.
SILENT_MINUTES = 5
KEEP_DAYS = 30
MOST_DIALLED = 12
LONGEST_TYPED = 2_000
# What there is nothing to take up again from.
_NOWHERE = frozenset({HOME, LANGUAGE, CALL_YOU})
Units = Callable[[], UnitOfWork]


def accept_keypress(unit: UnitOfWork, tools: Tools, press: KeyPress) -> ScreenText:
    """Take one press, store what it means, and return the screen that follows."""
    seen = None if press.cumulative else dialogues.sight(unit, press.phone, press.gateway, press.session)
    contact = contacts.met(unit, press.phone, press.gateway)
    row = dialogues.of_session(unit.session, contact.id, press.gateway, press.session)
    if row is None:
        if _comes_too_fast(unit, tools, contact, State(LANGUAGE)):
            return _slow(unit, tools, contact, press)
        talk = _begin(unit, tools, contact, press)
        for along in _dialled_through(press):
            if _asks_for_a_code(talk):
                break
            _advance(talk, along)
        return _shown(talk, press.text)
    keys = _new_keys(unit, row, press, seen)
    if keys is None or row.ended_at is not None:
        return ScreenText(dialogues.screen(unit.vault, row), ends=row.ended_at is not None)
    talk = Talk.over(unit, tools, row, press.limits)
    if _comes_too_fast(unit, tools, contact, talk.state):
        slow = _slow(unit, tools, contact, press)
        _end(talk, dialogues.DROPPED)
        dialogues.write(unit.vault, row, typed=press.text[:LONGEST_TYPED], screen=slow.text)
        return slow
    if len(press.text) > LONGEST_TYPED:
        talk.state = replace(talk.state, at=talk.menu.given_up)
    else:
        _advance(talk, keys)
    return _shown(talk, press.text)


def _comes_too_fast(unit: UnitOfWork, tools: Tools, contact: Contact, state: State) -> bool:
    """Count a press; say whether this phone presses faster than a person, or begins one concern too many."""
    rows = paces.of(unit.session, contact.id)
    pressed = paces.add(unit.session, contact.id, PRESS, tools.paces.presses, unit.now)
    begun = current(paces.count(rows.get(CONCERN)), tools.paces.concerns, unit.now)
    one_more = begun >= tools.paces.concerns.most and not state.answers.get("topic")
    return is_flood(pressed, tools.paces.presses) or one_more


def _slow(unit: UnitOfWork, tools: Tools, contact: Contact, press: KeyPress) -> ScreenText:
    """Return the screen for a phone that comes too fast: whatever it had dialled stands and can be taken up again."""
    words = tools.languages.read(unit.session).screens.words(contact.language, press.limits)
    numbers = tools.office.read(unit.session).numbers
    return ScreenText(paging.plain(words[SLOW].format(numbers=numbers), press.limits), ends=True)


def sorry(tools: Tools) -> ScreenText:
    """Return the screen for somebody whose press could not be stored: nobody on the line is left without an answer."""
    limits = Limits(other_scripts=False)
    words = tools.languages.last_read().screens.words(FALLBACK, limits)
    return ScreenText(paging.plain(words["sorry"], limits), ends=True)


def accept_end(unit: UnitOfWork, tools: Tools, end: DialogueEnd) -> None:
    """Take a gateway's notice that a session is over; one that was cut off still becomes a case."""
    row = _named(unit, end)
    if row is not None and row.ended_at is None:
        _end(Talk.over(unit, tools, row, end.limits), dialogues.DROPPED)


def is_open(unit: UnitOfWork, gateway: str, session: str) -> bool:
    """Say whether a session of this gateway is still open; ours end by themselves when they fall silent."""
    return dialogues.only_open(unit.session, gateway, session) is not None


def end_silent(units: Units, tools: Tools) -> int:
    """End dialogues that fell silent without a notice; what was dialled becomes a case. Return how many."""
    with units() as unit:
        late = [row.id for row in dialogues.silent(unit.session, unit.now - timedelta(minutes=SILENT_MINUTES))]
    for dialogue_id in late:
        with units() as unit:
            row = unit.session.get_one(Dialogue, dialogue_id)
            contacts.locked(unit.session, row.contact_id)
            unit.session.refresh(row)
            if row.ended_at is None and row.stepped_at < unit.now - timedelta(minutes=SILENT_MINUTES):
                _end(Talk.over(unit, tools, row), dialogues.SILENT)
    return len(late)


def forget(units: Units) -> None:
    """Forget dialogues after 30 days, like the journal."""
    with units() as unit:
        dialogues.forget(unit.session, unit.now - timedelta(days=KEEP_DAYS))


def _new_keys(unit: UnitOfWork, row: Dialogue, press: KeyPress, seen: bytes | None) -> str | None:
    """Return what was pressed; None for a request that came again.

    All inputs joined tell a repeat by themselves. The last input alone does not: a second 1 is as good as the first.
    But nobody answers a screen they have not seen, so a press that came in while another of its session was being
    worked on is no new one. A gateway that repeats itself later than that cannot be told from somebody pressing.
    """
    if press.begins:
        return None
    if press.cumulative:
        return new_input(dialogues.known_part(unit.vault, row, press.text), press.text)
    return press.text if seen == row.screen_sealed else None


def _named(unit: UnitOfWork, end: DialogueEnd) -> Dialogue | None:
    if end.phone is not None:
        contact = contacts.met(unit, end.phone, end.gateway)
        return dialogues.of_session(unit.session, contact.id, end.gateway, end.session)
    row = dialogues.only_open(unit.session, end.gateway, end.session)
    if row is not None:
        contacts.locked(unit.session, row.contact_id)
        unit.session.refresh(row)
    return row


def _begin(unit: UnitOfWork, tools: Tools, contact: Contact, press: KeyPress) -> Talk:
    """Begin a dialogue: where the last one was cut off, at home, or with the language on first contact."""
    earlier = dialogues.cut_off(unit.session, contact.id, unit.now - timedelta(minutes=RESUME_MINUTES))
    row = dialogues.begin(unit, contact.id, press.gateway, press.session)
    hearing.note_heard(unit.session, press.gateway, unit.now)
    screens = tools.languages.read(unit.session).screens
    known = contact.language if screens.shows(contact.language, press.limits) else None
    start = State(HOME, answers={"language": known}) if known is not None else State(LANGUAGE)
    if earlier is not None:
        start = _taken_up(ussd.from_json(earlier.state), start)
        row.message_id = earlier.message_id
        earlier.ended_at, earlier.how_ended = earlier.ended_at or unit.now, dialogues.REDIALLED
    row.state = ussd.to_json(start)
    talk = Talk.over(unit, tools, row, press.limits)
    if _dialled_through(press):
        # Whoever dials the keys along has no use for a question first; a short leaflet works on every phone alike.
        tell(talk, start.kept)
        talk.state = State(HOME, answers={"language": known or FALLBACK})
    return talk


def _taken_up(earlier: State, start: State) -> State:
    if earlier.at == RESUME:
        return earlier
    # Whoever dials next need not be who knew the code.
    if earlier.at in _NOWHERE or "language" not in earlier.answers or earlier.answers.get("unlocked"):
        return start
    return ussd.keep(earlier, RESUME)


def _dialled_through(press: KeyPress) -> list[str]:
    """Return the keys dialled along with the code, as in `*123*8*4829151#`; a gateway without them says nothing."""
    return press.text.split("*")[:MOST_DIALLED] if press.cumulative and press.text else []


def _asks_for_a_code(talk: Talk) -> bool:
    """A code is only taken when it is asked for: one dialled along would stay in the phone's list of calls."""
    screen = talk.menu.screens[talk.state.at]
    return isinstance(screen, Prompt) and screen.kind in ("pin", "new_pin")


def _advance(talk: Talk, keys: str) -> None:
    before = talk.state
    turn = ussd.step(talk.menu, before, keys)
    talk.state = turn.state
    if before.answers.get("told") and not turn.state.answers.get("told"):
        tell(talk, ussd.to_json(before))
    if turn.does:
        errands.DOES[turn.does](talk, before, turn.typed)


def _shown(talk: Talk, typed: str) -> ScreenText:
    """Store the state and the screen, and end what is over."""
    shown = talk.show()
    talk.state, row = shown.state, talk.row
    row.stepped_at = talk.unit.now
    if shown.ends:
        _end(talk, dialogues.FINISHED)
    row.state = ussd.to_json(talk.state)
    dialogues.write(talk.unit.vault, row, typed=typed[:LONGEST_TYPED], screen=shown.text)
    return ScreenText(shown.text, ends=shown.ends)


def _end(talk: Talk, how: str) -> None:
    talk.state = tell_all(talk)
    talk.row.state = ussd.to_json(talk.state)
    talk.row.ended_at, talk.row.how_ended = talk.unit.now, how
