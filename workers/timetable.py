"""What runs by the clock, as a table; a plain loop on the database, so that no work waits for Redis."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

import structlog

from hotline.bootstrap import Application
from hotline.domain.notices import SMS
from hotline.gateways.registry import path_token
from hotline.jobnames import Job
from hotline.reports import adding, building
from hotline.services import (
    channels,
    clocks,
    digests,
    erasing,
    handovers,
    incident_answers,
    listening,
    modelling,
    night_watch,
    notifying,
    pulse,
    reconciling,
    rehoming,
    settling,
    shadowing,
    simulated_carrier,
    spreading,
    upkeep,
    verifying,
)
from workers import jobs

log = structlog.get_logger()

# Workers that hang, or were told to pause by a key in Redis, leave their wake-ups lying.
UNHEEDED_S = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timetable: what to run, every how many seconds, and whether beside the others: it is long."""

    every_s: float
    run: Callable[[Application], object]
    aside: bool = False


def sweep(app: Application) -> None:
    """Wake workers for rows whose wake-up was lost; where Redis is away, or nobody heeds it, do the work here."""
    unheeded = upkeep.due_jobs(app.unit, UNHEEDED_S)
    for job in upkeep.due_jobs(app.unit):
        if not app.waker.wake(job) or job in unheeded:
            _BY_HAND[job]()


def rescue(app: Application) -> None:
    """Deal with texts whose sender died in the middle of the call, and with receipts that crossed theirs."""
    with app.unit() as unit:
        settling.rescue(unit, app.gateways)
    with app.unit() as unit:
        settling.apply_parked(unit)


def rehome(app: Application) -> None:
    """Move what was triaged by the old walls while an administrator changed them."""
    with app.unit() as unit:
        rehoming.sweep(unit, app.tools.office.read(unit.session))


def watch_clocks(app: Application) -> None:
    """Follow the clocks of cases that moved or are due, and tell whoever is to be told."""
    clocks.watch(app.unit, app.tools.office)


def pass_on(app: Application) -> None:
    """Send on the cases that were offered to a desk and not taken in time."""
    handovers.expire(app.unit, app.tools.office)


def tidy(app: Application) -> None:
    """Run the upkeep here; it is rare and short."""
    jobs.upkeep()


def listen(app: Application) -> None:
    """Notice which gateways have fallen silent."""
    listening.listen(app.unit, app.gateways)


def reconcile(app: Application) -> None:
    """Look for texts of which nobody knows whether they left."""
    reconciling.reconcile(app.unit, app.gateways)


def erase(app: Application) -> None:
    """Have providers forget texts that are settled."""
    erasing.erase(app.unit, app.gateways)


def count_texts_left(app: Application) -> None:
    """Ask gateways that are paid for in advance how much is left."""
    pulse.ask_balances(app.unit, app.gateways)


def share_answers(app: Application) -> None:
    """Write the copies of incidents' answers that are due, and tell who asks about a rumour that it is verified."""
    incident_answers.send_due(app.unit, app.tools.languages)
    verifying.tell_due(app.unit, app.tools.languages)


def keep_trail(app: Application) -> None:
    """Write the hour's checkpoint and make the night's check of the trail."""
    night_watch.keep(app.unit, app.signer)


def add_up(app: Application) -> None:
    """Add up for the reports what changed."""
    adding.keep(app.unit)


def build_files(app: Application) -> None:
    """Build the files that somebody asked for."""
    while building.build_next(app.unit):
        pass


def teach(app: Application) -> None:
    """Have a candidate trained that somebody asked for, in a process of its own: it is long and needs much memory."""
    if modelling.is_asked(app.unit):
        subprocess.run([sys.executable, "-m", "workers.training"], check=False)


def watch_candidate(app: Application) -> None:
    """Have the newest candidate guess what came since, beside the model in force."""
    shadowing.watch(app.unit, app.tools)


def tell_officers(app: Application) -> None:
    """Send officers what they are to be told away from the pages."""
    spreading.spread(app.unit, app.tools.office, {*app.post, SMS})
    notifying.send_due(app.unit, app.post, app.settings.address)


def write_digests(app: Application) -> None:
    """Write the digests of those whose work has begun, tell of reports that are ready, hand out the checkpoint."""
    digests.write_due(app.unit, app.tools.office, app.post)
    digests.tell_of_reports(app.unit, app.post)
    digests.hand_out_checkpoint(app.unit, app.post)


def carry(app: Application) -> None:
    """Be the simulated carrier: bring the texts and receipts that simulated phones owe us."""
    if app.settings.simulated:
        address = f"http://127.0.0.1:{app.settings.port}"
        simulated_carrier.carry(app, address, path_token(app.settings.session_key(), "simulator"))


_BY_HAND = {Job.TRIAGE: jobs.triage, Job.DELIVERY: jobs.delivery}
TIMETABLE = (
    Line(1, carry), Line(2, sweep), Line(5, rescue), Line(60, rehome), Line(60, pass_on),
    Line(60, tidy),
    Line(60, listen), Line(3600, count_texts_left), Line(60, keep_trail, aside=True),
    Line(5, watch_clocks, aside=True), Line(60, erase, aside=True), Line(180, reconcile, aside=True),
    Line(60, add_up, aside=True), Line(2, build_files, aside=True),
    Line(5, teach, aside=True), Line(20, watch_candidate, aside=True),
    Line(5, share_answers, aside=True), Line(5, tell_officers, aside=True), Line(60, write_digests, aside=True),
)  # fmt: skip


def run(app: Application) -> None:
    """Run the table until the process is told to stop; a line that fails is logged and comes round again."""
    stopped = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    jobs.use(app)
    with app.unit() as unit:
        channels.renew(unit, app.marks)
    due, aside = dict.fromkeys(TIMETABLE, 0.0), dict[Line, Thread]()
    while not stopped.wait(max(0.0, min(due.values()) - time.monotonic())):
        for line in TIMETABLE:
            if due[line] <= time.monotonic():
                start(line, app, aside)
                due[line] = time.monotonic() + line.every_s


def start(line: Line, app: Application, aside: dict[Line, Thread]) -> None:
    """Run a line here, or a long one in a thread of its own unless its last run still goes on."""
    if not line.aside:
        _run(line, app)
    elif line not in aside or not aside[line].is_alive():
        # Nothing waits for it at the end: what it had begun is rolled back, and is made again after the start.
        aside[line] = Thread(target=_run, args=(line, app), daemon=True)
        aside[line].start()


def _run(line: Line, app: Application) -> None:
    try:
        line.run(app)
    except Exception as fault:
        log.error("timetable", line=line.run.__name__, fault=type(fault).__name__)
