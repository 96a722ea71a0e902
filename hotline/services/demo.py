"""The office of the demonstration: bodies, desks, what each takes, and one account a role."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hotline import ids, passwords
from hotline.demo_accounts import password_of
from hotline.services.setup import add_body, own_desks, read
from hotline.store import accounts, office
from hotline.store.models.duty import Duty
from hotline.store.models.office import RoutingRule
from hotline.store.models.people import Account
from hotline.unit_of_work import UnitOfWork

# Behind the rules every installation starts with.
FIRST_RULE = 100


def install(unit: UnitOfWork, secret_key: bytes) -> None:
    """Furnish an installation nobody uses yet; one that has accounts already is left alone."""
    if unit.session.scalar(select(func.count()).select_from(Account)):
        return
    plan = tomllib.loads(read("demo.toml"))
    desks = own_desks(unit)
    for position, row in enumerate(plan["body"], start=FIRST_RULE):
        desks[row["code"]] = add_body(unit, row)
        if "takes" in row:
            _add_rule(unit, row, position, desks[row["code"]][1])
    for row in plan["account"]:
        _add_account(unit, row, *desks[row["body"]], password_of(secret_key, row["email"]))
    unit.session.flush()
    for row in plan["duty"]:
        _add_duty(unit, row)
    office.touch(unit.session, unit.now)


def _add_rule(unit: UnitOfWork, row: Mapping[str, Any], position: int, desk_id: UUID) -> None:
    unit.session.add(
        RoutingRule(
            id=ids.new_id(), code=row["code"], position=position, conditions={"category": row["takes"]},
            desk_kind=None, desk_id=desk_id, forces=[],
        )
    )  # fmt: skip


def _add_account(unit: UnitOfWork, row: Mapping[str, Any], body_id: UUID, desk_id: UUID, password: str) -> None:
    worker = row["role"] in ("liaison", "coordinator")
    account_id = ids.new_id()
    phone = unit.vault.seal(row["phone"], "accounts", "phone_sealed", account_id) if "phone" in row else None
    unit.session.add(
        Account(
            id=account_id, phone_sealed=phone,
            email=row["email"], title=row["title"], role=row["role"], body_id=body_id,
            desk_id=desk_id if worker else None, languages=row.get("languages", ["fr"]), created_at=unit.now,
            cleared_at=unit.now if row.get("cleared") else None, password_hash=passwords.hash_password(password),
        )
    )  # fmt: skip


def _add_duty(unit: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Put somebody on duty at their desk, day and night."""
    account = accounts.by_email(unit.session, row["email"])
    if account is not None and account.desk_id is not None:
        unit.session.add(
            Duty(
                id=ids.new_id(), account_id=account.id, desk_id=account.desk_id, step=row["step"], opens=0, closes=0,
                days=[str(day) for day in range(7)], first=unit.now.date(), last=None,
            )
        )  # fmt: skip
