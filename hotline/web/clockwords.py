"""The clocks of a case in words: what is due, what passed unmet, and who was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hotline.store.models.casework import Event
from hotline.store.models.clocks import Clock
from hotline.web.i18n import gettext, later
from hotline.web.times import span

CLOCKS = {
    "triage": later("Tri"),
    "first_answer": later("Première réponse"),
    "next_answer": later("Réponse suivante"),
    "progress": later("Note d’avancement"),
    "closure": later("Clôture"),
    "appeal": later("Nouvel examen"),
    "referral": later("Saisine"),
    "transfer": later("Transfert à accepter"),
    "idle": later("Dossier pris, sans suite"),
    "returned": later("Dossier rendu au bureau"),
    "page": later("Dossier critique : vous êtes appelé"),
    "assigned": later("Ce dossier est confié à vous"),
    "asked_up": later("Un collègue vous demande de regarder"),
    "mentioned": later("Un collègue vous a écrit une note"),
    "nobody_reached": later("Dossier critique : personne n’a été joint"),
}
TOLD = {
    "officer": later("le responsable"),
    "coordinator": later("la coordination"),
    "administrator": later("l’administration"),
    "focal_point": later("le point focal"),
}
# How a person says that one of them runs.
_WAITS = {
    "triage": later("À trier depuis %(span)s"),
    "first_answer": later("Sans réponse depuis %(span)s"),
    "next_answer": later("Attend la suite depuis %(span)s"),
    "progress": later("Citoyen sans nouvelle depuis %(span)s"),
    "closure": later("À clore, ouvert depuis %(span)s"),
    "appeal": later("À examiner de nouveau depuis %(span)s"),
    "referral": later("Saisine en cours depuis %(span)s"),
    "transfer": later("Transfert à accepter depuis %(span)s"),
    "idle": later("Pris, sans suite depuis %(span)s"),
}
_WHY = {
    "urgency": later("l’urgence a changé"),
    "sensitivity": later("la protection a changé"),
    "pause": later("une question a été posée"),
}


def clock(name: str) -> str:
    """Return what a clock is called."""
    return gettext(CLOCKS[name]) if name in CLOCKS else name


def standing(name: str, clock_of: Clock | None, now: datetime) -> str:
    """Return what a notice says: what waits, how long by now, and how long it may."""
    if clock_of is None or name not in _WAITS:
        return clock(name)
    waits = gettext(_WAITS[name], span=span(now - clock_of.start_at))
    return gettext("%(waits)s, délai %(limit)s", waits=waits, limit=span(clock_of.due_at - clock_of.start_at))


def _due_changed(data: Mapping[str, Any]) -> str:
    why = gettext(_WHY.get(data["why"], data["why"]))
    # Nobody closes yet: only the time in which to do so is another.
    limit = gettext("Délai pour clore") if data["clock"] == "closure" else clock(data["clock"])
    return gettext("%(clock)s : nouvelle échéance, car %(why)s.", clock=limit, why=why)


def _escalated(data: Mapping[str, Any]) -> str:
    if data["clock"] == "page":
        return gettext("Personne n’a été joint : averti plus haut.")
    to = gettext(TOLD.get(data["to"], data["to"]))
    return gettext("%(clock)s, %(level)s %% du délai : averti, %(to)s.", clock=clock(data["clock"]),
                   level=data["level"], to=to)  # fmt: skip


_LINES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "due_changed": _due_changed,
    "breached": lambda data: gettext("%(clock)s : délai dépassé.", clock=clock(data["clock"])),
    "escalated": _escalated,
    "paged": lambda data: gettext("Une personne de service est appelée, étape %(step)s.", step=data["step"]),
    "page_answered": lambda data: (
        gettext("Appel de service, étape %(step)s : joint.", step=data["step"])
        if data["reached"]
        else gettext("Appel de service, étape %(step)s : pas joint.", step=data["step"])
    ),
    "returned": lambda data: gettext("Rendu au bureau : pris, puis laissé sans suite."),
}

KINDS = frozenset(_LINES)


def line(event: Event) -> str | None:
    """Return the sentence for an event of the clocks; None for any other."""
    told = _LINES.get(event.kind)
    if event.kind == "page_answered" and event.data["reached"] and event.actor == f"account:{event.data['account']}":
        # Nobody phoned: who was called says so of themselves.
        return gettext("Appel de service, étape %(step)s : dit avoir le dossier en main.", step=event.data["step"])
    return told(event.data) if told else None
