"""A number and a word that nobody else uses go through the whole system; nothing at rest or in print holds them."""

from __future__ import annotations

import os
import socket
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis
import requests
from sqlalchemy import func, select, text
from twilio.request_validator import RequestValidator

from hotline import surround
from hotline.gateways.registry import path_token
from hotline.store.database import open_as_owner
from hotline.store.models.casework import Case, Event, Note
from hotline.store.models.traffic import Message, Outbound, RawInbound, SimulatedText
from tests.support.running import Running

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
NUMBER = "+22300007391"
WORD = "xylokanari"
FORMS = (WORD, WORD.upper(), WORD.encode("utf-16-le").decode("latin-1"), "00007391", "00 00 73 91", "%2B22300007391")
LINE = "+22300000999"


class Canary:
    """Whoever carries the canary through a running system, and keeps every answer."""

    def __init__(self, system: Running) -> None:
        self.system = system
        self.secret = surround.find(system.data_dir).session_key()
        self.answers: list[requests.Response] = []
        self.called: list[requests.Response] = []

    def post(self, path: str, **sent: object) -> int:
        """Post something and keep the answer."""
        answer = requests.post(self.system.url + path, timeout=20, **sent)  # type: ignore[arg-type]
        self.answers.append(answer)
        return answer.status_code

    def simulated(self, door: str, **fields: str) -> int:
        """Come as the simulated carrier."""
        return self.post(f"/hooks/simulator/{path_token(self.secret, 'simulator')}/{door}", data=fields)

    def twilio(self, door: str, query: str = "", *, forged: bool = False, **fields: str) -> int:
        """Come as Twilio, signed with the demonstration's throw-away token."""
        path = f"/hooks/twilio/{door}{query}"
        signer = RequestValidator("guessed" if forged else path_token(self.secret, "twilio"))
        signature = signer.compute_signature(self.system.url + path, fields)
        return self.post(path, data=fields, headers={"X-Twilio-Signature": signature})

    def case(self) -> Case:
        """Return the case of the canary's text, once there is one."""
        app = self.system.application()
        found: list[Case] = []

        def look() -> bool:
            with app.unit() as unit:
                found[:] = unit.session.scalars(select(Case).order_by(Case.received_at)).all()
            return bool(found)

        self.system.until(look, "the canary's case", 30)
        app.engine.dispose()
        return found[0]


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    """A canary that has flown through every opening there is."""
    system = Running(tmp_path_factory.mktemp("canary") / "data").start()
    flown = Canary(system)
    _texts_and_receipts(flown)
    _officers_words(flown)
    _calls(flown)
    _errors(flown)
    _addresses_with_words(flown)
    _settle(flown)
    yield flown
    system.stop()


def _texts_and_receipts(canary: Canary) -> None:
    theft = f"on a volé 23 boeufs à Konna {WORD} appelez le {NUMBER}"
    assert canary.simulated("text", **{"id": "canary-1", "from": NUMBER, "to": LINE, "text": theft}) == 204
    case = canary.case()
    twilio = {"From": NUMBER, "To": LINE, "Body": f"encore {WORD}", "MessageSid": "SMcanary1", "FromCity": WORD}
    assert canary.twilio("text", **twilio) == 200
    told = {"MessageSid": "SMcanary2", "MessageStatus": "delivered", "To": NUMBER, "From": LINE, "Note": WORD}
    assert canary.twilio("receipt", "?token=nobodys-token-0000", **told) == 200
    assert canary.simulated("receipt", id="canary-9", state="sent", to=NUMBER, text=WORD) == 204
    assert case.reference


def _officers_words(canary: Canary) -> None:
    system, page = canary.system, f"/cases/{canary.case().reference}"
    liaison, coordinator = system.sign_in("security"), system.sign_in("coordinator")
    answered = system.post(liaison, f"{page}/answers", page, text=f"Nous venons, {WORD}, au {NUMBER}.")
    noted = system.post(liaison, f"{page}/notes", page, text=f"Rappeler {NUMBER} : {WORD}")
    moved = system.post(coordinator, f"{page}/transfers", page, text=f"Pour vous, {WORD} {NUMBER}")
    assert [answered.status_code, noted.status_code, moved.status_code] == [200, 200, 200]
    canary.answers += [
        liaison.get(f"{system.url}/cases/{WORD}", timeout=20),
        liaison.get(f"{system.url}/inbox?q={WORD}{NUMBER}&page={WORD}", timeout=20),
        liaison.post(f"{system.url}{page}/notes", data={"text": f"{WORD} {NUMBER}", "csrf_token": "stale"}, timeout=20),
        requests.get(f"{system.url}/{WORD}/{NUMBER}", timeout=20),
    ]


