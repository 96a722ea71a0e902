"""The door: sign-in with a growing delay, server-side sessions, sign-out. Each step leaves a house event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from hotline import ids, passwords
from hotline.services.accounts import hashed, plain_email
from hotline.store import accounts, devices, push
from hotline.store.accounts import SignedIn
from hotline.store.events import append_house, by_account
from hotline.store.models.people import SignInSession
from hotline.unit_of_work import UnitOfWork

# A shift is eight hours; twelve end every session, so that a stolen phone is useless on the next day.
IDLE, LONGEST = timedelta(hours=8), timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)

# Three free tries, then five seconds, doubling, never above five minutes: slow for a guesser, and nobody
# can lock an owner out for good.
_FREE_TRIES = 3
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(minutes=5)

NOBODY = "anonymous"


class NotSignedIn(Exception):
    """Unknown address, wrong password, too early, or no longer allowed: one answer for all."""


def sign_in(open_unit: Callable[[], UnitOfWork], email: str, password: str, device: str = "") -> str:
    """Return the token of a new session, on the phone whose token is given if it is the account's; raises NotSignedIn.

    The try is counted and committed before the password is looked at: many at once cannot outrun the delay.
    """
    with open_unit() as unit:
        attempt = _claim(unit, plain_email(email))
    right = passwords.matches(attempt.password_hash, password)
    with open_unit() as unit:
        token = _settle(unit, attempt, right, device)
    if token is None:
        raise NotSignedIn
    return token


def who_holds(unit: UnitOfWork, token: str, lock_after: timedelta, *, by_hand: bool = True) -> SignedIn | None:
    """Return who is signed in with this token; what somebody does by hand keeps the session awake.

    A session that idled for longer than `lock_after` is locked, and stays so until `locking.reopen`.
    """
    found = accounts.signed_in(unit.session, hashed(token), unit.now, unit.now - IDLE)
    if found is None:
        return None
    idle = unit.now - found.last_seen_at
    if idle >= lock_after:
        return replace(found, locked=True)
    if by_hand and idle >= _SEEN_EVERY:
        accounts.touch(unit.session, found.session_id, unit.now)
    return found


def who_held(unit: UnitOfWork, token: str) -> UUID | None:
    """Return whose session this token was, though it ran out meanwhile."""
    return accounts.holder_of(unit.session, hashed(token))


def sign_out(unit: UnitOfWork, who: SignedIn) -> None:
    """End this browser's session, and what an own phone is told by push."""
    if who.device_id is not None:
        push.end_of_device(unit, who.device_id)
    accounts.end_session(unit.session, who.session_id, unit.now)
    append_house(unit, "signed_out", who.actor)


@dataclass(frozen=True, slots=True)
class _Attempt:
    account_id: UUID | None = None
    password_hash: str | None = None
    refused: str = "unknown"


def _claim(unit: UnitOfWork, email: str) -> _Attempt:
    account = accounts.by_email(unit.session, email, lock=True) if email else None
    if account is None:
        return _Attempt()
    if account.next_sign_in_at and unit.now < account.next_sign_in_at:
        return _Attempt(account.id, None, "too early")
    if not accounts.may_sign_in(unit.session, account):
        return _Attempt(account.id, None, "deactivated")
    account.failed_sign_ins += 1
    account.next_sign_in_at = unit.now + _delay(account.failed_sign_ins)
    return _Attempt(account.id, account.password_hash, "password")


def _delay(tries: int) -> timedelta:
    over = min(tries - _FREE_TRIES, 10)
    return min(FIRST_DELAY * 2 ** (over - 1), LONGEST_DELAY) if over > 0 else timedelta(0)


def _settle(unit: UnitOfWork, attempt: _Attempt, right: bool, device: str) -> str | None:
    account = accounts.by_id(unit.session, attempt.account_id) if attempt.account_id else None
    unchanged = account is not None and account.password_hash == attempt.password_hash
    if account is None or not (right and unchanged and accounts.may_sign_in(unit.session, account)):
        actor = by_account(attempt.account_id) if attempt.account_id else NOBODY
        append_house(unit, "sign_in_refused", actor, why=attempt.refused)
        return None
    account.failed_sign_ins, account.next_sign_in_at = 0, None
    append_house(unit, "signed_in", by_account(account.id))
    return _new_session(unit, account.id, device)


def _new_session(unit: UnitOfWork, account_id: UUID, device: str) -> str:
    token, known = ids.new_token(32), devices.known(unit.session, hashed(device), account_id)
    if known is not None:
        # Whoever knows the password may try the digits again.
        known.misses, known.used_at = 0, unit.now
    unit.session.add(
        SignInSession(
            id=ids.new_id(), token_hash=hashed(token), account_id=account_id, created_at=unit.now,
            device_id=known.id if known else None, last_seen_at=unit.now, expires_at=unit.now + LONGEST,
        )
    )  # fmt: skip
    return token
