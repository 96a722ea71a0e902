"""Signs that a case was worked for the clock and not for its citizen: empty answers, and steps at the last moment.

A sign is only what the trail shows. One alone may be chance or good work, so alarms ask for signs that fit together:

- `empty_answer`: a first answer with two of three marks (a ready text, sent within thirty seconds of opening the case,
  word for word what the same officer sent elsewhere) after which nobody did anything for a week, or which a closing
  and the citizen's no followed; or with one mark, after which nobody did anything for two weeks.
- `late_transfer`: given away in the last tenth of the limit by a desk that had had it before and had done nothing.
- `late_closing`: closing begun in the last tenth of a limit while the citizen waited for an answer, or without any
  work in the two days before and answered by the citizen's no. One that was taken back before it was asked is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.ownership import Told
from hotline.domain.story import ACCOUNT, Story

HASTY, IDLE, LONG_IDLE, FRESH = timedelta(seconds=30), timedelta(days=7), timedelta(days=14), timedelta(days=2)
LAST_SHARE = 10
EMPTY_ANSWER, LATE_TRANSFER, LATE_CLOSING = ALARMS = ("empty_answer", "late_transfer", "late_closing")
READY, QUICK, REPEATED = MARKS = ("ready_text", "hasty", "repeated")
_OPENED = frozenset({"case_opened", "case_read"})
_WORK = frozenset({
    "answered", "called", "call_noted", "noted", "progress_told", "info_requested", "referral_sent",
    "transferred", "transfer_offered", "translation_asked", "merged", "incident_joined",
})  # fmt: skip
_GIVEN = frozenset({"transferred", "transfer_offered"})
# Sorted, corrected or accepted: somebody else's decision, or the rules'.
_OF_OWN_WILL = (None, "", "to_router")
_CLOSING = "closing_asked"
_NO = frozenset({"refused", "not_safe"})
Due = Callable[[datetime], datetime | None]


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: what it is, when, whose act it was, and whether it is an alarm."""

    kind: str
    at: datetime
    actor: str

    @property
    def is_alarm(self) -> bool:
        """Say whether it asks to be looked at by itself."""
        return self.kind in ALARMS


@dataclass(frozen=True, slots=True)
class Limits:
    """When an answer to a wait that began then is due, and when the case is to be closed."""

    answer: Due
    closure: datetime


def signs(known: Sequence[Told], told: Story, limits: Limits) -> list[Sign]:
    """Return the signs of one case that its events settle; an answer that nothing followed yet is `pending`."""
    return [*_of_answer(known, told), *_of_transfers(known, told, limits), *_of_closings(known, told, limits)]


def pending(known: Sequence[Told], told: Story) -> Sign | None:
    """Return the alarm that falls at its moment if nobody does anything for the case until then."""
    first = _first_answer(known)
    marks = _marks_of(first, known, told) if first else []
    if first is None or not marks or _next_act(first, known) is not None:
        return None
    return Sign(EMPTY_ANSWER, first.at + _patience(marks), first.actor)


def _of_answer(known: Sequence[Told], told: Story) -> Iterator[Sign]:
    first = _first_answer(known)
    if first is None:
        return
    marks = _marks_of(first, known, told)
    yield from (Sign(mark, first.at, first.actor) for mark in marks)
    act = _next_act(first, known)
    if marks and act is not None:
        idle = act.at - first.at >= _patience(marks)
        if idle or (len(marks) > 1 and _was_refused(act, known)):
            yield Sign(EMPTY_ANSWER, first.at, first.actor)


def _first_answer(known: Sequence[Told]) -> Told | None:
    called_back = {one.data.get("text") for one in known if one.kind == "answer_withdrawn"}
    mine = (one for one in known if one.kind == "answered" and one.actor.startswith(ACCOUNT))
    return next((one for one in mine if one.data.get("text") not in called_back), None)


def _patience(marks: Sequence[str]) -> timedelta:
    return IDLE if len(marks) > 1 else LONG_IDLE


