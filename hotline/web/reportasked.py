"""What somebody asks of a report: its days, what it is narrowed by, and what it is held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import request

from hotline.reports import filters
from hotline.reports.base import BadPeriod, Period, View, period
from hotline.reports.filters import Filters, UnknownValue
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import now
from hotline.web.times import BAMAKO

USUAL = timedelta(days=30)
PERIODS = {
    "empty": later("La fin doit venir après le début."),
    "long": later("Dix ans au plus."),
}
UNREADABLE = later("Écrivez une date possible.")
LABELS = {
    "place": later("Lieu"),
    "body": later("Organisme"),
    "desk": later("Bureau"),
    "group": later("Groupe de sujets"),
    "urgency": later("Urgence"),
    "channel": later("Par"),
}
UNKNOWN = {
    "place": later("Ce lieu n’existe pas."),
    "body": later("Cet organisme n’existe pas."),
    "desk": later("Ce bureau n’existe pas."),
    "group": later("Ce groupe n’existe pas."),
    "urgency": later("Cette urgence n’existe pas."),
    "channel": later("Cette voie n’existe pas."),
}
NO_SUCH_COMPARISON = later("Cette comparaison n’existe pas.")
GROUPS = {
    "security": later("Sécurité"),
    "conduct": later("Conduite des forces"),
    "protection": later("Protection"),
    "cohesion": later("Cohésion"),
    "services": later("Services"),
    "information": later("Information"),
    "trust": later("Confiance"),
    "none": later("Sans sujet"),
}
AGAINST = {"before": later("La période d’avant"), "year": later("La même il y a un an")}
_WORDS = {"urgency": casewords.URGENCIES, "channel": casewords.CHANNELS, "group": GROUPS}
_YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, as it was written; `errors` says what cannot be, `view` is None then."""

    first: str
    last: str
    chosen: Mapping[str, str]
    against: str
    errors: Mapping[str, str]
    filters: Filters
    view: View | None = None
    other: View | None = field(default=None)

    @property
    def query(self) -> str:
        """Return this as the query of an address, so that file, list and picture show the same."""
        held = {"against": self.against} if self.against else {}
        return urlencode({"from": self.first, "to": self.last, **self.chosen, **held})

    def options(self) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
        """Yield each filter with its label and its values in words."""
        for name in filters.NAMES:
            known, words = self.filters.choices[name], _WORDS.get(name, {})
            values = [(code, _word(words, code, one.name, one.depth)) for code, one in known.items()]
            yield name, gettext(LABELS[name]), values

    def narrowed(self) -> Iterator[tuple[str, str]]:
        """Yield what it is narrowed by, in words."""
        for name, code in self.chosen.items():
            if code in self.filters.choices[name]:
                yield gettext(LABELS[name]), _word(_WORDS.get(name, {}), code, self.filters.choices[name][code].name)


def read(unit: UnitOfWork) -> Asked:
    """Read what is asked for from the address: the last thirty days unless told."""
    tomorrow = now().astimezone(BAMAKO).date() + timedelta(days=1)
    first = request.args.get("from", "").strip()[:40] or (tomorrow - USUAL).isoformat()
    last = request.args.get("to", "").strip()[:40] or tomorrow.isoformat()
    chosen = {name: value for name in filters.NAMES if (value := request.args.get(name, "").strip()[:80])}
    against, known, errors = request.args.get("against", "").strip()[:20], filters.read(unit.session), dict[str, str]()
    days = _period(first, last, errors)
    only: dict[str, frozenset[str]] = {}
    try:
        only = known.only(chosen)
    except UnknownValue as unknown:
        errors[str(unknown)] = gettext(UNKNOWN[str(unknown)])
    if against and against not in AGAINST:
        errors["against"] = gettext(NO_SUCH_COMPARISON)
    if errors or days is None:
        return Asked(first, last, chosen, against, errors, known)
    view = View(days, current_viewer(), unit.now, only)
    other = View(_earlier(days, against), view.viewer, unit.now, only) if against else None
    return Asked(days.first.isoformat(), days.last.isoformat(), chosen, against, {}, known, view, other)


def day_of(written: str) -> date | None:
    """Return the day somebody wrote, or None for what is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _period(first: str, last: str, errors: dict[str, str]) -> Period | None:
    days = {"from": day_of(first), "to": day_of(last)}
    errors |= {name: gettext(UNREADABLE) for name, day in days.items() if day is None}
    try:
        return period(days["from"], days["to"]) if days["from"] and days["to"] else None
    except BadPeriod as bad:
        errors["to"] = gettext(PERIODS[str(bad)])
        return None


def _earlier(days: Period, against: str) -> Period:
    """Return the days to hold a period against; a year is 52 weeks, so that weekdays meet weekdays."""
    back = days.last - days.first if against == "before" else _YEAR
    return Period(days.first - back, days.last - back)


def _word(words: Mapping[str, str], code: str, name: str, depth: int = 0) -> str:
    said = gettext(words[code]) if code in words else name
    return f"\u2003{said}" if depth else said
