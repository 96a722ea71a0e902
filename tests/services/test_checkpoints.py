"""Checkpoints: one an hour, signed and linked; and whatever is done to the trail afterwards is found by them."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hotline import ids
from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.domain.checkpoint_file import Handed, read, written
from hotline.domain.checkpoints import Checkpoint, chain_name
from hotline.services import checkpoints, night_watch
from hotline.signing import Signer, is_signed
from hotline.store import alerts, database, events
from hotline.store import checkpoints as rows
from hotline.store.events import Broken
from hotline.store.models.casework import HOUSE
from tests.support.tampering import Hand, tamper


@pytest.fixture
def chain(worker: Application) -> UUID:
    """A case's chain of six events among others, all of them under a checkpoint."""
    wanted = ids.new_id()
    for one in (ids.new_id(), wanted, ids.new_id()):
        _grow(worker, one, 6)
    with worker.unit() as unit:
        events.append_house(unit, "counted", "system")
    assert _write(worker)
    return wanted


def _grow(app: Application, chain: UUID, count: int) -> None:
    with app.unit() as unit:
        for number in range(count):
            events.append(unit, chain, "counted", "system", number=number)


def _write(app: Application) -> bool:
    with app.unit() as unit:
        return checkpoints.write(unit, app.signer)


def _handed(app: Application) -> Handed:
    """Return the newest checkpoint as somebody outside keeps it."""
    with app.unit() as unit:
        one = _latest(app)
        ends = rows.ends(unit.session, one.number)
        return read("".join(written(one, rows.count(unit.session, one.number), ends)))


def _latest(app: Application) -> Checkpoint:
    with app.unit() as unit:
        row = rows.latest(unit.session)
        assert row is not None
        return rows.value(row)


def _check(app: Application, handed: Handed | None = None) -> Broken | int:
    with app.unit() as unit:
        *_, found = checkpoints.check(unit, app.signer, handed)
    return found


def _alter(hand: Hand, chain: UUID) -> None:
    hand.do("UPDATE events SET kind = 'closed' WHERE chain = :chain AND n = 3", chain=chain)


def _delete(hand: Hand, chain: UUID) -> None:
    hand.do("DELETE FROM events WHERE chain = :chain AND n = 3", chain=chain)


def _insert(hand: Hand, chain: UUID) -> None:
    hand.do("UPDATE events SET n = n + 100000 WHERE chain = :chain AND n >= 3", chain=chain)
    hand.do("UPDATE events SET n = n - 99999 WHERE chain = :chain AND n > 100000", chain=chain)
    hand.do("INSERT INTO events SELECT :id, chain, 3, at, kind, actor, data, previous_hash, hash FROM events"
            " WHERE chain = :chain AND n = 2", id=ids.new_id(), chain=chain)  # fmt: skip


def _swap(hand: Hand, chain: UUID) -> None:
    for before, after in ((3, 100000), (4, 3), (100000, 4)):
        hand.do("UPDATE events SET n = :after WHERE chain = :chain AND n = :before",
                after=after, before=before, chain=chain)  # fmt: skip


def _cut(hand: Hand, chain: UUID) -> None:
    hand.do("DELETE FROM events WHERE chain = :chain AND n >= 5", chain=chain)


def _rewrite(hand: Hand, chain: UUID) -> None:
    _alter(hand, chain)
    hand.rehash(chain)


def _remove(hand: Hand, chain: UUID) -> None:
    hand.do("DELETE FROM events WHERE chain = :chain", chain=chain)


