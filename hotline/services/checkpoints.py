"""Checkpoints of the trail: written every hour, handed out, and held against the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from hotline.domain.checkpoint_file import Handed
from hotline.domain.checkpoints import BEFORE_THE_FIRST, Checkpoint, is_due, is_first_of_day, root_of
from hotline.signing import Signer, is_signed
from hotline.store import checkpoints, events
from hotline.store.events import Broken, append_house
from hotline.unit_of_work import UnitOfWork

# Ids of events begin with their time in milliseconds; what took longer than an hour to commit is caught once a day.
_LATE = 3_600_000 << 80
_EARLIEST = UUID(int=0)


class Foreign(Exception):
    """A checkpoint that this house did not sign, or not like this."""


def write(unit: UnitOfWork, signer: Signer) -> bool:
    """Write the checkpoint of this hour unless it is written already; say whether it was due.

    The hour's own share is read by the ids of its events; the first of a day looks at every chain.
    """
    if not _due(unit):
        return False
    checkpoints.take_time(unit.session)
    checkpoints.hold(unit.session)
    # Looked at again, now that nobody else writes.
    seen = checkpoints.newest_event(unit.session)
    if seen is None or not _due(unit):
        return False
    last = checkpoints.latest(unit.session)
    number = last.number + 1 if last else 1
    previous = checkpoints.value(last).seal() if last else BEFORE_THE_FIRST
    whole = last is None or is_first_of_day(last.at, unit.now)
    since = _EARLIEST if whole or last is None else UUID(int=max(0, last.seen.int - _LATE))
    checkpoints.gather(unit.session, number, since)
    root = root_of(previous, checkpoints.ends(unit.session, number))
    unsigned = Checkpoint(number, unit.now, root, previous, signer.public_key)
    checkpoints.add(unit.session, replace(unsigned, signature=signer.sign(unsigned.signed())), seen)
    return True


def note_handed_out(unit: UnitOfWork, number: int, actor: str, way: str) -> None:
    """Note in the house's trail who was given which checkpoint."""
    append_house(unit, "checkpoint_handed_out", actor, number=number, way=way)


def check(unit: UnitOfWork, signer: Signer, handed: Handed | None = None) -> Iterator[Broken | int]:
    """Walk every chain, then hold the trail against the checkpoints; yield running counts, or the first break.

    Raises Foreign before anything else for a checkpoint from outside that is not of this house.
    """
    if handed is not None:
        _require_own(unit, signer, handed.checkpoint)
    checkpoints.take_time(unit.session)
    for found in events.verify(unit.session):
        yield found
        if isinstance(found, Broken):
            return
    checkpoints.hold(unit.session)
    broken = (handed and checkpoints.contradicted_by(unit.session, handed.ends)) or (
        checkpoints.contradicted(unit.session) or _broken_checkpoint(unit, handed)
    )
    if broken:
        yield broken


def _due(unit: UnitOfWork) -> bool:
    last = checkpoints.latest(unit.session)
    return is_due(last.at if last else None, unit.now)


def _require_own(unit: UnitOfWork, signer: Signer, checkpoint: Checkpoint) -> None:
    """Accept the key of today, and those that the house's checkpoints were signed with before a change of keys."""
    if not is_signed(checkpoint.signed(), checkpoint.signature, checkpoint.public_key):
        raise Foreign("its signature does not fit: it was changed")
    if checkpoint.public_key not in {signer.public_key} | checkpoints.public_keys(unit.session):
        raise Foreign("it was signed by another house, or with a key nobody here knows")


def _broken_checkpoint(unit: UnitOfWork, handed: Handed | None) -> Broken | None:
    """Return the first checkpoint that is unsigned, unlinked, missing, or not borne out by the chain ends."""
    previous, number = BEFORE_THE_FIRST, 0
    for row in checkpoints.every(unit.session):
        one, number = checkpoints.value(row), number + 1
        signed = is_signed(one.signed(), one.signature, one.public_key)
        if one.number != number or one.previous != previous or not signed:
            return _changed(number)
        if handed is not None and handed.checkpoint.number == number and handed.checkpoint.seal() != one.seal():
            return _changed(number)
        previous = one.seal()
    wanted = {number, handed.checkpoint.number} if handed is not None else {number}
    return next((_changed(one) for one in sorted(wanted - {0}) if not _bears_out(unit, one)), None)


def _bears_out(unit: UnitOfWork, number: int) -> bool:
    row = checkpoints.numbered(unit.session, number)
    return row is not None and root_of(row.previous, checkpoints.ends(unit.session, number)) == row.root


def _changed(number: int) -> Broken:
    return Broken(None, number, "checkpoint", "checkpoint")
