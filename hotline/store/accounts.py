"""Rows of accounts, sign-in sessions and links: found and changed, nothing decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from hotline.domain.walls import COORDINATOR, LIAISON, Viewer
from hotline.store.events import by_account
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Account, Invitation, SignInSession


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sits before the screen: the account as the wall sees it, and what the page shows of it."""

    session_id: UUID
    device_id: UUID | None
    last_seen_at: datetime
    viewer: Viewer
    title: str
    email: str
    body: str
    desk: str | None
    languages: tuple[str, ...]
    locale: str | None
    locked: bool = False

    @property
    def account_id(self) -> UUID:
        """Return the account's id."""
        return self.viewer.account_id

    @property
    def role(self) -> str:
        """Return the account's role, one of `domain.walls.ROLES`."""
        return self.viewer.role

    @property
    def actor(self) -> str:
        """Return the name under which this account's events are written."""
        return by_account(self.viewer.account_id)


def by_email(session: Session, email: str, *, lock: bool = False) -> Account | None:
    """Return the account with this address, as `services.accounts.plain_email` writes it."""
    query = select(Account).where(Account.email == email)
    return session.scalar(query.with_for_update() if lock else query)


def by_id(session: Session, account_id: UUID) -> Account | None:
    """Return the account, locked until the unit of work ends."""
    return session.scalar(select(Account).where(Account.id == account_id).with_for_update())


def may_sign_in(session: Session, account: Account) -> bool:
    """Say whether neither the account nor its body was deactivated."""
    body_active = session.scalar(select(Body.active).where(Body.id == account.body_id))
    return account.deactivated_at is None and body_active is True


def signed_in(session: Session, token_hash: bytes, now: datetime, seen_since: datetime) -> SignedIn | None:
    """Return who holds this session token, unless it ended, expired, or idles since before `seen_since`."""
    row = session.execute(
        select(SignInSession, Account, Body.name, Desk.name)
        .join(Account, Account.id == SignInSession.account_id)
        .join(Body, Body.id == Account.body_id)
        .outerjoin(Desk, Desk.id == Account.desk_id)
        .where(SignInSession.token_hash == token_hash, SignInSession.ended_at.is_(None))
        .where(SignInSession.expires_at > now, SignInSession.last_seen_at > seen_since)
        .where(Account.deactivated_at.is_(None), Body.active)
    ).one_or_none()
    return _read(row, now) if row else None


def holder_of(session: Session, token_hash: bytes) -> UUID | None:
    """Return whose a session is, or was until it ran out; None once somebody ended it."""
    query = select(SignInSession.account_id)
    return session.scalar(query.where(SignInSession.token_hash == token_hash, SignInSession.ended_at.is_(None)))


def touch(session: Session, session_id: UUID, now: datetime) -> None:
    """Write down that somebody was at this browser."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now))


def misses(session: Session, session_id: UUID) -> int:
    """Return how often a locked session was tried in vain."""
    return session.scalars(select(SignInSession.misses).where(SignInSession.id == session_id)).one()


def count_misses(session: Session, session_id: UUID, number: int) -> None:
    """Write down how often a locked session was tried in vain; the row stays locked until the transaction ends."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(misses=number))


def end_session(session: Session, session_id: UUID, now: datetime) -> None:
    """End one browser's session."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(ended_at=now))


def end_sessions(session: Session, account_id: UUID, now: datetime, *, keep: UUID | None = None) -> None:
    """End every open session of the account, but for `keep`."""
    still_open = (SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
    others = still_open if keep is None else (*still_open, SignInSession.id != keep)
    session.execute(update(SignInSession).where(*others).values(ended_at=now))


def open_link(session: Session, token_hash: bytes, now: datetime, *, lock: bool = False) -> Invitation | None:
    """Return the invitation or reset behind a link that still works."""
    query = (
        select(Invitation)
        .join(Account, Account.id == Invitation.account_id)
        .where(Invitation.token_hash == token_hash, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .where(Account.deactivated_at.is_(None))
    )
    return session.scalar(query.with_for_update(of=Invitation) if lock else query)


def spend_links(session: Session, account_id: UUID, now: datetime) -> None:
    """Make every open link of the account worthless."""
    mine = (Invitation.account_id == account_id, Invitation.used_at.is_(None))
    session.execute(update(Invitation).where(*mine).values(used_at=now))


def _read(row: Row[SignInSession, Account, str, str], now: datetime) -> SignedIn:
    held, account, body, desk = row
    cleared = account.cleared_at is not None and account.cleared_at <= now
    return SignedIn(
        session_id=held.id,
        device_id=held.device_id,
        last_seen_at=held.last_seen_at,
        viewer=Viewer(account.id, account.role, account.body_id, account.desk_id, cleared, active=True),
        title=account.title,
        email=account.email,
        body=body,
        desk=desk,
        languages=tuple(account.languages),
        locale=account.locale,
    )


def officers(session: Session, desk_id: UUID | None) -> list[tuple[UUID, str]]:
    """Return the open accounts that work on cases, of a desk or of all, with their titles, by title."""
    query = select(Account.id, Account.title).where(
        Account.role.in_((LIAISON, COORDINATOR)), Account.deactivated_at.is_(None)
    )
    query = query.where(Account.desk_id == desk_id) if desk_id else query
    return [(row.id, row.title) for row in session.execute(query.order_by(Account.title, Account.id))]


def desks_reading(session: Session, language: str, *, cleared: bool) -> frozenset[UUID]:
    """Return the desks at which an open account that works on cases reads a language; with `cleared`, a cleared one."""
    query = select(Account.desk_id, Account.languages).where(
        Account.role.in_((LIAISON, COORDINATOR)), Account.deactivated_at.is_(None), Account.desk_id.is_not(None)
    )
    query = query.where(Account.cleared_at.is_not(None)) if cleared else query
    return frozenset(row.desk_id for row in session.execute(query) if language in row.languages)
