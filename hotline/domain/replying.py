"""A body's reply to a figure about it: what cases it disputes and why, and the figure without them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from hotline.domain.publishing import SMALLEST, Figure, hidden, rounded

# Why a body says that a case should not count against it.
REASONS = ("not_ours", "done_otherwise", "late_to_us", "counted_twice", "needs_nothing")
# Why an administrator does not publish a reply; what it says of the figures is no reason.
REFUSALS = ("tells_of_citizen", "insults", "beside_the_point")
LONGEST, MOST_DISPUTED = 2_000, 200


def plain(words: str) -> str:
    """Return words without signs that are none: they are published as they stand, also where those cannot be held."""
    return "".join(one for one in words if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs"))


def without(whole: Sequence[Figure], rest: Sequence[Figure], disputed: int) -> list[Figure]:
    """Return a figure without the disputed cases as the public may see it.

    Where fewer than five are gone, the difference of both figures would tell of single cases: nothing is shown.
    """
    left = {row["metric"]: row for row in rest}
    return [_row(row, left.get(row["metric"], {**row, "n": 0}), disputed) for row in whole]


def tally(reasons: Iterable[str]) -> Mapping[str, int | None]:
    """Return how often each reason was given, in the order of the list; under five no number."""
    counted = Counter(reasons)
    return {why: counted[why] if counted[why] >= SMALLEST else None for why in REASONS if counted[why]}


def _row(whole: Figure, rest: Figure, disputed: int) -> Figure:
    gone = (whole["n"] or 0) - (rest["n"] or 0)
    if gone and min(gone, disputed) < SMALLEST:
        return hidden(whole)
    return rounded([rest])[0]
