"""Keeps a few child processes running in the foreground until it is told to stop."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from hotline.engines.backoff import Backoff
from hotline.engines.files import write_private
from hotline.engines.processes import Say, dies_with_parent

TICK = 0.2
LONGEST_LINE = 1 << 16


@dataclass(frozen=True, slots=True)
class Child:
    """A program to keep running: its name in messages, its command and its whole environment.

    `patience` is how many seconds its first start waits, so that the ones before it have the machine to themselves.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    patience: float = 0.0


def supervise(
    children: Sequence[Child],
    *,
    say: Say,
    run_file: Path | None,
    stop_grace_s: float,
    tend: Callable[[], None] | None = None,
) -> int:
    """Run `children` until SIGTERM, SIGINT or SIGHUP; one that dies is started again, with back-off.

    Then each gets SIGTERM and `stop_grace_s` seconds, which a second signal cuts short. Returns 0, or 1 if
    one had to be killed. `run_file` holds {name: pid} as JSON all the while; `tend` is called several times a
    second; what the children print goes to `say` as `name | line`. For the main thread only.
    """
    with selectors.DefaultSelector() as selector, _signals() as received:
        keepers = [_Keeper(child, _unbroken(say), selector) for child in children]
        roll = _Roll(run_file)
        try:
            while not received:
                for keeper in keepers:
                    keeper.keep()
                roll.write(keepers)
                _listen(selector)
                if tend:
                    tend()
        finally:
            _end_all(keepers, selector, lambda: len(received) > 1, stop_grace_s)
            killed = [keeper.bury() for keeper in keepers].count(True)
            roll.remove()
    return 1 if killed else 0


class _Keeper:
    """One child: its process, what it has printed of a line, and when it may be started again."""

    def __init__(self, child: Child, say: Say, selector: selectors.BaseSelector) -> None:
        self.child = child
        self.process: subprocess.Popen[bytes] | None = None
        self._say = say
        self._selector = selector
        self._backoff = Backoff()
        self._not_before = time.monotonic() + child.patience
        self._pipe = -1
        self._rest = b""

    def keep(self) -> None:
        """Notice a death, and start the child when it is not running and its wait is over."""
        if self.process and self.process.poll() is not None:
            how = _how(self.process.returncode)
            self.bury()
            self._say(f"{self.child.name} {how}: starting it again in {self._backoff.fail():.1f} s.")
        if self.process is None and self._backoff.due() and time.monotonic() >= self._not_before:
            self._start()

    def hear(self) -> bool:
        """Pass on what the child has printed, line by line, and say whether there may be more at once."""
        try:
            heard = os.read(self._pipe, LONGEST_LINE)
        except BlockingIOError:
            return False
        *lines, self._rest = (self._rest + heard).split(b"\n")
        if self._rest and (not heard or len(self._rest) > LONGEST_LINE):
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            self._say(f"{self.child.name} | {line.decode('utf-8', 'replace').rstrip()}")
        if not heard:
            self._hang_up()
        return bool(heard)

    def end(self) -> None:
        """Ask the child, and it alone, to stop: it knows best what to tell its own children."""
        if self.process:
            self.process.terminate()

    def bury(self) -> bool:
        """Kill what is left of the child's group and pass on its last words; say if it was still alive."""
        if self.process is None:
            return False
        alive = self.process.poll() is None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        while self._pipe >= 0 and self.hear():
            pass
        self._hang_up()
        return alive

    def _start(self) -> None:
        ear, mouth = os.pipe()
        try:
            # SIGKILL when we are killed: a child that takes its time would hold the port of the next run.
            self.process = subprocess.Popen(  # noqa: S603 - commands come from our own code, no shell
                self.child.argv, env=self.child.env, start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=mouth, stderr=mouth, preexec_fn=dies_with_parent(signal.SIGKILL),
            )  # fmt: skip
        except OSError as error:
            os.close(ear)
            wait = self._backoff.fail()
            self._say(f"{self.child.name} does not start ({error.strerror}): trying again in {wait:.1f} s.")
            return
        finally:
            os.close(mouth)
        os.set_blocking(ear, False)
        self._pipe = ear
        self._selector.register(ear, selectors.EVENT_READ, self)
        self._backoff.begin()

    def _hang_up(self) -> None:
        if self._pipe >= 0:
            self._selector.unregister(self._pipe)
            os.close(self._pipe)
            self._pipe = -1


class _Roll:
    """The file that says which process is whose."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._written = ""

    def write(self, keepers: Sequence[_Keeper]) -> None:
        """Write {name: pid} of the children that run, if that has changed; a full disk stops nothing."""
        text = json.dumps({keeper.child.name: keeper.process.pid for keeper in keepers if keeper.process})
        if self._path and text != self._written:
            with contextlib.suppress(OSError):
                write_private(self._path, text)
                self._written = text

    def remove(self) -> None:
        """Remove the file: nothing runs any more."""
        if self._path:
            self._path.unlink(missing_ok=True)


def _end_all(
    keepers: Sequence[_Keeper], selector: selectors.BaseSelector, hurried: Callable[[], bool], grace: float
) -> None:
    deadline = time.monotonic() + grace
    for keeper in keepers:
        keeper.end()
    while any(keeper.process and keeper.process.poll() is None for keeper in keepers):
        if hurried() or time.monotonic() > deadline:
            return
        _listen(selector)


def _listen(selector: selectors.BaseSelector) -> None:
    if not selector.get_map():
        time.sleep(TICK)
    for key, _ in selector.select(TICK):
        key.data.hear()


@contextlib.contextmanager
def _signals() -> Iterator[list[int]]:
    received: list[int] = []

    def receive(number: int, frame: FrameType | None) -> None:
        received.append(number)

    stops = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup: a closed terminal is no reason to stop
        stops.append(signal.SIGHUP)
    before = {number: signal.signal(number, receive) for number in stops}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _unbroken(say: Say) -> Say:
    # A closed terminal or a full disk under our own output is no reason to stop serving.
    def tell(line: str) -> None:
        with contextlib.suppress(OSError):
            say(line)

    return tell


def _how(code: int) -> str:
    return f"ended with code {code}" if code >= 0 else f"was ended by {signal.Signals(-code).name}"
