"""What lies beside a case in other tables, asked in one go: of most cases nothing does."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from hotline.store.models.calls import Callback
from hotline.store.models.casework import Case, CaseLink, Event
from hotline.store.models.handovers import TransferOffer
from hotline.store.models.incidents import IncidentCase
from hotline.store.models.referrals import Referral, ReprisalCheck
from hotline.store.models.translations import Translation
from hotline.store.models.work import CaseTag, Merge


def of_case(session: Session, case_id: UUID) -> frozenset[str]:
    """Return the names of what a case has beside it; for its page alone, which changes none of it."""
    row = session.execute(select(*(held.label(name) for name, held in _held(case_id).items()))).one()
    return frozenset(name for name, held in row._mapping.items() if held)


def _held(case_id: UUID) -> dict[str, ColumnElement[bool]]:
    placed = exists().where(Case.id == Callback.case_id, Case.desk_id == Callback.placed_desk_id)
    linked = or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id)
    return {
        "offer": exists().where(TransferOffer.case_id == case_id, TransferOffer.answer.is_(None)),
        "tags": exists().where(CaseTag.case_id == case_id),
        "merges": exists().where(or_(Merge.into_id == case_id, Merge.from_id == case_id)),
        "links": exists(select(1).select_from(CaseLink).where(linked)),
        "incident": exists().where(IncidentCase.case_id == case_id),
        "consent": exists().where(Event.chain == case_id, Event.kind == "consent_recorded"),
        "referrals": exists().where(Referral.case_id == case_id),
        "checks": exists().where(ReprisalCheck.case_id == case_id),
        "calls": exists().where(Callback.case_id == case_id, Callback.closed_at.is_(None)),
        "calls_placed": exists().where(Callback.case_id == case_id, Callback.closed_at.is_(None), placed),
        "translations": exists().where(Translation.case_id == case_id),
    }
