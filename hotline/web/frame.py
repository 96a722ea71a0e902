"""What stands around every page, the same on each: an account's queues with their counts, and the bar of a phone."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request

from hotline.domain.walls import Viewer
from hotline.store import inbox, queues
from hotline.store.inbox import Position
from hotline.store.queues import WATCHERS
from hotline.unit_of_work import UnitOfWork
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.queuewords import MADE_WORDS, PILES, QUEUE_WORDS, WATCHED_WORDS
from hotline.web.sections import inspects, section_count
from hotline.web.surroundings import here
from hotline.web.whereabouts import queue_path


def install(app: Flask) -> None:
    """Let the layout ask for what stands around a page."""
    app.jinja_env.globals.update(frame=_frame)


def rail(unit: UnitOfWork, viewer: Viewer, current: str | None) -> dict[str, Any]:
    """Return what the rail and the bar show: the queues of an account, their counts, and the one being shown."""
    return _around(_counted(unit, viewer), viewer, current)


def next_path(position: Position | None = None) -> str:
    """Return the address that leads to the case to answer next."""
    return f"/inbox/next?after={inbox.write_position(position)}" if position else "/inbox/next"


def _frame(current: str | None) -> dict[str, Any]:
    viewer, counts = current_viewer(), g.get("queue_counts")
    if counts is None:
        with here().unit() as unit:
            counts = _counted(unit, viewer)
    return _around(counts, viewer, current)


def _counted(unit: UnitOfWork, viewer: Viewer) -> dict[str, int]:
    """Return how many cases each queue holds; most pages know it before they begin, with all else that is counted."""
    if "queue_counts" not in g:
        g.queue_counts = inbox.counts(unit.session, viewer, unit.now)
    counts: dict[str, int] = g.queue_counts
    return counts


def _around(counts: dict[str, int], viewer: Viewer, current: str | None) -> dict[str, Any]:
    words = WATCHED_WORDS if viewer.role in WATCHERS else QUEUE_WORDS
    lines = [(queue.name, words[queue.name], counts.get(queue.name)) for queue in queues.queues_for(viewer)]
    return {
        "queues": lines, "counts": counts, "current_queue": current, "piles": _piles(counts, current),
        "made": [(gettext(words), section_count(made)) for made, words in MADE_WORDS.items() if section_count(made)],
        "queue_path": queue_path, "next_path": "" if viewer.role in WATCHERS else next_path(),
    }  # fmt: skip


def _piles(counts: dict[str, int], current: str | None) -> list[dict[str, Any]]:
    """Return the piles with how much lies on each, and where it lies: the first that holds any."""
    found = []
    for pile in PILES:
        held = [(queue_path(name), counts[name]) for name in pile.queues if name in counts]
        held += [(path, section_count(name) or 0) for name, path in pile.sections if "mine" in counts]
        if inspects():
            held = [one for one in held if one[0] == "/referrals"]
        if not held:
            continue
        first, count = next((path for path, count in held if count), held[0][0]), sum(count for _, count in held)
        found.append(
            {"pile": pile, "count": count, "path": first, "is_current": current in pile.queues or request.path == first}
        )
    return found
