"""Translations as rows: what a cleared speaker behind the same walls is asked for, and both sides of what was given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, select
from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.models.people import Account
from hotline.store.models.traffic import Outbound
from hotline.store.models.translations import Translation
from hotline.vault import Vault

OFFICERS = ("liaison", "coordinator")
Tongues = tuple[str, ...]


def of_case(session: Session, case_id: UUID) -> Sequence[Translation]:
    """Return a case's translations, oldest first; for those who read the case."""
    query = select(Translation).where(Translation.case_id == case_id)
    return session.scalars(query.order_by(Translation.asked_at, Translation.id)).all()


def asked(session: Session, viewer: Viewer, tongues: Tongues, most: int) -> Sequence[Translation]:
    """Return what this speaker is asked to translate, the most pressing first."""
    query = select(Translation).join(Case, Case.id == Translation.case_id).where(_askable(viewer, tongues))
    return session.scalars(query.order_by(Translation.due_at, Translation.id).limit(most)).all()


def to_count(viewer: Viewer, tongues: Tongues) -> Select[Any]:
    """Return the query for the translations this speaker is asked for."""
    return select(Translation.id).join(Case, Case.id == Translation.case_id).where(_askable(viewer, tongues))


def to_hear(viewer: Viewer, tongues: Tongues) -> Select[Any]:
    """Return the query for the translations this account waits for, which others are to give."""
    mine = and_(Translation.asked_by == viewer.account_id, Translation.given_at.is_(None))
    query = select(Translation.id).join(Case, Case.id == Translation.case_id)
    return query.where(mine, scope.readable(viewer), not_(_askable(viewer, tongues)))


def awaited(session: Session, viewer: Viewer, most: int) -> Sequence[tuple[Translation, str]]:
    """Return what others are asked for in cases that this account reads, the most pressing first, by reference."""
    query = select(Translation, Case.reference).join(Case, Case.id == Translation.case_id)
    query = query.where(Translation.given_at.is_(None), scope.readable(viewer))
    rows = session.execute(query.order_by(Translation.due_at, Translation.id).limit(most))
    return [(row[0], row[1]) for row in rows]


def to_send() -> ColumnElement[bool]:
    """Return the condition for a case whose answer came back translated and waits for its officer's word."""
    came = Translation.given_at >= Case.waiting_since
    gone = exists().where(
        Outbound.case_id == Translation.case_id, Outbound.kind == "answer", Outbound.created_at >= Translation.given_at
    )
    return exists().where(Translation.case_id == Case.id, Translation.kind == "answer", came, ~gone)


def is_given_by(session: Session, wanted: UUID, account_id: UUID) -> bool:
    """Say whether this account gave a translation."""
    mine = select(Translation.id).where(Translation.id == wanted, Translation.given_by == account_id)
    return session.scalar(mine) is not None


def who_speaks(session: Session) -> dict[str, list[str]]:
    """Return by language what the cleared accounts are called that translate."""
    query = select(Account).where(
        Account.cleared_at.is_not(None), Account.deactivated_at.is_(None), Account.role.in_(OFFICERS)
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for row in session.scalars(query.order_by(Account.title)):
        for language in row.languages:
            found.setdefault(language, []).append(row.title)
    return found


def one(session: Session, viewer: Viewer, tongues: Tongues, wanted: UUID) -> Translation | None:
    """Return a translation this speaker is asked for, locked and read anew; None for every other."""
    query = select(Translation).join(Case, Case.id == Translation.case_id)
    query = query.where(Translation.id == wanted, _askable(viewer, tongues)).with_for_update(of=Translation)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def case_of(session: Session, wanted: UUID) -> UUID | None:
    """Return the case of a translation, to be locked before it is read."""
    return session.scalar(select(Translation.case_id).where(Translation.id == wanted))


def speakers(session: Session, case: Case, language: str) -> list[Account]:
    """Return the cleared accounts behind no wall of the case that speak a language."""
    query = select(Account).where(
        Account.cleared_at.is_not(None), Account.deactivated_at.is_(None),
        Account.role.in_(OFFICERS),
    )  # fmt: skip
    able = [row for row in session.scalars(query.order_by(Account.title, Account.id)) if language in row.languages]
    return [row for row in able if _is_free(session, row, case)]


def source(vault: Vault, row: Translation) -> str:
    """Return what is to be translated."""
    return vault.open(row.source_sealed, "translations", "source_sealed", row.id)


def words(vault: Vault, row: Translation) -> str:
    """Return the translation; empty while it is awaited."""
    return vault.open(row.words_sealed, "translations", "words_sealed", row.id) if row.words_sealed else ""


def _is_free(session: Session, row: Account, case: Case) -> bool:
    viewer = Viewer(row.id, row.role, row.body_id, row.desk_id, True, active=True)
    return session.scalar(select(Case.id).where(Case.id == case.id, scope.not_walled(viewer))) is not None


@lru_cache(maxsize=scope.MOST_KEPT)
def _askable(viewer: Viewer, tongues: Tongues) -> ColumnElement[bool]:
    """Return which translations are for this account: in its languages, if it is cleared, and behind no wall."""
    if not (viewer.active and viewer.cleared) or viewer.role not in OFFICERS:
        return false()
    return and_(Translation.given_at.is_(None), Translation.language.in_(list(tongues)), scope.not_walled(viewer))
