"""A phone that dials: it presses keys at the real door of a gateway that sends all inputs joined by stars."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from werkzeug.test import TestResponse

from tests.support.town import Town

_SESSIONS = count(1)


@dataclass
class Dialler:
    """One session of one phone."""

    town: Town
    phone: str
    session: str = field(default_factory=lambda: f"session-{next(_SESSIONS)}")
    typed: str = ""
    screen: str = ""
    gateway: str = "simulator"

    def dial(self, along: str = "") -> Dialler:
        """Dial the code, with keys along if there are any."""
        self.typed = along
        self.screen = self.send().text
        return self

    def press(self, *keys: str) -> Dialler:
        """Press keys one after the other; a session that ended refuses them."""
        for key in keys:
            assert self.screen.startswith("CON "), self.screen
            self.typed = f"{self.typed}*{key}" if self.typed else key
            self.screen = self.send().text
        return self

    def hang_up(self) -> None:
        """Have the gateway say that the session is over."""
        assert self._post("ussd-end").status_code < 300

    def send(self) -> TestResponse:
        """Send the request as it stands, once more if it was sent before."""
        answer = self._post("ussd")
        assert answer.status_code == 200, answer.status
        return answer

    @property
    def ended(self) -> bool:
        """Say whether the last screen closed the session."""
        return self.screen.startswith("END ")

    def _post(self, door: str) -> TestResponse:
        token = self.town.application.gateways[self.gateway].token
        form = {"sessionId": self.session, "phoneNumber": self.phone, "serviceCode": "*123#", "text": self.typed}
        return self.town.web.test_client().post(f"/hooks/{self.gateway}/{token}/{door}", data=form)


def dialled(town: Town, phone: str, *keys: str, gateway: str = "simulator") -> Dialler:
    """Dial and press keys; a simulated phone may be shown drafts, another gateway's phone never is."""
    return Dialler(town, phone, gateway=gateway).dial().press(*keys)
