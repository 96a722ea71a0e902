"""Sends what officers are to be told: claimed and committed, sent with no transaction held, and settled.

Whoever dies in between has perhaps sent it: that is written down and not tried again, for nobody is told twice, and
the notice stands on the pages all the same. What surely did not leave is tried again, ever later, for a day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from hotline.domain.notices import SMS
from hotline.post.base import Carrier, Insecure, Letter, LoginRefused, NoReader, Unreachable, Unsent
from hotline.services import duty_texts, enclosing
from hotline.services.enclosing import Enclosed, Moot
from hotline.store import alerts, duty, notices, push
from hotline.store.models.casework import Case
from hotline.store.models.notices import Telling
from hotline.store.models.people import Account
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()

MOST_AT_ONCE = 20
# The longest a carrier takes is far below it.
INTERRUPTED = timedelta(minutes=10)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
# So many tries in vain are more than a moment's trouble: the administration is told.
_TROUBLE = 3
FAILS = "post"
# The browser has let go of its address, or holds one of another key of ours.
_LOST = frozenset({NoReader.code, LoginRefused.code})
_RESTS = frozenset({Unreachable.code, Insecure.code})
HURRIED = frozenset({"critical", "high"})
Units = Callable[[], UnitOfWork]


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A letter that is on its way, the rows it stands for, and the way it goes."""

    way: str
    rows: tuple[UUID, ...]
    letter: Letter | None


def send_due(units: Units, carriers: Mapping[str, Carrier], address: str) -> int:
    """Send all that is due, one letter an account and way; return how many letters were made.

    A way on which a letter met nobody rests until the next run: one dead server must not hold up the other ways.
    """
    with units() as unit:
        notices.end_interrupted(unit, unit.now - INTERRUPTED)
    made, open_ways = 0, dict(carriers)
    while (claimed := _claim(units, open_ways, address)) is not None:
        made += 1
        failure = _send(units, open_ways[claimed.way], claimed) if claimed.letter is not None else None
        if failure is not None and failure.code in _RESTS:
            del open_ways[claimed.way]
    return made


def _send(units: Units, carrier: Carrier, claimed: _Claimed) -> Unsent | None:
    failure: Unsent | None = None
    try:
        if claimed.letter is not None:
            carrier.send(claimed.letter)
    except Unsent as fault:
        failure = fault
        log.warning("notice not sent", way=claimed.way, code=fault.code)
    with units() as unit:
        _settle(unit, claimed, failure)
    return failure


def _claim(units: Units, carriers: Mapping[str, Carrier], address: str) -> _Claimed | None:
    """Take what is due for one account by one way, and drop of it what its reader must or need not know any more."""
    with units() as unit:
        found = notices.claim(unit.session, (*carriers, SMS), unit.now, MOST_AT_ONCE)
        if not found:
            return None
        account = unit.session.get_one(Account, found[0].account_id)
        kept: list[tuple[Telling, Enclosed]] = []
        for row in found:
            try:
                enclosed = enclosing.enclosed(unit, account, row)
            except Moot as moot:
                _end(unit, row, notices.DROPPED, str(moot))
            else:
                kept.append((row, enclosed))
        if found[0].way == SMS:
            for row, _ in kept:
                _text(unit, row)
            return _Claimed(SMS, (), None)
        for row, _ in kept:
            row.state, row.next_at, row.tries = notices.SENDING, unit.now, row.tries + 1
        letter = _letter(unit, account, address, kept) if kept else None
        return _Claimed(found[0].way, tuple(row.id for row, _ in kept), letter)


def _letter(unit: UnitOfWork, account: Account, site: str, kept: list[tuple[Telling, Enclosed]]) -> Letter:
    lines = tuple(line for _, enclosed in kept for line in enclosed.lines)
    counts = tuple(count for _, enclosed in kept for count in enclosed.counts)
    phone, urgent = push.address(unit, kept[0][0].subscription_id), any(one.urgent for _, one in kept)
    return Letter(kept[0][0].id, account.email, unit.now, site, lines, counts, phone, urgent)


def _text(unit: UnitOfWork, row: Telling) -> None:
    """Write the text to the duty phone and settle, in one transaction: from there on it is delivered like any other."""
    notice = notices.notice(unit.session, row.notice_id) if row.notice_id else None
    if notice is not None:
        case = unit.session.get_one(Case, notice.case_id)
        kind = duty.PAGE if case.urgency in HURRIED else duty.ALERT
        duty_texts.send(unit, case, row.account_id, notice.id, kind)
    _end(unit, row, notices.SENT, None)


def _settle(unit: UnitOfWork, claimed: _Claimed, failure: Unsent | None) -> None:
    for row in notices.settled(unit.session, claimed.rows):
        if failure is None:
            _end(unit, row, notices.SENT, None)
        elif failure.again and row.tries <= len(_PAUSES):
            row.state, row.why = notices.WAITING, failure.code
            row.next_at = unit.now + _PAUSES[row.tries - 1]
        else:
            _end(unit, row, notices.FAILED, failure.code)
            if failure.code in _LOST:
                push.end(unit, row.subscription_id)
        if failure is not None and failure.again and row.tries >= _TROUBLE:
            alerts.raise_alert(unit, FAILS, claimed.way, failure.code)
    if failure is None:
        alerts.close_alert(unit, FAILS, claimed.way)


def _end(unit: UnitOfWork, row: Telling, state: str, why: str | None) -> None:
    row.state, row.why, row.ended_at = state, why, unit.now
