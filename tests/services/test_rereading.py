"""The journal read again: what a better reader finds goes the way of every text, once, and late orders do no harm."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, text, update

from hotline.domain.messages import InboundText, ReceiptReading
from hotline.gateways.base import Call, Gateway
from hotline.services import intake, rereading
from hotline.services.rereading import Outcome, Span
from hotline.store import contacts, events, messages
from hotline.store.models.casework import HOUSE, Case
from hotline.store.models.people import Contact
from hotline.store.models.traffic import InboundIdentity, Message, Outbound, RawInbound
from tests.support.town import LINE, Town

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Better:
    """The simulator's reader as it may be tomorrow: it knows another word for a text, and mends a wrong alphabet."""

    name = "simulator"

    def __init__(self, today: Gateway, *, names_texts: bool = True) -> None:
        self._today = today
        self._names_texts = names_texts

    def read_text(self, call: Call) -> InboundText:
        named = tuple(("text" if name == "words" else name, value) for name, value in call.form)
        found = self._today.read_text(replace(call, form=named))
        mended = replace(found, text=found.text.replace("Ã©", "é").replace("Ã\xa0", "à"))
        return mended if self._names_texts else replace(mended, provider_id=None)

    def read_receipt(self, call: Call) -> ReceiptReading:
        eaten = tuple((name, "delivered" if value == "eaten" else value) for name, value in call.form)
        return self._today.read_receipt(replace(call, form=eaten))


class Broken:
    """A reader with a fault in it."""

    name = "simulator"

    def read_text(self, call: Call) -> InboundText:
        raise KeyError(call.body)


def _post(town: Town, door: str = "text", **fields: str) -> int:
    path = f"/hooks/simulator/{town.application.gateways['simulator'].token}/{door}"
    return town.web.test_client().post(path, data=urlencode(fields), headers=FORM).status_code


def _unread(town: Town, words: str = THEFT, number: str = "u-1", to: str = LINE) -> None:
    assert _post(town, id=number, to=to, words=words, **{"from": AWA}) == 400


def _again(town: Town, reader: Any = None, *, dry_run: bool = False, **span: Any) -> Counter[Outcome]:
    reader = reader or Better(town.application.gateways["simulator"])
    since = span.pop("since", town.clock.now() - timedelta(days=30))
    counted = Counter(
        rereading.read_again(town.application.unit, {"simulator": reader}, Span(since, **span), dry_run=dry_run)
    )
    town.work()
    return counted


def _rows(town: Town) -> list[Message]:
    with town.application.unit() as unit:
        return list(unit.session.scalars(select(Message).order_by(Message.number)))


def _lines(town: Town) -> list[RawInbound]:
    with town.application.unit() as unit:
        return list(unit.session.scalars(select(RawInbound).order_by(RawInbound.received_at, RawInbound.id)))


def test_what_could_not_be_read_becomes_a_case_from_the_moment_it_came(town: Town) -> None:
    _unread(town)
    came = town.clock.now()
    town.pass_time(days=3)
    assert _again(town) == {Outcome.TAKEN: 1}
    case = town.case(AWA)
    assert (case.received_at, case.category) == (came, "cattle_theft")
    assert len(town.carrier.to(AWA)) == 1
    assert [(line.outcome, line.message_id) for line in _lines(town)] == [("taken", _rows(town)[0].id)]


def test_reading_it_twice_takes_nothing_twice(town: Town) -> None:
    _unread(town)
    _unread(town, number="u-1")
    assert _again(town) == {Outcome.TAKEN: 1, Outcome.KNOWN: 1}
    for _ in range(2):
        assert _again(town) == {Outcome.SAME: 2}
    assert (len(_rows(town)), len(town.carrier.to(AWA))) == (1, 1)


def test_two_who_read_it_at_once_take_it_once(town: Town) -> None:
    for number in range(12):
        _unread(town, f"{THEFT} {number}", number=f"u-{number}")
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda _: _once(town), range(2)))
    assert sum(count[Outcome.TAKEN] for count in counts) == 12
    assert len(_rows(town)) == 12


def _once(town: Town) -> Counter[Outcome]:
    reader = Better(town.application.gateways["simulator"])
    span = Span(town.clock.now() - timedelta(days=30))
    return Counter(rereading.read_again(town.application.unit, {"simulator": reader}, span, dry_run=False))


def test_a_dry_run_counts_and_changes_nothing(town: Town) -> None:
    _unread(town)
    before = _lines(town)[0].outcome
    assert _again(town, dry_run=True) == {Outcome.TAKEN: 1}
    assert (_rows(town), _lines(town)[0].outcome) == ([], before)
    with town.application.unit() as unit:
        assert "journal_reread" not in [event.kind for event in events.trail(unit.session, HOUSE)]


