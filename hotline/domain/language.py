"""One language of the hotline: its phrases for citizens and the words that are commands, read from one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.domain.datafile import DataFile
from hotline.domain.screenwords import is_whole, read_screens
from hotline.domain.wording import Flaw, list_flaw, template_flaw, too_long

FALLBACK = "fr"
COMMANDS = (
    "stop", "start", "status", "answer", "help", "callback", "language", "not_safe",
    "yes", "no", "unsafe", "thanks", "filler",
)  # fmt: skip
PLACEHOLDERS = {
    "acknowledgement": {"reference", "numbers"},
    # By text to whoever asks to be called; what STOP ends is said before anybody writes it.
    "call_noted": {"reference", "numbers"},
    "call_again": {"reference", "numbers"},
    "closing_question": {"reference"},
    "status_received": {"reference"},
    "status_with_service": {"reference"},
    "status_answered": {"reference"},
    "status_closed": {"reference"},
    "answer_by_dial": {"reference"},
    "status_which": set(),
    "status_unknown": set(),
    "help": {"numbers"},
    "started": set(),
    "language_chosen": set(),
    "language_list": {"languages"},
    # Said on the phone before anybody knows who answers, so they name neither the line nor a concern.
    "call_opening": set(),
    "call_missed": set(),
    # To who asks about a rumour, which is never said again.
    "verifying": set(),
}  # fmt: skip
# What a text costs is what it costs in French; two numbers are what an acknowledgement gives.
LONGEST = {
    "reference": "482 915 704",
    "numbers": "17, 18",
    "languages": "1 Francais 2 Bamanankan 3 Fulfulde 4 Songhay 5 Tamasheq 6 Arabe 7 English",
}
# Parts of a text. Only what somebody asked for may take two.
_MOST_PARTS = 1
_PARTS = {"help": 2, "language_list": 2}


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
    called: tuple[str, ...] = ()

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
        called=file.words(file.values, "called") if "called" in file.values else (),
    )
    if language.direction not in ("ltr", "rtl"):
        raise file.fault("direction must be ltr or rtl", "direction")
    if language.code == FALLBACK and set(language.phrases) != set(PLACEHOLDERS):
        raise file.fault(f"{FALLBACK} must hold every phrase: {', '.join(PLACEHOLDERS)}", "phrases")
    return language


def written(languages: Mapping[str, Language], *codes: str | None) -> str:
    """Return the first of these languages that a reviewer has released, else French."""
    known = (code for code in codes if code and code in languages and languages[code].reviewed)
    return next(known, FALLBACK)


def phrase(languages: Mapping[str, Language], code: str, key: str, /, **values: str) -> str:
    """Return a filled-in phrase; in French where the language is unknown, not reviewed or lacks the phrase."""
    language = languages.get(code)
    usable = language is not None and language.reviewed and key in language.phrases
    template = language.phrases[key] if language and usable else languages[FALLBACK].phrases[key]
    return template.format(**values)


def parts_of(name: str) -> int:
    """Return how many parts a phrase may take as a text."""
    return _PARTS.get(name, _MOST_PARTS)


def phrase_flaw(name: str, template: str) -> Flaw | None:
    """Return what is wrong with a phrase: unknown, a value missing, or more texts than one at its longest."""
    if name not in PLACEHOLDERS:
        return Flaw("unknown", {"kind": "phrase", "name": name})
    return template_flaw(template, PLACEHOLDERS[name]) or too_long(template.format_map(LONGEST), parts_of(name))


def command_flaw(name: str, words: Sequence[str]) -> Flaw | None:
    """Return what is wrong with the words of a command."""
    return list_flaw(words) if name in COMMANDS else Flaw("unknown", {"kind": "command", "name": name})


def _read_phrase(file: DataFile, name: str) -> str:
    template = str(file.take(name, str, "phrases", within=file.table("phrases")))
    flaw = phrase_flaw(name, template)
    if flaw:
        raise file.fault(flaw.told(name), "phrases", name)
    return template


def _read_command(file: DataFile, name: str) -> tuple[str, ...]:
    words = file.words(file.table("commands"), name, "commands")
    flaw = command_flaw(name, words)
    if flaw:
        raise file.fault(flaw.told(name), "commands", name)
    return words
