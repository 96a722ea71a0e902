"""The office's lists: categories, ready texts, holidays, and the emergency numbers of every acknowledgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.filling import ASKED, KNOWN, unknown
from hotline.domain.findings import SENSITIVITIES, URGENCIES
from hotline.domain.language import Language, phrase
from hotline.domain.references import LENGTHS, show_reference
from hotline.domain.segments import Size, best_form, measure
from hotline.domain.taxonomy import DESK_KINDS
from hotline.services import office_hours
from hotline.services.office import Work, changing
from hotline.services.office_bodies import LANGUAGES
from hotline.services.office_form import Form
from hotline.store.models.office import Category, EmergencyNumber, Holiday, Template

LONGEST_ANSWER = 1_600
_NUMBER = r"\+?[0-9]{2,15}"


def all_categories(session: Session) -> Sequence[Category]:
    """Return every category in the order of the taxonomy."""
    return session.scalars(select(Category).order_by(Category.position)).all()


def all_templates(session: Session) -> Sequence[Template]:
    """Return every ready text."""
    return session.scalars(select(Template).order_by(Template.active.desc(), Template.language, Template.title)).all()


def all_holidays(session: Session) -> Sequence[Holiday]:
    """Return every holiday, the latest first."""
    return session.scalars(select(Holiday).order_by(Holiday.day.desc())).all()


def all_numbers(session: Session) -> Sequence[EmergencyNumber]:
    """Return every emergency number in the order they are told."""
    query = select(EmergencyNumber).order_by(EmergencyNumber.position, EmergencyNumber.label)
    return session.scalars(query).all()


def category_values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return a category as its form shows it."""
    return _values(session.get(Category, key), "label_fr", "label_en", "sensitivity", "urgency", "desk_kind", "active")


def template_values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return a ready text as its form shows it."""
    return _values(_by_id(session, Template, key), "title", "language", "text", "active")


def holiday_values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return a holiday as its form shows it."""
    try:
        return _values(session.get(Holiday, date.fromisoformat(key)), "day", "name", "certain")
    except ValueError:
        return None


