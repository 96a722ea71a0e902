"""The sheet of the limits of a case's steps, and its versions: who left them so, when and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from hotline.domain.limits import DAY, DEFAULTS, HOUR, MINUTE, REASONS, unit_of
from hotline.services import office_limits
from hotline.services.office_limits import KEY, WRITTEN, field_of
from hotline.store import calendars, casefile, trail
from hotline.web.admin_words import pairs
from hotline.web.adminsheet import Field, Line, Sheet, Version
from hotline.web.casewords import target
from hotline.web.eventwords import accounts_in
from hotline.web.i18n import gettext, later
from hotline.web.names import Names

LABELS = {
    "triage.critical": later("Trier, critique"),
    "triage.high": later("Trier, urgent"),
    "triage.normal": later("Trier, normal"),
    "triage.low": later("Trier, peut attendre"),
    "first_answer.critical": later("Répondre, critique"),
    "first_answer.high": later("Répondre, urgent"),
    "first_answer.normal": later("Répondre, normal"),
    "first_answer.low": later("Répondre, peut attendre"),
    "idle.critical": later("Rendre un dossier laissé, critique"),
    "idle.high": later("Rendre un dossier laissé, urgent"),
    "idle.normal": later("Rendre un dossier laissé, normal"),
    "idle.low": later("Rendre un dossier laissé, peut attendre"),
    "sensitive_seen": later("Voir un dossier sensible"),
    "referral": later("Orienter ce qui touche la ligne"),
    "closure": later("Clore"),
    "complex_closure": later("Clore un dossier sensible"),
    "progress": later("Donner des nouvelles"),
    "appeal": later("Décider un nouvel examen"),
}
GROUPS = {
    "triage": later("Trier"), "first_answer": later("Répondre"), "idle": later("Rendre un dossier laissé"),
}  # fmt: skip
OTHERS = later("Les autres étapes")
UNITS = {MINUTE: later("minutes"), HOUR: later("heures"), DAY: later("jours"), 0: later("jours ouvrés")}
WHY = {
    "standard": later("La norme a changé."),
    "agreement": later("Accord avec les organismes."),
    "practice": later("Ce délai ne se tenait pas."),
    "mistake": later("Une erreur de saisie."),
}


def _lines(session: Session) -> Iterator[Line]:
    yield from (
        Line(KEY, (gettext(LABELS[name]), target(one)), at=field_of(name))
        for name, one in calendars.limits_in_force(session).items()
    )


def _values(session: Session, key: str) -> Mapping[str, Any] | None:
    found = office_limits.values(session, key)
    return {**found, "title": gettext(LIMITS.title)} if found else None


def _history(session: Session, key: str) -> Sequence[Version]:
    told = trail.told_of(session, (WRITTEN,), "limits", key)
    names = Names(casefile.titles(session, accounts_in(told)), {})
    return [Version(event.at, names.who(event.actor), _said(event.data)) for event in told]


def _said(data: Mapping[str, Any]) -> str:
    told = ", ".join(moved(*one) for one in data["changed"])
    reason = WHY[data["why"]]
    return gettext("Version %(n)s. %(moved)s. %(why)s", n=data["version"], moved=told, why=gettext(reason))


def moved(name: str, before: int, after: int) -> str:
    """Return how a limit was changed: what it was and what it is."""
    unit = UNITS[unit_of(name)]
    now = f"{after} {gettext(unit)}"
    return gettext("%(what)s : %(was)s, puis %(now)s", what=gettext(LABELS[name]), was=before, now=now)


def _why(_: Session) -> list[tuple[str, str]]:
    return pairs(WHY, REASONS)


LIMITS = Sheet(
    "limits", later("Délais"), later("Un changement vaut pour les dossiers à venir."), "clock",
    (later("Étape"), later("Délai")),
    _lines,
    (
        Field("version", "", "hidden", on="old"),
        *(Field(field_of(name), LABELS[name], "number", hint=UNITS[unit_of(name)],
                group=GROUPS.get(name.split(".")[0], OTHERS)) for name in DEFAULTS),
        Field("why", later("Pourquoi ce changement ?"), "choice", options=_why, blank=later("choisissez")),
    ),
    _values, office_limits.save, history=_history,
)  # fmt: skip
