"""Every change of the office goes through `changing`: it keeps the walls whole and writes the house event.

A change is refused that leaves some body without an independent reader or desk, or nobody to administer. Cases that
it leaves at a closed desk, or at one of a body they are walled from, are moved in the same transaction. What is
refused never depends on a case: an administrator of an accused body must not learn from it that one exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from hotline.domain import walls
from hotline.domain.routing import NoDesk
from hotline.domain.taxonomy import Taxonomy
from hotline.services.languages import LanguageReader
from hotline.services.office_form import Fault, Wrong
from hotline.services.rehoming import misplaced, rehome
from hotline.store import office as rows
from hotline.store.events import Plain, append_house
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Account
from hotline.store.office import OfficeReader
from hotline.unit_of_work import UnitOfWork

# What no single field is to blame for.
WHOLE = "whole"
_ONE_AT_A_TIME = 7_301_002
_ABLE = (Account.deactivated_at.is_(None), Account.password_hash.is_not(None))
_INDEPENDENT = (walls.OVERSIGHT, walls.PROTECTION, walls.COORDINATION)


@dataclass(frozen=True, slots=True)
class Work:
    """One administrator's step: the transaction, who does it, and what the office stands on."""

    unit: UnitOfWork
    actor: str
    languages: LanguageReader
    taxonomy: Taxonomy
    gateways: Sequence[str]

    @property
    def session(self) -> Session:
        """Return the session of the transaction."""
        return self.unit.session


@dataclass
class Change:
    """What a change is called in the trail: codes and ids, never a name or an address."""

    kind: str = ""
    data: dict[str, Plain] = field(default_factory=dict)

    def tell(self, kind: str, **data: Plain) -> None:
        """Say what was done; whoever calls a service that writes its own event says nothing here."""
        self.kind, self.data = kind, data


@contextmanager
def changing(work: Work) -> Iterator[Change]:
    """Run a change of the office and settle what follows from it; raises Wrong, and nothing was changed.

    Two administrators wait for each other: each change is judged on the office it really changes.
    """
    unit = work.unit
    unit.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    alone, already = unprotected(unit.session), misplaced(unit.session, unit.now)
    change = Change()
    # What is still being read from a form must not reach the tables by way of a query.
    with unit.session.no_autoflush:
        yield change
    rows.touch(unit.session, unit.now)
    _refuse_worse(unit.session, alone)
    try:
        rehome(unit, work.actor, OfficeReader().read(unit.session), already)
    except NoDesk:
        raise Wrong({WHOLE: Fault("no_desk_left")}) from None
    if change.kind:
        append_house(unit, change.kind, work.actor, **change.data)


def unprotected(session: Session) -> frozenset[UUID]:
    """Return the bodies a complaint about which nobody independent could read, or no desk could take."""
    bodies = rows.bodies(session)
    return walls.bodies_without_reader(bodies, _readers(session)) | _without_desk(session, bodies)


def names(session: Session, body_ids: frozenset[UUID]) -> list[str]:
    """Return bodies by name, in order."""
    return list(session.scalars(select(Body.name).where(Body.id.in_(body_ids)).order_by(Body.name)))


def _refuse_worse(session: Session, before: frozenset[UUID]) -> None:
    """Refuse a body newly left alone.

    Only while a first office is being set up may an independent body wait for its readers, or it could never begin.
    """
    worse = unprotected(session) - before
    if before:
        kinds = {body.id: body.kind for body in rows.bodies(session)}
        worse = frozenset(body for body in worse if kinds[body] not in _INDEPENDENT)
    if worse:
        raise Wrong({WHOLE: Fault("no_reader", {"bodies": ", ".join(names(session, worse)[:5])})})
    if not _administrators(session):
        raise Wrong({WHOLE: Fault("no_administrator")})


def _readers(session: Session) -> list[walls.Viewer]:
    """Return who can read at all: an invitation counts once it is taken up."""
    able = select(Account).join(Body, Body.id == Account.body_id).where(Body.active, *_ABLE)
    return [rows.viewer_of(account) for account in session.scalars(able)]


def _without_desk(session: Session, bodies: Sequence[walls.Body]) -> frozenset[UUID]:
    """Return the bodies for which routing would find no independent desk."""
    barred = walls.barred_by(bodies)
    kinds = {body.id: body for body in bodies if body.active}
    homes = session.scalars(select(Desk.body_id).where(Desk.active).distinct())
    open_to = {home for home in homes if home in kinds and kinds[home].kind in _INDEPENDENT}
    return frozenset(body.id for body in bodies if not open_to - barred[body.id])


def _administrators(session: Session) -> int:
    able = select(func.count()).select_from(Account).join(Body, Body.id == Account.body_id).where(Body.active, *_ABLE)
    return session.scalar(able.where(Account.role == walls.ADMINISTRATOR)) or 0
