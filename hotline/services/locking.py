"""A page left alone is locked: six digits open it on an officer's own phone, the password anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from hotline import ids, passwords
from hotline.domain.pins import DEVICE_LENGTH, is_guessed_first, read_pin
from hotline.services.accounts import WrongPassword, hashed
from hotline.store import accounts, devices, push
from hotline.store.accounts import SignedIn
from hotline.store.events import append_house
from hotline.store.models.people import Device
from hotline.unit_of_work import UnitOfWork

# Of a million codes, five tries reach five.
TRIES = 5
MOST_DEVICES = 5


class WeakDigits(Exception):
    """Not six digits, or the first that anybody would try; the message is `shape` or `guessed`."""


class TooMany(Exception):
    """An account has as many phones as it may have."""


class Tried(StrEnum):
    """How an attempt to open a locked page ended."""

    OPEN = "open"
    WRONG = "wrong"
    # The session is over, and the phone is nobody's own any more.
    OUT = "out"


def enrol(unit: UnitOfWork, who: SignedIn, password: str, digits: str) -> str:
    """Make this browser the account's own phone and return its token; raises WrongPassword, WeakDigits, TooMany."""
    account = accounts.by_id(unit.session, who.account_id)
    if account is None or not passwords.matches(account.password_hash, password):
        raise WrongPassword
    pin = read_pin(digits, DEVICE_LENGTH)
    if pin is None:
        raise WeakDigits("shape")
    if is_guessed_first(pin):
        raise WeakDigits("guessed")
    known = devices.of_account(unit.session, who.account_id)
    replaced = next((one for one in known if one.id == who.device_id), None)
    if replaced is not None:
        replaced.forgotten_at = unit.now
        push.end_of_device(unit, replaced.id)
    elif len(known) >= MOST_DEVICES:
        raise TooMany
    token = ids.new_token(32)
    device = Device(
        id=ids.new_id(), token_hash=hashed(token), account_id=who.account_id, pin_hash=passwords.hash_password(pin),
        misses=0, enrolled_at=unit.now, used_at=unit.now,
    )  # fmt: skip
    unit.session.add(device)
    unit.session.flush()
    devices.bind(unit.session, who.session_id, device.id)
    append_house(unit, "phone_enrolled", who.actor, device=str(device.id))
    return token


def forget(unit: UnitOfWork, actor: str, account_id: UUID, device_id: UUID) -> bool:
    """Forget one of an account's phones from wherever one is; False where it has no such phone."""
    device = devices.locked(unit.session, device_id)
    if device is None or device.account_id != account_id:
        return False
    _forget(unit, device)
    append_house(unit, "phone_forgotten", actor, device=str(device.id), account=str(account_id), why="asked")
    return True


def forget_all(unit: UnitOfWork, actor: str, account_id: UUID) -> int:
    """Forget every phone of an account; return how many there were."""
    found = devices.of_account(unit.session, account_id)
    return sum(forget(unit, actor, account_id, device.id) for device in found)


def lock(unit: UnitOfWork, who: SignedIn, lock_after: timedelta) -> None:
    """Lock a page at once, as if it had been left alone for long enough."""
    accounts.touch(unit.session, who.session_id, unit.now - lock_after)


def reopen(open_unit: Callable[[], UnitOfWork], who: SignedIn, said: str) -> Tried:
    """Try the digits of this phone, or the password where the session is on none; the fifth wrong one ends it.

    The try is counted and committed before anything is compared: many at once cannot outrun the count.
    """
    with open_unit() as unit:
        secret = _claim(unit, who)
    if secret is None:
        return Tried.OUT
    digits = read_pin(said, DEVICE_LENGTH) if who.device_id else said
    right = passwords.matches(secret, digits or "")
    with open_unit() as unit:
        return _settle(unit, who, right)


def tries_left(unit: UnitOfWork, who: SignedIn) -> int:
    """Return how many tries are left on a locked page."""
    return TRIES - _misses(unit, who, devices.locked(unit.session, who.device_id) if who.device_id else None)


def _forget(unit: UnitOfWork, device: Device) -> None:
    devices.forget(unit.session, device, unit.now)
    push.end_of_device(unit, device.id)


def _claim(unit: UnitOfWork, who: SignedIn) -> str | None:
    if who.device_id is None:
        account, tried = accounts.by_id(unit.session, who.account_id), accounts.misses(unit.session, who.session_id)
        if account is None or tried >= TRIES:
            return None
        accounts.count_misses(unit.session, who.session_id, tried + 1)
        return account.password_hash
    device = devices.locked(unit.session, who.device_id)
    if device is None or device.misses >= TRIES:
        return None
    device.misses += 1
    return device.pin_hash


def _settle(unit: UnitOfWork, who: SignedIn, right: bool) -> Tried:
    device = devices.locked(unit.session, who.device_id) if who.device_id else None
    if who.device_id and device is None:
        return Tried.OUT
    if right:
        accounts.touch(unit.session, who.session_id, unit.now)
        accounts.count_misses(unit.session, who.session_id, 0)
        if device is not None:
            device.misses, device.used_at = 0, unit.now
        append_house(unit, "page_reopened", who.actor, by="digits" if device else "password")
        return Tried.OPEN
    append_house(unit, "reopening_refused", who.actor, by="digits" if device else "password")
    if _misses(unit, who, device) < TRIES:
        return Tried.WRONG
    accounts.end_session(unit.session, who.session_id, unit.now)
    if device is not None:
        _forget(unit, device)
        append_house(
            unit, "phone_forgotten", who.actor, device=str(device.id), account=str(who.account_id), why="tries"
        )
    return Tried.OUT


def _misses(unit: UnitOfWork, who: SignedIn, device: Device | None) -> int:
    return device.misses if device is not None else accounts.misses(unit.session, who.session_id)