def test_what_came_again_and_was_read_is_known_by_its_id(town: Town) -> None:
    _unread(town)
    town.text(AWA, THEFT, provider_id="u-1")
    assert _again(town) == {Outcome.KNOWN: 1, Outcome.SAME: 1}
    assert len(_rows(town)) == 1


def test_what_came_again_without_an_id_is_known_by_its_words(town: Town) -> None:
    nameless = Better(town.application.gateways["simulator"], names_texts=False)
    _unread(town)
    brought = InboundText("simulator", None, AWA, LINE, f" {THEFT}", None, None, None)
    with town.application.unit() as unit:
        intake.accept_text(unit, brought, Call("POST", "", {}))
    with town.worker.unit() as unit:
        unit.session.execute(text("DELETE FROM raw_inbound WHERE outcome = 'taken'"))
    town.pass_time(hours=1)
    _unread(town, "autre chose", number="u-2")
    assert _again(town, nameless) == {Outcome.KNOWN: 1, Outcome.TAKEN: 1}
    assert _again(town, nameless) == {Outcome.SAME: 2}
    assert len(_rows(town)) == 2


def test_a_better_reading_is_stored_beside_the_first_without_a_second_acknowledgement(town: Town) -> None:
    town.text(AWA, THEFT.replace("à", "Ã\xa0"), provider_id="t-1")
    town.pass_time(hours=1)
    assert _again(town) == {Outcome.CHANGED: 1}
    assert _again(town) == {Outcome.SAME: 1}
    first, second = _rows(town)
    assert (second.duplicate_of, second.case_id) == (first.id, first.case_id)
    page = town.officer("security").get(f"/cases/{town.case(AWA).reference}").text
    assert page.count("le même, mieux lu") == 1
    assert "volé 23 boeufs" in page
    assert len(town.carrier.to(AWA)) == 1


def test_a_better_reading_that_accuses_its_readers_is_walled_from_them(town: Town) -> None:
    garbled = "les gendarmes ont prÃ©levÃ© de l argent, ils m ont frappÃ©"
    town.text(AWA, "on a volé mes boeufs", provider_id="t-0")
    security = town.case(AWA)
    town.text(AWA, "mes boeufs encore", provider_id="t-1")
    with town.application.unit() as unit:
        line = unit.session.scalars(select(RawInbound).order_by(RawInbound.received_at.desc())).first()
        kept = Call("POST", "", FORM, body=urlencode({"id": "t-1", "from": AWA, "to": LINE, "text": garbled}).encode())
        line.body_sealed = unit.vault.seal(intake.journal.write(kept), "raw_inbound", "body_sealed", line.id)
    before = town.kinds(security)
    changed = _again(town)[Outcome.CHANGED]
    assert changed == 1
    walled = next(case for case in town.cases(AWA) if case.id != security.id)
    assert walled.wall == "hinted"
    assert town.kinds(security) == before
    assert "gendarmes" not in town.officer("security").get(f"/cases/{security.reference}").text


def test_another_sender_is_another_reading(town: Town) -> None:
    town.text(AWA, THEFT, provider_id="t-1")
    with town.application.unit() as unit:
        unit.session.execute(update(Contact).values(phone_index=b"somebody else"))
    assert _again(town) == {Outcome.CHANGED: 1}
    assert [row.contact_id for row in _rows(town)] == sorted({row.contact_id for row in _rows(town)})
    assert len(town.cases(AWA)) == 1


def test_a_line_of_the_first_form_still_reads(town: Town) -> None:
    _unread(town)
    town.text(AWA, "merci", provider_id="t-1")
    with town.application.unit() as unit:
        for line in unit.session.scalars(select(RawInbound)):
            body = intake.journal.read(line.form, rereading.lines.kept(unit.vault, line)).body.decode()
            line.form, line.message_id = 1, None
            line.body_sealed = unit.vault.seal(body, "raw_inbound", "body_sealed", line.id)
    assert _again(town) == {Outcome.TAKEN: 1, Outcome.SAME: 1}


def test_a_receipt_that_could_not_be_read_moves_its_text(town: Town) -> None:
    town.text(AWA, THEFT)
    assert _post(town, "receipt", id="recorded-1", state="eaten", token=town.carrier.sent[0].token) == 400
    assert _again(town) == {Outcome.RECEIPT: 1, Outcome.SAME: 1}
    assert _again(town) == {Outcome.SAME: 2}
    with town.application.unit() as unit:
        assert unit.session.scalars(select(Outbound.state)).one() == "delivered"


