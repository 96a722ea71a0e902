"""What an event of the house holds besides its kind: codes for machines, words for people, ids by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hotline.services.office_sending import in_words as minutes_in_words
from hotline.store.models.casework import Event
from hotline.store.trail_names import Called
from hotline.web import languagewords
from hotline.web.admin_limits import moved
from hotline.web.audit_values import KEYS, LEFT_TO_MACHINES, OWN_KEYS, VALUES
from hotline.web.i18n import gettext
from hotline.web.names import Names
from hotline.web.reportasked import LABELS
from hotline.web.times import date_words, dated

# An id that nothing names, or a hash: its end tells one from another.
_OPAQUE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# What is said first and in this order, the rest by its code; the first two without a name.
_BY_THEMSELVES = ("what", "slug")
_RANKS = {key: rank for rank, key in enumerate((*_BY_THEMSELVES, "first", "last", "start", "end"))}
_BODIES = ("body", "parent", "partners")


@dataclass(frozen=True, slots=True)
class Details:
    """What events hold, told by the names of accounts, desks, bodies and what else the house has names for."""

    names: Names
    bodies: Mapping[UUID, str]
    called: Called

    def in_codes(self, event: Event) -> str:
        """Return the codes of an event in one line, for whoever reads them by machine."""
        return ", ".join(key if value is True else f"{key} {_flat(value)}" for key, value in _held(event))

    def in_words(self, event: Event) -> str:
        """Return what an event holds in one line, for people."""
        return ", ".join(
            self._said(event.kind, key, value)
            for key, value in sorted(_held(event), key=lambda held: _RANKS.get(held[0], len(_RANKS)))
            if (event.kind, key) not in LEFT_TO_MACHINES
        )

    def _said(self, kind: str, key: str, value: Any) -> str:
        if kind == "limits_written" and key == "changed":
            return ", ".join(moved(*one) for one in value)
        known = OWN_KEYS.get(kind, {}).get(key) or KEYS.get(key)
        name = gettext(known) if known else key
        if value is True:
            return name
        listed = value if isinstance(value, list) else [value]
        between = ", " if key in ("conditions", "only") else " "
        words = between.join(self._word(kind, key, one) for one in listed)
        return words if key in _BY_THEMSELVES else f"{name} {words}"

    def _word(self, kind: str, key: str, value: Any) -> str:
        told = _SHAPED.get((kind, key)) or _SHAPED.get(("", key))
        if told:
            return told(value)
        if key in ("conditions", "only"):
            narrowed, _, code = value.partition(":" if key == "conditions" else "=")
            return f"{gettext(_NARROWED.get(narrowed, narrowed)).lower()} {self._word(kind, narrowed, code)}"
        if not isinstance(value, str):
            return str(value)
        words = VALUES.get(key, {}).get(value)
        return gettext(words).rstrip(".") if words else self._named("place" if key == "places" else key, value)

    def _named(self, key: str, value: str) -> str:
        """Return a place, a body, a person by its name, and a day as people write it."""
        if value in self.called.get(key, {}):
            return self.called[key][value]
        if _OPAQUE.fullmatch(value):
            return self._of_id(key, value)
        return date_words(value) if _DAY.fullmatch(value) else value

    def _of_id(self, key: str, value: str) -> str:
        short = f"…{value[-6:]}"
        if len(value) != 36:
            return short
        if key in _BODIES:
            return self.bodies.get(UUID(value), short)
        if key == "desk":
            return self.names.desk(value)
        return self.names.titles.get(UUID(value), short) if key == "account" else short


def _text_of_a_language(place: str) -> str:
    kind, _, key = place.partition(" ")
    return f"{gettext(languagewords.KINDS[kind])}, {key}"


def _moment(at: str) -> str:
    return dated(datetime.fromisoformat(at))


_NARROWED = {**LABELS, "category": KEYS["category"], "language": KEYS["language"]}
_SHAPED: Mapping[tuple[str, str], Callable[[Any], str]] = {
    ("wording_drafted", "place"): _text_of_a_language,
    ("wording_reviewed", "place"): _text_of_a_language,
    ("", "start"): minutes_in_words,
    ("", "end"): minutes_in_words,
    ("", "since"): _moment,
}


def _flat(value: Any) -> str:
    return " ".join(map(_flat, value)) if isinstance(value, list) else str(value)


def _held(event: Event) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in sorted(event.data.items()) if value not in (None, False, [], ""))
