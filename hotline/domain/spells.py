"""The spells in which a case was open, told from its events; the times that events name, and their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotline.domain.ownership import Told

# A case rests while its citizen is asked whether it is done, while it does not count, and folded into another.
_RESTS = {"closing_asked": "asking", "excluded": "excluded", "merged": "merged"}
# A text, or a no, that comes instead of an answer takes the closing question back; so may its officer.
_ROUSES = {
    "text_joined": "asking", "reopened": "asking", "closing_withdrawn": "asking", "exclusion_lifted": "excluded",
    "merge_undone": "merged",
}  # fmt: skip
_SET_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which the case was open: from its first text, or from what opened it again, to its closing."""

    start: datetime
    end: datetime | None
    why: str = ""

    def holds(self, at: datetime) -> bool:
        """Say whether the moment lies in this spell."""
        return self.start <= at and (self.end is None or at <= self.end)


def orderly(events: Iterable[Told]) -> Iterator[Told]:
    """Yield the events of a chain with times that do not run backwards where the machine's clock was set back a little.

    One that lies far before another is left alone: then the other was written by a clock that ran ahead.
    """
    last: datetime | None = None
    for one in events:
        late = last is not None and timedelta(0) < last - one.at <= _SET_BACK
        told = replace(one, at=last) if late and last is not None else one
        last = max(told.at, received(one)) if one.kind == "received" else told.at
        yield told


def spells(known: Sequence[Told]) -> Iterator[Spell]:
    """Cut a case's time into the spells in which it was open; what ends one for a while counts if it holds."""
    spell: Spell | None = None
    rests: dict[str, datetime] = {}
    for one in known:
        if one.kind == "received":
            spell = Spell(received(one), None)
        elif spell is None:
            spell = Spell(one.at, None, str(one.data.get("why"))) if one.kind == "reopened" else None
        elif one.kind == "closed":
            yield Spell(spell.start, min((*rests.values(), one.at)), spell.why)
            spell, rests = None, {}
        else:
            rests = _rests_after(rests, one)
    if spell is not None:
        yield Spell(spell.start, min(rests.values(), default=None), spell.why)


def _rests_after(rests: dict[str, datetime], one: Told) -> dict[str, datetime]:
    """Return since when a case rests, by what for, after this event."""
    if one.kind in _RESTS and not one.data.get("from"):
        return {_RESTS[one.kind]: one.at} | rests
    return {what: at for what, at in rests.items() if what != _ROUSES.get(one.kind)}


def unended(events: Iterable[Told]) -> list[Told]:
    """Return the events without the end of a pause that a closing brought and that was taken back with it."""
    kept: list[Told] = []
    for one in events:
        if one.kind == "closing_withdrawn" and one.data.get("until"):
            last = next((before for before in reversed(kept) if before.kind == "pause_ended"), None)
            kept = [before for before in kept if before is not last]
        kept.append(one)
    return kept


def received(one: Told) -> datetime:
    """Return when the text of an event came in."""
    return named(one, "received_at") or one.at


def named(one: Told, field: str) -> datetime | None:
    """Return a moment that an event names; one that cannot be read is none."""
    try:
        at = datetime.fromisoformat(str(one.data.get(field, "")))
    except ValueError:
        return None
    return at if at.tzinfo else None
