"""The sheet of rules: which desk gets what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from hotline.services import office_bodies, office_rules
from hotline.services.office_rules import TARGETS
from hotline.store import casefile, trail
from hotline.store.models.office import RoutingRule
from hotline.web import casewords
from hotline.web.admin_bodies import desk_options
from hotline.web.admin_lists import category_options
from hotline.web.admin_words import languages, pairs, urgencies
from hotline.web.adminsheet import ACTIVE, Field, Line, Sheet, Version
from hotline.web.eventwords import accounts_in
from hotline.web.i18n import gettext, later
from hotline.web.names import Names

MOST_CHANGES = 20
_CHANGES = ("rule_added", "rule_revised")
_ORDER = later("Dans l’ordre voulu. Exemple : gendarmerie garde.")


def _targets(_: Session) -> list[tuple[str, str]]:
    return pairs(casewords.DESK_KINDS, TARGETS)


def rule_lines(session: Session) -> Iterator[Line]:
    """Yield the rules in the order they are tried."""
    desks, words = _desk_names(session), _code_words(session)
    for rule in office_rules.all_rules(session):
        to = desks.get(str(rule.desk_id), "") or gettext(casewords.DESK_KINDS.get(rule.desk_kind or "", ""))
        when = "; ".join(_said(codes, words) for codes in rule.conditions.values())
        forces = ", ".join(gettext(casewords.FORCES.get(force, force)) for force in rule.forces)
        yield Line(rule.code, (f"{rule.position} · {rule.code}", when, to, forces), off=not rule.active)


def _desk_names(session: Session) -> dict[str, str]:
    return {str(desk.id): desk.name for desk, _ in office_bodies.all_desks(session)}


def _code_words(session: Session) -> dict[str, str]:
    return dict(category_options(session)) | dict(urgencies(session)) | dict(languages(session))


def _said(codes: Any, words: Mapping[str, str]) -> str:
    listed = [codes] if isinstance(codes, str) else codes
    return " / ".join(words.get(code, code) for code in listed)


def _history(session: Session, code: str) -> list[Version]:
    """Return the versions of a rule from the house chain, newest first, with who left it so."""
    told = trail.told_of(session, _CHANGES, "rule", code)
    names = Names(casefile.titles(session, accounts_in(told)), {})
    return [Version(event.at, names.who(event.actor), _version(session, event.data)) for event in told]


def rule_changes(session: Session) -> list[tuple[str, Version]]:
    """Return the newest changes of all rules, with the rule's code, who made them, and what it said then."""
    told = trail.newest_of(session, _CHANGES, MOST_CHANGES)
    names = Names(casefile.titles(session, accounts_in(told)), {})
    return [
        (event.data["rule"], Version(event.at, names.who(event.actor), _version(session, event.data))) for event in told
    ]


def _version(session: Session, data: Mapping[str, Any]) -> str:
    kind = gettext(casewords.DESK_KINDS.get(data["desk_kind"] or "", ""))
    to = _desk_names(session).get(data["desk"] or "", "") or kind
    when = _said([one.partition(":")[2] for one in data["conditions"]], _code_words(session))
    parts = [f"{data['position']}", when, to]
    return " · ".join([*parts, *([] if data["active"] else [gettext("hors service")])])


def _last_position(session: Session) -> Mapping[str, Any]:
    last: RoutingRule | None = next(reversed(office_rules.all_rules(session)), None)
    return {"position": last.position + 10 if last else 10}


RULES = Sheet(
    "rules", later("Règles de tri"), later("La première qui convient choisit le bureau."), "split",
    (later("Rang et code"), later("Si le message parle de"), later("Il va à"), later("Forces")),
    rule_lines,
    (
        Field("code", later("Code"), on="new"),
        Field("position", later("Rang"), "number", hint=later("Les petits rangs passent d’abord.")),
        Field("category", later("Catégories"), "ticks", options=category_options),
        Field("urgency", later("Urgences"), "ticks", options=urgencies),
        Field("language", later("Langues"), "ticks", options=languages),
        Field("place", later("Lieux"), "area", needed=False, hint=later("Un lieu par ligne, ou rien.")),
        Field("desk_kind", later("Vers un genre de bureau"), "choice", options=_targets, blank=later("aucun")),
        Field("desk", later("Ou vers ce bureau"), "choice", options=desk_options, blank=later("aucun")),
        Field("forces", later("Forces préférées"), needed=False, hint=_ORDER),
        ACTIVE,
    ),
    office_rules.rule_values, office_rules.save_rule, new=later("Nouvelle règle"), fresh=_last_position,
    history=_history, trial=True,
)  # fmt: skip
