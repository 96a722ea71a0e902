"""Routing rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.desks import FOCAL_POINT, INDEPENDENT
from hotline.domain.findings import URGENCIES
from hotline.domain.rules import RuleError, parse_rules
from hotline.services.office import Work, changing
from hotline.services.office_bodies import LANGUAGES, all_desks, forces_known
from hotline.services.office_form import Form
from hotline.services.office_lists import all_categories
from hotline.services.office_places import all_places, naming, places_named
from hotline.store.models.office import RoutingRule

TARGETS = ("security", "civil", *INDEPENDENT, FOCAL_POINT)


def all_rules(session: Session) -> Sequence[RoutingRule]:
    """Return the rules in the order they are tried."""
    return session.scalars(select(RoutingRule).order_by(RoutingRule.position, RoutingRule.code)).all()


def rule_values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return a rule as its form shows it."""
    rule = session.scalar(select(RoutingRule).where(RoutingRule.code == key))
    if rule is None:
        return None
    wanted = set(_codes(rule, "place"))
    return {
        "code": rule.code, "position": rule.position, "category": _codes(rule, "category"),
        "urgency": _codes(rule, "urgency"), "language": _codes(rule, "language"),
        "place": naming(place for place in all_places(session) if place.code in wanted),
        "desk_kind": rule.desk_kind or "", "desk": str(rule.desk_id or ""), "forces": " ".join(rule.forces),
        "active": rule.active,
    }  # fmt: skip


def save_rule(work: Work, key: str | None, form: Form) -> None:
    """Add or change a routing rule; raises Wrong."""
    with changing(work) as change:
        rules = {rule.code: rule for rule in all_rules(work.session)}
        rule = rules[key] if key else RoutingRule(id=ids.new_id(), code=form.code("code"))
        if not key and rule.code in rules:
            form.fault("code", "taken")
        rule.position, rule.active = form.whole("position", 0, 9_999), form.yes("active")
        rule.conditions = _conditions(work.session, form)
        _set_target(work.session, form, rule)
        form.settle()
        _refuse_unreadable(form, rule)
        work.session.add(rule)
        change.tell(
            "rule_revised" if key else "rule_added", rule=rule.code, position=rule.position, active=rule.active,
            conditions=sorted(f"{kind}:{code}" for kind, codes in rule.conditions.items() for code in codes),
            desk_kind=rule.desk_kind, desk=str(rule.desk_id) if rule.desk_id else None, forces=list(rule.forces),
        )  # fmt: skip


def _codes(rule: RoutingRule, kind: str) -> list[str]:
    """Return the codes of one condition; a single code may stand by itself."""
    codes = rule.conditions.get(kind, [])
    return [codes] if isinstance(codes, str) else list(codes)


def _conditions(session: Session, form: Form) -> dict[str, list[str]]:
    read = {
        "category": form.several("category", [one.code for one in all_categories(session)]),
        "urgency": form.several("urgency", URGENCIES),
        "language": form.several("language", LANGUAGES),
        "place": [place.code for place in places_named(session, form, "place")],
    }
    if not any(read.values()):
        form.fault("category", "no_condition")
    return {kind: codes for kind, codes in read.items() if codes}


def _set_target(session: Session, form: Form, rule: RoutingRule) -> None:
    desks = {str(desk.id): desk.id for desk, body in all_desks(session) if desk.active and body.active}
    rule.desk_kind = form.choice("desk_kind", TARGETS, needed=False)
    rule.desk_id = form.entry("desk", desks, needed=False)
    if (rule.desk_kind is None) == (rule.desk_id is None):
        form.fault("desk_kind", "one_target")
    known = forces_known(session)
    rule.forces = form.line("forces", needed=False).replace(",", " ").split()
    unknown = [force for force in rule.forces if force not in known]
    if unknown:
        form.fault("forces", "no_force", said=unknown[0][:40], known=", ".join(known))


def _refuse_unreadable(form: Form, rule: RoutingRule) -> None:
    """Read the rule as routing will: what it cannot read must never be stored."""
    row = {
        "id": rule.code, "position": rule.position, "when": rule.conditions, "desk_kind": rule.desk_kind,
        "desk_id": rule.desk_id, "forces": rule.forces,
    }  # fmt: skip
    try:
        parse_rules([row])
    except RuleError as error:
        form.fault("category", "rule_unreadable", why=str(error))
    form.settle()
