"""Publishes figures: frozen and signed, and stated again with what moved and why, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from hotline.domain.publishing import REASONS, canonical, moved
from hotline.signing import Signer, is_signed
from hotline.store import publications
from hotline.store.events import append_house
from hotline.store.models.publications import Publication
from hotline.unit_of_work import UnitOfWork


class Unmoved(Exception):
    """Nothing moved: there is nothing to state again."""


class NoReason(Exception):
    """Whoever states figures again says why, by one of the reasons there are."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, and with which signature."""

    actor: str
    signer: Signer


def publish(unit: UnitOfWork, by: Publisher, statement: Mapping[str, Any], body_id: UUID | None = None) -> int:
    """Freeze and sign figures, of the whole house or about a body, and return the number of the statement."""
    return _write(unit, by, dict(statement), None, body_id)


def restate(unit: UnitOfWork, by: Publisher, old: Publication, statement: Mapping[str, Any], why: str) -> int:
    """State figures again: the old ones stay, the new ones say what moved and why; raises Unmoved, NoReason."""
    if why not in REASONS:
        raise NoReason
    what = moved(old.statement["figures"], statement["figures"])
    if not what:
        raise Unmoved
    return _write(unit, by, {**statement, "restates": old.number, "why": why, "moved": what}, old.number, old.body_id)


def holds(row: Publication) -> bool:
    """Say whether a statement is what was signed."""
    return is_signed(canonical(row.statement), row.signature, row.public_key)


def _write(
    unit: UnitOfWork, by: Publisher, statement: dict[str, Any], restates: int | None, body_id: UUID | None
) -> int:
    number = publications.next_number(unit.session)
    whole = {**statement, "number": number}
    signed = canonical(whole)
    digest = sha256(signed).hexdigest()
    append_house(unit, "figures_published", by.actor, number=number, report=whole["report"], digest=digest)
    row = Publication(
        number=number, statement=whole, signature=by.signer.sign(signed), public_key=by.signer.public_key,
        at=unit.now, restates=restates, body_id=body_id,
    )  # fmt: skip
    publications.add(unit, row)
    return number
