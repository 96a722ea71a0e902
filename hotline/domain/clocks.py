"""The clocks of a case, told from its events: what must happen by when, from which start, and when it did.

A clock runs from its own start whatever is changed later; its limit is that of the urgency the case had when it was
met, or has now. Nobody's later word moves a start, and a case that is closed lets every clock rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.findings import SENSITIVITIES, URGENCIES
from hotline.domain.ownership import Told
from hotline.domain.spells import Spell, named, received, spells, unended
from hotline.domain.story import ACCOUNT, LONGEST_PAUSE, answers

TRIAGE, FIRST_ANSWER, NEXT_ANSWER, PROGRESS, CLOSURE, APPEAL, REFERRAL = NAMES = (
    "triage", "first_answer", "next_answer", "progress", "closure", "appeal", "referral",
)  # fmt: skip
# These two watch colleagues and no promise to a citizen: they are never breached, only acted upon.
TRANSFER, IDLE = "transfer", "idle"

REFERRED_ON = frozenset({"staff_misconduct"})
_PICKED_UP = frozenset({"taken", "sorted", "assigned"})
_CLASSIFIED = frozenset({"understood", "sorted", "category_corrected"})
_REFERRALS_END = frozenset({"referral_refused", "referral_answered", "referral_withdrawn"})
_OFFERS_END = frozenset(
    {"transfer_accepted", "transfer_refused", "transfer_expired", "transfer_withdrawn", "transferred"}
)
_LEFT = frozenset({"routed", "transferred", "released", "returned"})
_NO_ACT = frozenset({"case_read", "case_opened", "figure_disputed"})

Pause = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: its limit goes by urgency and sensitivity, or is a moment that was named (`until`)."""

    name: str
    start: datetime
    met: datetime | None
    urgency: str
    sensitivity: str
    until: datetime | None = None
    pauses: tuple[Pause, ...] = ()


def read(events: Sequence[Told]) -> tuple[Clock, ...]:
    """Return the clocks of a case, those that were met and those that run; none without a first text."""
    known = sorted(events, key=lambda one: (one.at, one.kind != "received"))
    if not any(one.kind == "received" for one in known):
        return ()
    case = _Case(known, tuple(spells(known)))
    parts: tuple[Callable[[_Case], Iterator[Clock]], ...] = (
        _triage, _answers, _progress, _closure, _referrals, _offers, _idle,
    )  # fmt: skip
    return tuple(clock for part in parts for clock in part(case))


@dataclass(frozen=True, slots=True)
class _Case:
    events: Sequence[Told]
    spells: tuple[Spell, ...]

    def clock(self, name: str, start: datetime, met: datetime | None, until: datetime | None = None) -> Clock:
        """Return a clock with the urgency and sensitivity that its limit goes by."""
        return Clock(name, start, met, *self._level(met), until)

    def first(self, kinds: frozenset[str], since: datetime, *, by: str = "", value: object = None) -> datetime | None:
        """Return when the first event of these kinds came since then; `by` names a field it must agree in."""
        fits = (one.at for one in self.events if one.kind in kinds and (not by or one.data.get(by) == value))
        return next((at for at in fits if at >= since), None)

    def end_of(self, at: datetime) -> datetime | None:
        """Return when the spell ended in which this moment lies."""
        return next((spell.end for spell in self.spells if spell.holds(at)), at)

    def _level(self, until: datetime | None) -> tuple[str, str]:
        urgency, sensitivity = "normal", "S0"
        for one in self.events:
            if until is not None and one.at > until:
                break
            said = one.data.get("after" if one.kind.startswith("urgency_") else "urgency")
            urgency = said if said in URGENCIES else urgency
            level = one.data.get("sensitivity")
            sensitivity = level if level in SENSITIVITIES else sensitivity
            if one.kind == "reopened" and one.data.get("why") == "not_safe":
                sensitivity = max(sensitivity, "S2")
        return urgency, sensitivity


def _triage(case: _Case) -> Iterator[Clock]:
    start = case.spells[0].start
    seen = (
        case.first(_PICKED_UP, start),
        case.first(frozenset({"page_answered", "called"}), start, by="reached", value=True),
        next((since for since, _ in answers(case.events)), None),
        case.spells[0].end,
    )
    yield case.clock(TRIAGE, start, min((at for at in seen if at), default=None))


