"""What leaves the house on paper or in a file, and what somebody looks for, stands in its chain before it is shown."""

from __future__ import annotations

from hotline.domain.questions import Question
from hotline.store.events import Plain, append_house
from hotline.unit_of_work import UnitOfWork

_SHORT = 32


def note_export(unit: UnitOfWork, actor: str, what: str, **codes: Plain) -> int:
    """Write down who takes which file, before the first byte of it goes out; the line's number is the file's."""
    return append_house(unit, "exported", actor, what=what, **codes).n


def note_print(unit: UnitOfWork, actor: str, what: str, **codes: Plain) -> int:
    """Write down who asks for a page to print, before it is shown; the line's number is the copy's."""
    return append_house(unit, "printed", actor, what=what, **codes).n


def note_search(unit: UnitOfWork, actor: str, what: str, asked: str, **codes: Plain) -> None:
    """Write down who looks for something: of what they typed a keyed hash, which shows the same search again."""
    append_house(unit, "searched", actor, what=what, asked=unit.vault.blind("search", asked).hex()[:_SHORT], **codes)


def note_question(unit: UnitOfWork, actor: str, asked: Question, form: str) -> None:
    """Write down who asks the trail for what; the case as a keyed hash, since the house's chain has no wall."""
    case = unit.vault.blind("search", asked.case).hex()[:_SHORT] if asked.case else None
    days = {name: day.isoformat() for name, day in (("first", asked.first), ("last", asked.last)) if day}
    account = {"account": str(asked.account)} if asked.account else {}
    append_house(unit, "trail_searched", actor, case=case, action=asked.action or None, format=form, **account, **days)
