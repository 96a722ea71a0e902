"""By which gateways texts leave, and when what can wait is not sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from hotline.domain.phones import OPERATORS
from hotline.domain.quiet import QuietHours
from hotline.domain.sending import ANY, Direction, parse_directions
from hotline.jobnames import Job
from hotline.services.office import Work, changing
from hotline.services.office_form import Form
from hotline.store import channels, contacts, lanes
from hotline.store.models.office import Setting

DIRECTIONS = "direction_rules"
# The first choice, and what comes after it.
CHOICES = ("send", "second", "third")
NIGHT = "night"
_TIME = re.compile(r"(\d{1,2})\s*[:h]\s*(\d{2})?", re.IGNORECASE)


def directions(session: Session) -> Sequence[Direction]:
    """Return the rules in the order they are tried."""
    return parse_directions(contacts.direction_rules(session))


def direction_key(last: str, operator: str) -> str:
    """Return what a rule is called in addresses: its gateway, and its operator where it is for one."""
    return last if operator == ANY else f"{last}.{operator}"


def direction_values(session: Session, key: str, gateways: Sequence[str]) -> Mapping[str, Any] | None:
    """Return a rule as its form shows it; one that was never written is empty."""
    last, operator = _read_key(key)
    if last not in (*gateways, ANY) or operator not in (*OPERATORS, ANY):
        return None
    rule = next((one for one in directions(session) if (one.last, one.operator) == (last, operator)), None)
    sent = (*(rule.send if rule else ()), *("" for _ in CHOICES))
    return dict(zip(CHOICES, sent, strict=False))


def save_direction(work: Work, key: str | None, form: Form) -> None:
    """Choose the gateways that write to citizens who last used this one, in order; raises Wrong. None: no rule."""
    with changing(work) as change:
        last, operator = _read_key(key) if key else _asked(work, form)
        chosen = [form.choice(name, work.gateways, needed=False) for name in CHOICES]
        table = {(rule.last, rule.operator): rule.send for rule in directions(work.session)}
        if key is None and (last, operator) in table:
            form.fault("last", "taken")
        form.settle()
        table[last, operator] = tuple(dict.fromkeys(name for name in chosen if name))
        _store(work, DIRECTIONS, {"rules": _ordered(table)})
        lanes.forget_plans(work.session)
        work.unit.wake(Job.DELIVERY)
        send = " ".join(table[last, operator])
        change.tell("direction_revised", last=last, operator=operator, send=send)


def quiet_values(session: Session, key: str) -> Mapping[str, Any] | None:
    """Return the quiet hours as their form shows them."""
    if key != NIGHT:
        return None
    return {name: in_words(minute) for name, minute in asdict(channels.quiet_hours(session)).items()}


def save_quiet(work: Work, _: str | None, form: Form) -> None:
    """Set the hours in which what can wait is not sent; raises Wrong."""
    with changing(work) as change:
        hours = {name: _minute(form, name) for name in ("start", "end")}
        form.settle()
        _store(work, channels.QUIET, asdict(QuietHours(**hours)))
        change.tell("quiet_hours_revised", **hours)


def in_words(minute: int) -> str:
    """Return a minute of the day as people write it."""
    return f"{minute // 60}:{minute % 60:02}"


def _read_key(key: str) -> tuple[str, str]:
    last, _, operator = key.partition(".")
    return last, operator or ANY


def _asked(work: Work, form: Form) -> tuple[str, str]:
    last = form.choice("last", (*work.gateways, ANY))
    operator = form.choice("operator", (*OPERATORS, ANY))
    return last or ANY, operator or ANY


def _ordered(table: Mapping[tuple[str, str], tuple[str, ...]]) -> list[dict[str, Any]]:
    """Return the rules that name a gateway, the special ones before those for anybody: the first that fits is taken.

    How somebody reached us is a fact, the operator only a guess from the number: so the gateway counts for more.
    """
    rules = sorted(table.items(), key=lambda rule: (rule[0][0] == ANY, rule[0][1] == ANY, rule[0]))
    return [{"last": last, "operator": operator, "send": list(send)} for (last, operator), send in rules if send]


def _minute(form: Form, name: str) -> int:
    said = form.line(name)
    found = _TIME.fullmatch(said)
    hour, past = (int(group or 0) for group in found.groups()) if found else (24, 0)
    if hour > 23 or past > 59:
        form.fault(name, "no_time", said=said[:40])
        return 0
    return hour * 60 + past


def _store(work: Work, name: str, value: dict[str, Any]) -> None:
    row = work.session.get(Setting, name) or Setting(name=name)
    row.value, row.changed_at = value, work.unit.now
    work.session.add(row)
