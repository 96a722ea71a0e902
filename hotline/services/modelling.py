"""Which trained model is in force: one pointer, moved by a person, followed by every process with its next text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import structlog

from hotline.classifier.artefact import BadModel
from hotline.classifier.load import with_kept
from hotline.services.casework import Mistake, NotFound
from hotline.services.reading import Understands
from hotline.store import modelling, stamps
from hotline.store.events import append_house, by_account
from hotline.store.modelling import ASKED, READY
from hotline.store.models.learning import ModelVersion
from hotline.unit_of_work import UnitOfWork
from hotline.vault import SealBroken

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Move:
    """A person's wish to move the pointer: to which version (None: what ships), from which one, watched how long."""

    account_id: UUID
    to: UUID | None
    seen: UUID | None
    texts_needed: int = 0


class ModelReader:
    """Reads the model that is in force once, and again only after somebody moved the pointer, in whatever process."""

    def __init__(self, shipped: Understands) -> None:
        """Take the understanding that ships."""
        self._shipped = self._read = shipped
        self._stamp = ""
        self.refused = False

    def in_force(self, unit: UnitOfWork) -> Understands:
        """Return the understanding in force; of a version that is spoilt nothing is taken, and the last one is kept."""
        stamp = stamps.stamp(unit.session, stamps.MODEL)
        if stamp != self._stamp:
            self._stamp = stamp
            version = modelling.get(unit.session, modelling.in_force(unit.session))
            try:
                self._read = load(unit, version) if version else self._shipped
                self.refused = False
            except (BadModel, SealBroken) as fault:
                self.refused = True
                log.error("model refused", version=version.number if version else 0, why=str(fault))
        return self._read


def load(unit: UnitOfWork, version: ModelVersion) -> Understands:
    """Return the understanding with this version; raises BadModel, SealBroken."""
    return with_kept(modelling.files_of(unit, version.id), f"version {version.number}", version.digest or "")


def ask(unit: UnitOfWork, account_id: UUID) -> ModelVersion:
    """Ask for a candidate; raises Mistake while another waits."""
    modelling.wait_turn(unit.session)
    if modelling.waiting(unit.session) is not None:
        raise Mistake("already_training")
    row = modelling.ask(unit, account_id)
    append_house(unit, "model_asked", by_account(account_id), version=row.number)
    return row


def is_asked(units: Callable[[], UnitOfWork]) -> bool:
    """Say whether a candidate waits to be trained."""
    with units() as unit:
        return modelling.waiting(unit.session) is not None


def move(unit: UnitOfWork, wish: Move) -> None:
    """Put a candidate in force, or go back to a version that was; raises NotFound, Mistake, and nothing has moved."""
    modelling.wait_turn(unit.session)
    before = modelling.in_force(unit.session)
    if before != wish.seen:
        raise Mistake("pointer_moved")
    if before == wish.to:
        raise Mistake("in_force_already")
    target, known = modelling.get(unit.session, wish.to), modelling.get(unit.session, before)
    if target is None and wish.to is not None:
        raise NotFound
    back = target is None or target.promoted_at is not None
    if target is not None:
        _refuse_unfit(unit, target, wish)
        target.promoted_at = target.promoted_at or unit.now
    modelling.point_to(unit, wish.to)
    append_house(
        unit, "model_rolled_back" if back else "model_promoted", by_account(wish.account_id),
        version=target.number if target else 0, digest=target.digest if target else None,
        before=known.number if known else 0,
    )  # fmt: skip


def _refuse_unfit(unit: UnitOfWork, target: ModelVersion, wish: Move) -> None:
    if target.state == ASKED:
        raise Mistake("not_trained")
    if target.state != READY:
        raise Mistake("not_passed")
    if target.promoted_at is None and modelling.shadow_of(unit.session, target.id).texts < wish.texts_needed:
        raise Mistake("not_watched")
    try:
        load(unit, target)
    except (BadModel, SealBroken) as fault:
        log.error("model refused", version=target.number, why=str(fault))
        raise Mistake("model_spoilt") from None
