"""Texts by a real Kannel, both ways and with their receipts: none lost, none twice, in every alphabet."""

from __future__ import annotations

from collections import Counter
from urllib.parse import unquote_to_bytes
from uuid import UUID

import pytest
import requests
from sqlalchemy import select

from hotline.domain.messages import OutboundText
from hotline.gateways.base import Accepted
from hotline.gateways.failures import Misconfigured, Rejected
from hotline.gateways.kannel import KannelGateway
from hotline.store.models.casework import Case
from tests.kannel.conftest import Line
from tests.support.kannel import CODE, PASSWORD
from tests.support.running import free_port

pytestmark = [pytest.mark.kannel, pytest.mark.timeout(240)]
TEXTS = 500
AWA, ISSA = "+22300000101", "+22300000102"
ARABIC = "المدرسة مغلقة \U0001f404"
_SERVICE = "\ngroup = sms-service\nkeyword = default\ncatch-all = true\nmax-messages = 0\nsend-sender = true\n{}\n"
# Another operator, who brings texts by HTTP: fakesmsc has no word for UCS-2 on its way in.
_OTHER = """
group = smsc
smsc-id = other
reroute = true
smsc = http
system-type = kannel
port = {}
smsc-username = other
smsc-password = other
connect-allow-ip = 127.0.0.1
send-url = http://127.0.0.1:9/
allowed-smsc-id = nobody
"""
_HOOK = "http://127.0.0.1:8000/hooks/kannel/TOKEN/text?id=%I&ts=%T"
_GET = f'get-url = "{_HOOK}&from=%q&to=%Q&text=%b&coding=%c&charset=%C"'
_POST = f'post-url = "{_HOOK}"'


def _phone(number: int) -> str:
    return f"+2230000{number:04d}"


def _text(words: str) -> OutboundText:
    return OutboundText(UUID(int=7), AWA, words, None, "receipt-token_0123456789")


def test_500_texts_and_their_answers_are_carried_once_and_every_receipt_finds_its_text(line: Line) -> None:
    for number in range(TEXTS):
        line.phones.text(_phone(number), f"on a volé {number} boeufs à Konna")
    line.work_until(lambda: line.states() == {"delivered": TEXTS}, f"{TEXTS} answers delivered", 120)
    assert sorted(line.words()) == sorted(f"on a volé {number} boeufs à Konna" for number in range(TEXTS))
    line.kannel.until(lambda: len(line.phones.got()) >= TEXTS, "every phone has its answer")
    assert Counter(phone for phone, _ in line.phones.got()) == Counter(_phone(number) for number in range(TEXTS))
    with line.worker.unit() as unit:
        references = set(unit.session.scalars(select(Case.reference)))
    told = {"".join(character for character in words if character.isdigit())[:7] for _, words in line.phones.got()}
    assert told == references
    assert f"received {TEXTS} (0 queued), sent {2 * TEXTS} (0 queued), store size 0" in line.kannel.status()


def test_every_alphabet_comes_in_and_an_answer_goes_out_in_its_own(line: Line) -> None:
    line.phones.text(AWA, "Il n'y a plus d'eau [à] {Konna} €")
    line.phones.text_octets(AWA, "on+a+vol%E9")
    line.phones.text(AWA, "")
    line.kannel.until(lambda: line.stored() == 3, "three texts are stored")
    assert line.words() == ["Il n'y a plus d'eau [à] {Konna} €", "on a volé", ""]
    line.worker.gateways["kannel"].send(_text(ARABIC))
    line.kannel.until(lambda: bool(line.phones.got()), "the phone has it")
    assert _on_air(line.phones.got()[0][1]).decode("utf-16-be") == ARABIC


def test_a_long_text_comes_in_one_piece_and_a_long_answer_goes_out_in_parts(line: Line) -> None:
    for part in (1, 2, 3):
        line.phones.text_octets(AWA, f"partie+{part}+de+3.+" * 7, header=f"%05%00%03%07%03%{part:02}")
    line.kannel.until(lambda: line.stored() == 1, "the text is stored")
    assert line.words() == ["".join(f"partie {part} de 3. " * 7 for part in (1, 2, 3))]
    words = "".join(f"Nous venons demain ({number}). " for number in range(16))
    line.worker.gateways["kannel"].send(_text(words))
    line.kannel.until(lambda: len(line.phones.got()) == 3, "the phone has three parts")
    assert b"".join(_on_air(part) for _, part in line.phones.got()).decode() == words


def test_ucs2_of_an_operator_comes_in_as_it_was_written(line: Line) -> None:
    port = free_port()
    _restart(line, ("allowed-smsc-id = operator", 'allowed-smsc-id = "operator;other"'), after=_OTHER.format(port))
    login = {"username": "other", "password": "other"}
    fields = {"from": ISSA, "to": CODE, "coding": "2", "charset": "UTF-16BE", "text": ARABIC.encode("utf-16-be")}
    assert requests.get(f"http://127.0.0.1:{port}/", params=login | fields, timeout=10).status_code == 202
    line.kannel.until(lambda: line.stored() == 1, "the text is stored")
    assert line.words() == [ARABIC]


@pytest.mark.parametrize("service", [_GET, _POST])
def test_the_usual_service_of_smsbox_is_understood_and_texts_nothing_back(line: Line, service: str) -> None:
    _restart(line, ("reroute = true\n", ""), after=_SERVICE.format(service))
    line.phones.text(AWA, "on a volé 3 boeufs à Konna")
    line.phones.text_octets(ISSA, "on+a+vol%E9")
    line.work_until(lambda: line.states() == {"delivered": 2}, "both are answered")
    assert sorted(line.words()) == ["on a volé", "on a volé 3 boeufs à Konna"]
    line.kannel.until(lambda: len(line.phones.got()) >= 2, "both phones have their answer")
    assert Counter(phone for phone, _ in line.phones.got()) == {AWA: 1, ISSA: 1}


def test_kannels_nos_are_told_apart(line: Line) -> None:
    gateway = line.worker.gateways["kannel"]
    assert isinstance(gateway, KannelGateway)
    assert gateway.send(_text("eau")) == Accepted(None, "accepted")
    _restart(line, ("allowed-smsc-id = answers", "allowed-smsc-id = nobody"))
    with pytest.raises(Rejected, match="configuration.*Not routable"):
        gateway.send(_text("eau"))
    _restart(line, (f"password = {PASSWORD}", "password = changed"))
    with pytest.raises(Misconfigured):
        gateway.send(_text("eau"))


def _restart(line: Line, *changes: tuple[str, str], after: str = "") -> None:
    for box in ("smsbox", "bearerbox"):
        line.kannel.kill(box)
    line.kannel.configure(line.web.settings.address, line.web.gateways["kannel"].token or "", *changes, after=after)
    line.kannel.start()
    line.phones = line.kannel.phones()


def _on_air(line: str) -> bytes:
    """Return the octets of what fakesmsc prints: the last word, percent-encoded, whatever stands before it."""
    return unquote_to_bytes(line.rsplit(" ", 1)[1].replace("+", " "))
