"""The inbox over many cases: list, case, kept searches, a reference and a word, with the plans of every query.

Run it from the root of the repository: `python -m benchmarks.inbox --cases 100000`. It starts its own PostgreSQL and
Valkey in a folder that it removes, seeds the cases, asks the application itself (so that what is measured is the
server's time), and prints p50, p95 and the slowest, what a request costs a processor here and in the database beside a
bare page, and through which indexes the big tables are read. With `--data` a seeded folder is kept for the next run.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from benchmarks.costs import Meter, Times, bare
from benchmarks.plans import Plans
from hotline import bootstrap, surround
from hotline.bootstrap import Application
from hotline.demo_accounts import password_of
from hotline.services import seeding
from hotline.store import seeding as rows
from hotline.store.database import open_as_owner
from hotline.web.app import create_app

CASES, ROUNDS = 20_000, 40
SEE_OTHER = 303
GOAL_MS, REFERENCE_MS, WORD_MS = 100.0, 50.0, 1_000.0
OFFICERS = ("coordinator", "security", "oversight")
BARE = "bare Flask, SELECT 1"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_CASE = re.compile(r"/cases/(\d{7,9})")


def main() -> int:
    """Seed, measure, print; return 1 if a goal was missed or a big table is read from end to end."""
    wanted = _wanted()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with _folder(wanted) as folder:
        found = surround.find(folder, demo=True)
        with surround.engines(found, lambda _: None) as (ready, _):
            subprocess.run([sys.executable, "-m", "hotline.cli", "furnish"], check=True,
                           env=surround.environment_of(ready))  # fmt: skip
            return _measure(bootstrap.build(ready, "web"), wanted)


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each page is asked for")
    parser.add_argument("--data", type=Path, help="a demonstration's folder, which stays; only what lacks is seeded")
    return parser.parse_args()


@contextmanager
def _folder(wanted: argparse.Namespace) -> Iterator[Path]:
    if wanted.data is not None:
        yield wanted.data
        return
    with tempfile.TemporaryDirectory(prefix="inbox-") as folder:
        yield Path(folder) / "data"


def _measure(app: Application, wanted: argparse.Namespace) -> int:
    _seed(app, wanted.cases)
    meter, plans, measured = Meter(app.engine), Plans(app.engine), {BARE: Times(GOAL_MS)}
    web, plain = create_app(app), bare(app.engine)
    meter.watch()
    meter.measure(measured[BARE], lambda: plain.get("/"), wanted.rounds)
    plans.watch()
    for name in OFFICERS:
        client = signed_in(web.test_client(), app, name)
        for what, goal, ask in _questions(client):
            plans.page = what
            meter.measure(measured.setdefault(f"{name}: {what}", Times(goal)), ask, wanted.rounds)
    missed = _print(measured, wanted.cases)
    return 1 if _print_plans(plans) or missed else 0


def _seed(app: Application, cases: int) -> None:
    began = time.perf_counter()
    with app.unit() as unit:
        there = rows.how_many(unit.session)
    for made in seeding.seed(app.unit, app.tools.office, cases - there) if there < cases else ():
        print(f"\r{made:,} of {cases - there:,} cases", end="", file=sys.stderr)
    owner = open_as_owner(app.engine.url.render_as_string(hide_password=False))
    rows.refresh(owner)
    owner.dispose()
    print(f"\nSeeded {max(0, cases - there):,} cases in {time.perf_counter() - began:.0f} s.")


def signed_in(client: FlaskClient, app: Application, name: str) -> FlaskClient:
    """Return the client once it is signed in as one of the demonstration."""
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
    yield "by a rare state", GOAL_MS, lambda: client.get("/find?state=closing")
    yield "by category", GOAL_MS, lambda: client.get("/find?category=cattle_theft")
    yield "by officer, none", GOAL_MS, lambda: client.get(f"/find?owner={UUID(int=1)}")
    page = client.get("/find").text
    token = _TOKEN.search(page)
    form = {"csrf_token": token[1] if token else ""}
    yield "reference", REFERENCE_MS, lambda: client.post("/find", data={**form, "text": next(turns)})
    yield "word, first hit", WORD_MS, lambda: _first_hit(client, {**form, "text": "eau"})
    yield "word, none", WORD_MS, lambda: _none(client, {**form, "text": "introuvable"})


def _first_hit(client: FlaskClient, fields: dict[str, str]) -> None:
    """Ask for a word and read until the first hit is there."""
    client.post("/find", data=fields)
    answer, read = client.get("/find/words", buffered=False), b""
    for part in answer.response:
        read += part if isinstance(part, bytes) else str(part).encode()
        if b'class="row"' in read:
            break
    answer.close()


def _none(client: FlaskClient, fields: dict[str, str]) -> str:
    """Ask for a word that is nowhere, and read how far was looked."""
    client.post("/find", data=fields)
    return client.get("/find/words").text


def _post(client: FlaskClient, path: str, page: str, fields: dict[str, str]) -> Any:
    token = _TOKEN.search(client.get(page).text)
    return client.post(path, data={"csrf_token": token[1] if token else "", **fields})


def _print(measured: dict[str, Times], cases: int) -> bool:
    """Print a line for each page; the ratio, of a processor's work to that of a bare page, means the same anywhere."""
    plain = measured[BARE].work or 1
    print(f"\n{cases:,} cases, server time in ms; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n"
          f"{'':32}{'p50':>9}{'p95':>9}{'max':>9}{'goal':>7}{'work':>9}{'x bare':>8}{'sql':>5}")  # fmt: skip
    for name, times in measured.items():
        missed = "  missed" if times.at(0.95) > times.goal else ""
        print(f"{name:32}{times.at(0.5):9.1f}{times.at(0.95):9.1f}{max(times.taken):9.1f}{times.goal:7.0f}"
              f"{times.work:9.1f}{times.work / plain:8.1f}{times.statements:5}{missed}")  # fmt: skip
    return any(times.at(0.95) > times.goal for times in measured.values())


def _print_plans(plans: Plans) -> bool:
    indexes, scans = plans.read()
    print(f"\n{len(plans.asked)} different queries. Big tables are read through:")
    for page, names in indexes.items():
        print(f"  {page or 'sign-in'}: {', '.join(names) or 'none'}")
    print(f"Big tables read from end to end: {len(scans)}", *scans, sep="\n  ")
    return bool(scans)


if __name__ == "__main__":
    sys.exit(main())
