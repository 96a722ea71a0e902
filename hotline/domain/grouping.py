"""Which texts stand together: the ones that are alike, tell nothing new, and may be read by the same people.

Measured on re-sent and re-told texts: from SAME on a text came again; from ALIKE on it tells the same in other words,
and one decision fits both; from NEAR on it is worth a person's look.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from hotline.domain.findings import Findings

SAME, ALIKE, NEAR = 70, 58, 40
# Older texts are of another day's events.
WINDOW = timedelta(hours=48)
_SIGN = "sign:"


@dataclass(frozen=True, slots=True)
class Leader:
    """The first text of a group: how alike in hundredths, and what its group tells already."""

    case_id: UUID
    likeness: int
    told: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a text stands: in the group that `leader` leads (None: alone), near which one, and whether it is news."""

    leader: UUID | None
    likeness: int
    near: UUID | None
    news: bool


def find_group(leaders: Sequence[Leader], told: frozenset[str]) -> Standing:
    """Return where a text stands; one that tells what its like did not tell stands out of their group."""
    ranked = sorted(leaders, key=lambda leader: (-leader.likeness, leader.case_id))
    near = next((leader for leader in ranked if leader.likeness >= NEAR), None)
    alike = [leader for leader in ranked if leader.likeness >= ALIKE]
    fitting = next((leader for leader in alike if told <= leader.told), None)
    if fitting is not None:
        return Standing(fitting.case_id, fitting.likeness, None, news=False)
    return Standing(None, 100, near.case_id if near else None, news=bool(alike))


def tells_more(leader: Collection[str], told: Collection[str]) -> bool:
    """Say whether a leader tells of harm that a text of its group does not; a place alone changes nothing."""
    return any(code.startswith(_SIGN) for code in set(leader) - set(told))


def told_by(found: Findings, signs: frozenset[str]) -> frozenset[str]:
    """Return what a text tells, as codes: where, and the signs of harm in it; never its words.

    Its urgency is no part of it: it sways with the wording, and the most urgent of a group leads it in any case.
    """
    place = {f"place:{found.place.code}"} if found.place else set()
    return frozenset({*place, *(f"{_SIGN}{name}" for name in signs)})


def side(accused: frozenset[UUID], sensitivity: str, *, exercise: bool) -> str:
    """Name those who may read a text: only texts of one side are ever compared, so that no wall shows through."""
    barred = ",".join(sorted(str(body) for body in accused))
    return f"{'S3' if sensitivity == 'S3' else ''}|{barred}|{'exercise' if exercise else ''}"
