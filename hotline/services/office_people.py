"""Accounts as the office decides about them: whoever leaves, or moves, must not leave a body without a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.domain.walls import ADMINISTRATOR, AUDITOR, LIAISON, ROLES
from hotline.services import accounts, locking, office_duty
from hotline.services.accounts import AccountDetails, AddressTaken
from hotline.services.office import WHOLE, Work, changing
from hotline.services.office_bodies import LANGUAGES
from hotline.services.office_form import Fault, Form, Wrong
from hotline.services.rehoming import release
from hotline.store.accounts import by_email
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Account


def all_accounts(session: Session) -> list[tuple[Account, str, str | None]]:
    """Return every account with the names of its body and its desk, the active ones first."""
    query = (
        select(Account, Body.name, Desk.name)
        .join(Body, Body.id == Account.body_id)
        .outerjoin(Desk, Desk.id == Account.desk_id)
        .order_by(Account.deactivated_at.is_not(None), Account.title, Account.email)
    )
    return [(account, body, desk) for account, body, desk in session.execute(query)]


def find(session: Session, key: str) -> Account | None:
    """Return an account by the text of its id."""
    try:
        return session.get(Account, UUID(key))
    except ValueError:
        return None


def values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return an account as its form shows it."""
    account = find(session, key)
    if account is None:
        return None
    return {
        "email": account.email, "title": account.title, "role": account.role, "body": str(account.body_id),
        "desk": str(account.desk_id or ""), "languages": account.languages, "cleared": account.cleared_at is not None,
        "deactivated": account.deactivated_at is not None, "duty_phone": "",
    }  # fmt: skip


def invite(work: Work, form: Form) -> str:
    """Open an account and return the token of its single-use link; raises Wrong."""
    with changing(work):
        phone, details = office_duty.read_phone(form), _read(work.session, form)
        try:
            token = accounts.invite(work.unit, work.actor, details)
        except AddressTaken:
            raise Wrong({"email": Fault("taken")}) from None
        account = by_email(work.session, details.email)
        if account is not None:
            office_duty.set_phone(work, account, phone)
        return token


def revise(work: Work, key: str, form: Form) -> None:
    """Change an account; who moves gives the cases back to the desk they were worked at; raises Wrong."""
    with changing(work):
        account = work.session.get_one(Account, UUID(key))
        before = (account.role, account.desk_id, account.body_id, account.cleared_at is not None)
        phone, details = office_duty.read_phone(form), _read(work.session, form)
        try:
            accounts.revise(work.unit, work.actor, account.id, details)
        except AddressTaken:
            raise Wrong({"email": Fault("taken")}) from None
        office_duty.set_phone(work, account, phone)
        if before != (account.role, account.desk_id, account.body_id, account.cleared_at is not None):
            release(work.unit, work.actor, account.id)


def forget_phones(work: Work, key: str) -> None:
    """Forget every phone of an account that was lost or handed on; the sessions on them end."""
    locking.forget_all(work.unit, work.actor, UUID(key))


def deactivate(work: Work, key: str) -> None:
    """Shut an account out, end its sessions and give its cases back to their desks; raises Wrong."""
    if work.actor == f"account:{key}":
        raise Wrong({WHOLE: Fault("own_account")})
    with changing(work):
        accounts.deactivate(work.unit, work.actor, UUID(key))
        release(work.unit, work.actor, UUID(key))


def reactivate(work: Work, key: str) -> None:
    """Let an account in again."""
    with changing(work):
        accounts.reactivate(work.unit, work.actor, UUID(key))


def issue_link(work: Work, key: str) -> str:
    """Return the token of a fresh link that sets the account's password; raises Wrong."""
    account = work.session.get_one(Account, UUID(key))
    if account.deactivated_at is not None:
        raise Wrong({WHOLE: Fault("account_shut")})
    return accounts.issue_reset(work.unit, work.actor, account.id)


def _read(session: Session, form: Form) -> AccountDetails:
    email = accounts.plain_email(form.line("email", longest=254))
    if not email:
        form.fault("email", "no_email")
    role = form.choice("role", ROLES) or ""
    bodies = {str(body.id): body for body in session.scalars(select(Body).where(Body.active))}
    desks = {str(desk.id): desk for desk in session.scalars(select(Desk).where(Desk.active))}
    body, desk = form.entry("body", bodies), form.entry("desk", desks, needed=False)
    _check_desk(form, role, body, desk)
    title, languages = form.line("title", longest=60), tuple(form.several("languages", LANGUAGES))
    form.settle()
    return AccountDetails(
        email=email, title=title, role=role, body_id=body.id, desk_id=desk.id if desk else None,
        languages=languages, cleared=form.yes("cleared"),
    )  # fmt: skip


def _check_desk(form: Form, role: str, body: Body | None, desk: Desk | None) -> None:
    if role == LIAISON and desk is None:
        form.fault("desk", "desk_needed")
    if role in (ADMINISTRATOR, AUDITOR) and desk is not None:
        form.fault("desk", "desk_not_needed")
    if body and desk and desk.body_id != body.id:
        form.fault("desk", "desk_elsewhere")
