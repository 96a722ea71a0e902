"""Debian's Kannel on this machine: bearerbox, smsbox, and phones played by fakesmsc, set up by docs/kannel.conf."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import requests

from tests.support.running import free_port

FAKESMSC = Path("/usr/lib/kannel/test/fakesmsc")
CODE = "36222"
USER, PASSWORD = "hotline", "a-password-for-tests"
_CONF = Path(__file__).parents[2] / "docs" / "kannel.conf"
_OPERATOR = re.compile(r"smsc = smpp\n.*?\n\n", re.DOTALL)
_GOT = re.compile(rf"Got message \d+: <{CODE} (\+\d+) (.*)>$", re.MULTILINE)


def is_installed() -> bool:
    """Say whether Kannel and its test tools are here."""
    return FAKESMSC.exists()


class Kannel:
    """One Kannel in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        names = ("admin", "box", "operator", "sendsms")
        self.ports = dict(zip(names, (free_port() for _ in names), strict=True))
        self.url = f"http://127.0.0.1:{self.ports['sendsms']}"
        self.conf = folder / "kannel.conf"
        self._boxes: dict[str, subprocess.Popen[bytes]] = {}
        self._phones: list[Phones] = []

    def configure(self, hotline: str, token: str, *changes: tuple[str, str], after: str = "") -> None:
        """Write the settings, towards the hotline at that address; `changes` and what comes `after` as in the file."""
        for name in ("store", "receipts"):
            (self.folder / name).mkdir(exist_ok=True)
        text = _CONF.read_text(encoding="utf-8") + after
        phones = f"smsc = fake\nour-host = 127.0.0.1\nconnect-allow-ip = 127.0.0.1\nport = {self.ports['operator']}\n\n"
        text, found = _OPERATOR.subn(phones, text)
        assert found == 1
        here = {
            "= 13000": f"= {self.ports['admin']}", "= 13001": f"= {self.ports['box']}",
            "= 13013": f"= {self.ports['sendsms']}", "http://127.0.0.1:8000": hotline, "TOKEN/": f"{token}/",
            "= PASSWORD": f"= {PASSWORD}", "/var/spool/kannel": str(self.folder), "/var/log/kannel": str(self.folder),
            "resend-freq = 10": "resend-freq = 1", "reconnect-delay = 5": "reconnect-delay = 1",
            "queue-delay = 10": "queue-delay = 1",
        }  # fmt: skip
        for old, new in (*here.items(), *changes):
            assert old in text, old
            text = text.replace(old, new)
        self.conf.write_text(text, encoding="utf-8")

    def start(self, *boxes: str) -> None:
        """Start bearerbox and smsbox, or the named ones, and wait until they answer."""
        for box in boxes or ("bearerbox", "smsbox"):
            command = [f"/usr/sbin/{box}", "-v", "1", str(self.conf)]
            with (self.folder / f"{box}.out").open("ab") as out:
                self._boxes[box] = subprocess.Popen(
                    command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
                )
            self.until(lambda box=box: self._answers(box), f"{box} answers")  # type: ignore[misc]

    def phones(self) -> Phones:
        """Return a network of phones that is connected to bearerbox, in place of the one before."""
        for before in self._phones:
            before.stop()
        self._phones.append(Phones(self.folder, self.ports["operator"]))
        self.until(lambda: "online" in self._line("operator"), "the network is up")
        return self._phones[-1]

    def kill(self, box: str) -> None:
        """End a box without warning."""
        self._boxes[box].kill()
        self._boxes.pop(box).wait()

    def stop(self) -> None:
        """End everything that was started here."""
        for phones in self._phones:
            phones.stop()
        for box in reversed(list(self._boxes)):
            self.kill(box)

    def status(self) -> str:
        """Return bearerbox's own account of itself, or nothing while it does not answer."""
        address = f"http://127.0.0.1:{self.ports['admin']}/status.txt?password=ADMIN"
        try:
            return requests.get(address, timeout=5).text
        except requests.RequestException:
            return ""

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"not in {seconds} s: {what}\n{self.status()}\n{self.said()[-3000:]}"
            time.sleep(0.05)

    def said(self) -> str:
        """Return what the boxes printed."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.out")))

    def _answers(self, box: str) -> bool:
        assert self._boxes[box].poll() is None, self.said()[-3000:]
        if box == "bearerbox":
            return "running" in self.status()
        return "smsbox:" in self.status()

    def _line(self, name: str) -> str:
        return next((line for line in self.status().splitlines() if name in line), "")


class Phones:
    """All phones of a network, as fakesmsc plays them: it writes what they text, and prints what they get."""

    def __init__(self, folder: Path, port: int) -> None:
        self._output = folder / f"phones-{len(list(folder.glob('phones-*')))}.log"
        # Its own reading and its looking for something to read do not agree unless nothing is read ahead.
        command = ["stdbuf", "-i0", str(FAKESMSC), "-H", "127.0.0.1", "-r", str(port), "-i", "0"]
        with self._output.open("wb") as out:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=out)

    def text(self, phone: str, words: str) -> None:
        """Text the short code from a phone."""
        self._write(f"{phone} {CODE} text {words}")

    def text_octets(self, phone: str, octets: str, header: str = "") -> None:
        """Text octets, percent-encoded, with a user data header if one is given."""
        kind = f"udh {header} {octets}" if header else f"data {octets}"
        self._write(f"{phone} {CODE} {kind}")

    def got(self) -> list[tuple[str, str]]:
        """Return what phones were sent, in order: which phone, and the rest of the line as the network had it."""
        return _GOT.findall(self._output.read_text(errors="replace"))

    def stop(self) -> None:
        """Switch all phones off."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
