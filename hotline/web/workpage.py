"""What the case page shows of the work on it: what is under way, and what may be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from hotline.domain.callbacks import WISH
from hotline.domain.findings import URGENCIES
from hotline.domain.walls import COORDINATOR, Viewer
from hotline.domain.work import TAGS
from hotline.services import marking, mentions, telling
from hotline.store import beside, casefile, handovers, merges, messages, questions, scope, second_eyes, tags
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Message
from hotline.unit_of_work import UnitOfWork
from hotline.web import referralpage, translatepage
from hotline.web.callers import current_caller
from hotline.web.casewords import URGENCIES as URGENCY_WORDS
from hotline.web.i18n import gettext
from hotline.web.kept import Kept
from hotline.web.names import Names
from hotline.web.workwords import CALL_WORDS, EXCLUSION_WORDS, TAG_WORDS, WORK_MISTAKES


class Folded(NamedTuple):
    """A merge: its id, the other case, whether this one was folded into it, what was last written to the other, and
    whether it holds more."""

    id: str
    reference: str
    folded: bool
    at: datetime | None
    words: str
    others: bool = False


def gather(unit: UnitOfWork, viewer: Viewer, case: Case, names: Names, kept: Kept) -> dict[str, Any]:
    """Return the values that the templates of this room read as `work`."""
    held = beside.of_case(unit.session, case.id)
    offer = handovers.open_of(unit.session, case.id) if "offer" in held else None
    offer = offer if offer is not None and handovers.stands(offer, case) else None
    on = tags.of_case(unit.session, case.id) if "tags" in held else []
    return {
        "offer": offer, "offer_desk": names.desk(str(offer.desk_id)) if offer else "",
        "keeper": "" if case.desk_id == viewer.desk_id else names.desk(str(case.desk_id)),
        "tags": [(tag, gettext(TAG_WORDS[tag])) for tag in on],
        "free_tags": [(tag, gettext(TAG_WORDS[tag])) for tag in TAGS if tag not in on],
        "urgencies": [(level, gettext(URGENCY_WORDS[level])) for level in URGENCIES],
        "exclusions": [(why, gettext(words)) for why, words in EXCLUSION_WORDS.items()],
        "may_exclude": marking.may_exclude(case, viewer),
        "excluded": gettext(EXCLUSION_WORDS[case.excluded]) if case.excluded else "",
        "call_outcomes": [(outcome, gettext(words)) for outcome, words in CALL_WORDS.items()],
        **_calls(viewer, case, held), **_people(unit, viewer, case), "no_snooze": _no_snooze(unit, case),
        "merged": _merged(unit, viewer, case) if "merges" in held else [],
        "refused": viewer.role == COORDINATOR and bool(handovers.refused(unit.session, [case.id])),
        "question_at": questions.leaves_at(unit.session, case.id, unit.now) if case.status == "closing" else None,
        "last_message": _asking(unit, case), "now": unit.now, **_second(unit, viewer, case),
        **referralpage.gather(unit, viewer, case, kept, held),
        **translatepage.gather(unit, case, held),
    }  # fmt: skip


def _calls(viewer: Viewer, case: Case, held: frozenset[str]) -> dict[str, bool]:
    """Return whether a call waits, and whether it is the viewer's to make or settle as far as the desk alone says.

    What a wall around the phone says is left out: the page is the same with one.
    """
    ends_with_case = case.category == WISH
    return {
        "call_waits": "calls" in held and not (ends_with_case and case.status == "closed"),
        "call_ends": ends_with_case, "calls_itself": current_caller().is_independent,
        "call_is_here": "calls_placed" in held and case.desk_id == viewer.desk_id,
    }  # fmt: skip


def _no_snooze(unit: UnitOfWork, case: Case) -> str:
    """Return why a danger is not put aside, in words; empty where it may be."""
    code = marking.hinders_snooze(unit, case)
    return gettext(WORK_MISTAKES[code]) if code else ""


def _second(unit: UnitOfWork, viewer: Viewer, case: Case) -> dict[str, Any]:
    """Return the answer that waits for a second reader, and whether this account may be that reader."""
    row = second_eyes.open_of(unit.session, case.id) if case.sensitivity == "S3" else None
    return {
        "waiting_answer": row,
        "waiting_tells": row is not None and telling.awaits_reader(unit, case),
        "waiting_words": second_eyes.words(unit.vault, row) if row else "",
        "may_let_go": row is not None and row.author_id != viewer.account_id,
    }  # fmt: skip


def _people(unit: UnitOfWork, viewer: Viewer, case: Case) -> dict[str, Any]:
    """Return who else may read the case, who of them, at its desk, may be given it, and whether any coordinates."""
    found = mentions.others(unit, case, viewer)
    titles = casefile.titles(unit.session, [one.account_id for one in found])
    pairs = {one: (str(one.account_id), titles[one.account_id]) for one in found}
    own = [one for one in found if one.desk_id == case.desk_id and one.account_id != case.owner_id]
    return {
        "readers": list(pairs.values()), "colleagues": [pairs[one] for one in own],
        # The coordination is not asked to alert itself.
        "supervised": viewer.role != COORDINATOR and any(one.role == COORDINATOR for one in found),
    }  # fmt: skip


def _merged(unit: UnitOfWork, viewer: Viewer, case: Case) -> list[Folded]:
    """Return the merges the case has a part in, as far as the other case is in scope."""
    found = merges.of_case(unit.session, case.id)
    others = [one.into_id if one.from_id == case.id else one.from_id for one in found]
    shown = {other.id: other for other in scope.visible(unit.session, viewer, others)}
    pairs = [(one, shown[other]) for one, other in zip(found, others, strict=True) if other in shown]
    return [
        Folded(str(one.id), other.reference, one.from_id == case.id, *_last(unit, other, hide=one.from_id == case.id))
        for one, other in pairs
    ]


def _last(unit: UnitOfWork, case: Case, *, hide: bool) -> tuple[datetime | None, str, bool]:
    """Return the last text of a case that was folded in; whoever reads one of a strict wall is written down there."""
    texts = [] if hide or case.sensitivity == "S3" else messages.of_case(unit.session, case.id)
    if not texts:
        return None, "", False
    return texts[-1].received_at, messages.body(unit.vault, texts[-1]), len(texts) > 1


def _asking(unit: UnitOfWork, case: Case) -> str:
    """Return the citizen's last text, if it is what they wait for and may have been mere politeness."""
    if case.waiting_since is None or case.last_message_id is None:
        return ""
    message = unit.session.get(Message, case.last_message_id)
    return str(message.id) if message is not None and message.kind != "courtesy" else ""
