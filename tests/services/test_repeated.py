"""Texts that come twice without an id to tell: marked, joined, shown as repeated; and what is no repeat at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from hotline import ids
from hotline.domain.messages import InboundText
from hotline.gateways.base import Call
from hotline.services import intake, triage, writing
from hotline.services.writing import Letter
from hotline.store import contacts
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message, Outbound
from tests.services.test_triage import ACCUSES, Understood, found
from tests.support.town import LINE, Town

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
CALL = Call("POST", "", {})
WINDOW_S = 600


def _bring(town: Town, words: str = THEFT, **changed: Any) -> None:
    text = InboundText("simulator", None, AWA, LINE, words, None, None, None, WINDOW_S)
    with town.application.unit() as unit:
        intake.accept_text(unit, replace(text, **changed), CALL)


def _tell(town: Town, words: str = THEFT, **changed: Any) -> None:
    _bring(town, words, **changed)
    town.work()


def _rows(town: Town) -> list[Message]:
    with town.application.unit() as unit:
        return list(unit.session.scalars(select(Message).order_by(Message.number)))


def _marked(town: Town) -> list[bool]:
    return [row.duplicate_of is not None for row in _rows(town)]


def _reply(town: Town, kind: str = "answer", case: Case | None = None) -> None:
    with town.application.unit() as unit:
        contact = unit.session.scalars(select(Contact)).one()
        where = case.id if case else None
        writing.write(unit, contact, Letter(kind, ids.new_id(), "Nous venons.", "fr", case_id=where))
    town.work()


def _ask_to_close(town: Town) -> None:
    town.officer("security").post(f"/cases/{town.case(AWA).reference}/closure", text="Vu.", outcome="resolved")
    town.work()


def test_fifty_identical_texts_at_once_are_all_kept_in_one_case_and_acknowledged_once(town: Town) -> None:
    with ThreadPoolExecutor(50) as pool:
        list(pool.map(lambda _: _bring(town), range(50)))
    town.work()
    assert _marked(town) == [False, *[True] * 49]
    assert len(town.cases(AWA)) == 1
    assert town.kinds(town.case(AWA)).count("text_repeated") == 49
    assert len(town.carrier.to(AWA)) == 1


def test_a_repeat_is_shown_beside_its_first_and_moves_nothing(town: Town) -> None:
    _tell(town)
    before = town.case(AWA)
    town.pass_time(seconds=WINDOW_S)
    _tell(town, f"  {THEFT}\n")
    after = town.case(AWA)
    same = ("version", "status", "waiting_since", "answer_due_at", "urgency", "received_at")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    page = town.officer("security").get(f"/cases/{after.reference}").text
    assert (page.count("mon père"), page.count("<span>répété</span>")) == (2, 1)
    assert len(town.carrier.to(AWA)) == 1
    assert town.verify() > 3


def test_after_the_window_the_same_words_are_a_text_again(town: Town) -> None:
    _tell(town)
    town.pass_time(seconds=WINDOW_S + 1)
    _tell(town)
    assert _marked(town) == [False, False]
    assert town.kinds(town.case(AWA)).count("text_joined") == 1


@pytest.mark.parametrize("changed", [{"words": THEFT + " 24"}, {"gateway": "twilio"}, {"provider_id": "a-1"}])
def test_other_words_another_gateway_or_a_gateway_whose_ids_tell_make_no_repeat(
    town: Town, changed: dict[str, Any]
) -> None:
    if "provider_id" in changed:
        changed = changed | {"repeats_within_s": 0}
    _tell(town)
    _tell(town, **changed)
    assert _marked(town) == [False, False]


def test_two_ids_for_one_text_are_one_text_where_the_gateway_is_known_for_it(town: Town) -> None:
    _tell(town, provider_id="a-1")
    _tell(town, provider_id="a-2")
    assert _marked(town) == [False, True]


@pytest.mark.parametrize("wall", ["none", "hinted"])
@pytest.mark.parametrize(("digit", "said"), [("1", "confirmed"), ("2", "refused")])
def test_one_said_twice_in_a_dialogue_counts_twice(town: Town, wall: str, digit: str, said: str) -> None:
    """Both cases ask to be closed, the second behind a wall or not; each digit answers the question open just then."""
    _tell(town)
    _bring(town, "la pompe")
    other = found(category="basic_services", desk_kind="civil")
    triage.triage_batch(town.worker.unit, replace(town.worker.tools, understanding=Understood({"la pompe": other})))
    security, civil = town.cases(AWA)
    with town.application.unit() as unit:
        unit.session.execute(update(Case).where(Case.id == civil.id).values(wall=wall))
    for desk, case in (("security", security), ("civil", civil)):
        town.officer(desk).post(f"/cases/{case.reference}/closure", text="Vu.", outcome="resolved")
    town.work()
    for _ in range(2):
        town.pass_time(seconds=1)
        _tell(town, digit)
    assert [case.citizen_answer for case in town.cases(AWA)] == [said, said]
    assert not any(_marked(town))


@pytest.mark.parametrize("kind", ["answer", "reply", "closing_question"])
def test_our_own_reply_ends_the_window(town: Town, kind: str) -> None:
    _tell(town)
    _reply(town, kind)
    _tell(town)
    assert _marked(town) == [False, False]


@pytest.mark.parametrize("kind", ["acknowledgement", "test"])
def test_what_asks_nothing_of_the_citizen_does_not_end_it(town: Town, kind: str) -> None:
    _tell(town)
    _reply(town, kind)
    _tell(town)
    assert _marked(town) == [False, True]


@pytest.mark.parametrize(("wall", "level"), [("hinted", "S1"), ("none", "S3")])
def test_a_reply_behind_a_wall_shows_nothing_in_another_case(town: Town, wall: str, level: str) -> None:
    _tell(town)
    with town.application.unit() as unit:
        first = unit.session.scalars(select(Case)).one()
        hidden = Case(
            id=ids.new_id(), reference="0000000", alias="Baobab 1", contact_id=first.contact_id, channel="sms",
            language="fr", status="open", category="force_abuse", urgency="normal", sensitivity=level, wall=wall,
            desk_id=first.desk_id, version=1, received_at=unit.now,
        )  # fmt: skip
        unit.session.add(hidden)
    _reply(town, case=hidden)
    _tell(town)
    assert _marked(town) == [False, True]


def test_a_repeat_is_walled_before_it_is_joined(town: Town) -> None:
    """The same words are understood to accuse those who read the case by now: they open a case of their own."""
    for what in ({}, ACCUSES):
        _bring(town)
        told = Understood({THEFT: found(**what)})
        assert triage.triage_batch(town.worker.unit, replace(town.worker.tools, understanding=told)) == 1
    assert len(town.cases(AWA)) == 2
    assert _marked(town) == [False, False]
    first = town.cases(AWA)[0]
    assert "text_repeated" not in town.kinds(first)
    assert "<span>répété</span>" not in town.officer("security").get(f"/cases/{first.reference}").text


def test_a_language_nobody_can_vouch_for_does_not_keep_the_same_words_apart(town: Town) -> None:
    words = "mi yidi wallude"
    for _ in range(2):
        _bring(town, words)
        told = Understood({words: found(language="ff")})
        triage.triage_batch(town.worker.unit, replace(town.worker.tools, understanding=told))
    assert len(town.cases(AWA)) == 1
    assert _marked(town) == [False, True]


def test_a_copy_of_the_same_second_stays_a_copy_a_day_and_a_reply_later(town: Town) -> None:
    sent_at = town.clock.now() - timedelta(seconds=7)
    _tell(town, sent_at=sent_at)
    _ask_to_close(town)
    _tell(town, "1")
    town.pass_time(days=1)
    sent = len(town.carrier.to(AWA))
    _tell(town, sent_at=sent_at)
    assert town.case(AWA).status == "closed"
    assert _marked(town) == [False, False, True]
    assert len(town.carrier.to(AWA)) == sent


def test_stop_start_and_stop_again_is_obeyed_each_time(town: Town) -> None:
    _tell(town)
    for word in ("STOP", "START", "STOP"):
        _tell(town, word)
    with town.application.unit() as unit:
        assert contacts.barrier(unit.session.scalars(select(Contact)).one()) == "opted_out"


def test_a_copied_start_does_not_undo_a_later_stop(town: Town) -> None:
    sent_at = town.clock.now() - timedelta(seconds=7)
    for word, at in (("START", sent_at), ("STOP", None), ("START", sent_at)):
        _tell(town, word, sent_at=at)
    with town.application.unit() as unit:
        assert contacts.barrier(unit.session.scalars(select(Contact)).one()) == "opted_out"


def test_a_case_closed_since_does_not_keep_the_same_words_for_itself(town: Town) -> None:
    _tell(town)
    with town.application.unit() as unit:
        unit.session.execute(update(Case).values(status="closed", closed_at=unit.now, outcome="resolved"))
    _tell(town)
    assert _marked(town) == [False, False]
    assert "reopened" in town.kinds(town.case(AWA))


def test_the_fingerprint_says_nothing_without_the_key(town: Town) -> None:
    _bring(town)
    _bring(town, sender="+22300000102")
    one, other = (row.fingerprint for row in _rows(town))
    assert one is not None
    assert other is not None
    assert (one != other, len(one)) == (True, 32)
    with town.application.unit() as unit:
        text = InboundText("simulator", None, AWA, LINE, THEFT, None, None, None)
        assert intake.fingerprint(unit, text) == one
        assert unit.vault.blind("phone", f"simulator\0{AWA}\0{THEFT}") != one
        assert unit.session.scalar(select(Outbound.id)) is None
