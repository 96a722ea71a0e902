"""One language of the hotline: its phrases for citizens and the words that are commands, read from one file."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

from hotline.domain.datafile import DataFile
from hotline.domain.screenwords import is_whole, read_screens

FALLBACK = "fr"
COMMANDS = ("stop", "start", "status", "help", "callback", "yes", "no", "unsafe", "thanks", "filler")
PLACEHOLDERS = {
    "acknowledgement": {"reference", "numbers"},
    "closing_question": {"reference"},
    "status_received": {"reference"},
    "status_with_service": {"reference"},
    "status_answered": {"reference"},
    "status_closed": {"reference"},
    "status_unknown": set(),
    "help": {"numbers"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """A language as citizens meet it; one that is not reviewed is never written in, French stands in."""

    code: str
    name: str
    number: int
    direction: str
    reviewed: bool
    flagged_for_review: bool
    phrases: dict[str, str]
    commands: dict[str, tuple[str, ...]]
    screens: dict[str, str]

    @property
    def dials(self) -> bool:
        """Say whether the screens of a keypad dialogue may be shown in this language."""
        return self.reviewed and is_whole(self.screens)

    @property
    def drafted(self) -> bool:
        """Say whether there are words for every screen that no reviewer has released yet."""
        return not self.reviewed and is_whole(self.screens)


def parse_language(text: str, source: str) -> Language:
    """Read one language file; raises DataFault naming file and line."""
    file = DataFile(text, source)
    language = Language(
        code=file.take("code", str),
        name=file.take("name", str),
        number=file.take("number", int),
        direction=file.take("direction", str),
        reviewed=file.take("reviewed", bool),
        flagged_for_review=bool(file.values.get("flagged_for_review", False)),
        phrases={key: _read_phrase(file, key) for key in file.table("phrases")},
        commands={key: _read_command(file, key) for key in file.table("commands")},
        screens=read_screens(file, whole=file.take("reviewed", bool)),
    )
    if language.direction not in ("ltr", "rtl"):
        raise file.fault("direction must be ltr or rtl", "direction")
    if language.code == FALLBACK and set(language.phrases) != set(PLACEHOLDERS):
        raise file.fault(f"{FALLBACK} must hold every phrase: {', '.join(PLACEHOLDERS)}", "phrases")
    return language


def phrase(languages: Mapping[str, Language], code: str, key: str, **values: str) -> str:
    """Return a filled-in phrase; in French where the language is unknown, not reviewed or lacks the phrase."""
    language = languages.get(code)
    usable = language is not None and language.reviewed and key in language.phrases
    template = language.phrases[key] if language and usable else languages[FALLBACK].phrases[key]
    return template.format(**values)


def _read_phrase(file: DataFile, name: str) -> str:
    if name not in PLACEHOLDERS:
        raise file.fault(f"unknown phrase {name}", "phrases", name)
    template = str(file.take(name, str, "phrases", within=file.table("phrases")))
    if not template.strip():
        raise file.fault(f"{name} is empty", "phrases", name)
    try:
        named = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
    except ValueError as error:
        raise file.fault(f"{name} has a stray brace", "phrases", name) from error
    if named != PLACEHOLDERS[name]:
        wanted = ", ".join(sorted(PLACEHOLDERS[name])) or "nothing"
        raise file.fault(f"{name} must name {wanted} in braces", "phrases", name)
    return template


def _read_command(file: DataFile, name: str) -> tuple[str, ...]:
    if name not in COMMANDS:
        raise file.fault(f"unknown command {name}", "commands", name)
    return file.words(file.table("commands"), name, "commands")