def test_what_still_cannot_be_read_or_breaks_its_reader_is_counted_and_stays(town: Town) -> None:
    _unread(town)
    assert _post(town, nothing="at all") == 400
    assert _post(town, "ussd", sessionId="") == 400
    for reader in (Broken(), town.application.gateways["simulator"]):
        assert _again(town, reader) == {Outcome.UNREADABLE: 2, Outcome.PASSED: 1}
    assert [line.outcome for line in _lines(town)] == ["unreadable"] * 3


def test_a_gateway_out_of_use_and_a_key_out_of_reach_are_counted(town: Town) -> None:
    _unread(town)
    town.text(AWA, THEFT)
    with town.application.unit() as unit:
        unit.session.execute(update(RawInbound).where(RawInbound.outcome == "taken").values(gateway="gone"))
        unit.session.execute(update(RawInbound).where(RawInbound.outcome != "taken").values(body_sealed=b"\1\2k9"))
    assert _again(town) == {Outcome.NO_GATEWAY: 1, Outcome.NO_KEY: 1}


def test_only_the_part_that_was_asked_for_is_read(town: Town) -> None:
    _unread(town)
    town.pass_time(days=2)
    _unread(town, number="u-2")
    assert _again(town, since=town.clock.now() - timedelta(days=1), dry_run=True) == {Outcome.TAKEN: 1}
    assert _again(town, gateway="twilio", dry_run=True) == {}
    assert _again(town, gateway="simulator", dry_run=True) == {Outcome.TAKEN: 2}


def test_more_lines_than_fit_a_page_are_each_read_once(town: Town) -> None:
    town.text(AWA, THEFT)
    many = text(
        "INSERT INTO raw_inbound (id, gateway, door, outcome, body_sealed, received_at) "
        "SELECT gen_random_uuid(), 'gone', 'text', 'taken', '', :at FROM generate_series(1, 450)"
    )
    with town.application.unit() as unit:
        unit.session.execute(many, {"at": unit.now})
    assert _again(town) == {Outcome.NO_GATEWAY: 450, Outcome.SAME: 1}


def test_an_old_answer_is_no_answer_to_a_newer_question(town: Town) -> None:
    _unread(town, "1")
    town.pass_time(hours=1)
    town.text(AWA, THEFT)
    town.officer("security").post(f"/cases/{town.case(AWA).reference}/closure", text="Vu.", outcome="resolved")
    assert _again(town)[Outcome.TAKEN] == 1
    assert town.case(AWA).citizen_answer is None


@pytest.mark.parametrize("hours", [1, 30])
def test_an_old_start_does_not_undo_a_later_stop(town: Town, hours: int) -> None:
    _unread(town, "START")
    town.pass_time(hours=hours)
    town.text(AWA, "STOP")
    assert _again(town)[Outcome.TAKEN] == 1
    with town.application.unit() as unit:
        assert contacts.barrier(unit.session.scalars(select(Contact)).one()) == "opted_out"


def test_an_old_question_for_a_case_is_answered_no_more_and_an_old_stop_still_holds(town: Town) -> None:
    town.text(AWA, THEFT)
    _unread(town, f"SUIVI {town.case(AWA).reference}")
    _unread(town, "STOP", number="u-2")
    town.pass_time(hours=25)
    sent = len(town.carrier.to(AWA))
    assert _again(town)[Outcome.TAKEN] == 2
    assert len(town.carrier.to(AWA)) == sent
    assert "status_asked" not in town.kinds(town.case(AWA))
    with town.application.unit() as unit:
        assert contacts.barrier(unit.session.scalars(select(Contact)).one()) == "opted_out"


def test_an_old_text_does_not_change_how_its_citizen_is_reached(town: Town) -> None:
    _unread(town, to="+22300000888")
    town.text(AWA, "merci")
    _again(town)
    with town.application.unit() as unit:
        assert unit.session.scalars(select(Contact.last_recipient)).one() == LINE


def test_the_trail_says_that_the_journal_was_read_again(town: Town) -> None:
    _unread(town)
    _again(town)
    with town.application.unit() as unit:
        told = [event.data for event in events.trail(unit.session, HOUSE) if event.kind == "journal_reread"]
        assert unit.session.scalars(select(InboundIdentity.provider_id)).all() == ["u-1"]
        assert messages.body(unit.vault, unit.session.scalars(select(Message)).one()) == THEFT
    assert [set(one) for one in told] == [{"since", "gateway"}]
    assert town.verify() > 3


def test_a_case_that_was_closed_before_its_text_could_be_read_is_opened_again(town: Town) -> None:
    town.text(AWA, THEFT)
    _unread(town)
    with town.application.unit() as unit:
        unit.session.execute(update(Case).values(status="closed", closed_at=unit.now, outcome="resolved"))
    _again(town)
    assert town.case(AWA).status != "closed"
