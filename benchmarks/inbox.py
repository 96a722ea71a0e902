"""The inbox over many cases: list, case, kept searches, a reference and a word, with the plans of every query.

Run it from the root of the repository: `python -m benchmarks.inbox --cases 100000`. It starts its own PostgreSQL and
Valkey in a folder that it removes, seeds the cases, asks the application itself (so that what is measured is the
server's time), and prints p50, p95 and the slowest, then which queries read a big table from end to end.
"""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from hotline import bootstrap, surround
from hotline.bootstrap import Application
from hotline.demo_accounts import password_of
from hotline.services import seeding
from hotline.store import seeding as rows
from hotline.store.database import open_as_owner
from hotline.web.app import create_app

CASES, ROUNDS = 20_000, 40
SEE_OTHER = 303
BIG = ("cases", "messages", "outbound", "events", "contacts", "accused", "notes")
GOAL_MS, REFERENCE_MS, WORD_MS = 100.0, 50.0, 1_000.0
OFFICERS = ("coordinator", "security", "oversight")
# A table whose reading costs the planner less than this is not big yet.
SMALL = 200
_SCAN = re.compile(rf"Seq Scan on ({'|'.join(BIG)})\b")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_CASE = re.compile(r"/cases/(\d{7,9})")


@dataclass
class Times:
    """How long one kind of request took, in milliseconds."""

    goal: float
    taken: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """Return the time that this share of the requests did not exceed."""
        return sorted(self.taken)[max(0, round(share * len(self.taken)) - 1)]


@dataclass
class Plans:
    """Every query that was asked, once, and which of them read a big table from end to end."""

    engine: Engine
    asked: dict[str, Any] = field(default_factory=dict)

    def watch(self) -> None:
        """Keep what is asked from now on."""

        @event.listens_for(self.engine, "before_cursor_execute")
        def keep(*told: Any) -> None:
            statement, given = told[2], told[3]
            if statement.lstrip().startswith("SELECT"):
                self.asked.setdefault(statement, given)

    def scans(self) -> list[str]:
        """Return the big tables that are read from end to end, with the query."""
        found, asked = [], dict(self.asked)
        connection = self.engine.raw_connection()
        for statement, given in asked.items():
            cursor = connection.cursor()
            cursor.execute("EXPLAIN " + statement, given)
            plan = "\n".join(str(line[0]) for line in cursor.fetchall())
            lines = plan.splitlines()
            found += [
                f"{line.strip()} | {lines[min(at + 1, len(lines) - 1)].strip()[:200]}"
                for at, line in enumerate(lines)
                if _SCAN.search(line) and _cost(line) > SMALL
            ]
        connection.close()
        return found


def _cost(line: str) -> int:
    """Return what a line of a plan costs, by the planner."""
    told = re.search(r"cost=[\d.]+\.\.([\d.]+)", line)
    return int(float(told[1])) if told else 0


def main() -> int:
    """Seed, measure, print; return 1 if a goal was missed or a big table is read from end to end."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each page is asked for")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="inbox-") as folder:
        found = surround.find(Path(folder) / "data", demo=True)
        with surround.own_engines(found, lambda _: None) as (ready, _):
            subprocess.run([sys.executable, "-m", "hotline.cli", "furnish"], check=True,
                           env=surround.environment_of(ready))  # fmt: skip
            return _measure(bootstrap.build(ready, "web"), wanted)


def _measure(app: Application, wanted: argparse.Namespace) -> int:
    _seed(app, wanted.cases)
    plans, measured = Plans(app.engine), dict[str, Times]()
    web = create_app(app)
    plans.watch()
    for name in OFFICERS:
        client = _sign_in(web.test_client(), app, name)
        for what, goal, ask in _questions(client):
            times = measured.setdefault(f"{name}: {what}", Times(goal))
            for _ in range(wanted.rounds):
                began = time.perf_counter()
                ask()
                times.taken.append((time.perf_counter() - began) * 1_000)
    missed = _print(measured, wanted.cases)
    scans = plans.scans()
    print(f"\n{len(plans.asked)} different queries; big tables read from end to end: {len(scans)}")
    print("\n".join(scans))
    return 1 if missed or scans else 0


def _seed(app: Application, cases: int) -> None:
    began = time.perf_counter()
    for made in seeding.seed(app.unit, app.tools.office, cases):
        print(f"\r{made:,} of {cases:,} cases", end="", file=sys.stderr)
    owner = open_as_owner(app.engine.url.render_as_string(hide_password=False))
    rows.refresh(owner)
    owner.dispose()
    print(f"\nSeeded {cases:,} cases in {time.perf_counter() - began:.0f} s.")


def _sign_in(client: FlaskClient, app: Application, name: str) -> FlaskClient:
    email = f"{name}@demo.invalid"
    fields = {"email": email, "password": password_of(app.settings.session_key(), email)}
    if _post(client, "/sign-in", "/sign-in", fields).status_code != SEE_OTHER:
        raise SystemExit(f"{email} cannot sign in")
    return client


def _questions(client: FlaskClient) -> Iterator[tuple[str, float, Callable[[], object]]]:
    """Yield what an officer asks, each with its goal."""
    references = list(dict.fromkeys(_CASE.findall(client.get("/find").text)))
    view = _post(client, "/find/views", "/find", {"name": "Ouverts", "state": "not_closed"}).headers["Location"]
    turns = iter(references * 1_000)
    yield "list", GOAL_MS, lambda: client.get("/inbox?queue=to_answer")
    yield "list, closed", GOAL_MS, lambda: client.get("/inbox?queue=closed")
    yield "case", GOAL_MS, lambda: client.get(f"/cases/{next(turns)}")
    yield "kept search", GOAL_MS, lambda: client.get(view)
    yield "by place", GOAL_MS, lambda: client.get("/find?place=Konna")
    page = client.get("/find").text
    token = _TOKEN.search(page)
    form = {"csrf_token": token[1] if token else ""}
    yield "reference", REFERENCE_MS, lambda: client.post("/find", data={**form, "text": next(turns)})
    yield "word, first hit", WORD_MS, lambda: _first_hit(client, {**form, "text": "eau"})
    yield "word, none", WORD_MS, lambda: client.post("/find", data={**form, "text": "introuvable"}).text


def _first_hit(client: FlaskClient, fields: dict[str, str]) -> None:
    """Ask for a word and read until the first hit is there."""
    answer, read = client.post("/find", data=fields, buffered=False), b""
    for part in answer.response:
        read += part if isinstance(part, bytes) else str(part).encode()
        if b'class="row"' in read:
            break
    answer.close()


def _post(client: FlaskClient, path: str, page: str, fields: dict[str, str]) -> Any:
    token = _TOKEN.search(client.get(page).text)
    return client.post(path, data={"csrf_token": token[1] if token else "", **fields})


def _print(measured: dict[str, Times], cases: int) -> bool:
    print(f"\n{cases:,} cases, server time in ms{'':19}{'p50':>9}{'p95':>9}{'max':>9}{'goal':>9}")
    for name, times in measured.items():
        missed = "  missed" if times.at(0.95) > times.goal else ""
        print(f"{name:48}{times.at(0.5):9.1f}{times.at(0.95):9.1f}{max(times.taken):9.1f}{times.goal:9.0f}{missed}")
    return any(times.at(0.95) > times.goal for times in measured.values())


if __name__ == "__main__":
    sys.exit(main())
