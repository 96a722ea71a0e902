"""Who answers and by which rules: bodies, desks, places, categories, routing, calendars, numbers, templates."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Codes, Data, Key, Moment

BODY_KINDS = ("security", "civil", "oversight", "protection", "coordination")


class Body(Base):
    """An organisation that answers; `parent_id` is its chain of command, `office` the civil office it runs."""

    __tablename__ = "bodies"
    __table_args__ = (
        CheckConstraint("kind in ('security','civil','oversight','protection','coordination')", name="kind"),
        CheckConstraint("parent_id <> id", name="own_parent"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    force: Mapped[str | None]
    office: Mapped[str | None]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))
    psea: Mapped[bool] = mapped_column(default=False)
    inspects: Mapped[bool] = mapped_column(server_default="false")
    active: Mapped[bool] = mapped_column(default=True)


class Partnership(Base):
    """Two bodies that work jointly: what is walled from one is walled from the other. Written both ways round."""

    __tablename__ = "partnerships"

    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), primary_key=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), primary_key=True)


class Bar(Base):
    """One line of the wall's closure: a case that accuses `accused_id` is barred from `barred_id`."""

    __tablename__ = "bars"

    accused_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), primary_key=True)
    barred_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), primary_key=True)


class Desk(Base):
    """A body's team for an area, with the languages it reads."""

    __tablename__ = "desks"

    id: Mapped[Key]
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    name: Mapped[str]
    languages: Mapped[Codes]
    calendar_id: Mapped[UUID | None] = mapped_column(ForeignKey("calendars.id"))
    active: Mapped[bool] = mapped_column(default=True)


class DeskPlace(Base):
    """A place a desk answers for; a desk without any answers for everywhere."""

    __tablename__ = "desk_places"

    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desks.id", ondelete="CASCADE"), primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)


class Place(Base):
    """A node of the dated region > cercle > commune tree; `valid_to` is exclusive."""

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint("kind in ('region','cercle','commune')", name="kind"),
        Index("ix_places_parent_id", "parent_id"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class PlaceAlias(Base):
    """Another name or spelling of a place."""

    __tablename__ = "place_aliases"

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    alias: Mapped[str] = mapped_column(primary_key=True)


class Category(Base):
    """A row of the taxonomy as this installation uses it."""

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(primary_key=True)
    label_fr: Mapped[str]
    label_en: Mapped[str]
    group: Mapped[str]
    sensitivity: Mapped[str]
    urgency: Mapped[str]
    desk_kind: Mapped[str]
    drivers: Mapped[Codes]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class RoutingRule(Base):
    """One routing rule in its order: conditions as data, a kind of desk or one desk as the target."""

    __tablename__ = "routing_rules"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    conditions: Mapped[Data]
    desk_kind: Mapped[str | None]
    desk_id: Mapped[UUID | None] = mapped_column(ForeignKey("desks.id"))
    forces: Mapped[Codes]
    active: Mapped[bool] = mapped_column(default=True)


class Calendar(Base):
    """Working hours of desks; a change makes a new version and leaves the old row as it was.

    `seasons`: days with hours of their own; `days_off` and `limits`: the holidays, and how long each step may take, as
    they stood when the version was written.
    """

    __tablename__ = "calendars"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[Key]
    code: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    spans: Mapped[Data]
    seasons: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    days_off: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    limits: Mapped[Data] = mapped_column(server_default=text("'{}'"))
    current: Mapped[bool] = mapped_column(default=True)


class Holiday(Base):
    """A day without working hours; `certain` is false while the moon has not spoken."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str]
    certain: Mapped[bool] = mapped_column(default=True)


class EmergencyNumber(Base):
    """A number citizens are given in every acknowledgement, with the day somebody last called it to check."""

    __tablename__ = "emergency_numbers"

    id: Mapped[Key]
    label: Mapped[str]
    number: Mapped[str]
    position: Mapped[int]
    last_called_on: Mapped[date | None] = mapped_column(Date)
    in_acknowledgement: Mapped[bool] = mapped_column(default=True)


class Template(Base):
    """A ready text for answers, one language each."""

    __tablename__ = "templates"
    __table_args__ = (UniqueConstraint("title", "language"),)

    id: Mapped[Key]
    title: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class Setting(Base):
    """A value the office changes while the service runs."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Data]
    changed_at: Mapped[Moment]