def _answers(case: _Case) -> Iterator[Clock]:
    """Yield a clock for each wait: a text starts one if none runs, an answer that stands ends it."""
    asks, ends = sorted(_asks(case.events)), [since for since, _ in answers(case.events)]
    name = FIRST_ANSWER
    for spell in case.spells:
        seen: datetime | None = spell.start
        start = spell.start
        while seen is not None:
            stop = next((at for at in ends if seen <= at and spell.holds(at)), None)
            last = stop or spell.end
            # What was folded in while this wait ran may have waited longer.
            begun = [since for at, since in asks if seen <= at and (last is None or at <= last)]
            yield case.clock(name, min(start, *begun) if begun else start, last)
            name = NEXT_ANSWER
            after = (one for one in asks if stop and one[0] > stop and spell.holds(one[0]))
            seen, start = next(after, (None, start))


def _progress(case: _Case) -> Iterator[Clock]:
    told = [since for since, _ in answers(case.events)]
    told += [one.at for one in case.events if one.kind in ("progress_told", "info_requested")]
    for spell in case.spells:
        steps = sorted({spell.start, *(at for at in told if spell.holds(at))})
        ends: list[datetime | None] = [*steps[1:], spell.end]
        for start, end in zip(steps, ends, strict=True):
            yield case.clock(PROGRESS, start, end)


def _closure(case: _Case) -> Iterator[Clock]:
    pauses = tuple(_pauses(case.events))
    for spell in case.spells:
        clock = case.clock(APPEAL if spell.why == "appeal" else CLOSURE, spell.start, spell.end)
        inside = tuple((start, end) for start, end in pauses if spell.holds(start))
        yield Clock(clock.name, clock.start, clock.met, clock.urgency, clock.sensitivity, None, inside)


def _referrals(case: _Case) -> Iterator[Clock]:
    for one in case.events:
        if one.kind == "referral_sent":
            met = case.first(_REFERRALS_END, one.at, by="referral", value=one.data.get("referral"))
            yield case.clock(REFERRAL, one.at, met or case.end_of(one.at), named(one, "due_at"))
    categories = [one.data.get("category") for one in case.events if one.kind in _CLASSIFIED]
    if categories and categories[-1] in REFERRED_ON:
        start = case.spells[0].start
        yield case.clock(REFERRAL, start, case.first(frozenset({"referral_sent"}), start) or case.spells[0].end)


def _offers(case: _Case) -> Iterator[Clock]:
    for one in case.events:
        until = named(one, "expires_at") if one.kind == "transfer_offered" else None
        if until is not None:
            yield case.clock(TRANSFER, one.at, case.first(_OFFERS_END, one.at) or case.end_of(one.at), until)


def _idle(case: _Case) -> Iterator[Clock]:
    """Yield how long the owner of a case that waits has done nothing for it."""
    owner, acted = "", case.spells[0].start
    for one in case.events:
        if one.kind in ("taken", "assigned"):
            owner, acted = str(one.data.get("owner", one.actor)), one.at
        elif one.kind in _LEFT:
            owner = ""
        if owner and one.actor == owner and one.kind not in _NO_ACT:
            acted = one.at
    waits = [clock.start for clock in _answers(case) if clock.met is None]
    if owner.startswith(ACCOUNT) and waits and case.spells[-1].end is None:
        yield case.clock(IDLE, max(acted, waits[-1]), None)


def _asks(known: Sequence[Told]) -> Iterator[tuple[datetime, datetime]]:
    """Yield when the case was asked something, and since when the citizen waits for it.

    What waited in a case that was folded in, and stayed there, was asked here only then: no answer before is one to it.
    """
    apart = {one.data.get("other") for one in known if one.kind == "merge_undone"}
    courtesies = {one.data.get("message") for one in known if one.kind == "courtesy_marked"} - {None}
    for one in known:
        if one.kind in ("text_joined", "reopened") and one.data.get("message") not in courtesies:
            yield received(one), received(one)
        elif one.kind == "merged" and one.data.get("from") not in {None, *apart} and one.data.get("waiting_since"):
            yield one.at, named(one, "waiting_since") or one.at


def _pauses(known: Sequence[Told]) -> Iterator[Pause]:
    """Yield the pauses while the citizen was asked something; one that is open may last to its cap, and no longer."""
    begun: datetime | None = None
    for one in unended(known):
        if one.kind == "info_requested":
            begun = begun or one.at
        elif begun and one.kind in ("pause_ended", "text_joined", "answered", "closed"):
            yield begun, min(one.at, begun + LONGEST_PAUSE)
            begun = None
    if begun:
        yield begun, begun + LONGEST_PAUSE
