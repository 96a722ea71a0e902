"""Versions of trained models as rows: asked for, trained, sealed, pointed to, and watched beside the one in force."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, exists, func, select, text
from sqlalchemy.orm import Session

from hotline import ids
from hotline.store import stamps
from hotline.store.learning import open_to_all
from hotline.store.models.casework import Case
from hotline.store.models.learning import ModelFiles, ModelVersion, ShadowGuess
from hotline.store.models.office import Setting
from hotline.store.models.traffic import Message
from hotline.unit_of_work import UnitOfWork

ASKED, REFUSED, FAILED, READY = "asked", "refused", "failed", "ready"
_ONE_TRAINING, _ONE_POINTER = 7_301_011, 7_301_012


@dataclass(frozen=True, slots=True)
class Shadow:
    """How a candidate's guesses stand to what was really made of the same texts."""

    texts: int = 0
    same_category: int = 0
    routed: int = 0
    live_routed: int = 0
    accuses: int = 0
    live_accuses: int = 0


@contextmanager
def training_alone(engine: Engine) -> Iterator[bool]:
    """Hold the only place at training while the block runs, without a transaction; False when somebody has it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            yield bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ONE_TRAINING}))
        finally:
            connection.execute(text("SELECT pg_advisory_unlock_all()"))


def ask(unit: UnitOfWork, account_id: UUID) -> ModelVersion:
    """Write down that somebody wants a candidate."""
    row = ModelVersion(id=ids.new_id(), state=ASKED, asked_by=account_id, asked_at=unit.now, report={})
    unit.session.add(row)
    unit.session.flush()
    return row


def waiting(session: Session) -> ModelVersion | None:
    """Return the version that waits to be trained longest."""
    query = select(ModelVersion).where(ModelVersion.state == ASKED)
    return session.scalars(query.order_by(ModelVersion.number).limit(1)).one_or_none()


def get(session: Session, version_id: UUID | None) -> ModelVersion | None:
    """Return a version."""
    return session.get(ModelVersion, version_id) if version_id else None


def numbered(session: Session, number: int) -> ModelVersion | None:
    """Return the version with this number."""
    return session.scalar(select(ModelVersion).where(ModelVersion.number == number))


def newest(session: Session, limit: int) -> Sequence[ModelVersion]:
    """Return the newest versions."""
    return session.scalars(select(ModelVersion).order_by(ModelVersion.number.desc()).limit(limit)).all()


def candidate(session: Session) -> ModelVersion | None:
    """Return the newest version that passed its checks, unless it has been in force: the one to watch."""
    query = select(ModelVersion).where(ModelVersion.state == READY).order_by(ModelVersion.number.desc()).limit(1)
    row = session.scalars(query).one_or_none()
    return row if row is not None and row.promoted_at is None else None


def keep_files(unit: UnitOfWork, version_id: UUID, files: Mapping[str, bytes]) -> None:
    """Keep the files of a version; there is one set, for ever."""
    unit.session.add(ModelFiles(version_id=version_id, files_sealed=sealed(unit, version_id, files)))


def sealed(unit: UnitOfWork, version_id: UUID, files: Mapping[str, bytes]) -> bytes:
    """Return the files of a version as they are kept."""
    plain = json.dumps({name: base64.b64encode(content).decode() for name, content in files.items()})
    return unit.vault.seal(plain, "model_files", "files_sealed", version_id)


def files_of(unit: UnitOfWork, version_id: UUID) -> dict[str, bytes]:
    """Return the files of a version; raises SealBroken."""
    row = unit.session.get_one(ModelFiles, version_id)
    plain = unit.vault.open(row.files_sealed, "model_files", "files_sealed", version_id)
    return {name: base64.b64decode(content) for name, content in json.loads(plain).items()}


def in_force(session: Session) -> UUID | None:
    """Return the version that is pointed to; None for the one that ships."""
    row = session.get(Setting, stamps.MODEL)
    return UUID(row.value["version"]) if row is not None and row.value["version"] else None


def point_to(unit: UnitOfWork, version_id: UUID | None) -> None:
    """Have every process take this version, or the one that ships, with its next text."""
    row = unit.session.get(Setting, stamps.MODEL)
    value: dict[str, Any] = {"version": str(version_id) if version_id else ""}
    if row is None:
        unit.session.add(Setting(name=stamps.MODEL, value=value, changed_at=unit.now))
    else:
        row.value, row.changed_at = value, unit.now
    unit.session.flush()
    stamps.ask_again(unit.session)


def wait_turn(session: Session) -> None:
    """Have two who would move the pointer wait for each other."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_POINTER})


def unwatched(session: Session, version_id: UUID, since: datetime, limit: int) -> Sequence[Message]:
    """Return texts that came since then, and of which the candidate has not said anything yet."""
    guessed = exists().where(ShadowGuess.version_id == version_id, ShadowGuess.message_id == Message.id)
    query = select(Message).join(Case, Case.id == Message.case_id).where(open_to_all(), ~guessed)
    query = query.where(Message.received_at > since, Message.kind.is_(None), Message.duplicate_of.is_(None))
    return session.scalars(query.order_by(Message.number).limit(limit)).all()


def shadow_of(session: Session, version_id: UUID) -> Shadow:
    """Count a version's guesses."""
    guess = ShadowGuess
    counts = (
        guess.category == guess.live_category, guess.routed, guess.live_routed, guess.accuses, guess.live_accuses,
    )  # fmt: skip
    query: Any = select(func.count(), *(func.count().filter(held) for held in counts))
    return Shadow(*session.execute(query.where(guess.version_id == version_id)).one())
