"""What a provider's own list says of texts of which nobody knows whether they left.

Nothing of ours comes back in such a list: only the number, the words, the time, and the provider's id and state. So a
text counts as found only where nothing else can be meant, and as missing only where the list shows that it would have
been seen. Everything else is left to a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from hotline.domain.phones import is_e164
from hotline.domain.segments import fold

# How far a provider's clock may stand from ours.
SKEW = timedelta(minutes=5)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One text in a provider's list; `at` is when the provider made it."""

    provider_id: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime
    state: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """All a provider lists for one number, if `complete`; and some of its newest texts, whoever they went to."""

    texts: tuple[Sighting, ...]
    newest: tuple[Sighting, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """An attempt of ours of which nobody knows whether it left, with its words."""

    attempt_id: UUID
    text: str = field(repr=False)
    started_at: datetime


class Verdict(Enum):
    """What a list says of an attempt besides having found it."""

    MISSING = "missing"
    UNCLEAR = "unclear"


def judge(lost: Sequence[Lost], listing: Listing, known: Set[str]) -> dict[UUID, Sighting | Verdict]:
    """Return for each lost attempt to one number what became of it; `known` are ids that belong to other attempts."""
    free = [text for text in listing.texts if text.provider_id not in known]
    verdicts: dict[UUID, Sighting | Verdict] = {one.attempt_id: _absence(one, free, listing, known) for one in lost}
    alike: defaultdict[str, list[Lost]] = defaultdict(list)
    for one in sorted(lost, key=lambda one: one.started_at):
        alike[_plain(one.text)].append(one)
    for words, group in alike.items():
        seen = sorted((text for text in free if _plain(text.text) == words), key=lambda text: text.at)
        verdicts.update(_pairs(group, seen))
    return verdicts


def _pairs(group: Sequence[Lost], seen: Sequence[Sighting]) -> Iterator[tuple[UUID, Sighting]]:
    """Pair what is beyond doubt: as many copies as were handed over, each made no earlier, all in one state.

    Between copies of the same words nobody can tell which is which; as long as they fared alike, nobody needs to.
    """
    pairs = list(zip(group, seen, strict=False))
    fared = {(text.state, text.code) for text in seen}
    if len(group) == len(seen) and len(fared) == 1 and all(text.at >= one.started_at - SKEW for one, text in pairs):
        yield from ((one.attempt_id, text) for one, text in pairs)


def _absence(one: Lost, free: Sequence[Sighting], listing: Listing, known: Set[str]) -> Verdict:
    """Say whether a text is surely not in the list: nothing there could be it, and the list hides nothing.

    An account may be set to blank words or numbers. So no unknown text to this number may be there at all, and among
    the newest texts must be one of ours that shows its number and its words.
    """
    could_be = any(text.at >= one.started_at - SKEW for text in free)
    shows = any(text.provider_id in known and is_e164(text.to) and text.text.strip() for text in listing.newest)
    return Verdict.MISSING if listing.complete and shows and not could_be else Verdict.UNCLEAR


def _plain(text: str) -> str:
    """Return words as they can be compared: a provider may have folded them, or trimmed the ends."""
    return _BLANKS.sub(" ", fold(text)).strip()
