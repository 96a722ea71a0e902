"""200 open dialogues, each pressing a key every 3 to 6 s, against the real web process beside bare Flask.

Run it from the root of the repository: `python -m benchmarks.dialogues`. It starts its own PostgreSQL, Valkey and web
process in a folder that it removes, takes about a minute, talks to this machine only, and stops by itself. The two take
turns, so that whatever else the machine does weighs on both; what says something anywhere is the ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.phones import HOST, Door, Phone, Times, open_all, press_for
from hotline import bootstrap, surround
from hotline.gateways.base import USSD, hook_path
from hotline.settings import Settings

DIALOGUES, SECONDS, LONGEST_S = 200, 60.0, 240.0
# Of each round, the part in which the phones press at bare Flask.
BARE_SHARE, ROUNDS = 0.3, 2
GOAL_MS = 100.0
FIRST_NUMBER = 1_000
READY_S, STOP_S = 60.0, 20.0
SHARES = (("p50", 0.50), ("p95", 0.95), ("p99", 0.99))


def main() -> int:
    """Measure, and print; return 1 if a turn failed."""
    wanted = _wanted()
    # Told to stop, it takes its servers and its folder away first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="dialogues-") as folder:
        found = surround.find(Path(folder) / "data", demo=True, port=_free_port())
        with surround.own_engines(found, lambda _: None) as (ready, _):
            ours, bare = asyncio.run(_measure_beside(ready, wanted))
    print(report(ours, bare, wanted))
    return 1 if ours.failures or bare.failures else 0


def report(ours: Times, bare: Times, wanted: argparse.Namespace) -> str:
    """Return the figures, with the ratio that means the same on every machine."""
    failed = len(ours.failures) + len(bare.failures)
    lines = [
        f"{wanted.dialogues} open dialogues, a key every 3 to 6 s; {len(ours.turns)} turns, {len(bare.turns)} bare, "
        f"{failed} failed.",
        f"{'':14}" + "".join(f"{name:>10}" for name, _ in SHARES),
        _row("a turn", [f"{ours.at(share):.1f} ms" for _, share in SHARES]),
        _row("bare Flask", [f"{bare.at(share):.1f} ms" for _, share in SHARES]),
        _row("ratio", [f"{ours.at(share) / bare.at(share):.1f}" for _, share in SHARES]),
        f"The goal on an idle machine is p99 <= {GOAL_MS:.0f} ms: "
        f"{'met' if ours.at(0.99) <= GOAL_MS else 'not met'} in this run, with a load of {os.getloadavg()[0]:.1f} "
        f"on {os.cpu_count()} cores, this run's own included.",
        *dict.fromkeys(f"failed: {why}" for why in [*ours.failures, *bare.failures]),
    ]
    return "\n".join(lines)


def _row(name: str, cells: list[str]) -> str:
    return f"{name:14}" + "".join(f"{cell:>10}" for cell in cells)


async def _measure_beside(ready: Settings, wanted: argparse.Namespace) -> tuple[Times, Times]:
    environment, bare_port = surround.environment_of(ready), _free_port()
    _run("furnish", environment)
    gateway = bootstrap.gateways_of(ready)["simulator"]
    ours, bare = Door(ready.port, hook_path(gateway, USSD)), Door(bare_port, "/")
    with (
        _serving(["-m", "hotline.cli", "web"], environment, ready.port),
        _serving(["-m", "benchmarks.bare", str(bare_port)], environment, bare_port),
    ):
        return await _measure(ours, bare, wanted)


async def _measure(ours: Door, bare: Door, wanted: argparse.Namespace) -> tuple[Times, Times]:
    phones = [Phone(FIRST_NUMBER + place) for place in range(wanted.dialogues)]
    others = [Phone(FIRST_NUMBER + place) for place in range(wanted.dialogues)]
    found, found_bare, opening = Times(), Times(), Times()
    await open_all(phones, ours, opening)
    await open_all(others, bare, opening)
    found.failures += opening.failures
    for _ in range(ROUNDS):
        await press_for(others, bare, wanted.seconds / ROUNDS * BARE_SHARE, found_bare)
        await press_for(phones, ours, wanted.seconds / ROUNDS * (1 - BARE_SHARE), found)
    return found, found_bare


@contextmanager
def _serving(command: list[str], environment: Mapping[str, str], port: int) -> Iterator[None]:
    """Run a server while the block lasts."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *command], env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await(process, port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers at port {port}")


def _run(command: str, environment: Mapping[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "hotline.cli", command], env=dict(environment), check=True)  # noqa: S603 - our own command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dialogues", type=int, default=DIALOGUES, help="how many phones")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long in all")
    wanted = parser.parse_args()
    if not (1 <= wanted.dialogues <= 1_000 and 10 <= wanted.seconds <= LONGEST_S):
        parser.error(f"between 1 and 1000 dialogues, for 10 to {LONGEST_S:.0f} seconds")
    return wanted


if __name__ == "__main__":
    sys.exit(main())
