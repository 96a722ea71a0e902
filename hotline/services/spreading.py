"""Hands each notice to the ways its reader chose: at once, or when their next work begins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from hotline.domain.notices import ALERT, OFFERED, PUSH, SMS, family
from hotline.domain.off_shift import Hours
from hotline.domain.roster import Shift
from hotline.store import duty, notices, push
from hotline.store.models.casework import Case
from hotline.store.models.clocks import Notice
from hotline.store.models.people import Account
from hotline.store.office import Office, OfficeReader
from hotline.unit_of_work import UnitOfWork

AT_ONCE = 200
NOTICE = "notice"
Units = Callable[[], UnitOfWork]
What = dict[str, str | UUID]


def spread(units: Units, reader: OfficeReader, ways: Collection[str]) -> int:
    """Hand on what no way has taken up yet, each notice in a transaction of its own; return how many."""
    with units() as unit:
        waiting = notices.unspread(unit.session, AT_ONCE)
    for notice_id in waiting:
        with units() as unit:
            notice = notices.taken_up(unit.session, notice_id)
            if notice is not None:
                _hand_on(unit, notice, reader.read(unit.session), ways)
    return len(waiting)


def hours_of(office: Office, account: Account, shifts: Sequence[Shift]) -> Hours:
    """Return when an account works: by the calendar of its desk, or the office's own, and by the roster."""
    usual = next(iter(office.calendars.values()))
    calendar = office.calendar_for(account.desk_id) if account.desk_id else usual
    return Hours(calendar, tuple(shift for shift in shifts if shift.account_id == account.id))


def _hand_on(unit: UnitOfWork, notice: Notice, office: Office, ways: Collection[str]) -> None:
    notice.spread_at = unit.now
    account = unit.session.get_one(Account, notice.account_id)
    wish = notices.choices(unit.session, account.id)
    if unit.session.get_one(Case, notice.case_id).exercise:
        return
    at = wish.send_at(notice.kind, hours_of(office, account, duty.shifts(unit.session)), unit.now)
    for way in sorted(wish.ways[family(notice.kind)] & set(ways)):
        if way == SMS and not _by_text(notice.kind, account):
            continue
        for phone in _phones(unit, account, way):
            about: What = {"kind": NOTICE, "about": str(notice.id), "notice_id": notice.id}
            if phone is not None:
                about |= {"about": f"{notice.id}:{phone}", "subscription_id": phone}
            notices.tell(unit, account.id, way, about, at)


def _phones(unit: UnitOfWork, account: Account, way: str) -> Sequence[UUID | None]:
    """Return to which phones a push goes, of which each is told once; the other ways lead to one reader."""
    return push.live(unit.session, account.id) if way == PUSH else (None,)


def _by_text(kind: str, account: Account) -> bool:
    """Say whether this goes by text: alerts are texted where they are raised, and an offer tells no reference."""
    return family(kind) not in (OFFERED, ALERT) and account.phone_sealed is not None
