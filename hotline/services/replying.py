"""A body replies to a figure about it and disputes cases; another person, an administrator, lets the reply stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID

from hotline import ids
from hotline.domain import replying as rules
from hotline.domain.publishing import canonical, moved
from hotline.domain.redaction import Doubt, examine
from hotline.domain.walls import Viewer
from hotline.services import extracts
from hotline.services.casework import Mistake, NotFound, checked
from hotline.services.publishing import Publisher
from hotline.signing import is_signed
from hotline.store import cases, events, publications, replies
from hotline.store.models.casework import Case
from hotline.store.models.publications import FigureReply, Publication, ReplyStatement
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

# Draws a published figure as it stands now, whole and without some cases.
Draw = Callable[[Collection[UUID]], Mapping[str, Any]]


class NotDisputable(Exception):
    """Some references are not of cases that this account may dispute; which they are is all that is said of them."""

    def __init__(self, references: Collection[str]) -> None:
        """Take the references."""
        super().__init__("not_disputable")
        self.references = sorted(references)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a body wants to say, the cases it disputes (reference: why), and whether it answers for doubts."""

    words: str
    disputed: Mapping[str, str]
    vouched: bool = False


@dataclass(frozen=True, slots=True)
class How:
    """What a reply is checked against, and what draws the figure with and without its cases."""

    office: Office
    draw: Draw


def propose(unit: UnitOfWork, by: Viewer, to: Publication, draft: Draft, how: How) -> None:
    """Keep a reply for an administrator; raises NotFound, Mistake, NotDisputable."""
    publications.hold(unit.session)
    if by.body_id is None or by.body_id != to.body_id:
        raise NotFound
    if publications.restated_by(unit.session, to.number):
        raise Mistake("restated_already")
    if replies.standing(unit.session, to.number):
        raise Mistake("reply_stands")
    words, found = checked(rules.plain(draft.words), rules.LONGEST), disputed(unit, by, to, draft)
    seen = doubts(unit, found, words, how.office)
    if any(one.is_forbidden for one in seen):
        raise Mistake("extract_forbidden")
    if seen and not draft.vouched:
        raise Mistake("extract_doubtful")
    against = {str(case.id): draft.disputed[case.reference] for case in found}
    _write(unit, by, to, (words, against), how.draw([case.id for case in found]))


def disputed(unit: UnitOfWork, by: Viewer, to: Publication, draft: Draft) -> list[Case]:
    """Return the disputed cases; raises Mistake, and NotDisputable for what the account may not see or is not counted.

    Of a case behind the wall nothing is said that is not said of one that does not exist.
    """
    if len(draft.disputed) > rules.MOST_DISPUTED:
        raise Mistake("many_disputed")
    if any(why not in rules.REASONS for why in draft.disputed.values()):
        raise Mistake("no_reason")
    body_id, said = to.body_id, to.statement
    days = tuple(datetime.combine(datetime.fromisoformat(said[one]), time(), UTC) for one in ("first", "last"))
    found = (
        replies.disputable(unit.session, by, body_id, (days[0], days[1]), draft.disputed)
        if body_id and draft.disputed
        else []
    )
    missing = set(draft.disputed) - {case.reference for case in found}
    if missing:
        raise NotDisputable(missing)
    return found


def doubts(unit: UnitOfWork, found: Collection[Case], words: str, office: Office) -> list[Doubt]:
    """Return what a reply must not hold of the cases it disputes, and what in it could tell who a citizen is."""
    return examine(words, extracts.known_of(unit, found, office))


def publish(unit: UnitOfWork, by: Publisher, decider: UUID, to: Publication) -> None:
    """Sign a reply, so that it stands beside its figure for good; raises Mistake where nobody else proposed one."""
    row = _proposed(unit, decider, to)
    row.state = "published"
    said = {
        "replies_to": to.number,
        "digest": sha256(canonical(to.statement)).hexdigest(),
        "about": to.statement["about"],
        "words": replies.words(unit.vault, row),
        "disputed": len(row.disputed),
        "reasons": rules.tally(row.disputed.values()),
        "moved": moved(to.statement["figures"], row.drawn["whole"]),
        **row.drawn,
    }
    signed = canonical(said, "reply")
    digest, n = sha256(signed).hexdigest(), len(row.disputed)
    events.append_house(unit, "reply_published", by.actor, number=to.number, digest=digest, disputed=n)
    unit.session.add(
        ReplyStatement(
            number=to.number, statement=said, signature=by.signer.sign(signed), public_key=by.signer.public_key,
            at=unit.now,
        )
    )  # fmt: skip


def refuse(unit: UnitOfWork, by: Viewer, to: Publication, why: str) -> None:
    """Give a reply back with a reason, so that the body may write another; raises Mistake."""
    if why not in rules.REFUSALS:
        raise Mistake("no_reason")
    row = _proposed(unit, by.account_id, to)
    row.state, row.why = "refused", why
    events.append_house(unit, "reply_refused", events.by_account(by.account_id), number=to.number, why=why)


def holds(row: ReplyStatement) -> bool:
    """Say whether a reply is what was signed."""
    return is_signed(canonical(row.statement, "reply"), row.signature, row.public_key)


def _proposed(unit: UnitOfWork, decider: UUID, to: Publication) -> FigureReply:
    publications.hold(unit.session)
    row = replies.standing(unit.session, to.number)
    if row is None or row.state != "proposed":
        raise Mistake("no_reply")
    if row.proposed_by == decider:
        raise Mistake("own_reply")
    row.decided_by, row.decided_at = decider, unit.now
    return row


def _write(
    unit: UnitOfWork, by: Viewer, to: Publication, reply: tuple[str, Mapping[str, str]], drawn: Mapping[str, Any]
) -> None:
    """Write the reply, and that each case was disputed into its own trail."""
    row_id, actor, (words, against) = ids.new_id(), events.by_account(by.account_id), reply
    row = FigureReply(
        id=row_id, number=to.number, state="proposed", disputed=dict(against),
        words_sealed=unit.vault.seal(words, "figure_replies", "words_sealed", row_id),
        drawn=dict(drawn), proposed_by=by.account_id, proposed_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    for case_id, why in sorted(against.items()):
        events.append(unit, cases.locked(unit.session, UUID(case_id)).id, "figure_disputed", actor,
                      number=to.number, why=why)  # fmt: skip
    commitment = unit.vault.commitment(row_id, words)
    events.append_house(unit, "reply_proposed", actor, number=to.number, disputed=len(against), commitment=commitment)
