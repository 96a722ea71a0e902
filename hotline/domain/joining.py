"""Where a text belongs: to a case its sender has, or to one of its own. Walled before joined, always.

A text joins a case only if nobody who may read that case is barred from the text, and it neither raises the
sensitivity nor changes the subject. Otherwise it opens its own linked case, and the old one shows nothing. Where an
officer asked, what comes is taken for the answer, whatever its few words look like: a danger is not, nor an accusation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hotline.domain.callbacks import WISH
from hotline.domain.findings import SENSITIVITIES
from hotline.domain.lifecycle import Status, still_reopens
from hotline.domain.walls import Barred

# Categories that carry no subject of their own: they follow whatever the case is about.
FOLLOWING = frozenset({"follow_up", "chatter", WISH})
# As sensitive as what accuses nobody may look and still be an answer: whoever reads the case may read it.
_OF_AN_ANSWER = "S2"
# What only an unsure guess protects answers as what it says, "since Tuesday" or "three days".
_OF_A_GUESS = "S1"


@dataclass(frozen=True, slots=True)
class Text:
    """A text as far as joining cares; `understood` is false for a language nobody can vouch for.

    One that stands `alone` joins no case but one it names: a code that guards it must open nobody else's words. What is
    `pressing`, a danger, answers no question. It is `guessed` where no word speaks for what protects it. One that
    `wishes_too` says something, and asks for a call beside it.
    """

    category: str
    sensitivity: str
    accused: frozenset[UUID]
    understood: bool
    unsure: bool
    thanks_only: bool
    names: frozenset[str]
    alone: bool = False
    pressing: bool = False
    guessed: bool = False
    wishes_too: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case of the same sender, newest activity first when several are given.

    `independent` is its desk; `wished`: a call about it is wished for; `asked`: a question to its citizen is open.
    """

    case_id: UUID
    reference: str
    status: str
    category: str
    sensitivity: str
    accused: frozenset[UUID]
    closed_at: datetime | None
    independent: bool = True
    wished: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What to do with a text: `join`, `reopen`, `appeal`, `thank` a case, or `open` one, linked to `case_id`."""

    how: str
    case_id: UUID | None


def find_place(text: Text, candidates: Sequence[Candidate], barred: Barred, now: datetime) -> Place:
    """Return where the text goes; the sender's cases come in with the newest activity first."""
    recent = [case for case in candidates if _is_recent(text, case, now)]
    for case in sorted(recent, key=lambda case: _order(text, case)):
        if may_join(text, case, barred) and (text.category != WISH or _may_wish(text, case, candidates, barred)):
            return Place(_how(text, case), case.case_id)
    return Place("open", recent[0].case_id if recent else None)


def keeps_wish(text: Text, place: Place, candidates: Sequence[Candidate], barred: Barred) -> bool:
    """Say whether the case that a text joins as an answer keeps the wish for a call that stands beside it."""
    joined = [case for case in candidates if case.case_id == place.case_id and place.how == "join"]
    return any(_answers_and_wishes(text, case) and _may_be_shown_wish(case, candidates, barred) for case in joined)


def may_join(text: Text, case: Candidate, barred: Barred) -> bool:
    """Say whether the text may be shown to everybody who may read the case."""
    walled_enough = _is_hidden(case.accused, barred) or (
        not _is_hidden(text.accused, barred) and _barred(text.accused, barred) <= _barred(case.accused, barred)
    )
    least, level = case.sensitivity, text.sensitivity
    if _answers(text, case):
        least, level = max(least, _OF_AN_ANSWER), _OF_A_GUESS if text.guessed else level
    calm = SENSITIVITIES.index(level) <= SENSITIVITIES.index(least)
    return walled_enough and calm and text.understood and _same_subject(text, case)


def _answers(text: Text, case: Candidate) -> bool:
    return case.asked and not text.pressing and not text.accused


def _same_subject(text: Text, case: Candidate) -> bool:
    if text.alone and case.reference not in text.names:
        return False
    if text.thanks_only or text.category in FOLLOWING or text.category == case.category or _answers(text, case):
        return True
    return text.unsure or case.reference in text.names


def _may_wish(text: Text, case: Candidate, candidates: Sequence[Candidate], barred: Barred) -> bool:
    """Say whether a wish for a call belongs to a case: one it names, that of an earlier wish, or one it answers.

    One that answers nothing has no words. Guessing would show it to whoever reads the newest case, and its citizen may
    want to complain about just them. Nor does a desk that is not independent see a wish it may not fulfil, because the
    same phone accuses its body elsewhere.
    """
    wished = (case.category == WISH or case.wished) and case.status != Status.CLOSED
    if case.reference not in text.names and not wished and not _answers_and_wishes(text, case):
        return False
    return _may_be_shown_wish(case, candidates, barred)


def _answers_and_wishes(text: Text, case: Candidate) -> bool:
    return text.wishes_too and _answers(text, case)


def _may_be_shown_wish(case: Candidate, candidates: Sequence[Candidate], barred: Barred) -> bool:
    anywhere = frozenset().union(*(other.accused for other in candidates))
    if case.independent or _is_hidden(case.accused, barred):
        return True
    return not _is_hidden(anywhere, barred) and _barred(anywhere, barred) <= _barred(case.accused, barred)


def _is_recent(text: Text, case: Candidate, now: datetime) -> bool:
    if case.status != Status.CLOSED:
        return True
    named = case.reference in text.names
    return case.closed_at is not None and still_reopens(case.closed_at, now, reference_named=named)


def _order(text: Text, case: Candidate) -> tuple[bool, ...]:
    """Named first, then open, then asked about, then of the same subject; one without goes behind a wall rather."""
    return (
        case.reference not in text.names,
        case.status == Status.CLOSED,
        not _answers(text, case) or (text.category in FOLLOWING and not text.wishes_too),
        case.category != text.category and text.category not in FOLLOWING,
        not case.accused,
    )


def _how(text: Text, case: Candidate) -> str:
    # Where a question is open, a mere "yes" or "thanks" is its answer, and somebody reads it.
    if text.thanks_only and not case.asked:
        return "thank"
    if case.status != Status.CLOSED:
        return "join"
    return "appeal" if case.reference in text.names else "reopen"


def _barred(accused: frozenset[UUID], barred: Barred) -> frozenset[UUID]:
    return frozenset().union(*(barred[body] for body in accused))


def _is_hidden(accused: frozenset[UUID], barred: Barred) -> bool:
    """Say whether an accused body that nobody knows hides the concern from everybody."""
    return any(body not in barred for body in accused)
