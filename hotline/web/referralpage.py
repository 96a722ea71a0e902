"""What the case page shows of its sheets: consent, offices, what came back, and what to take out of an extract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from flask import request

from hotline.domain.redaction import Doubt
from hotline.domain.referral import ASKED, OPEN, coarse_times
from hotline.domain.walls import Viewer
from hotline.services import referrals as work
from hotline.services import telling
from hotline.store import drafts, referrals
from hotline.store.models.casework import Case, Draft
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork
from hotline.web import places
from hotline.web.i18n import gettext
from hotline.web.kept import Kept
from hotline.web.referralwords import (
    CHECK_WORDS,
    DOUBT_WORDS,
    FINDING_WORDS,
    HOW_WORDS,
    STATE_WORDS,
    TOLD_WORDS,
    refusal,
)
from hotline.web.surroundings import here
from hotline.web.times import month_words


def gather(unit: UnitOfWork, viewer: Viewer, case: Case, kept: Kept, held: Collection[str]) -> dict[str, Any]:
    """Return the values that `work/_referral.html` reads; offices only where somebody is accused.

    `held` names what the case has beside it, see `beside.of_case`.
    """
    office = here().tools.office.read(unit.session)
    offices = work.offices(unit, case, office) if case.wall != "none" else []
    found = work.doubts(unit, case, kept.text, office) if kept.form == "referrals" and kept.text else []
    begun = drafts.of(unit.session, case.id, viewer.account_id, drafts.EXTRACT) if offices else None
    sheets = referrals.of_case(unit.session, case.id) if "referrals" in held else []
    shown = [
        (row, name, referrals.extract(unit.vault, row), referrals.office_words(unit.vault, row)) for row, name in sheets
    ]
    asked = {row.desk_id for row, _ in sheets if row.state in OPEN}
    checks = referrals.checks_of(unit.session, case.id) if "checks" in held else []
    return {
        "offices": [(desk, name) for desk, _, name in offices], "asks": bool(asked),
        "free_offices": [(desk, name) for desk, _, name in offices if desk not in asked],
        **_consent(unit, case, is_noted="consent" in held),
        "referrals": shown, **_owed(unit, case, [one for one in shown if telling.is_untold(one[0])]),
        "checks": [one for one in checks if one.state == ASKED],
        "check_answers": [(key, gettext(words)) for key, words in CHECK_WORDS.items()],
        "consent_how": [(key, gettext(words)) for key, words in HOW_WORDS.items()],
        "must_go": _by_kind(found, is_forbidden=True), "doubts": _by_kind(found, is_forbidden=False),
        **_where_and_when(case, office),
        "begun": begun, "extract": kept.text if kept.form == "referrals" else _words(unit, begun),
        "to_send": kept.text.strip() if kept.form == "referrals" else "",
        "is_forbidden": any(one.is_forbidden for one in found),
        "referral_states": STATE_WORDS, "findings": FINDING_WORDS, "refusal": refusal, "told": TOLD_WORDS,
    }  # fmt: skip


def _consent(unit: UnitOfWork, case: Case, *, is_noted: bool) -> dict[str, Any]:
    """Return what the citizen last said, and how: what was just chosen, or else what was written down."""
    given, how = referrals.consent_told(unit.session, case.id) if is_noted else (None, "")
    return {"consent": given, "consent_by": request.form.get("how", how)}


def _owed(unit: UnitOfWork, case: Case, untold: list[Any]) -> dict[str, Any]:
    """Return the outcomes that the citizen was not told, whether an answer with them leaves, and what was ticked."""
    return {
        "untold": untold, "telling": bool(untold) and telling.is_on_its_way(unit, case),
        "tells": request.values.get("tells") == "1",
    }  # fmt: skip


def _words(unit: UnitOfWork, begun: Draft | None) -> str:
    return drafts.text(unit.vault, begun) if begun else ""


def _where_and_when(case: Case, office: Office) -> dict[str, Any]:
    """Return the places and times a sheet may name, coarse ones alone, and those that were chosen for it."""
    near = [(str(one.id), places.coarse(one, None)) for one in work.coarse_places(case, office)]
    times = [(one, month_words(one)) for one in coarse_times(case.received_at)]
    none = ("", gettext("ne pas dire"))
    return {
        "sheet_places": [*near, none], "sheet_months": [*times, none],
        "sheet_desk": request.form.get("desk", ""),
        "sheet_place": request.form.get("place", near[0][0] if near else ""),
        "sheet_month": request.form.get("month", times[0][0]),
    }  # fmt: skip


def _by_kind(found: list[Doubt], *, is_forbidden: bool) -> list[tuple[str, list[str]]]:
    """Return the words to take out, or to look at again, together by what they are."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for one in found:
        if one.is_forbidden == is_forbidden:
            kinds[gettext(DOUBT_WORDS[one.kind])].append(one.words)
    return list(kinds.items())
