"""Why the house decided as it did, in words: the reasons of a route, and the citizen's words that reasons point at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from hotline.store import casefile
from hotline.store.models.casework import Event, Note
from hotline.unit_of_work import UnitOfWork
from hotline.web.casewords import DESK_KINDS, FORCES, LANGUAGES, word
from hotline.web.i18n import gettext, later
from hotline.web.names import Names

MOST_QUOTED = 4
# Alone these say nothing about a subject, though the model may lean on them a little.
_EMPTY = """
a à au aux avec ce ces cette d dans de des du elle en est et eux il ils je l la le les leur lui m ma mais me mes
mon n ne notre nous on ont ou où par pas pour qu que qui s sa se ses son sont sur t tu un une vos votre vous y
and are at by for from i in is it my of on our that the their they this to us was we were with you
be bɛ ka na ni o u ye
"""
_EMPTY_WORDS = frozenset(_EMPTY.split())
_WORD = re.compile(r"\w+")
_ROUTES = {
    "route:accusation": later("une accusation va à un bureau indépendant"),
    "route:unsure": later("un doute va à une personne"),
    "route:no_desk": later("aucun bureau habituel pour ce sujet"),
    "route:place": later("le lieu"),
    "route:lowest_id": later("le premier bureau possible"),
}


# What kind of desk was looked for, as a reason.
_KINDS = {
    "route:category": later("ce sujet va au bureau « %(kind)s »"),
    "route:desk_kind": later("le bureau « %(kind)s » le reçoit"),
}


# Why a case was moved to the desk that has it, where no route is worked out anew.
_MOVED = later("transfert")
_MOVES = {
    "accepted": later("transfert accepté"),
    "to_router": later("transfert à la coordination"),
    "refused": later("transfert refusé"),
    "expired": later("transfert pas accepté à temps"),
    "not_safe": later("le citoyen ne peut pas répondre sans risque"),
    "place_told": later("le citoyen a dit le lieu"),
    "office_changed": later("les bureaux ont changé"),
    "sorted": later("trié par une personne"),
    "corrected": later("sujet corrigé par une personne"),
}


def why_here(unit: UnitOfWork, trail: Sequence[Event], names: Names) -> str:
    """Return why the desk that has a case has it, in words: the last route, or the last move with what was said."""
    moves = [event for event in trail if event.kind in ("routed", "transferred")]
    if not moves:
        return ""
    last = moves[-1]
    if last.kind == "routed":
        return route_reasons(last)
    offers = [event for event in trail if event.kind == "transfer_offered" and event.n < last.n]
    told = offers[-1] if offers and last.data.get("why") == "accepted" else last
    who = told.actor if told.data.get("note") or last.actor != "system" else ""
    moved = _MOVES.get(last.data.get("why", ""), _MOVED)
    parts = [gettext(moved), names.who(who) if who else "", _said(unit, told), route_reasons(last)]
    return ", ".join(part for part in parts if part)


def _said(unit: UnitOfWork, event: Event) -> str:
    """Return the reason that somebody wrote for a move."""
    written = event.data.get("note")
    note = unit.session.get(Note, UUID(written)) if isinstance(written, str) else None
    return f"« {casefile.note_text(unit.vault, note).rstrip('.')} »" if note else ""


def route_reasons(event: Event) -> str:
    """Return why a desk was chosen, in words."""
    return reasons_in_words(event.data.get("because", ()))


def reasons_in_words(because: Iterable[Mapping[str, Any]]) -> str:
    """Return the reasons of a route in words, each once."""
    found = (_route_reason(one) for one in _unrepeated(list(because)))
    return ", ".join(dict.fromkeys(reason for reason in found if reason))


def _unrepeated(because: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out the kind of the desk that took a case where its subject goes to that kind anyway."""
    named = {one["detail"] for one in because if one["rule"] == "route:category"}
    return [one for one in because if one["rule"] != "route:desk_kind" or one["detail"] not in named]


def quoted(event: Event, text: str) -> list[str]:
    """Return the words of the text that an automatic decision points at, for those who may read it."""
    return words_pointed_at(event.data.get("because", ()), text)


def words_pointed_at(because: Iterable[Mapping[str, Any]], text: str) -> list[str]:
    """Return the words of a text that reasons point at, each once, the first few."""
    spans = ((one["start"], one["end"]) for one in because)
    words = (text[start:end].strip() for start, end in spans if start is not None and end is not None)
    return list(dict.fromkeys(word for word in words if _says_something(word)))[:MOST_QUOTED]


def capital(words: str) -> str:
    """Return the words with a capital where they begin, and all others as they are."""
    return words[:1].upper() + words[1:]


def _says_something(words: str) -> bool:
    return any(word not in _EMPTY_WORDS for word in _WORD.findall(words.lower()))


def _route_reason(one: Mapping[str, Any]) -> str:
    rule, detail = one["rule"], one["detail"]
    if rule in _ROUTES:
        return gettext(_ROUTES[rule])
    if rule == "route:rule":
        return gettext("règle de l’administration « %(rule)s »", rule=detail.replace("-", " "))
    if rule in _KINDS:
        return gettext(_KINDS[rule], kind=capital(word(DESK_KINDS, detail, "none")))
    if rule == "route:force":
        return gettext("force : %(force)s", force=word(FORCES, detail, "unknown"))
    if rule == "route:language":
        return gettext("langue : %(language)s", language=word(LANGUAGES, detail, "oth"))
    return ""
