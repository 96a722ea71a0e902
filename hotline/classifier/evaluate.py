"""Figures on labelled texts: how often right, how much is routed without a person, and how well the wall holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from hotline.domain.findings import Findings

ACCUSES_NOBODY = frozenset({"", "none", "false", "0"})
ALL = "all"
SECURITY = "security"


class Understands(Protocol):
    """Anything that turns a text into findings."""

    def understand(self, text: str, *, prior_language: str | None = None) -> Findings:
        """Return everything that can be told of one text."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over labelled texts; the shares are fractions from 0 to 1, and 0 where there is nothing to divide by.

    `leaked` counts the texts that accuse a force and would lie on the desk of one before anybody else read them.
    """

    n: int = 0
    right: int = 0
    right_in_two: int = 0
    language_right: int = 0
    routed: int = 0
    routed_right: int = 0
    accusing: int = 0
    walled: int = 0
    harmless: int = 0
    walled_needlessly: int = 0
    leaked: int = 0

    @property
    def accuracy(self) -> float:
        """Return the share of texts whose category is right."""
        return _share(self.right, self.n)

    @property
    def top_two(self) -> float:
        """Return the share of texts whose category is among the two best guesses."""
        return _share(self.right_in_two, self.n)

    @property
    def routed_share(self) -> float:
        """Return the share of texts that need no person."""
        return _share(self.routed, self.n)

    @property
    def routed_accuracy(self) -> float:
        """Return the share of rightly filed texts among those that need no person."""
        return _share(self.routed_right, self.routed)

    @property
    def wall_recall(self) -> float:
        """Return the share of texts accusing a force that are walled from it."""
        return _share(self.walled, self.accusing)

    @property
    def needless_walls(self) -> float:
        """Return the share of texts accusing nobody that are walled all the same."""
        return _share(self.walled_needlessly, self.harmless)

    def __add__(self, other: Figures) -> Figures:
        """Add the counts of two sets of texts."""
        return Figures(*(getattr(self, name) + getattr(other, name) for name in Figures.__slots__))


def evaluate(rows: Iterable[Mapping[str, str]], understanding: Understands) -> dict[str, Figures]:
    """Judge every row (columns text, language, category, about_force) and return figures by language and for all.

    `about_force` holds the accused forces joined by `|`, or none; a plain `true` means that some force is accused.
    """
    figures: dict[str, Figures] = {}
    for row in rows:
        judged = judge(row, understanding.understand(row["text"]))
        for group in (row["language"], ALL):
            figures[group] = figures.get(group, Figures()) + judged
    return figures


def judge(row: Mapping[str, str], findings: Findings) -> Figures:
    """Compare one labelled row with what was understood."""
    accusing = row.get("about_force", "") not in ACCUSES_NOBODY
    right = findings.category == row["category"]
    routed = not findings.needs_person
    return Figures(
        n=1,
        right=right,
        right_in_two=right or findings.second == row["category"],
        language_right=findings.language == row["language"],
        routed=routed,
        routed_right=routed and right,
        accusing=accusing,
        walled=accusing and walls(findings, row["about_force"]),
        harmless=not accusing,
        walled_needlessly=not accusing and bool(findings.about_force),
        leaked=accusing and findings.desk_kind == SECURITY and not walls(findings, row["about_force"]),
    )


def walls(findings: Findings, accused: str) -> bool:
    """Say whether all accused forces are kept out; an unknown uniform keeps every force out."""
    if accused == "true" or "unknown" in findings.about_force:
        return bool(findings.about_force)
    return set(accused.split("|")) <= findings.about_force


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
