"""What every way to an officer has in common: a letter without content, and a closed list of how it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from hotline.domain.push_services import PushAddress


class Unsent(Exception):
    """A letter did not leave; `again`: another try may help. The message never names its reader."""

    code: ClassVar[str]
    again: ClassVar[bool] = True


class Unreachable(Unsent):
    """Nobody answers at the address, or no longer."""

    code = "unreachable"


class Busy(Unsent):
    """The service asks to come back later."""

    code = "busy"


class Insecure(Unsent):
    """The service does not show that it is who it says; nothing was told to it."""

    code = "insecure"


class LoginRefused(Unsent):
    """The service does not know us."""

    code = "login_refused"


class Refused(Unsent):
    """The service takes no such letter."""

    code = "refused"
    again = False


class NoReader(Unsent):
    """There is nobody at this address any more."""

    code = "no_reader"
    again = False


class Unsure(Unsent):
    """The line broke after the letter was handed over: it may have arrived, so it is not sent again."""

    code = "unsure"
    again = False


FAILURES: tuple[type[Unsent], ...] = (Unreachable, Busy, Insecure, LoginRefused, Refused, NoReader, Unsure)


@dataclass(frozen=True, slots=True)
class Line:
    """A reference, or none, and where its link leads on our pages: all that a notice says."""

    reference: str
    path: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one person at once: lines, and before them the counts of a digest; `phone`: by push, to this one."""

    id: UUID
    to: str
    at: datetime
    site: str
    lines: tuple[Line, ...]
    counts: tuple[str, ...] = ()
    phone: PushAddress | None = None
    urgent: bool = False


class Carrier(Protocol):
    """Takes a letter to its reader."""

    def send(self, letter: Letter) -> None:
        """Send it; raises one of FAILURES."""
        ...
