"""Cases, whom they accuse, their notes and questions, and the append-only trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Data, Key, Moment, Sealed

HOUSE = UUID(int=0)
_NOT_CLOSED = "status <> 'closed'"
_UNTAKEN = " and owner_id is null"
_TO_ANSWER = " and waiting_since is not null and snoozed_until is null"
_WAITING = " and (waiting_since is null or snoozed_until is not null)"
_DESK = ("desk_id",)
# For each queue of open cases an index by time left that holds the same; those that hold much tell besides what else
# a count asks of a case.
_QUEUES = (
    ("ix_cases_due", (), "", True),
    ("ix_cases_desk_due", _DESK, "", True),
    ("ix_cases_to_answer", (), _TO_ANSWER, True),
    ("ix_cases_desk_to_answer", _DESK, _TO_ANSWER, True),
    ("ix_cases_waiting", (), _WAITING, True),
    ("ix_cases_desk_waiting", _DESK, _WAITING, True),
    ("ix_cases_desk_unassigned", _DESK, _UNTAKEN, True),
    ("ix_cases_owner_id", ("owner_id",), "", False),
    ("ix_cases_desk_protected", _DESK, " and sensitivity = 'S3'", False),
    ("ix_cases_failed", (), " and delivery_failed", False),
    ("ix_cases_untaken_critical", (), " and urgency = 'critical'" + _UNTAKEN, False),
    ("ix_cases_desk_untaken_critical", _DESK, " and urgency = 'critical'" + _UNTAKEN, False),
)


def _by_time_left() -> Iterator[Index]:
    for name, first, more, tells in _QUEUES:
        yield Index(
            name, *first, "due_at", "id", postgresql_include=["sensitivity", "accuses"] if tells else [],
            postgresql_where=text(_NOT_CLOSED + more),
        )  # fmt: skip


class Case(Base):
    """What is tracked until the citizen agrees that it is closed; `version` grows with every change an officer sees."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("status in ('new','open','waiting','closing','closed')", name="status"),
        CheckConstraint("sensitivity in ('S0','S1','S2','S3')", name="sensitivity"),
        CheckConstraint("urgency in ('low','normal','high','critical')", name="urgency"),
        CheckConstraint("wall in ('none','hinted','confirmed','lifted')", name="wall"),
        *_by_time_left(),
        Index("ix_cases_contact_id_received_at", "contact_id", "received_at"),
        Index("ix_cases_received_at", "received_at", "id"),
        Index("ix_cases_closed", "closed_at", "id", postgresql_where=text("status = 'closed'")),
        Index("ix_cases_desk_closed", "desk_id", "closed_at", "id", postgresql_where=text("status = 'closed'")),
        Index("ix_cases_desk_received", "desk_id", "received_at", "id"),
        Index("ix_cases_category_received", "category", "received_at", "id"),
        Index("ix_cases_place_received", "place_id", "received_at", "id"),
        Index(
            "ix_cases_owner_received", "owner_id", "received_at", "id", postgresql_where=text("owner_id is not null")
        ),
        Index("ix_cases_status_received", "status", "received_at", "id", postgresql_where=text(_NOT_CLOSED)),
        Index("ix_cases_desk_category_received", "desk_id", "category", "received_at", "id"),
        Index("ix_cases_pause_until", "pause_until", postgresql_where=text("pause_until is not null")),
        Index("ix_cases_snoozed_until", "snoozed_until", postgresql_where=text("snoozed_until is not null")),
        Index("ix_cases_merged_into_id", "merged_into_id", postgresql_where=text("merged_into_id is not null")),
        Index(
            "ix_cases_plain_to_sort",
            "received_at",
            "id",
            postgresql_include=["accuses"],
            postgresql_where=text(_NOT_CLOSED + " and needs_person and wall <> 'hinted' and sensitivity <> 'S3'"),
        ),
        Index(
            "ix_cases_desk_hidden_to_sort",
            "desk_id",
            "received_at",
            "id",
            postgresql_include=["accuses"],
            postgresql_where=text(_NOT_CLOSED + " and (wall = 'hinted' or needs_person and sensitivity = 'S3')"),
        ),
        Index(
            "ix_cases_to_sort",
            "received_at",
            "id",
            postgresql_include=["sensitivity", "wall", "desk_id", "accuses"],
            postgresql_where=text("status <> 'closed' and (needs_person or wall = 'hinted')"),
        ),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(unique=True)
    alias: Mapped[str]
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"))
    channel: Mapped[str]
    language: Mapped[str]
    status: Mapped[str]
    category: Mapped[str] = mapped_column(ForeignKey("categories.code"))
    urgency: Mapped[str]
    sensitivity: Mapped[str]
    wall: Mapped[str] = mapped_column(server_default="none")
    # The database itself keeps this: true once a row of `accused` names the case, and ever after.
    accuses: Mapped[bool] = mapped_column(server_default=false())
    needs_person: Mapped[bool] = mapped_column(default=False)
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desks.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    version: Mapped[int] = mapped_column(default=1)
    received_at: Mapped[Moment]
    waiting_since: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    triage_due_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    closure_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    calendar_id: Mapped[UUID | None] = mapped_column(ForeignKey("calendars.id"))
    last_message_id: Mapped[UUID | None]
    delivery_failed: Mapped[bool] = mapped_column(default=False)
    supervisor_flag: Mapped[bool] = mapped_column(default=False)
    exercise: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None]
    citizen_answer: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_until: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    excluded: Mapped[str | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))


class Accused(Base):
    """A body that a case accuses, or may accuse until a cleared person has decided."""

    __tablename__ = "accused"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), primary_key=True)


class CaseLink(Base):
    """Two cases that belong together; only those who may read both ever see the link."""

    __tablename__ = "case_links"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    kind: Mapped[str]


class Event(Base):
    """One line of the trail; `chain` is a case's id, or HOUSE. Never changed, never deleted, no personal data."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("chain", "n"),
        Index("ix_events_kind_at", "kind", "at"),
        Index("ix_events_at", "at", "id"),
        Index("ix_events_account", "actor", "at", "id", postgresql_where=text("actor like 'account:%'")),
    )

    id: Mapped[Key]
    chain: Mapped[UUID]
    n: Mapped[int]
    at: Mapped[Moment]
    kind: Mapped[str]
    actor: Mapped[str]
    data: Mapped[Data]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]


class Note(Base):
    """A sealed note or free-text reason; its event holds a keyed commitment to it."""

    __tablename__ = "notes"

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    text_sealed: Mapped[Sealed]
    created_at: Mapped[Moment]


class Draft(Base):
    """What somebody has begun to write in a case, sealed; theirs alone, and no step of the case."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("case_id", "account_id", "kind"),)

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(server_default="answer")
    text_sealed: Mapped[Sealed]
    saved_at: Mapped[Moment]


class Question(Base):
    """A closing question put to a phone; one open question a contact at a time."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("uq_questions_open", "contact_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_questions_case_id", "case_id"),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    state: Mapped[str]
    asked_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    created_at: Mapped[Moment]