TAMPERINGS: dict[str, tuple[Callable[[Hand, UUID], None], int, str]] = {
    "a row altered": (_alter, 3, "altered"),
    "a row deleted": (_delete, 4, "missing"),
    "a row inserted": (_insert, 3, "unlinked"),
    "two rows swapped": (_swap, 3, "unlinked"),
    "a tail cut": (_cut, 5, "cut"),
    "a chain rewritten": (_rewrite, 6, "rewritten"),
    "a chain removed": (_remove, 1, "gone"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_is_found_and_its_event_is_named(worker: Application, chain: UUID, name: str) -> None:
    act, n, why = TAMPERINGS[name]
    tamper(worker, lambda hand: act(hand, chain))
    found = _check(worker)
    assert isinstance(found, Broken)
    assert (found.chain, found.n, found.why) == (chain, n, why)


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_checkpoint_kept_elsewhere_finds_it_even_when_the_house_forgot_its_own(
    worker: Application, clock: SetClock, chain: UUID, name: str
) -> None:
    """The worst case: database and key in one hand, chains linked anew, checkpoints signed anew."""
    handed, (act, n, why) = _handed(worker), TAMPERINGS[name]

    def falsify(hand: Hand) -> None:
        act(hand, chain)
        hand.forget_checkpoints()

    tamper(worker, falsify)
    for _ in range(2):
        found = _check(worker, handed)
        assert isinstance(found, Broken)
        assert (found.n, found.why) == (n, why)
        assert found.chain == (None if why == "gone" else chain)
        clock.advance(hours=2)
        assert _write(worker)


def test_paper_alone_finds_a_rewrite(worker: Application, clock: SetClock, chain: UUID) -> None:
    """Somebody typed root and signature from the printed page: the ends kept for them must still give that root."""
    paper = Handed(_handed(worker).checkpoint, ())
    assert _check(worker, paper) == 19

    def falsify(hand: Hand) -> None:
        _rewrite(hand, chain)
        hand.do("UPDATE chain_ends AS known SET hash = events.hash FROM events"
                " WHERE events.chain = known.chain AND events.n = known.n")  # fmt: skip

    tamper(worker, falsify)
    found = _check(worker, paper)
    assert isinstance(found, Broken)
    assert (found.n, found.why) == (1, "checkpoint")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoints SET root = sha256('x') WHERE number = 1",
        "UPDATE checkpoints SET at = at - interval '1 day' WHERE number = 2",
        "UPDATE checkpoints SET previous = sha256('x') WHERE number = 2",
        "UPDATE checkpoints SET signature = signature || '\\x00' WHERE number = 2",
        "DELETE FROM chain_ends WHERE n = 6",
        "WITH gone AS (DELETE FROM chain_ends WHERE checkpoint = 1) DELETE FROM checkpoints WHERE number = 1",
    ],
)
def test_a_change_to_the_checkpoints_themselves_is_found(
    worker: Application, clock: SetClock, chain: UUID, statement: str
) -> None:
    clock.advance(hours=1)
    _grow(worker, chain, 1)
    assert _write(worker)
    assert _check(worker) == 20
    tamper(worker, lambda hand: hand.do(statement))
    found = _check(worker)
    assert isinstance(found, Broken)
    assert found.why == "checkpoint"


def test_what_grew_since_a_checkpoint_contradicts_nothing(worker: Application, clock: SetClock, chain: UUID) -> None:
    handed = _handed(worker)
    for _ in range(3):
        clock.advance(hours=1)
        _grow(worker, chain, 2)
        _grow(worker, ids.new_id(), 1)
        assert _write(worker)
    assert _check(worker, handed) == 19 + 9
    assert _check(worker, _handed(worker)) == 28


def test_a_later_checkpoint_never_washes_a_rewrite_clean(worker: Application, clock: SetClock, chain: UUID) -> None:
    tamper(worker, lambda hand: _rewrite(hand, chain))
    for days in range(1, 3):
        clock.advance(days=days)
        _grow(worker, chain, 1)
        assert _write(worker)
        found = _check(worker)
        assert isinstance(found, Broken)
        assert (found.chain, found.n, found.why) == (chain, 6, "rewritten")


