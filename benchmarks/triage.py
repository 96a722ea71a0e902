"""How quickly a text is understood, how many a second two workers drain, how soon a danger behind many is on a screen.

Run it from the root of the repository: `python -m benchmarks.triage`. It starts its own PostgreSQL, Valkey and workers
in a folder that it removes, takes a minute or two, and talks to this machine only. What says something anywhere are the
ratios: to folding the same texts, and to processes that do nothing but send the database as many statements.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy import event, text

from benchmarks.inbox import signed_in
from hotline import bootstrap, surround
from hotline.bootstrap import Application
from hotline.classifier.load import load
from hotline.classifier.normalise import tokenise
from hotline.domain.messages import InboundText
from hotline.gateways.base import Call
from hotline.jobnames import Job
from hotline.learning.shipped import UNSEEN, read_examples
from hotline.services import intake, triage
from hotline.settings import Settings
from hotline.web.app import create_app

TEXTS, WORKERS, ROUNDS = 1_000, 2, 5
GOAL_MS, GOAL_A_SECOND, GOAL_DANGER_S = 20.0, 100.0, 5.0
# Behind how many routine texts dangers come, and the number of the first phone that sends one of those.
BEHIND, FIRST_BEHIND = 5_000, 3_000
DANGERS = (
    "on nous attaque au village de Tenenkou venez vite", "au secours incendie au marché de Mopti",
    "they are shooting in the village", "une bombe a explosé sur la route de Sofara",
    "des hommes armés tirent sur nous à Bankass maintenant",
)  # fmt: skip
# The texts drained while the workers start, and those whose statements are counted in this process.
WARMING, COUNTED = 0.1, 60
LONGEST_S, STOP_S, LOOK_S = 600.0, 20.0, 0.1
LINE, CALL = "+22300000999", Call("POST", "", {})
# Words that a decision points at are marked on the page.
_MARKS = re.compile(r"</?mark>")
SHARES = (("p50", 0.50), ("p95", 0.95), ("p99", 0.99))


def main() -> int:
    """Measure, and print."""
    wanted = _wanted()
    # Told to stop, it takes its workers and its folder away first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    words = [row["text"] for row in read_examples(UNSEEN)]
    print(understanding(words))
    with tempfile.TemporaryDirectory(prefix="triage-") as folder:
        found = surround.find(Path(folder) / "data", demo=True)
        with surround.own_engines(found, lambda _: None) as (ready, _):
            print(draining(ready, list(islice(cycle(words), wanted.texts))))
            print(danger(ready, list(islice(cycle(_routine(words)), wanted.behind))))
    print(f"with a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, this run's own included")
    return 0


def understanding(words: Sequence[str]) -> str:
    """Time one text after the other by the processor, which others on the machine weigh on less, beside folding."""
    understand = load().understand
    ours, bare = _times(understand, words), _times(tokenise, words)
    lines = [f"{'one text':22}" + "".join(f"{name:>10}" for name, _ in SHARES)]
    for name, found in (("understood", ours), ("only folded", bare)):
        lines.append(f"{name:22}" + "".join(f"{_at(found, share):>7.2f} ms" for _, share in SHARES))
    lines.append(f"{'ratio':22}" + "".join(f"{_at(ours, share) / _at(bare, share):>10.1f}" for _, share in SHARES))
    return "\n".join([*lines, _verdict(f"p99 <= {GOAL_MS:.0f} ms", _at(ours, 0.99) <= GOAL_MS)])


def draining(ready: Settings, words: Sequence[str]) -> str:
    """Have two workers drain the texts, and two bare processes send as many statements."""
    environment = surround.environment_of(ready)
    _run(["-m", "hotline.cli", "furnish"], environment)
    application = bootstrap.build(ready, "worker")
    statements, busy = _cost(application, words[:COUNTED])
    for number, one in enumerate(words, start=COUNTED):
        _store(application, number, one)
    ours = _drain(application, environment, len(words))
    bare = _bare(environment, len(words), statements)
    application.engine.dispose()
    lines = [
        f"{len(words)} texts of as many phones, {WORKERS} worker processes",
        f"a text takes {statements} statements, and {busy:.1f} ms of a processor beside the database's",
        f"{'drained':22}{ours:>7.1f} a second",
        f"{'as many bare statements':22}{bare:>6.1f} a second",
        f"{'ratio':22}{bare / ours:>7.1f}",
        _verdict(f">= {GOAL_A_SECOND:.0f} a second", ours >= GOAL_A_SECOND),
    ]
    return "\n".join(lines)


def danger(ready: Settings, words: Sequence[str]) -> str:
    """Have two workers busy with routine texts, and time a danger from its arrival to the page of who sorts."""
    application = bootstrap.build(ready, "web")
    client = signed_in(create_app(application).test_client(), application, "coordinator")
    for number, one in enumerate(words, start=FIRST_BEHIND):
        _store(application, number, one)
    waits = []
    with ExitStack() as working:
        for _ in range(WORKERS):
            working.enter_context(_process(["-m", "workers", Job.TRIAGE.value], surround.environment_of(ready)))
        _await(application, len(words) * (1 - WARMING))
        # Who sorts has the page open already.
        client.get("/triage")
        for number, one in enumerate(DANGERS, start=FIRST_BEHIND + len(words)):
            begun = time.monotonic()
            _store(application, number, one)
            while one not in _MARKS.sub("", client.get("/triage").get_data(as_text=True)):
                application.waker.wake(Job.TRIAGE)
                if time.monotonic() - begun > LONGEST_S:
                    raise SystemExit("a danger never came to the screen")
                time.sleep(LOOK_S)
            waits.append(time.monotonic() - begun)
        left = _left(application)
    application.engine.dispose()
    lines = [
        f"{len(DANGERS)} dangers, one after the other, behind {len(words)} routine texts; {left} of these still waited",
        f"{'on the screen after':22}" + "".join(f"{seconds:>6.2f} s" for seconds in waits),
        _verdict(f"<= {GOAL_DANGER_S:.0f} s", max(waits) <= GOAL_DANGER_S),
    ]
    return "\n".join(lines)


def _routine(words: Sequence[str]) -> list[str]:
    """Return the texts that are no danger themselves."""
    understand = load().understand
    return [one for one in words if understand(one).urgency != "critical"]


def _times(step: Callable[[str], object], words: Sequence[str]) -> list[float]:
    found = []
    for one in islice(cycle(words), len(words) * (ROUNDS + 1)):
        begun = time.process_time()
        step(one)
        found.append((time.process_time() - begun) * 1_000)
    return sorted(found[len(words) :])


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _verdict(goal: str, met: bool) -> str:
    return f"The goal on an idle machine is {goal}: {'met' if met else 'not met'} in this run."


def _store(application: Application, number: int, words: str) -> None:
    brought = InboundText("simulator", f"bench-{number}", f"+2230000{number:04d}", LINE, words, None, None, None)
    with application.unit() as unit:
        intake.accept_text(unit, brought, CALL)


def _cost(application: Application, words: Sequence[str]) -> tuple[int, float]:
    """Return how many statements and milliseconds of a processor a text takes, measured in this process."""
    for number, one in enumerate(words):
        _store(application, number, one)
    triage.triage_batch(application.unit, application.tools)
    seen: list[None] = []
    event.listen(application.engine, "before_cursor_execute", lambda *_: seen.append(None))
    begun, done = time.process_time(), 0
    while drained := triage.triage_batch(application.unit, application.tools):
        done += drained
    return round(len(seen) / done), (time.process_time() - begun) / done * 1_000


def _drain(application: Application, environment: Mapping[str, str], count: int) -> float:
    """Return how many texts a second the workers drained once both were warm."""
    with ExitStack() as working:
        for _ in range(WORKERS):
            working.enter_context(_process(["-m", "workers", Job.TRIAGE.value], environment))
        first = _await(application, count * (1 - WARMING))
        last = _await(application, 0)
    return count * (1 - WARMING) / (last - first)


def _await(application: Application, left: float) -> float:
    """Wait until no more texts than this are left, waking the workers as a timetable does; return when it was so."""
    end = time.monotonic() + LONGEST_S
    while time.monotonic() < end:
        if _left(application) <= left:
            return time.monotonic()
        application.waker.wake(Job.TRIAGE)
        time.sleep(LOOK_S)
    raise SystemExit("the workers did not drain the texts")


def _left(application: Application) -> int:
    with application.engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM messages WHERE state <> 'done'")) or 0


def _bare(environment: Mapping[str, str], count: int, statements: int) -> float:
    command = ["-m", "benchmarks.statements", str(count // WORKERS), str(statements)]
    with ExitStack() as working:
        begun = time.monotonic()
        for one in [working.enter_context(_process(command, environment)) for _ in range(WORKERS)]:
            one.wait(LONGEST_S)
    return count / (time.monotonic() - begun)


@contextmanager
def _process(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of our own processes while the block lasts."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *command], env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    subprocess.run([sys.executable, *command], env=dict(environment), check=True)  # noqa: S603 - our own command


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=int, default=TEXTS, help="how many texts to drain")
    parser.add_argument("--behind", type=int, default=BEHIND, help="behind how many routine texts a danger comes")
    wanted = parser.parse_args()
    if not 100 <= wanted.texts <= FIRST_BEHIND - COUNTED or not 100 <= wanted.behind <= BEHIND:
        parser.error(f"between 100 and {FIRST_BEHIND - COUNTED} texts, and a danger behind 100 to {BEHIND}")
    return wanted


if __name__ == "__main__":
    sys.exit(main())
