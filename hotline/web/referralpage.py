"""What the case page shows of its sheets: consent, offices, what came back, and what to take out of an extract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from hotline.domain.redaction import Doubt
from hotline.domain.referral import ASKED
from hotline.services import referrals as work
from hotline.services import telling
from hotline.store import referrals
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork
from hotline.web.i18n import gettext
from hotline.web.kept import Kept
from hotline.web.referralwords import (
    CHECK_WORDS,
    DOUBT_WORDS,
    FINDING_WORDS,
    HOW_WORDS,
    REFUSAL_WORDS,
    STATE_WORDS,
    TOLD_WORDS,
)
from hotline.web.surroundings import here


def gather(unit: UnitOfWork, case: Case, kept: Kept, held: Collection[str]) -> dict[str, Any]:
    """Return the values that `work/_referral.html` reads; offices only where somebody is accused.

    `held` names what the case has beside it, see `beside.of_case`.
    """
    office = here().tools.office.read(unit.session)
    offices = work.offices(unit, case, office) if case.wall != "none" else []
    found = work.doubts(unit, case, kept.text, office) if kept.form == "referrals" and kept.text else []
    sheets = referrals.of_case(unit.session, case.id) if "referrals" in held else []
    checks = referrals.checks_of(unit.session, case.id) if "checks" in held else []
    return {
        "offices": [(desk, name) for desk, _, name in offices],
        "consent": referrals.consent(unit.session, case.id) if "consent" in held else None,
        "referrals": [
            (row, name, referrals.extract(unit.vault, row), referrals.office_words(unit.vault, row))
            for row, name in sheets
        ],
        "untold": telling.untold(unit, case) if sheets else [],
        "checks": [one for one in checks if one.state == ASKED],
        "check_answers": [(key, gettext(words)) for key, words in CHECK_WORDS.items()],
        "consent_how": [(key, gettext(words)) for key, words in HOW_WORDS.items()],
        "must_go": _by_kind(found, is_forbidden=True), "doubts": _by_kind(found, is_forbidden=False),
        "to_send": kept.text.strip() if kept.form == "referrals" else "",
        "is_forbidden": any(one.is_forbidden for one in found),
        "referral_states": STATE_WORDS, "findings": FINDING_WORDS, "refusals": REFUSAL_WORDS, "told": TOLD_WORDS,
    }  # fmt: skip


def _by_kind(found: list[Doubt], *, is_forbidden: bool) -> list[tuple[str, list[str]]]:
    """Return the words to take out, or to look at again, together by what they are."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for one in found:
        if one.is_forbidden == is_forbidden:
            kinds[gettext(DOUBT_WORDS[one.kind])].append(one.words)
    return list(kinds.items())
