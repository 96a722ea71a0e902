"""One short function a job; RQ calls them by the names in `hotline.queue.FUNCTIONS`."""

from __future__ import annotations

import time
from collections.abc import Callable

from hotline.bootstrap import Application
from hotline.jobnames import Job
from hotline.services import delivery as sending
from hotline.services import dialogue, reprisals, waiting, wishes
from hotline.services import triage as understanding
from hotline.services import upkeep as housekeeping

# Well below the limit of a job, so that a call to a slow gateway still ends before it.
LONGEST_RUN_S = 20
SHORTEST_BREATH_S, LONGEST_BREATH_S = 0.05, 0.5
_built: list[Application] = []


def use(application: Application) -> None:
    """Give the jobs of this process their application, before the first one runs."""
    _built[:] = [application]


def triage() -> None:
    """Work through the texts that wait."""
    app = _built[0]
    _drain(Job.TRIAGE, lambda: understanding.triage_batch(app.unit, app.tools))


def delivery() -> None:
    """Send what is due, at each gateway's pace."""
    app = _built[0]
    _drain(
        Job.DELIVERY,
        lambda: sending.deliver_batch(app.unit, app.gateways),
        lambda: sending.pause_s(app.unit),
    )


def upkeep() -> None:
    """End questions that ran out and dialogues that fell silent, give back calls, and forget old raw requests."""
    app = _built[0]
    housekeeping.end_questions(app.unit, app.tools.languages)
    dialogue.end_silent(app.unit, app.tools)
    dialogue.forget(app.unit)
    wishes.put_in_order(app.unit)
    waiting.end_due(app.unit)
    reprisals.ask_due(app.unit)
    housekeeping.purge_journal(app.unit)
    housekeeping.purge_tellings(app.unit)


def _drain(job: Job, batch: Callable[[], int], pause_s: Callable[[], float | None] = lambda: None) -> None:
    """Work batch after batch, with a breath where one is due; where too much waits for one run, ask for another."""
    end = time.monotonic() + LONGEST_RUN_S
    while batch() or _breathe(pause_s()):
        if time.monotonic() > end:
            _built[0].waker.wake(job)
            return


def _breathe(seconds: float | None) -> bool:
    """Wait for a gateway's pace, in short steps that let other gateways' texts through; False where none waits."""
    if seconds is None:
        return False
    time.sleep(min(max(seconds, SHORTEST_BREATH_S), LONGEST_BREATH_S))
    return True
