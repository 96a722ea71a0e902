"""What a report may be narrowed by, and what that means for the traits of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hotline.store import report_choices
from hotline.store.report_choices import Choice, Choices

NAMES = ("place", "body", "desk", "group", "urgency", "channel")
# Which trait of a case each filter looks at; a body's cases are those that lie with its desks now.
_TRAITS = {
    "place": "place", "body": "desk", "desk": "desk", "group": "category", "urgency": "urgency", "channel": "channel",
}  # fmt: skip
URGENCIES = ("critical", "high", "normal", "low")
CHANNELS = ("sms", "ussd", "call", "visit")


class UnknownValue(ValueError):
    """A filter asks for what does not exist; the message names the filter."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Every filter with the values it may take."""

    choices: Mapping[str, Choices]

    def only(self, asked: Mapping[str, str]) -> dict[str, frozenset[str]]:
        """Return which values of which traits count; raises UnknownValue."""
        found: dict[str, frozenset[str]] = {}
        for name, value in asked.items():
            if value not in self.choices[name]:
                raise UnknownValue(name)
            trait, holds = _TRAITS[name], self.choices[name][value].holds
            found[trait] = found[trait] & holds if trait in found else holds
        return found


def read(session: Session) -> Filters:
    """Return the filters as the office stands now."""
    tables: Mapping[str, Callable[[Session], Choices]] = {
        "place": report_choices.places, "body": report_choices.bodies, "desk": report_choices.desks,
        "group": report_choices.groups,
    }  # fmt: skip
    codes = {"urgency": URGENCIES, "channel": CHANNELS}
    known = {name: {code: Choice(code, 0, frozenset({code})) for code in values} for name, values in codes.items()}
    return Filters({**{name: table(session) for name, table in tables.items()}, **known})