def _calls(canary: Canary) -> None:
    """Call the canary back: its number goes onto one page, and then away."""
    system = canary.system
    assert canary.simulated("text", **{"id": "canary-4", "from": NUMBER, "to": LINE, "text": ""}) == 204
    officer = system.sign_in("coordinator")
    system.until(lambda: "Appeler la suivante" in officer.get(f"{system.url}/callbacks").text, "a wish to call", 30)
    page = system.post(officer, "/callbacks/calls", "/callbacks")
    path, call = page.url.removeprefix(system.url), page.text.split('name="call" value="')[1][:36]
    reached = system.post(officer, f"{path}/outcome", path, call=call, outcome="reached")
    again = officer.get(page.url, timeout=20)
    noted = system.post(officer, f"{path}/notes", path, call=call, text=WORD, language="fr", hours="any")
    listed = [officer.get(f"{system.url}{one}", timeout=20) for one in ("/callbacks", "/inbox", "/account", path)]
    canary.called = [page, reached, again, noted, *listed]


def _errors(canary: Canary) -> None:
    fields = {"from": NUMBER, "to": LINE, "text": WORD}
    assert canary.simulated("text", **fields) == 400
    assert canary.simulated("receipt", **fields, id=f"{WORD} {NUMBER}", state=WORD) == 400
    assert canary.twilio("text", forged=True, From=NUMBER, To=LINE, Body=WORD, MessageSid="SMcanary3") == 403
    assert canary.post(f"/hooks/{WORD}/text", data=fields) == 404
    assert canary.simulated("text", **fields, id="canary-8", more=f"{WORD}{NUMBER}" * 4_000) == 413
    assert canary.simulated("text", **fields | {"from": WORD}, id="canary-7") == 204
    assert canary.post("/sign-in", data={"email": f"{WORD}@demo.invalid", "password": f"{WORD}{NUMBER}"}) == 400
    _break_the_database(canary, fields)


def _addresses_with_words(canary: Canary) -> None:
    """Come as a bridge that puts texts into addresses, well and badly."""
    said = f"/hooks/kannel/guessed-token-0123/text?from={NUMBER.replace('+', '%2B')}&text={WORD}"
    canary.answers.append(requests.get(canary.system.url + said, timeout=20))
    assert canary.answers[-1].status_code == 404
    for line in (f"GET {said} {WORD} HTTP/1.1", f"GET {said} HTTP/9.9", f"GET {said}{WORD * 1000} HTTP/1.1"):
        with socket.create_connection(("127.0.0.1", canary.system.port), timeout=20) as caller:
            caller.sendall(f"{line}\r\nHost: 127.0.0.1\r\n\r\n".encode())
            # Who has not read all that came may hang up before the answer is heard.
            with suppress(ConnectionError):
                assert caller.recv(4096)[:10] in (b"HTTP/1.1 4", b"")


def _break_the_database(canary: Canary, fields: dict[str, str]) -> None:
    """Have the database refuse a text while it quotes what it refuses, as a full disk or a bug may."""
    owner = open_as_owner(_addresses(canary)[0])
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE messages ADD CONSTRAINT broken CHECK (gateway <> 'simulator') NOT VALID"))
    try:
        assert canary.simulated("text", **fields, id="canary-6") == 503
        assert canary.simulated("text", **fields | {"from": WORD}, id="canary-5") == 503
    finally:
        with owner.begin() as connection:
            connection.execute(text("ALTER TABLE messages DROP CONSTRAINT broken"))
        owner.dispose()


def _addresses(canary: Canary) -> tuple[str, str]:
    return surround.reachable(surround.find(canary.system.data_dir)).addresses()


