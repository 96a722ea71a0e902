"""Who is on duty at which desk, and by which phone they are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services.by_hand import read_number
from hotline.services.casework import Mistake
from hotline.services.office import Work, changing
from hotline.services.office_form import Form
from hotline.store.events import append_house
from hotline.store.models.duty import Duty
from hotline.store.models.people import Account

WEEK = tuple(str(weekday) for weekday in range(7))
MOST_STEPS = 9
NO_PHONE = "-"
_HOURS = re.compile(r"(\d{1,2})[:h](\d{2})?\s*-\s*(\d{1,2})[:h](\d{2})?", re.IGNORECASE)


def on_call(session: Session) -> list[Account]:
    """Return the accounts that can be on duty: those who work at a desk."""
    query = select(Account).where(Account.deactivated_at.is_(None), Account.desk_id.is_not(None))
    return list(session.scalars(query.where(Account.role.in_((LIAISON, COORDINATOR))).order_by(Account.title)))


def values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return a line of the rosters as its form shows it."""
    row = _find(session, key)
    if row is None:
        return None
    return {
        "account": str(row.account_id), "step": row.step, "days": list(row.days), "hours": in_words(row),
        "first": row.first.isoformat(), "last": row.last.isoformat() if row.last else "",
    }  # fmt: skip


def in_words(row: Duty) -> str:
    """Return the hours of a line as people write them."""
    return f"{row.opens // 60}:{row.opens % 60:02}-{row.closes // 60}:{row.closes % 60:02}"


def save(work: Work, key: str | None, form: Form) -> None:
    """Add or change a line of the rosters; raises Wrong."""
    with changing(work) as change:
        row = _find(work.session, key) if key else None
        people = {str(account.id): account for account in on_call(work.session)}
        account = form.entry("account", people)
        step, days = form.whole("step", 1, MOST_STEPS), sorted(form.several("days", WEEK))
        first, last = form.day("first") or date.min, form.day("last", needed=False)
        opens, closes = _hours(form)
        if not days:
            form.fault("days", "no_days")
        if last is not None and last < first:
            form.fault("last", "ends_first")
        form.settle()
        row = row or Duty(id=ids.new_id())
        row.account_id, row.desk_id, row.step, row.days = account.id, account.desk_id, step, days
        row.opens, row.closes, row.first, row.last = opens, closes, first, last
        work.session.add(row)
        change.tell("duty_revised" if key else "duty_added", duty=str(row.id), account=str(account.id),
                    desk=str(account.desk_id), step=step)  # fmt: skip


def remove(work: Work, key: str) -> None:
    """Take a line off the rosters."""
    with changing(work) as change:
        row = _find(work.session, key)
        if row is not None:
            work.session.delete(row)
            change.tell("duty_removed", duty=key)


def read_phone(form: Form) -> str:
    """Return the duty phone that a form gives, NO_PHONE to take it away, or nothing to leave it as it is."""
    written = form.line("duty_phone", longest=30, needed=False)
    if written in ("", NO_PHONE):
        return written
    try:
        return read_number(written) or ""
    except Mistake:
        form.fault("duty_phone", "no_phone_number")
        return ""


def set_phone(work: Work, account: Account, phone: str) -> None:
    """Keep the number of a duty phone, sealed, or take it away; the trail holds that it changed and not to what."""
    if not phone:
        return
    seal = work.unit.vault.seal
    account.phone_sealed = None if phone == NO_PHONE else seal(phone, "accounts", "phone_sealed", account.id)
    append_house(work.unit, "duty_phone_set", work.actor, account=str(account.id), given=phone != NO_PHONE)


def _find(session: Session, key: str) -> Duty | None:
    try:
        return session.get(Duty, UUID(key))
    except ValueError:
        return None


def _hours(form: Form) -> tuple[int, int]:
    """Return minutes of the day; a shift may run past midnight, and 24:00 is midnight."""
    text = form.line("hours").replace("–", "-")
    found = _HOURS.fullmatch(text)
    parts = [int(group or 0) for group in found.groups()] if found else []
    if not found or parts[0] > 23 or parts[2] > 24 or max(parts[1], parts[3]) > 59:
        form.fault("hours", "no_shift", said=text[:40])
        return 0, 0
    return parts[0] * 60 + parts[1], (parts[2] * 60 + parts[3]) % (24 * 60)