def _marks_of(first: Told, known: Sequence[Told], told: Story) -> list[str]:
    return [mark for mark, holds in zip(MARKS, _marks(first, known, told), strict=True) if holds]


def _marks(first: Told, known: Sequence[Told], told: Story) -> tuple[bool, bool, bool]:
    ready = first.data.get("ready") is True
    opened = [one.at for one in known if one.kind in _OPENED and one.actor == first.actor and one.at <= first.at]
    mine = [at for at in opened if at >= told.received_at]
    hasty = bool(mine) and first.at - min(mine) < HASTY
    again = first.data.get("again")
    return ready, hasty, not ready and isinstance(again, int) and again > 0


def _next_act(answer: Told, known: Sequence[Told]) -> Told | None:
    """Return the first thing that somebody did for the case after the answer."""
    return next((one for one in known if one.at > answer.at and _is_act(one)), None)


def _was_refused(act: Told, known: Sequence[Told]) -> bool:
    """Say whether that first thing was a closing, and the citizen said no before anybody did another."""
    after = [one for one in known if one.at > act.at and (_is_act(one) or _is_no(one))]
    return act.kind == _CLOSING and bool(after) and _is_no(after[0])


def _of_transfers(known: Sequence[Told], told: Story, limits: Limits) -> Iterator[Sign]:
    for one in known:
        if one.kind not in _GIVEN or not one.actor.startswith(ACCOUNT) or one.data.get("why") not in _OF_OWN_WILL:
            continue
        begins = _last_part(told, limits, one.at)
        if begins is None:
            continue
        yield Sign("transfer_at_the_end", one.at, one.actor)
        since = max((held.start for held in told.segments if held.owner == "" and held.start < one.at), default=None)
        worked = any(since and since <= act.at < one.at and _is_act(act) for act in known)
        if since is not None and since < begins and not worked:
            yield Sign(LATE_TRANSFER, one.at, one.actor)


def _of_closings(known: Sequence[Told], told: Story, limits: Limits) -> Iterator[Sign]:
    for one in known:
        if one.kind != _CLOSING or not one.actor.startswith(ACCOUNT) or _is_taken_back(one, known):
            continue
        unanswered = _last_part(told, limits, one.at) is not None
        if not unanswered and not _in_last_part(told.received_at, limits.closure, one.at):
            continue
        yield Sign("closing_at_the_end", one.at, one.actor)
        fresh = any(one.at - FRESH <= act.at < one.at and _is_act(act) for act in known)
        if unanswered or (not fresh and _said_no(one, known)):
            yield Sign(LATE_CLOSING, one.at, one.actor)


def _is_taken_back(closing: Told, known: Sequence[Told]) -> bool:
    after = (one.kind for one in known if one.at > closing.at and one.kind in (_CLOSING, "closing_withdrawn"))
    return next(after, "") == "closing_withdrawn"


def _last_part(told: Story, limits: Limits, at: datetime) -> datetime | None:
    """Return when the last tenth began of the wait that was open then, if that moment lies in it."""
    for wait in told.episodes:
        due = limits.answer(wait.start)
        is_open = wait.start <= at and (wait.end is None or wait.end > at)
        if is_open and due is not None and _in_last_part(wait.start, due, at):
            return due - (due - wait.start) * LAST_SHARE / 100
    return None


def _in_last_part(start: datetime, due: datetime, at: datetime) -> bool:
    return due - (due - start) * LAST_SHARE / 100 <= at <= due


def _said_no(closing: Told, known: Sequence[Told]) -> bool:
    answers = [one for one in known if one.at > closing.at and one.kind in ("reopened", "closed")]
    return bool(answers) and _is_no(answers[0])


def _is_act(one: Told) -> bool:
    worked = one.kind in _WORK and one.data.get("reached") is not False
    return one.actor.startswith(ACCOUNT) and (worked or one.kind == _CLOSING)


def _is_no(one: Told) -> bool:
    return one.kind == "reopened" and one.data.get("why") in _NO