def _settle(canary: Canary) -> None:
    """Wait until nothing is under way, and have both engines write down all they hold."""
    app = canary.system.application()

    def done() -> bool:
        with app.unit() as unit:
            waiting = select(func.count()).select_from(Message).where(Message.state == "pending")
            going = select(func.count()).select_from(Outbound).where(Outbound.state.in_(("queued", "sending")))
            owed = select(func.count()).select_from(SimulatedText).where(SimulatedText.receipt_state == "due")
            now = Outbound.due_at <= unit.now
            return not any(unit.session.scalar(query) for query in (waiting, going.where(now), owed))

    canary.system.until(done, "everything delivered", 60)
    app.engine.dispose()
    database_url, redis_url = _addresses(canary)
    owner = open_as_owner(database_url)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
    owner.dispose()
    with redis.Redis.from_url(redis_url) as queue:
        queue.set("written:down", "to-the-file")
        assert queue.execute_command("WAITAOF", 1, 0, 5_000)[0] == 1


def _files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            if path.is_file():
                yield path, path.read_bytes()


def _holding(folder: Path, *words: str) -> list[str]:
    return [str(path) for path, held in _files(folder) if any(word.encode() in held for word in words)]


def test_the_search_finds_what_is_stored_in_the_open(canary: Canary) -> None:
    """So that finding nothing of the canary means something: in PostgreSQL's files, its log, and the queue's file."""
    folder = canary.system.data_dir
    assert any("postgres" in name for name in _holding(folder, canary.case().reference))
    assert any("valkey" in name for name in _holding(folder, "to-the-file"))


def test_everything_of_the_canary_is_kept_and_can_be_opened(canary: Canary) -> None:
    app = canary.system.application()
    with app.unit() as unit:
        sealed = [
            unit.vault.open(getattr(row, column), table.__tablename__, column, row.id)
            for table, column in ((Message, "body_sealed"), (Outbound, "body_sealed"), (RawInbound, "body_sealed"),
                                  (Note, "text_sealed"), (SimulatedText, "text_sealed"))
            for row in unit.session.scalars(select(table)).all()
        ]  # fmt: skip
    app.engine.dispose()
    assert sum(WORD in one for one in sealed) >= 9


def test_no_file_of_the_data_directory_holds_it(canary: Canary) -> None:
    assert _holding(canary.system.data_dir, *FORMS) == []


def test_the_trail_names_neither(canary: Canary) -> None:
    app = canary.system.application()
    with app.unit() as unit:
        lines = [f"{row.kind} {row.actor} {row.data}" for row in unit.session.scalars(select(Event))]
    app.engine.dispose()
    assert len(lines) > 8
    assert [line for line in lines if any(form in line for form in FORMS)] == []


def test_the_queue_holds_it_in_no_packing(canary: Canary) -> None:
    with redis.Redis.from_url(_addresses(canary)[1]) as queue:
        for key in queue.scan_iter("*"):
            kind = queue.type(key)
            held = list(queue.hgetall(key).values()) if kind == b"hash" else []
            held += [queue.get(key)] if kind == b"string" else []
            for one in (*held, *(_unpacked(value) for value in held)):
                assert not any(form.encode() in one for form in FORMS), key


def _unpacked(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return b""


def test_nothing_it_printed_names_it(canary: Canary) -> None:
    said = canary.system.said()
    assert said.count("unreadable call") == 2
    assert said.count("not stored") == 2
    assert [line for line in said.splitlines() if any(form in line for form in FORMS)] == []


def test_the_number_is_on_the_page_of_its_call_and_nowhere_once_that_is_over(canary: Canary) -> None:
    number = "+223 00 00 73 91"
    assert number in canary.called[0].text
    assert canary.called[0].headers["Cache-Control"] == "no-store"
    # The citizen's own words name it without blanks, and stay in their case.
    assert [one.url for one in canary.called[1:] if number in one.text or "tel:" in one.text] == []


def test_no_error_page_repeats_it(canary: Canary) -> None:
    wrong = [answer for answer in canary.answers if answer.status_code >= 400]
    assert {400, 403, 404, 413, 503} <= {answer.status_code for answer in wrong}
    assert [answer.url for answer in wrong if any(form in answer.text for form in FORMS)] == []
