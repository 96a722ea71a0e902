"""Where cases stand among their like, as rows; found by keyed lines of a sketch, so that nothing is compared twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Row, Uuid, bindparam, select, text, update
from sqlalchemy.orm import Session

from hotline import ids
from hotline.store.models.sorting import Standing
from hotline.store.models.traffic import Message

# The leaders that share most lines with a text; more are never compared with it.
MOST_COMPARED = 8
_LIKE = """
    SELECT case_id FROM standings, LATERAL (
        SELECT count(*) AS shared FROM unnest(sketch) line WHERE line = ANY(:lines)
    ) lines
    WHERE sketch && :lines AND at > :since ORDER BY shared DESC, at DESC LIMIT :most
    """
_ALIKE = text(_LIKE).bindparams(bindparam("lines", type_=ARRAY(BigInteger))).columns(case_id=Uuid).subquery("alike")
_LEADERS = (
    select(Standing, Message)
    .join(_ALIKE, _ALIKE.c.case_id == Standing.case_id)
    .join(Message, Message.id == Standing.message_id)
)


def leaders(session: Session, lines: Sequence[int], since: datetime) -> Sequence[Row[Standing, Message]]:
    """Return the leaders since then whose sketches share most lines with these, each with its text."""
    if not lines:
        return []
    return session.execute(_LEADERS, {"lines": list(lines), "since": since, "most": MOST_COMPARED}).all()


def get(session: Session, case_id: UUID) -> Standing | None:
    """Return where a case stands; None for one from before this was kept."""
    return session.get(Standing, case_id)


def leader_of(session: Session, group_id: UUID) -> Standing | None:
    """Return the one that leads a group."""
    query = select(Standing).where(Standing.group_id == group_id, Standing.sketch != [])
    return session.scalars(query.order_by(Standing.at).limit(1)).first()


def step_out(session: Session, standing: Standing) -> None:
    """Let a case stand alone; if it led its group, the next one leads it from now on."""
    if standing.sketch:
        heir = select(Standing.case_id).where(
            Standing.group_id == standing.group_id, Standing.case_id != standing.case_id
        ).order_by(Standing.at).limit(1).scalar_subquery()  # fmt: skip
        handed = {"sketch": standing.sketch, "told": standing.told}
        session.execute(update(Standing).where(Standing.case_id == heir).values(**handed))
    standing.group_id, standing.sketch = ids.new_id(), []
    session.flush()
