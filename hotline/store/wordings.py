"""Rows of what reviewers wrote and switched: added, never changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.wordings import Wording
from hotline.store import stamps
from hotline.store.models.languages import LanguageSwitch, WordingRow
from hotline.store.models.office import Setting
from hotline.store.models.people import Account
from hotline.unit_of_work import UnitOfWork

_ONE_AT_A_TIME = 7_301_003


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wrote or switched last, by the title of the account, and when."""

    title: str
    at: datetime


def wait_turn(session: Session) -> None:
    """Wait for whoever else is changing words, until they have committed."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})


def all_wordings(session: Session) -> dict[str, list[Wording]]:
    """Return every version of everything by language."""
    found: defaultdict[str, list[Wording]] = defaultdict(list)
    for row in session.scalars(select(WordingRow).order_by(WordingRow.version)):
        found[row.language].append(_read(row))
    return dict(found)


def switched(session: Session) -> dict[str, bool]:
    """Return the languages that were switched since they shipped, and how."""
    rows = session.scalars(select(LanguageSwitch).order_by(LanguageSwitch.version))
    return {row.language: row.live for row in rows}


def history(session: Session, language: str) -> list[tuple[Wording, Hand]]:
    """Return every version of a language's words with who wrote it, the oldest first."""
    rows = session.execute(
        select(WordingRow, Account.title)
        .join(Account, Account.id == WordingRow.account_id)
        .where(WordingRow.language == language)
        .order_by(WordingRow.version)
    )
    return [(_read(row), Hand(title, row.written_at)) for row, title in rows]


def last_switch(session: Session, language: str) -> Hand | None:
    """Return who switched a language last."""
    row = session.execute(
        select(LanguageSwitch.switched_at, Account.title)
        .join(Account, Account.id == LanguageSwitch.account_id)
        .where(LanguageSwitch.language == language)
        .order_by(LanguageSwitch.version.desc())
        .limit(1)
    ).one_or_none()
    return Hand(row.title, row.switched_at) if row else None


def add_wording(unit: UnitOfWork, language: str, wording: Wording, account_id: UUID) -> None:
    """Add the next version of a place."""
    unit.session.add(
        WordingRow(
            id=ids.new_id(), language=language, kind=wording.kind, key=wording.key, version=wording.version,
            words=list(wording.words), reviewed=wording.reviewed, account_id=account_id, written_at=unit.now,
        )
    )  # fmt: skip
    _touch(unit)


def add_switch(unit: UnitOfWork, language: str, account_id: UUID, *, live: bool) -> None:
    """Switch a language on or off."""
    before = unit.session.scalar(select(func.max(LanguageSwitch.version)).where(LanguageSwitch.language == language))
    row = LanguageSwitch(
        id=ids.new_id(), language=language, version=(before or 0) + 1, live=live, account_id=account_id,
        switched_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    _touch(unit)


def _read(row: WordingRow) -> Wording:
    return Wording(row.kind, row.key, row.version, tuple(row.words), row.reviewed)


def _touch(unit: UnitOfWork) -> None:
    """Count one more change, so that every process reads the languages anew."""
    row = unit.session.get(Setting, stamps.LANGUAGES, with_for_update=True)
    if row is None:
        row = Setting(name=stamps.LANGUAGES, value={"changes": 0}, changed_at=unit.now)
        unit.session.add(row)
    row.value, row.changed_at = {"changes": row.value["changes"] + 1}, unit.now
    unit.session.flush()
    stamps.ask_again(unit.session)
