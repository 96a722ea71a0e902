"""The simulated carrier: its phones text and are texted over real HTTP, and nothing it owes is ever forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import requests

from hotline import ids
from hotline.services.languages import LanguageReader
from hotline.store import simulator
from hotline.store.simulator import DONE, FAILED, FROM_PHONE, TO_PHONE, Errand
from hotline.unit_of_work import UnitOfWork

LINE = "+22300000999"
CODE = "*123#"
TIMEOUTS = (2.0, 10.0)
# One turn stays short: the timetable has other things to do.
TURN_S = 0.6
BATCH = 50


class NotTaken(requests.RequestException):
    """The hotline did not take a text; whether it was reached at all is not known."""


class Installation(Protocol):
    """What the carrier needs of an application."""

    def unit(self) -> UnitOfWork:
        """Return a fresh unit of work."""
        ...


def take_text(unit: UnitOfWork, row: UUID, to: str, words: str, token: str) -> str:
    """Put a text on its phone and return the carrier's id for it; the same text handed over again changes nothing."""
    simulator.keep(unit, Errand(row, token, words, unit.now), to, TO_PHONE)
    return str(row)


def send_text(app: Installation, address: str, token: str, sender: str, words: str) -> str:
    """Text the hotline from a phone, at once; return the carrier's id. Raises NotTaken."""
    row = ids.new_id()
    with app.unit() as unit:
        errand = Errand(row, sender, words, unit.now)
        simulator.keep(unit, errand, sender, FROM_PHONE)
    try:
        with _line() as line:
            answer = line.post(_door(address, token, "text"), data=_text(errand), timeout=TIMEOUTS)
            answer.raise_for_status()
    except requests.RequestException:
        _settle(app, row, FAILED)
        raise NotTaken from None
    _settle(app, row, DONE)
    return str(row)


def dialled_along(string: str) -> str | None:
    """Return the keys dialled along with the code, as in `*123*8*4829157#`; None: this is another code."""
    head = CODE.removesuffix("#")
    if string in ("", CODE):
        return ""
    return string[len(head) + 1 : -1] if string.startswith(f"{head}*") and string.endswith("#") else None


def new_session() -> str:
    """Return what a carrier would call a new session."""
    return str(ids.new_id())


@dataclass
class Handset:
    """A simulated phone in one session: it sends all its keys joined by stars, as the CON/END dialect has it."""

    address: str
    token: str = field(repr=False)
    phone: str
    session: str = field(default_factory=new_session)
    typed: str = ""
    ended: bool = False

    def press(self, keys: str | None = None) -> str:
        """Dial, or press keys, and return the screen. Raises NotTaken."""
        if keys is not None:
            self.typed = f"{self.typed}*{keys}" if self.typed else keys
        word, _, screen = self._send("ussd").partition(" ")
        self.ended = word != "CON"
        return screen

    def hang_up(self) -> None:
        """Say that the session is over. Raises NotTaken."""
        self._send("ussd-end")

    def _send(self, door: str) -> str:
        form = {"sessionId": self.session, "phoneNumber": self.phone, "serviceCode": CODE, "text": self.typed}
        try:
            with _line() as line:
                answer = line.post(_door(self.address, self.token, door), data=form, timeout=TIMEOUTS)
                answer.raise_for_status()
        except requests.RequestException:
            raise NotTaken from None
        answer.encoding = "utf-8"
        return answer.text


def draft_shown(unit: UnitOfWork, languages: LanguageReader, handset: Handset) -> str | None:
    """Return the name of the language on a phone's screen if nobody has released it yet."""
    code = simulator.dialled_language(unit, handset.phone, handset.session)
    language = languages.read(unit.session).languages.get(code or "")
    return language.name if language and language.drafted else None


def queue_texts(unit: UnitOfWork, texts: Iterable[tuple[str, str]]) -> None:
    """Have pairs of sender and words sent by the carrier, bit by bit, in its own time."""
    for sender, words in texts:
        simulator.keep(unit, Errand(ids.new_id(), sender, words, unit.now), sender, FROM_PHONE)


def carry(app: Installation, address: str, token: str) -> int:
    """Bring the hotline the texts and receipts it is owed; return how many. What it does not take stays owed."""
    texts = _bring(app, FROM_PHONE, _door(address, token, "text"), _text)
    return texts + _bring(app, TO_PHONE, _door(address, token, "receipt"), _receipt)


def _bring(app: Installation, direction: str, door: str, form: Callable[[Errand], Mapping[str, str]]) -> int:
    end, brought = time.monotonic() + TURN_S, 0
    with app.unit() as unit:
        errands = simulator.owed(unit, direction, BATCH)
    with _line() as line:
        for errand in errands:
            if time.monotonic() > end:
                break
            try:
                status = line.post(door, data=form(errand), timeout=TIMEOUTS, allow_redirects=False).status_code
            except requests.RequestException:
                break
            if status == 429 or status >= 500:
                continue
            _settle(app, errand.id, DONE if status < 300 else FAILED)
            brought += 1
    return brought


def _text(errand: Errand) -> dict[str, str]:
    return {
        "id": str(errand.id), "from": errand.secret, "to": LINE, "text": errand.text,
        "sent_at": errand.at.isoformat(),
    }  # fmt: skip


def _receipt(errand: Errand) -> dict[str, str]:
    return {"id": str(errand.id), "state": "delivered", "token": errand.secret}


def _settle(app: Installation, row: UUID, state: str) -> None:
    with app.unit() as unit:
        simulator.settle(unit.session, row, state)


def _door(address: str, token: str, door: str) -> str:
    return f"{address}/hooks/simulator/{token}/{door}"


def _line() -> requests.Session:
    line = requests.Session()
    line.trust_env = False
    return line