def number_values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return an emergency number as its form shows it."""
    row = _by_id(session, EmergencyNumber, key)
    return _values(row, "label", "number", "position", "last_called_on", "in_acknowledgement")


def save_category(work: Work, key: str | None, form: Form) -> None:
    """Change a category; it is never less protected than the taxonomy says; raises Wrong."""
    with changing(work) as change:
        row = work.session.get_one(Category, key)
        row.label_fr, row.label_en = form.line("label_fr", longest=60), form.line("label_en", longest=60)
        row.sensitivity = form.choice("sensitivity", SENSITIVITIES) or row.sensitivity
        row.urgency = form.choice("urgency", URGENCIES) or row.urgency
        row.desk_kind = form.choice("desk_kind", DESK_KINDS) or row.desk_kind
        row.active = form.yes("active")
        least = work.taxonomy[row.code].sensitivity if row.code in work.taxonomy else SENSITIVITIES[0]
        if row.sensitivity < least:
            form.fault("sensitivity", "less_protected", least=least)
        form.settle()
        change.tell(
            "category_revised", category=row.code, sensitivity=row.sensitivity, urgency=row.urgency,
            desk_kind=row.desk_kind, active=row.active,
        )  # fmt: skip


def save_template(work: Work, key: str | None, form: Form) -> None:
    """Add or change a ready text; raises Wrong."""
    with changing(work) as change:
        row = work.session.get_one(Template, UUID(key)) if key else Template(id=ids.new_id())
        row.title, row.language = form.line("title", longest=60), form.choice("language", LANGUAGES) or ""
        row.text, row.active = form.text("text", longest=LONGEST_ANSWER), form.yes("active")
        if strangers := unknown(row.text):
            form.fault("text", "unknown_blanks", names=", ".join(strangers), known=", ".join((*KNOWN, *ASKED)))
        twins = (Template.title == row.title, Template.language == row.language, Template.id != row.id)
        if work.session.scalar(select(Template.id).where(*twins)):
            form.fault("title", "taken")
        form.settle()
        work.session.add(row)
        kind = "template_revised" if key else "template_added"
        change.tell(kind, template=str(row.id), language=row.language, active=row.active)


def save_holiday(work: Work, key: str | None, form: Form) -> None:
    """Add a holiday, or name its day for sure once the moon was seen; raises Wrong."""
    with changing(work) as change:
        row = work.session.get_one(Holiday, date.fromisoformat(key)) if key else Holiday()
        before, day = row.day, form.day("day") or date.min
        row.name, row.certain = form.line("name", longest=60), form.yes("certain")
        if day != before and work.session.get(Holiday, day) is not None:
            form.fault("day", "taken")
        form.settle()
        row.day = day
        work.session.add(row)
        kind = "holiday_revised" if key else "holiday_added"
        office_hours.renew(work)
        change.tell(kind, before=_iso(before), day=day.isoformat(), certain=row.certain)


def remove_holiday(work: Work, key: str) -> None:
    """Make a holiday a day like any other."""
    with changing(work) as change:
        work.session.delete(work.session.get_one(Holiday, date.fromisoformat(key)))
        office_hours.renew(work)
        change.tell("holiday_removed", day=key)


def save_number(work: Work, key: str | None, form: Form) -> None:
    """Add or change an emergency number; the acknowledgement must still fit one part; raises Wrong."""
    with changing(work) as change:
        row = work.session.get_one(EmergencyNumber, UUID(key)) if key else EmergencyNumber(id=ids.new_id())
        row.label, row.number = form.line("label", longest=60), form.code("number", _NUMBER)
        row.position, row.in_acknowledgement = form.whole("position", 0, 999), form.yes("in_acknowledgement")
        row.last_called_on = form.day("last_called_on", needed=False)
        if row.last_called_on and row.last_called_on > work.unit.now.date():
            form.fault("last_called_on", "in_future")
        others = [one for one in all_numbers(work.session) if one.id != row.id]
        if any(one.number == row.number for one in others):
            form.fault("number", "taken")
        _check_acknowledgement(work, form, [*others, row])
        form.settle()
        work.session.add(row)
        kind = "number_revised" if key else "number_added"
        change.tell(kind, number=row.number, told=row.in_acknowledgement, called=_iso(row.last_called_on))


def remove_number(work: Work, key: str) -> None:
    """Take an emergency number away; raises Wrong for the last one citizens are told."""
    with changing(work) as change:
        row = work.session.get_one(EmergencyNumber, UUID(key))
        form = Form({})
        _check_acknowledgement(work, form, [one for one in all_numbers(work.session) if one.id != row.id])
        form.settle()
        work.session.delete(row)
        change.tell("number_removed", number=row.number)


def acknowledgement(
    languages: Mapping[str, Language], code: str, numbers: Sequence[EmergencyNumber]
) -> tuple[str, Size]:
    """Return the acknowledgement with these numbers and the longest reference, and its size on the air."""
    told = sorted((one for one in numbers if one.in_acknowledgement), key=lambda one: one.position)
    longest = show_reference("9" * max(LENGTHS))
    text = phrase(languages, code, "acknowledgement", reference=longest, numbers=", ".join(one.number for one in told))
    return best_form(text), measure(best_form(text))


def _check_acknowledgement(work: Work, form: Form, numbers: Sequence[EmergencyNumber]) -> None:
    if not any(one.in_acknowledgement for one in numbers):
        form.fault("in_acknowledgement", "no_number_told")
    languages = work.languages.read(work.session).languages
    for code, language in languages.items():
        size = acknowledgement(languages, code, numbers)[1]
        if language.reviewed and size.parts > 1:
            form.fault("in_acknowledgement", "two_parts", language=language.name, units=size.units)


def _by_id(session: Session, kind: type[Any], key: str) -> Any:
    try:
        return session.get(kind, UUID(key))
    except ValueError:
        return None


def _values(row: Any, *names: str) -> Mapping[str, Any] | None:
    if row is None:
        return None
    shown = {name: getattr(row, name) for name in names}
    return {name: _iso(value) or "" if name in ("day", "last_called_on") else value for name, value in shown.items()}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
