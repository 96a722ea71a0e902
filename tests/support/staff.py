"""Who works where in the demonstration, and more people than it has."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hotline import ids, passwords
from hotline.demo_accounts import password_of
from hotline.domain.walls import Viewer
from hotline.store.models.casework import Case
from hotline.store.models.people import Account
from tests.support.town import Town


def account(town: Town, name: str) -> Account:
    """Return an account of the demonstration."""
    with town.application.unit() as unit:
        return unit.session.scalars(select(Account).where(Account.email == f"{name}@demo.invalid")).one()


def viewer(town: Town, name: str) -> Viewer:
    """Return an account as the wall sees it."""
    row = account(town, name)
    return Viewer(row.id, row.role, row.body_id, row.desk_id, row.cleared_at is not None, active=True)


def unread(town: Town, phone: str, arabic: str) -> Case:
    """Have a case in Arabic lie with officers who do not read it, and return it."""
    town.text(phone, arabic)
    with town.application.unit() as unit:
        found = unit.session.get_one(Case, town.case(phone).id)
        found.language, found.category, found.sensitivity = "ar", "cattle_theft", "S1"
        found.desk_id = viewer(town, "security").desk_id or found.desk_id
    return town.case(phone)


def desk_of(town: Town, name: str) -> str:
    """Return the id of the desk at which an account works."""
    found = account(town, name).desk_id
    assert found is not None
    return str(found)


def clear(town: Town, name: str) -> None:
    """Let an account read protected cases."""
    with town.application.unit() as unit:
        row = unit.session.scalars(select(Account).where(Account.email == f"{name}@demo.invalid")).one()
        row.cleared_at = unit.now


def hire(
    town: Town, name: str, like: str, *, languages: tuple[str, ...] = ("fr",), cleared: bool | None = None
) -> UUID:
    """Add a colleague of an account to its desk, with the password of the demonstration."""
    with town.application.unit() as unit:
        other = unit.session.scalars(select(Account).where(Account.email == f"{like}@demo.invalid")).one()
        email = f"{name}@demo.invalid"
        is_cleared = other.cleared_at is not None if cleared is None else cleared
        row = Account(
            id=ids.new_id(), email=email, title=f"Renfort {name}", role=other.role, body_id=other.body_id,
            desk_id=other.desk_id, languages=list(languages), created_at=unit.now,
            cleared_at=unit.now if is_cleared else None,
            password_hash=passwords.hash_password(password_of(town.application.settings.session_key(), email)),
        )  # fmt: skip
        unit.session.add(row)
        return row.id
