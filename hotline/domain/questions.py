"""Questions an auditor puts to the trail: which case, whose acts, acts of which kind, on which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from hotline.domain.references import is_reference

# What an account was shown of a case.
READS = frozenset({"case_read", "case_opened", "number_shown", "text_shown", "sheet_read"})
# What showed only a sheet with an extract of the case, and never the case.
EXTRACTS = frozenset({"sheet_read"})
CASE, EXTRACT, STEPS, WORD = "case", "extract", "steps", "word"
# What people ask for, and the kinds of events that tell of it.
ACTIONS: Mapping[str, frozenset[str]] = {
    "reads": READS,
    "sign_ins": frozenset({"signed_in", "signed_out", "sign_in_refused"}),
    "taken_away": frozenset({"exported", "printed", "searched", "trail_searched", "checkpoint_handed_out"}),
    "accounts": frozenset({
        "account_invited", "account_revised", "account_deactivated", "account_reactivated", "password_changed",
        "link_issued", "link_used",
    }),
    "office": frozenset({
        "body_added", "body_revised", "desk_added", "desk_revised", "place_added", "place_revised",
        "category_revised", "rule_added", "rule_revised", "calendar_written", "limits_written", "holiday_added",
        "holiday_revised", "holiday_removed", "number_added", "number_revised", "number_removed", "template_added",
        "template_revised", "wording_drafted", "wording_reviewed", "language_switched_on", "language_switched_off",
        "direction_revised",
        "quiet_hours_revised", "duty_added", "duty_revised", "duty_removed", "duty_phone_set",
    }),
    "limits": frozenset({"due_changed", "breached", "escalated", "paged", "page_answered"}),
    "figures": frozenset({
        "figures_published", "figure_disputed", "reply_proposed", "reply_published", "reply_refused",
    }),
    "gateways": frozenset({
        "gateway_tested", "gateway_started", "gateway_stopped", "setup_shown", "journal_reread",
    }),
    "walls": frozenset({"walled", "wall_confirmed", "wall_lift_asked", "wall_lifted", "safety_alert_sent"}),
    "owners": frozenset({
        "category_corrected", "routed", "taken", "released", "returned", "transferred", "transfer_offered",
        "transfer_accepted", "transfer_refused", "transfer_expired", "sorted", "sorting_undone", "place_chosen",
        "urgency_raised", "urgency_changed",
    }),
    "answers": frozenset({
        "answered", "sent_again", "left_unsent", "call_wanted", "called", "call_claimed", "call_noted", "progress_told",
        "info_requested", "noted", "second_read",
    }),
    "closings": frozenset({
        "closing_asked", "closing_withdrawn", "closing_answered", "closed", "reopened", "excluded", "exclusion_lifted",
    }),
    "citizens": frozenset({
        "received", "text_joined", "text_repeated", "citizen_thanked", "status_asked", "answer_read",
        "answer_fetched", "call_asked", "citizen_opted_out", "citizen_opted_in", "place_told", "pin_chosen",
        "pin_accepted", "pin_refused",
    }),
    "sending": frozenset({
        "text_accepted", "text_sent", "text_delivered", "text_failed", "text_undelivered", "text_cancelled",
        "text_unknown", "text_unconfirmed", "text_missing", "acknowledgement_withheld",
    }),
}  # fmt: skip
# Whatever else happens.
OTHER = "other"
KNOWN = frozenset().union(*ACTIONS.values())
FIELDS = ("case", "account", "action", "from", "to")
LONGEST = timedelta(days=10 * 366)


class BadQuestion(ValueError):
    """A question that cannot be asked; `errors` says by field which code of sentence tells why."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Take the codes by field."""
        super().__init__(str(dict(errors)))
        self.errors = errors


def showed(kind: str, data: Mapping[str, Any]) -> str | None:
    """Return what an event tells was shown: a case, or an extract, the steps or one word of it; None: nothing."""
    if kind not in READS:
        return None
    if kind in EXTRACTS:
        return EXTRACT
    return next((less for less in (STEPS, WORD) if data.get(less)), CASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for; what is left open holds for all. Days are of Bamako, which is UTC, the last included."""

    case: str = ""
    account: UUID | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_open(self) -> bool:
        """Say whether nothing was asked for."""
        return self == Question()

    @property
    def is_for_one_case(self) -> bool:
        """Say whether a case is all that was asked for."""
        return bool(self.case) and self == Question(case=self.case)

    @property
    def start(self) -> datetime | None:
        """Return the first moment looked at."""
        return datetime.combine(self.first, time(), UTC) if self.first else None

    @property
    def end(self) -> datetime | None:
        """Return the moment before which events count."""
        return datetime.combine(self.last + timedelta(days=1), time(), UTC) if self.last else None


def read_question(fields: Mapping[str, str]) -> Question:
    """Return what a form asks; raises BadQuestion with every field that is none."""
    errors: dict[str, str] = {}
    case = "".join(fields.get("case", "").split())
    if case and not is_reference(case):
        errors["case"] = "no_reference"
    action = fields.get("action", "")
    if action and action not in (*ACTIONS, OTHER):
        errors["action"] = "unknown"
    account = _account(fields.get("account", ""), errors)
    first, last = (_day(fields, name, errors) for name in ("from", "to"))
    if first and last and not timedelta(0) <= last - first <= LONGEST:
        errors["to"] = "order" if last < first else "long"
    if errors:
        raise BadQuestion(errors)
    return Question(case, account, action, first, last)


def _account(written: str, errors: dict[str, str]) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        errors["account"] = "unknown"
        return None


def _day(fields: Mapping[str, str], name: str, errors: dict[str, str]) -> date | None:
    written = fields.get(name, "").strip()
    try:
        day = date.fromisoformat(written) if written else None
    except ValueError:
        day = date.max
    # Another year than ours has no next day, or lies before the calendar of the database.
    if day and not 1970 <= day.year < 9999:
        errors[name] = "no_day"
        return None
    return day
