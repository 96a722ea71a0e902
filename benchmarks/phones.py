"""Phones that dial, all in one thread: each presses a key every few seconds, and every turn is timed from outside."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

HOST = "127.0.0.1"
SHORTEST_S, SPREAD_MS = 3.0, 3_000
PATIENCE_S = 20.0
# From the first screen in a known language to the last: a concern with its place, and a look at the help.
WALKS = (
    ("1", "1", "1", "9", "9", "1"),
    ("5", "2", "1", "3", "9", "9", "2"),
    ("9", "2", "00", "8", "0", "3", "2", "1", "9", "9", "1"),
)
_SESSIONS = count(1)


@dataclass(frozen=True, slots=True)
class Door:
    """Where presses are posted: a port of this machine, and a path."""

    port: int
    path: str


@dataclass
class Times:
    """How long turns took, in milliseconds, and what was wrong with those that failed."""

    turns: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def at(self, share: float) -> float:
        """Return the time within which this share of the turns was done."""
        ordered = sorted(self.turns)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass
class Phone:
    """One phone with one dialogue open at a time; its pauses are uneven, and the same in every run."""

    number: int
    typed: str = ""
    session: str = ""
    walk: Iterable[str] = ()
    presses: int = 0

    def pause(self) -> float:
        """Return how long it thinks before the next key: three to six seconds."""
        self.presses += 1
        return SHORTEST_S + (self.number * 389 + self.presses * 1_409) % SPREAD_MS / 1_000

    async def turn(self, door: Door, times: Times) -> str:
        """Press the next key of a walk, or dial again after the last screen; return the screen."""
        key = next(iter(self.walk), None) if self.session else None
        if key is None:
            self.session, self.typed = f"bench-{next(_SESSIONS)}", ""
            self.walk = iter(WALKS[self.number % len(WALKS)])
        else:
            self.typed = f"{self.typed}*{key}" if self.typed else key
        screen = await self.post(door, times)
        if not screen.startswith("CON "):
            self.session = ""
        return screen

    async def post(self, door: Door, times: Times) -> str:
        """Post what was typed so far and time the whole exchange, connecting included, as a provider's would be."""
        form = {
            "sessionId": self.session, "phoneNumber": f"+2230000{self.number:04}", "serviceCode": "*123#",
            "text": self.typed,
        }  # fmt: skip
        started = time.perf_counter()
        try:
            status, screen = await asyncio.wait_for(_exchange(door, urlencode(form).encode()), PATIENCE_S)
        except (OSError, TimeoutError, ValueError) as fault:
            times.failures.append(type(fault).__name__)
            return ""
        if status != 200 or screen[:4] not in ("CON ", "END "):
            times.failures.append(f"status {status}, {screen[:20]!r}")
            return screen
        times.turns.append((time.perf_counter() - started) * 1_000)
        return screen


async def press_for(phones: Iterable[Phone], door: Door, seconds: float, times: Times) -> None:
    """Have every phone press its keys for so long."""
    end = time.perf_counter() + seconds
    await asyncio.gather(*(_press_until(phone, door, end, times) for phone in phones))


async def open_all(phones: Iterable[Phone], door: Door, times: Times) -> None:
    """Open a dialogue on every phone and choose French, a few at a time."""
    few = asyncio.Semaphore(4)

    async def begin(phone: Phone) -> None:
        async with few:
            await phone.turn(door, times)
            phone.typed = "1"
            await phone.post(door, times)

    await asyncio.gather(*(begin(phone) for phone in phones))


async def _press_until(phone: Phone, door: Door, end: float, times: Times) -> None:
    # Nobody presses at the same moment as everybody else.
    await asyncio.sleep(phone.number * 389 % SPREAD_MS / 1_000)
    while time.perf_counter() < end:
        await phone.turn(door, times)
        await asyncio.sleep(phone.pause())


async def _exchange(door: Door, body: bytes) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection(HOST, door.port)
    try:
        head = (
            f"POST {door.path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        answer = await reader.read()
    finally:
        writer.close()
    head_of_answer, _, screen = answer.partition(b"\r\n\r\n")
    return int(head_of_answer.split(b" ", 2)[1]), screen.decode("utf-8", "replace")
