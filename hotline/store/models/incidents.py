"""Several cases about one thing, and the one answer each of their citizens gets."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment, Sealed


class Incident(Base):
    """An event, a rumour or a pattern; a verdict on a rumour holds once a second person agreed.

    `verifying_by`: who had everybody who asks told that it is being verified.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        CheckConstraint("kind in ('event','rumour','pattern')", name="kind"),
        CheckConstraint("verdict in ('true','false','unclear')", name="verdict"),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    made_at: Mapped[Moment]
    verdict: Mapped[str | None]
    verdict_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    agreed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    agreed_at: Mapped[datetime | None]
    verifying_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    verifying_at: Mapped[datetime | None]


class IncidentOpinion(Base):
    """What one person says of a rumour; another's stands beside it."""

    __tablename__ = "incident_opinions"
    __table_args__ = (CheckConstraint("verdict in ('true','false','unclear')", name="verdict"),)

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    verdict: Mapped[str]
    said_at: Mapped[Moment]


class IncidentCase(Base):
    """A case that stands in an incident, one at a time; `how`: resent, or by a person."""

    __tablename__ = "incident_cases"
    __table_args__ = (Index("ix_incident_cases_incident_id", "incident_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    how: Mapped[str]
    at: Mapped[Moment]


class IncidentAnswer(Base):
    """What an incident's citizens of one language are told; a draft until somebody released it."""

    __tablename__ = "incident_answers"
    __table_args__ = (Index("ix_incident_answers_incident_id", "incident_id"),)

    id: Mapped[Key]
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    language: Mapped[str]
    text_sealed: Mapped[Sealed]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    written_at: Mapped[Moment]
    released_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    released_at: Mapped[datetime | None]


class IncidentLetter(Base):
    """One citizen's copy of an answer: due, done, or left with the reason why."""

    __tablename__ = "incident_letters"
    __table_args__ = (
        CheckConstraint("state in ('due','done','left')", name="state"),
        Index("ix_incident_letters_due", "answer_id", postgresql_where=text("state = 'due'")),
        Index("ix_incident_letters_case_id", "case_id"),
    )

    answer_id: Mapped[UUID] = mapped_column(ForeignKey("incident_answers.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    state: Mapped[str] = mapped_column(server_default="due")
    why: Mapped[str | None]
