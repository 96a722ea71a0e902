"""Claims as the database sees them: one holder at a time, by its own clock, first things first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from hotline import ids
from hotline.bootstrap import Application
from hotline.domain.messages import InboundText
from hotline.gateways.base import Call
from hotline.services import intake, writing
from hotline.services.writing import Letter
from hotline.store import lanes, messages
from hotline.store.lanes import Lease
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message, Outbound
from tests.support.town import LINE

PHONES = tuple(f"+2230000{number:04d}" for number in range(8))
CALL = Call("POST", "", {})


def _store(app: Application, *phones: str, words: str = "bonjour") -> None:
    for phone in phones:
        brought = InboundText("simulator", str(ids.new_id()), phone, LINE, words, None, None, None)
        with app.unit() as unit:
            intake.accept_text(unit, brought, CALL)


def _claim(app: Application, batch: int = 20) -> list[messages.Claim]:
    with app.unit() as unit:
        return list(messages.claim(unit.session, ids.new_id(), batch=batch, lease_s=60))


def _write(app: Application, *words: str, **letter: object) -> list[UUID]:
    with app.unit() as unit:
        contact = unit.session.scalars(select(Contact)).first()
        assert contact is not None
        return [
            writing.write(unit, contact, Letter("reply", ids.new_id(), one, "fr", **letter)).id  # type: ignore[arg-type]
            for one in words
        ]


def _due(app: Application, batch: int = 10) -> list[UUID]:
    with app.unit() as unit:
        unit.session.execute(update(Outbound).values(via="simulator"))
        claims = lanes.claim(unit.session, unit.now, "simulator", batch, Lease(ids.new_id(), 40))
        return [one.outbound_id for one in claims]


def _set(app: Application, row: UUID, **values: object) -> None:
    with app.unit() as unit:
        unit.session.execute(update(Outbound).where(Outbound.id == row).values(**values))


def test_a_danger_is_understood_before_all_that_came_earlier(application: Application) -> None:
    _store(application, *PHONES)
    _store(application, "+22300000099", words="ils tirent sur nous au secours")
    with application.unit() as unit:
        dangerous = unit.session.scalars(select(Message.id).where(Message.pressing)).one()
    assert [claim.message_id for claim in _claim(application, batch=3)][0] == dangerous


def test_a_danger_takes_the_earlier_texts_of_its_sender_along(application: Application) -> None:
    _store(application, *PHONES)
    _store(application, "+22300000099")
    _store(application, "+22300000099", words="u be mogow faga")
    with application.unit() as unit:
        contact = unit.session.scalars(select(Message.contact_id).where(Message.pressing)).one()
        first = unit.session.scalars(select(Message.id).where(Message.contact_id == contact, ~Message.pressing)).one()
    assert [claim.message_id for claim in _claim(application, batch=1)] == [first]


def test_two_claims_at_the_same_moment_share_nothing(application: Application) -> None:
    _store(application, *PHONES)
    together = Barrier(4)

    def claim(_: int) -> list[messages.Claim]:
        together.wait(timeout=20)
        return _claim(application, batch=3)

    with ThreadPoolExecutor(4) as pool:
        claimed = [one.message_id for claims in pool.map(claim, range(4)) for one in claims]
    claimed += [one.message_id for one in _claim(application)]
    assert len(claimed) == len(set(claimed)) == len(PHONES)


def test_an_uncommitted_claim_holds_its_rows_and_a_rolled_back_one_frees_them(application: Application) -> None:
    _store(application, *PHONES)
    with application.unit() as holder:
        held = messages.claim(holder.session, ids.new_id(), batch=5, lease_s=60)
        assert len(_claim(application)) == len(PHONES) - 5
        holder.session.rollback()
    assert {one.message_id for one in _claim(application)} == {one.message_id for one in held}


def test_texts_are_claimed_oldest_first_and_one_a_phone(application: Application) -> None:
    _store(application, PHONES[1], PHONES[0], PHONES[1], PHONES[1])
    first = _claim(application)
    assert len(first) == 2
    assert _claim(application) == []
    with application.unit() as unit:
        assert [messages.get(unit.session, one.message_id).number for one in first] == [1, 2]
        assert all(messages.finish(unit.session, one) for one in first)
    [second] = _claim(application)
    assert second.contact_id == first[0].contact_id


def test_a_lease_ends_by_the_clock_of_the_database_and_every_claim_counts(application: Application) -> None:
    _store(application, PHONES[0])
    assert [one.attempts for one in _claim(application)] == [1]
    application.clock.advance(days=1)  # type: ignore[attr-defined]
    assert _claim(application) == []
    with application.unit() as unit:
        unit.session.execute(text("UPDATE messages SET lease_until = clock_timestamp() - interval '1 ms'"))
    assert [one.attempts for one in _claim(application)] == [2]


def test_a_text_is_finished_by_its_holder_alone_and_once(application: Application) -> None:
    _store(application, PHONES[0])
    [late] = _claim(application)
    with application.unit() as unit:
        unit.session.execute(update(Message).values(lease_until=None))
    [holder] = _claim(application)
    with application.unit() as unit:
        assert not messages.finish(unit.session, late)
        assert messages.finish(unit.session, holder)
        assert not messages.finish(unit.session, holder)


def test_a_repeat_is_not_taken_and_leaves_no_trace(application: Application) -> None:
    brought = InboundText("simulator", "same", PHONES[0], LINE, "bonjour", None, None, None)
    for new in (True, False, False):
        with application.unit() as unit:
            assert intake.accept_text(unit, brought, CALL) is new
    with application.unit() as unit:
        counts = [unit.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("messages", "raw_inbound")]  # noqa: S608
    assert counts == [1, 1]


def test_a_provider_without_ids_gives_every_text_a_row(application: Application) -> None:
    brought = InboundText("simulator", None, PHONES[0], LINE, "bonjour", None, None, None)
    for _ in range(2):
        with application.unit() as unit:
            assert intake.accept_text(unit, brought, CALL)
    assert len(_claim(application)) == 1


def test_outbound_texts_go_by_priority_and_each_is_leased_once(application: Application) -> None:
    _store(application, PHONES[0])
    first, second, third = (_write(application, str(number))[0] for number in range(3))
    for row, case_kind in ((first, 5), (second, 1), (third, 1)):
        _set(application, row, priority=case_kind)
    assert _due(application) == [first]
    _set(application, first, state="accepted")
    assert _due(application) == [second]
    assert _due(application) == []


@pytest.mark.parametrize(
    ("before", "waits"),
    [
        ({"state": "sending"}, True),
        ({"attempts": 1}, True),
        ({"state": "accepted"}, False),
        ({"state": "unknown"}, False),
        ({"state": "held"}, False),
        ({"state": "failed"}, False),
    ],
)
def test_a_text_waits_for_the_one_before_it_only_while_that_is_on_its_way(
    application: Application, before: dict[str, object], waits: bool
) -> None:
    _store(application, PHONES[0])
    first, second = _write(application, "un", "deux")
    _set(application, first, lease_until=text("clock_timestamp() + interval '40 s'"), **before)
    assert _due(application) == ([] if waits else [second])


def test_a_text_is_not_sent_before_it_is_due(application: Application) -> None:
    _store(application, PHONES[0])
    [row] = _write(application, "plus tard", due_at=application.clock.now().replace(hour=10))
    with application.unit() as unit:
        assert not lanes.any_due(unit.session, unit.now, 0)
    assert _due(application) == []
    application.clock.advance(hours=1)  # type: ignore[attr-defined]
    assert _due(application) == [row]


def test_what_is_lost_in_the_call_is_found_even_without_a_lease(application: Application) -> None:
    _store(application, PHONES[0])
    rows = _write(application, "un", "deux", "trois")
    _set(application, rows[0], state="sending", lease_until=text("clock_timestamp() - interval '1 s'"))
    _set(application, rows[1], state="sending", lease_until=None)
    _set(application, rows[2], state="sending", lease_until=text("clock_timestamp() + interval '9 s'"))
    with application.unit() as unit:
        assert set(lanes.strand(unit.session, unit.now)) == set(rows[:2])
