"""Accounts: links, passwords, and what an administrator decides. Each step leaves a house event."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from hotline import ids, passwords
from hotline.store import accounts, push
from hotline.store.accounts import SignedIn
from hotline.store.events import append_house, by_account
from hotline.store.models.people import Account, Invitation
from hotline.unit_of_work import UnitOfWork

LINK_LIVES = timedelta(days=7)


class WrongPassword(Exception):
    """The old password is not the account's."""


class WeakPassword(Exception):
    """The new password is not taken; the message is a code of `passwords.weakness`."""


class LinkSpent(Exception):
    """The link is unknown, used, too old, or its account is gone: one answer for all."""


class AddressTaken(Exception):
    """Another account has this e-mail address."""


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """What an administrator decides about an account."""

    email: str
    title: str
    role: str
    body_id: UUID
    desk_id: UUID | None = None
    languages: tuple[str, ...] = ()
    cleared: bool = False


def plain_email(given: str) -> str:
    """Return an address as it is stored, or nothing for what cannot be one."""
    email = unicodedata.normalize("NFC", given).strip().casefold()
    printable = email.isprintable() and " " not in email and len(email) <= 254
    local, _, domain = email.rpartition("@")
    return email if printable and local and domain and "@" not in local else ""


def change_password(unit: UnitOfWork, who: SignedIn, old: str, new: str) -> None:
    """Set the own password and end the account's other sessions; raises WrongPassword, WeakPassword."""
    account = _known(unit, who.account_id)
    if not passwords.matches(account.password_hash, old):
        raise WrongPassword
    _set_password(unit, account, new, keep=who.session_id)
    push.end_of_account(unit, account.id, keep=who.device_id)
    append_house(unit, "password_changed", who.actor)


def choose_locale(unit: UnitOfWork, account_id: UUID, locale: str) -> None:
    """Remember the language an account reads its screens in."""
    _known(unit, account_id).locale = locale


def invite(unit: UnitOfWork, actor: str, details: AccountDetails) -> str:
    """Open an account and return the token of the link to its password; raises AddressTaken, ValueError."""
    email = plain_email(details.email)
    if not email:
        raise ValueError("not an e-mail address")
    if accounts.by_email(unit.session, email):
        raise AddressTaken
    account = Account(
        id=ids.new_id(), email=email, title=details.title, role=details.role, body_id=details.body_id,
        desk_id=details.desk_id, languages=list(details.languages), created_at=unit.now,
        cleared_at=unit.now if details.cleared else None,
    )  # fmt: skip
    unit.session.add(account)
    unit.session.flush()
    append_house(unit, "account_invited", actor, account=str(account.id), **_told(details))
    return _new_link(unit, actor, account.id, "invite")


def issue_reset(unit: UnitOfWork, actor: str, account_id: UUID) -> str:
    """Return the token of a link that sets a new password; the old one works until then."""
    accounts.spend_links(unit.session, account_id, unit.now)
    account = _known(unit, account_id)
    purpose = "reset" if account.password_hash else "invite"
    append_house(unit, "link_issued", actor, account=str(account_id), purpose=purpose)
    return _new_link(unit, actor, account_id, purpose)


def link_account(unit: UnitOfWork, token: str) -> Account:
    """Return whose password a link would set; raises LinkSpent."""
    link = accounts.open_link(unit.session, hashed(token), unit.now)
    if link is None:
        raise LinkSpent
    return _known(unit, link.account_id)


def use_link(unit: UnitOfWork, token: str, password: str) -> None:
    """Set the password a link stands for, once, and end every session; raises LinkSpent, WeakPassword."""
    link = accounts.open_link(unit.session, hashed(token), unit.now, lock=True)
    if link is None:
        raise LinkSpent
    account = _known(unit, link.account_id)
    _set_password(unit, account, password)
    account.failed_sign_ins, account.next_sign_in_at = 0, None
    push.end_of_account(unit, account.id)
    append_house(unit, "link_used", by_account(account.id), purpose=link.purpose)


def revise(unit: UnitOfWork, actor: str, account_id: UUID, details: AccountDetails) -> None:
    """Change what an administrator decides about an account; raises AddressTaken, ValueError."""
    email = plain_email(details.email)
    if not email:
        raise ValueError("not an e-mail address")
    other = accounts.by_email(unit.session, email)
    if other and other.id != account_id:
        raise AddressTaken
    account = _known(unit, account_id)
    account.email, account.title, account.role = email, details.title, details.role
    account.body_id, account.desk_id = details.body_id, details.desk_id
    account.languages = list(details.languages)
    account.cleared_at = (account.cleared_at or unit.now) if details.cleared else None
    append_house(unit, "account_revised", actor, account=str(account_id), **_told(details))


def deactivate(unit: UnitOfWork, actor: str, account_id: UUID) -> None:
    """Shut an account out at once: its sessions end and its links are worthless."""
    _known(unit, account_id).deactivated_at = unit.now
    accounts.end_sessions(unit.session, account_id, unit.now)
    accounts.spend_links(unit.session, account_id, unit.now)
    append_house(unit, "account_deactivated", actor, account=str(account_id))


def reactivate(unit: UnitOfWork, actor: str, account_id: UUID) -> None:
    """Let an account in again, with the password it had."""
    _known(unit, account_id).deactivated_at = None
    append_house(unit, "account_reactivated", actor, account=str(account_id))


def _new_link(unit: UnitOfWork, actor: str, account_id: UUID, purpose: str) -> str:
    token = ids.new_token(32)
    unit.session.add(
        Invitation(
            id=ids.new_id(), token_hash=hashed(token), purpose=purpose, account_id=account_id,
            created_by=_account_behind(actor), created_at=unit.now, expires_at=unit.now + LINK_LIVES,
        )
    )  # fmt: skip
    return token


def _set_password(unit: UnitOfWork, account: Account, password: str, *, keep: UUID | None = None) -> None:
    weak = passwords.weakness(password, account.email, account.title)
    if weak:
        raise WeakPassword(weak)
    account.password_hash = passwords.hash_password(password)
    accounts.end_sessions(unit.session, account.id, unit.now, keep=keep)
    accounts.spend_links(unit.session, account.id, unit.now)


def _known(unit: UnitOfWork, account_id: UUID) -> Account:
    account = accounts.by_id(unit.session, account_id)
    if account is None:
        raise LookupError("no such account")
    return account


def _account_behind(actor: str) -> UUID | None:
    kind, _, account_id = actor.partition(":")
    return UUID(account_id) if kind == "account" else None


def _told(details: AccountDetails) -> dict[str, Any]:
    """Return the details without the address: the trail holds no personal data."""
    return {
        "role": details.role,
        "body": str(details.body_id),
        "desk": str(details.desk_id) if details.desk_id else None,
        "languages": list(details.languages),
        "cleared": details.cleared,
    }


def hashed(token: str) -> bytes:
    """Return what is kept of a token: a look at the table lets nobody in."""
    return sha256(token.encode("utf-8", "replace")).digest()
