"""The office of the demonstration: bodies, desks and one account a role, with passwords derived from the secret key."""

from __future__ import annotations

import base64
import hmac
import tomllib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hotline import ids, passwords
from hotline.services.setup import read
from hotline.store import office
from hotline.store.models.office import Body, Desk, RoutingRule
from hotline.store.models.people import Account
from hotline.unit_of_work import UnitOfWork

# Behind the rules every installation starts with.
FIRST_RULE = 100


def install(unit: UnitOfWork, secret_key: bytes) -> None:
    """Furnish an empty installation; one that has bodies already is left alone."""
    if unit.session.scalar(select(func.count()).select_from(Body)):
        return
    plan = tomllib.loads(read("demo.toml"))
    desks: dict[str, tuple[UUID, UUID]] = {}
    for position, row in enumerate(plan["body"], start=FIRST_RULE):
        desks[row["code"]] = _add_body(unit, row)
        if "takes" in row:
            _add_rule(unit, row, position, desks[row["code"]][1])
    for row in plan["account"]:
        _add_account(unit, row, *desks[row["body"]], password_of(secret_key, row["email"]))
    office.touch(unit.session, unit.now)


def sign_ins(secret_key: bytes) -> Iterator[tuple[str, str]]:
    """Yield each demonstration account's e-mail and password."""
    for row in tomllib.loads(read("demo.toml"))["account"]:
        yield row["email"], password_of(secret_key, row["email"])


def password_of(secret_key: bytes, email: str) -> str:
    """Return a demonstration account's password: the same at every start, other for every secret key."""
    digest = hmac.new(secret_key, f"demonstration:{email}".encode(), sha256).digest()
    return base64.b32encode(digest)[:16].decode().lower()


def _add_body(unit: UnitOfWork, row: Mapping[str, Any]) -> tuple[UUID, UUID]:
    body = Body(
        id=ids.new_id(), code=row["code"], name=row["name"], kind=row["kind"], force=row.get("force"),
        office=row.get("office"), parent_id=None, psea=row.get("psea", False), active=True,
    )  # fmt: skip
    unit.session.add(body)
    unit.session.flush()
    desk = Desk(id=ids.new_id(), body_id=body.id, name=row["desk"], languages=row["languages"], active=True)
    unit.session.add(desk)
    unit.session.flush()
    return body.id, desk.id


def _add_rule(unit: UnitOfWork, row: Mapping[str, Any], position: int, desk_id: UUID) -> None:
    unit.session.add(
        RoutingRule(
            id=ids.new_id(), code=row["code"], position=position, conditions={"category": row["takes"]},
            desk_kind=None, desk_id=desk_id, forces=[],
        )
    )  # fmt: skip


def _add_account(unit: UnitOfWork, row: Mapping[str, Any], body_id: UUID, desk_id: UUID, password: str) -> None:
    worker = row["role"] in ("liaison", "coordinator")
    unit.session.add(
        Account(
            id=ids.new_id(), email=row["email"], title=row["title"], role=row["role"], body_id=body_id,
            desk_id=desk_id if worker else None, languages=["fr"], created_at=unit.now,
            cleared_at=unit.now if row.get("cleared") else None, password_hash=passwords.hash_password(password),
        )
    )  # fmt: skip
