"""Which wish for a call a case came of, and what came of one: among what the viewer may read, and never beyond."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.domain.callbacks import WISH
from hotline.store.models.casework import Case

CALL = "call"


def came_of(case: Case, linked: Sequence[Case]) -> list[Case]:
    """Return the wish for a call whose words opened a case; `linked`: the cases beside it that the viewer reads."""
    return [one for one in of_phone(case, linked) if _opened(one, case)]


def led_to(case: Case, linked: Sequence[Case]) -> list[Case]:
    """Return the cases that were opened by what was said when a wish for a call was met."""
    return [one for one in of_phone(case, linked) if _opened(case, one)]


def of_phone(case: Case, linked: Sequence[Case]) -> list[Case]:
    """Return those of the linked cases that the same phone brought."""
    return [one for one in linked if case.contact_id is not None and one.contact_id == case.contact_id]


def _opened(wish: Case, case: Case) -> bool:
    is_said = case.category != WISH and case.channel == CALL
    return is_said and wish.category == WISH and wish.received_at <= case.received_at
