"""Several cases about one thing: an event, a rumour to verify, a pattern of one post. Linked, never merged.

Only cases that the same people may read are put together, so that no count, member or page of an incident can tell
of a case behind a wall.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hotline.domain.walls import Viewer

EVENT, RUMOUR, PATTERN = KINDS = ("event", "rumour", "pattern")
TRUE, FALSE, UNCLEAR = VERDICTS = ("true", "false", "unclear")
# Fewer than two show nothing: one case alone would say that there are others.
FEWEST = 2
# So many persons say the same of a rumour before anything leaves.
AGREE = 2
RUMOUR_CATEGORY = "rumor"
# What people ask when they heard a rumour. Whoever has seen something is no asker.
ASKED = frozenset({RUMOUR_CATEGORY, "info_request"})
_SMALL_TALK = frozenset({"chatter", "spam_test", "callback_request", "follow_up", "praise"})

# How soon whoever asks about a rumour is to know that it is being verified.
VERIFYING_WITHIN = timedelta(minutes=30)
# For how long whoever asks may be asking about a rumour that is known.
REMEMBERED = timedelta(days=14)
SURGE_WINDOW, USUAL_WINDOW = timedelta(hours=3), timedelta(days=14)
SURGE_CASES, SURGE_CONTACTS, SURGE_FACTOR = 4, 3, 3


@dataclass(frozen=True, slots=True)
class Member:
    """A case as incidents see it; `side` names those who may read it, `saw`: its citizen tells what they saw."""

    category: str
    urgency: str
    side: str
    saw: bool = False


def kind_for(category: str, *, accuses: bool) -> str | None:
    """Return which kind of incident texts of this category make when they come again; None: none."""
    if category in _SMALL_TALK:
        return None
    if category == RUMOUR_CATEGORY:
        return RUMOUR
    return PATTERN if accuses else EVENT


def may_join(kind: str, case: Member, members: Sequence[Member]) -> bool:
    """Say whether a case may stand in an incident: read by the same people, and no sighting among rumours."""
    if kind == RUMOUR and (case.category not in ASKED or case.urgency == "critical" or case.saw):
        return False
    return all(case.side == member.side for member in members)


def may_agree(viewer: Viewer, said_by: UUID | None) -> bool:
    """Say whether the account is the second person that a verdict needs."""
    return said_by is not None and said_by != viewer.account_id


def agreed_on(verdicts: Sequence[str]) -> str | None:
    """Return what two persons or more say of a rumour, and more of them than say anything else; None: nothing yet."""
    (most, count), (_, next_count), *_ = [*Counter(verdicts).most_common(2), ("", 0), ("", 0)]
    return most if count >= AGREE and count > next_count else None


def may_release(kind: str, viewer: Viewer, author_id: UUID, agreed_by: UUID | None) -> bool:
    """Say whether the account may send an answer: of a rumour only a second person, once two agreed on a verdict."""
    return kind != RUMOUR or (agreed_by is not None and author_id != viewer.account_id)


def is_older_than_verdict(kind: str, written_at: datetime, agreed_at: datetime | None) -> bool:
    """Say whether an answer was written before two agreed on what is true: it may say the contrary."""
    return kind == RUMOUR and agreed_at is not None and written_at < agreed_at


def may_be_told(sensitivity: str, wall: str, status: str) -> bool:
    """Say whether a case gets an incident's answer: what is walled or protected is answered on its own alone."""
    return sensitivity != "S3" and wall in ("none", "lifted") and status not in ("closed", "closing")


def is_owed(kind: str, *, waits: bool, answered: bool) -> bool:
    """Say whether a case is owed an incident's answer: its citizen waits, or asks about a rumour and heard nothing."""
    return waits or (kind == RUMOUR and not answered)


def is_surge(cases: int, contacts: int, before: int) -> bool:
    """Say whether so many cases of one place and category in the window are more than usual there."""
    usual = before * (SURGE_WINDOW / USUAL_WINDOW)
    return cases >= SURGE_CASES and contacts >= SURGE_CONTACTS and cases >= SURGE_FACTOR * usual
