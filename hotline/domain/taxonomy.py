"""What a concern can be about: categories, how sensitive and how urgent they are, read from data and not from code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hotline.domain.datafile import DataFile
from hotline.domain.findings import SENSITIVITIES, URGENCIES

DESK_KINDS = ("security", "civil", "civil_oversight", "civil_protected", "coordinator", "none")


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of concern; `signs` are the concepts that speak for it, `urgency_ongoing` holds while it lasts.

    `urgency_harmed` holds where somebody is being beaten now, or was wounded.
    """

    code: str
    labels: dict[str, str]
    group: str
    sensitivity: str
    urgency: str
    desk_kind: str
    urgency_ongoing: str = ""
    urgency_harmed: str = ""
    person_first: bool = False
    offers_pin: bool = False
    drivers: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Return the short label in the asked language, or in French."""
        return self.labels.get(language, self.labels["fr"])


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All categories in the order of the file, which is also their number."""

    categories: dict[str, Category]

    def __getitem__(self, code: str) -> Category:
        """Return the category with this code; KeyError when there is none."""
        return self.categories[code]

    def __contains__(self, code: object) -> bool:
        """Say whether a category with this code exists."""
        return code in self.categories

    @property
    def codes(self) -> tuple[str, ...]:
        """List the codes in the order of the file."""
        return tuple(self.categories)


def parse_taxonomy(text: str, source: str) -> Taxonomy:
    """Read the taxonomy from TOML; raises DataFault naming file and line."""
    file = DataFile(text, source)
    categories: dict[str, Category] = {}
    for row in file.take("category", list):
        category = _read_category(file, row)
        if category.code in categories:
            first = file.fault("", category.code)
            again = f"{category.code} stands twice, first on line {first.line}"
            raise _second(file, category.code, again)
        categories[category.code] = category
    return Taxonomy(categories)


def more_protective(first: str, second: str) -> str:
    """Return the more protective of two sensitivities (do-no-harm rule 11)."""
    return max(first, second, key=SENSITIVITIES.index)


def more_urgent(first: str, second: str) -> str:
    """Return the higher of two urgencies (do-no-harm rule 11)."""
    return max(first, second, key=URGENCIES.index)


def less_urgent(first: str, second: str) -> str:
    """Return the lower of two urgencies."""
    return min(first, second, key=URGENCIES.index)


def narrower(first: str, second: str) -> str:
    """Return the desk kind with fewer readers: protection, then oversight, then whatever the first one is."""
    for kind in ("civil_protected", "civil_oversight"):
        if kind in (first, second):
            return kind
    return first


def _read_category(file: DataFile, row: dict[str, Any]) -> Category:
    code = file.take("code", str, within=row)
    labels = file.take("label", dict, code, within=row)
    for language in ("fr", "en"):
        file.take(language, str, code, "label", within=labels)
    return Category(
        code=code,
        labels=dict(labels),
        group=file.take("group", str, code, within=row),
        sensitivity=_one_of(file, row, "sensitivity", SENSITIVITIES),
        urgency=_one_of(file, row, "urgency", URGENCIES),
        desk_kind=_one_of(file, row, "desk_kind", DESK_KINDS),
        urgency_ongoing=_one_of(file, row, "urgency_ongoing", URGENCIES) if "urgency_ongoing" in row else "",
        urgency_harmed=_one_of(file, row, "urgency_harmed", URGENCIES) if "urgency_harmed" in row else "",
        person_first=_flag(file, row, "person_first"),
        offers_pin=_flag(file, row, "offers_pin"),
        drivers=file.words(row, "drivers", code) if "drivers" in row else (),
        signs=file.words(row, "signs", code) if "signs" in row else (),
    )


def _flag(file: DataFile, row: dict[str, Any], name: str) -> bool:
    return bool(file.take(name, bool, row["code"], within=row)) if name in row else False


def _one_of(file: DataFile, row: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = file.take(name, str, row["code"], within=row)
    if value not in allowed:
        raise file.fault(f"{name} must be one of {', '.join(allowed)}", row["code"], name)
    return str(value)


def _second(file: DataFile, code: str, reason: str) -> Exception:
    first = file.fault(reason, code)
    later = DataFile("\n" * first.line + "\n".join(file.lines[first.line :]), file.source)
    return later.fault(reason, code)
