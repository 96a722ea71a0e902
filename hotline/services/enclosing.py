"""What a letter to an officer holds, read when it leaves: the wall is asked again, and what is over is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hotline.domain.checkpoint_file import facts
from hotline.domain.notices import EMAIL, OFFERED, URGENT
from hotline.domain.references import show_reference
from hotline.domain.walls import ADMINISTRATOR, AUDITOR
from hotline.post.base import Line
from hotline.services import checkpoints as handing
from hotline.services import digests
from hotline.services.digests import CHECKPOINT, DIGEST, REPORT
from hotline.services.spreading import NOTICE
from hotline.store import accounts, checkpoints, handovers, notices, publications, push, scope
from hotline.store.events import by_account
from hotline.store.models.casework import Case
from hotline.store.models.notices import Telling
from hotline.store.models.people import Account
from hotline.store.office import viewer_of
from hotline.unit_of_work import UnitOfWork


class Moot(Exception):
    """There is nothing to tell any more; the message is a code."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One telling's part of a letter."""

    lines: tuple[Line, ...]
    counts: tuple[str, ...] = ()
    urgent: bool = False


def enclosed(unit: UnitOfWork, account: Account, row: Telling) -> Enclosed:
    """Return what is told now; raises Moot."""
    if account.password_hash is None or not accounts.may_sign_in(unit.session, account):
        raise Moot("left")
    if row.subscription_id is not None and push.address(unit, row.subscription_id) is None:
        raise Moot("phone_gone")
    return _KINDS[row.kind](unit, account, row)


def _notice(unit: UnitOfWork, account: Account, row: Telling) -> Enclosed:
    notice = notices.notice(unit.session, row.notice_id) if row.notice_id else None
    if notice is None or notice.over_at is not None or notice.seen_at is not None:
        raise Moot("over")
    viewer = viewer_of(account)
    if notice.kind == OFFERED:
        if not handovers.is_offered(unit.session, viewer, notice.case_id):
            raise Moot("walled")
        # The desk that is asked learns the reference when it takes the case.
        return Enclosed((Line("", "/transfers"),))
    seen = select(Case).where(Case.id == notice.case_id, scope.auditable(viewer))
    case = unit.session.scalar(seen)
    if case is None:
        raise Moot("walled")
    line = Line(show_reference(case.reference), f"/cases/{case.reference}")
    return Enclosed((line,), urgent=notice.kind in URGENT)


def _digest(unit: UnitOfWork, account: Account, row: Telling) -> Enclosed:
    counts = digests.counts(unit, viewer_of(account), account.locale)
    if not counts or row.about != unit.now.date().isoformat():
        raise Moot("nothing" if not counts else "yesterday")
    return Enclosed((Line("", "/"),), counts)


def _report(unit: UnitOfWork, account: Account, row: Telling) -> Enclosed:
    saved = publications.saved(unit.session, account.id, UUID(row.about.partition(":")[0]))
    if saved is None or account.role not in (ADMINISTRATOR, AUDITOR):
        raise Moot("not_kept")
    return Enclosed((Line("", f"/reports/saved/{saved.id}"),))


def _checkpoint(unit: UnitOfWork, account: Account, row: Telling) -> Enclosed:
    newest = checkpoints.latest(unit.session)
    if newest is None or account.role not in (ADMINISTRATOR, AUDITOR) or row.about != unit.now.date().isoformat():
        raise Moot("nothing")
    handing.note_handed_out(unit, newest.number, by_account(account.id), EMAIL)
    told = json.dumps(facts(checkpoints.value(newest)), separators=(",", ":"))
    return Enclosed((Line("", "/audit/checkpoint"),), (told,))


_KINDS: dict[str, Callable[[UnitOfWork, Account, Telling], Enclosed]] = {
    NOTICE: _notice, DIGEST: _digest, REPORT: _report, CHECKPOINT: _checkpoint,
}  # fmt: skip