def test_one_is_written_each_hour_and_no_more(worker: Application, clock: SetClock, chain: UUID) -> None:
    clock.advance(minutes=59)
    assert not _write(worker)
    clock.advance(minutes=1)
    assert _write(worker)
    clock.advance(days=-3)
    assert _write(worker)
    assert not _write(worker)
    assert _latest(worker).number == 3
    assert _check(worker) == 19


def test_an_empty_trail_is_not_signed(worker: Application) -> None:
    assert not _write(worker)
    assert _check(worker) == 0


def test_each_is_signed_names_the_one_before_and_differs_though_nothing_happened(
    worker: Application, clock: SetClock, chain: UUID
) -> None:
    first = _latest(worker)
    clock.advance(hours=1)
    assert _write(worker)
    second = _latest(worker)
    assert second.previous == first.seal()
    assert second.root != first.root
    assert is_signed(second.signed(), second.signature, worker.signer.public_key)
    assert not is_signed(second.signed() + b" ", second.signature, worker.signer.public_key)


def test_the_public_key_is_the_same_for_the_same_secret_and_no_other() -> None:
    assert Signer(b"s" * 40).public_key == Signer(b"s" * 40).public_key
    assert Signer(b"s" * 40).public_key != Signer(b"t" * 40).public_key


def test_a_checkpoint_of_another_house_is_refused(worker: Application, chain: UUID) -> None:
    handed, other = _handed(worker), Signer(b"another house")
    theirs = Checkpoint(1, handed.checkpoint.at, handed.checkpoint.root, bytes(32), other.public_key)
    signed = Checkpoint(
        1, theirs.at, theirs.root, theirs.previous, theirs.public_key, other.sign(theirs.signed())
    )  # fmt: skip
    with pytest.raises(checkpoints.Foreign, match="another house"):
        _check(worker, Handed(signed, handed.ends))
    with pytest.raises(checkpoints.Foreign, match="signature"):
        _check(worker, Handed(theirs, handed.ends))


def test_the_file_holds_names_that_tell_nothing_of_a_case(worker: Application, chain: UUID) -> None:
    handed = _handed(worker)
    file = "".join(written(handed.checkpoint, len(handed.ends), handed.ends))
    assert {end.name for end in handed.ends} >= {chain_name(chain), chain_name(HOUSE)}
    assert str(chain) not in file
    assert chain.hex not in file
    assert set(json.loads(file)) == {
        "version", "number", "at", "root", "previous", "public_key", "signature", "count", "ends",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["web", "worker", "audit", "migration"])
@pytest.mark.parametrize("table", ["checkpoints", "chain_ends", "trail_checks"])
def test_no_process_may_change_what_was_noted(application: Application, role: str, table: str) -> None:
    engine = database.open_database(application.settings.addresses()[0], role)
    with pytest.raises(DBAPIError, match="permission denied"), engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - a table of this test
    engine.dispose()


def _open(app: Application) -> list[tuple[str, str, str | None]]:
    with app.unit() as unit:
        return [(one.kind, one.subject, one.detail) for one in alerts.open_alerts(unit.session)]


def test_the_night_raises_an_alert_once_and_closes_it_when_the_trail_holds_again(
    worker: Application, clock: SetClock, chain: UUID
) -> None:
    night_watch.keep(worker.unit, worker.signer)
    assert _open(worker) == []
    tamper(worker, lambda hand: _alter(hand, chain))
    clock.advance(hours=1)
    night_watch.keep(worker.unit, worker.signer)
    assert _open(worker) == []
    for _ in range(2):
        clock.advance(days=1)
        night_watch.keep(worker.unit, worker.signer)
        assert _open(worker) == [("trail_broken", "trail", "altered")]
    tamper(worker, lambda hand: hand.do("UPDATE events SET kind = 'counted' WHERE chain = :chain", chain=chain))
    clock.advance(days=1)
    night_watch.keep(worker.unit, worker.signer)
    assert _open(worker) == []
