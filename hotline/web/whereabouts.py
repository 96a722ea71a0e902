"""Where in which list a person is: the address of every list and case carries it, so that going back finds the row."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from hotline.domain.walls import COORDINATOR, Viewer
from hotline.store import inbox, queues
from hotline.store.inbox import Position
from hotline.store.queues import Queue

FIRST = "to_answer"
# Who looks after all desks begins with what waits at any of them.
FIRST_OF_ALL = "all_waiting"
# No other page is gone back to.
FOUND = re.compile(r"/find(/words)?(\?[\w=&%.+-]*)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Where:
    """A page of a queue; `first`: where the account begins, which is what an address without a queue means;
    `found`: the page of what was found, for who came from there."""

    queue: str = FIRST
    position: Position | None = None
    first: str = FIRST
    found: str = ""

    @property
    def query(self) -> str:
        """Return the page as the end of an address."""
        asked = {"queue": self.queue}
        if self.position is not None:
            asked["before" if self.position.before else "after"] = inbox.write_position(self.position)
        return urlencode(asked)

    @property
    def written(self) -> str:
        """Return the position as a form carries it."""
        return inbox.write_position(self.position)

    @property
    def path(self) -> str:
        """Return the address of the page."""
        return f"/inbox?{self.query}"

    def back(self, reference: str) -> str:
        """Return the address of the page at the row of a case, or of what was found."""
        return self.found or f"{self.path}#r{reference}"

    def case(self, reference: str, step: int | None = None) -> str:
        """Return the address of a case that is looked at from here; with a step, of the part that ends before it."""
        asked = [] if replace(self, found="") == Where() else [self.query]
        asked += [f"step={step}"] if step else []
        asked += [urlencode({"found": self.found})] if self.found else []
        return f"/cases/{reference}?{'&'.join(asked)}" if asked else f"/cases/{reference}"


def read(asked: MultiDict[str, str], viewer: Viewer) -> Where:
    """Read the whereabouts that an address or a form names; what does not exist for this account is the first queue."""
    before = asked.get("before")
    position = inbox.read_position(before or asked.get("after", ""), before=bool(before))
    first = FIRST_OF_ALL if viewer.role == COORDINATOR else FIRST
    wanted = asked.get("queue", first)
    allowed = {queue.name for queue in queues.queues_for(viewer)}
    found = asked.get("found", "")
    found = found if FOUND.match(found) else ""
    return Where(wanted if wanted in allowed else first, position, first, found)


def queue_of(where: Where) -> Queue:
    """Return the queue somebody is in."""
    return queues.QUEUES[where.queue]


def queue_path(name: str, position: Position | None = None) -> str:
    """Return the address of a queue, or of a page of it."""
    return Where(name, position).path
