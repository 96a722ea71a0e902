"""Texts are stored once, whoever brings them, however often and however many at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from hotline.store import messages
from hotline.store.models.people import Contact
from hotline.store.models.traffic import InboundIdentity, Message, Outbound, RawInbound
from tests.support.town import Town

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
AT_ONCE = 50


def _count(town: Town, table: type) -> int:
    with town.application.unit() as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_text_fifty_times_at_once_is_one_message_one_case_and_one_acknowledgement(town: Town) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: town.deliver_text(AWA, THEFT, provider_id="same"), range(AT_ONCE)))
    assert [answer.status_code for answer in answers] == [204] * AT_ONCE
    town.work()
    counted = {table: _count(town, table) for table in (Message, InboundIdentity, RawInbound, Contact, Outbound)}
    assert set(counted.values()) == {1}, counted
    assert len(town.cases(AWA)) == 1
    assert len(town.carrier.to(AWA)) == 1


def test_fifty_texts_of_one_phone_at_once_are_all_kept_for_one_contact(town: Town) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda n: town.deliver_text(AWA, f"{THEFT} {n}", provider_id=str(n)), range(AT_ONCE)))
    assert [answer.status_code for answer in answers] == [204] * AT_ONCE
    with town.application.unit() as unit:
        words = {messages.body(unit.vault, message) for message in unit.session.scalars(select(Message))}
    assert words == {f"{THEFT} {n}" for n in range(AT_ONCE)}
    assert _count(town, Contact) == 1


def test_two_gateways_may_give_different_texts_the_same_id(town: Town) -> None:
    town.deliver_text(AWA, THEFT, provider_id="7")
    token = town.application.gateways["africastalking"].token
    fields = {"id": "7", "from": AWA, "to": "12345", "text": "autre chose", "date": "2026-03-02 09:00:00"}
    answer = town.web.test_client().post(f"/hooks/africastalking/{token}/text", data=fields)
    assert answer.status_code == 200
    assert _count(town, Message) == 2
    assert _count(town, Contact) == 1


def test_the_last_gateway_and_line_a_citizen_used_are_the_ones_kept(town: Town) -> None:
    town.deliver_text(AWA, THEFT)
    with town.application.unit() as unit:
        contact = unit.session.scalars(select(Contact)).one()
    assert (contact.last_gateway, contact.last_recipient) == ("simulator", "+22300000999")


@pytest.mark.parametrize("sender", ["Orange", "36123", "777", "BANQUE-ML", "Ɲɔgɔn"])
def test_a_word_or_a_short_code_is_kept_and_never_written_to(town: Town, sender: str) -> None:
    assert town.text(sender, THEFT).status_code == 204
    case = town.case(sender)
    withheld = [event.data["code"] for event in town.trail(case) if event.kind == "acknowledgement_withheld"]
    assert withheld == ["wrong_number"]
    liaison = town.officer("security")
    liaison.post(f"/cases/{case.reference}/answers", text="Nous venons.")
    liaison.post(f"/cases/{case.reference}/closure", text="Vu.", outcome="resolved")
    town.work()
    assert town.carrier.sent == []
    assert town.case(sender).citizen_answer == "not_asked"


def test_numbers_and_words_are_sealed_wherever_they_are_stored(town: Town) -> None:
    town.text(AWA, THEFT)
    with town.application.unit() as unit:
        contact = unit.session.scalars(select(Contact)).one()
        message = unit.session.scalars(select(Message)).one()
        raw = unit.session.scalars(select(RawInbound)).one()
        held = contact.phone_sealed + contact.phone_index + message.body_sealed + raw.body_sealed
        assert unit.vault.open(message.body_sealed, "messages", "body_sealed", message.id) == THEFT
        assert "00000101" in unit.vault.open(raw.body_sealed, "raw_inbound", "body_sealed", raw.id)
    assert b"00000101" not in held
    assert b"boeufs" not in held
