"""A sheet of the office as data: what its list shows, what its form asks, and the service that saves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from hotline.services.office import WHOLE, Work
from hotline.services.office_form import Form, Wrong
from hotline.web.admin_words import FAULTS
from hotline.web.i18n import gettext, later

Options = Callable[[Session], Iterable[tuple[str, str]]]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: the key of its page, its cells, the first of which leads there; `off` is out of use.

    `at`: the field of that page which the row is about.
    """

    key: str
    cells: tuple[str, ...]
    off: bool = False
    at: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form; `kind` names the macro: field, date, number, area, choice, ticks, tick, hidden.

    Fields of one `group` that follow each other are folded together under its name.
    """

    name: str
    label: str
    kind: str = "field"
    hint: str = ""
    options: Options = lambda _: ()
    needed: bool = True
    blank: str | None = None
    on: str = "both"
    group: str = ""

    def is_asked(self, *, new: bool) -> bool:
        """Say whether the form of a new row, or of an old one, asks this."""
        return self.on in ("both", "new" if new else "old")


@dataclass(frozen=True, slots=True)
class Part:
    """Fields of a form that stand together; without a `group` they are not folded."""

    group: str
    fields: tuple[Field, ...]

    @property
    def names(self) -> list[str]:
        """Return the names of its fields."""
        return [field.name for field in self.fields]


def parts_of(fields: Iterable[Field]) -> list[Part]:
    """Return the fields in their order, those of one group together."""
    return [Part(group, tuple(some)) for group, some in groupby(fields, key=lambda field: field.group)]


@dataclass(frozen=True, slots=True)
class Action:
    """A button beside a row's form; `run` may return the token of a link that is shown once.

    A grave one is asked about a second time, with what `sure` says.
    """

    name: str
    label: str
    glyph: str
    done: str
    run: Callable[[Work, str], str | None]
    tone: str = ""
    shown: Callable[[Mapping[str, Any]], bool] = lambda _: True
    sure: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A row as somebody left it: when, who, and what it said."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list of the office with its form; without `new` nothing can be added.

    `history` tells the versions of a row, newest first; with `trial` a message can be tried before saving, and
    `preview` tells from the office as it would be what saving would mean. `caution` says what was saved with a gap.
    """

    slug: str
    title: str
    lead: str
    glyph: str
    columns: tuple[str, ...]
    lines: Callable[[Session], Iterable[Line]]
    fields: tuple[Field, ...]
    values: Callable[[Session, str], Mapping[str, Any] | None]
    save: Callable[[Work, str | None, Form], str | None]
    new: str = ""
    actions: tuple[Action, ...] = ()
    fresh: Callable[[Session], Mapping[str, Any]] = lambda _: {}
    aside: Callable[[Session], Pairs] = lambda _: ()
    history: Callable[[Session, str], Sequence[Version]] = lambda _, __: ()
    trial: bool = False
    preview: Callable[[Session, datetime, str | None, Form], Pairs] | None = None
    caution: Callable[[Session, Form], str] = lambda _, __: ""

    def asked(self, *, new: bool) -> tuple[Field, ...]:
        """Return the fields of the form of a new or of an old row."""
        return tuple(field for field in self.fields if field.is_asked(new=new))

    def action(self, name: str) -> Action | None:
        """Return the action of this name."""
        return next((action for action in self.actions if action.name == name), None)

    def empty(self, session: Session) -> dict[str, Any]:
        """Return what the form of a new row starts with."""
        blank: dict[str, Any] = {field.name: [] if field.kind == "ticks" else "" for field in self.fields}
        return blank | {"active": True} | dict(self.fresh(session))


def sentences(wrong: Wrong) -> dict[str, str]:
    """Return the faults of a form in the reader's language, what concerns no single field first."""
    ordered = sorted(wrong.faults.items(), key=lambda fault: fault[0] != WHOLE)
    return {name: gettext(FAULTS[fault.code], **fault.values) for name, fault in ordered}


ACTIVE = Field("active", later("En service"), "tick")
