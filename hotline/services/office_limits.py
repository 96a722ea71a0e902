"""The limits of the steps of a case: every change is a new version of all working hours, and holds for what comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from hotline.domain import limits
from hotline.domain.limits import Limits
from hotline.services import office_hours
from hotline.services.office import WHOLE, Work, changing
from hotline.services.office_form import Form
from hotline.store import calendars

# There is one set of limits.
KEY = "all"
WRITTEN = "limits_written"


def values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return the limits in force as their form shows them, each in the unit people say it in."""
    if key != KEY:
        return None
    known = calendars.limits_in_force(session)
    shown = {field_of(name): limits.in_units(name, target) for name, target in known.items()}
    return {**shown, "version": str(calendars.limits_version(session)), "why": ""}


def field_of(name: str) -> str:
    """Return how the field of a limit is called."""
    return name.replace(".", "-")


def save(work: Work, key: str | None, form: Form) -> None:
    """Write limits as a new version; raises Wrong for one that is none, and for one longer than of what may wait."""
    with changing(work) as change:
        before, version = calendars.limits_in_force(work.session), calendars.limits_version(work.session)
        if form.raw("version") not in ("", str(version)):
            form.fault(WHOLE, "old_limits", newest=version)
        after = {
            name: limits.of_units(name, form.whole(field_of(name), 1, limits.most(name))) for name in limits.DEFAULTS
        }
        # What is no number is no limit to hold others against.
        for name in limits.crossed(after) if form.is_sound else ():
            form.fault(field_of(name), "limits_crossed")
        why = form.choice("why", limits.REASONS)
        form.settle()
        changed = _changed(before, after)
        if changed:
            office_hours.renew(work, {"version": version + 1, **limits.written(after)})
            change.tell(WRITTEN, limits=KEY, version=version + 1, why=why, changed=changed)


def _changed(before: Limits, after: Limits) -> list[list[Any]]:
    """Return what a version changes: name, what it was, what it is, in the unit people say it in."""
    return [
        [name, limits.in_units(name, before[name]), limits.in_units(name, target)]
        for name, target in after.items()
        if target != before[name]
    ]
