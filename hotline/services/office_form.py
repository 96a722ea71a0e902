"""What somebody filled in about the office, read field by field; every fault is gathered before anything is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LONGEST_LINE = 120
# Marks that turn the reading direction, or that nobody sees: a name must not look like another.
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a field is refused: the code of a sentence, and what fills it in."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class Wrong(Exception):
    """Nothing was changed; `faults` says by field what to mend, `whole` what no single field is to blame for."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        """Take the faults by the name of their field."""
        super().__init__(", ".join(f"{name}: {fault.code}" for name, fault in faults.items()))
        self.faults = faults


class Form:
    """A filled-in form: fields by name, each with what was given for it."""

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        """Take every value of every field."""
        self._given = given
        self._faults: dict[str, Fault] = {}

    def fault(self, name: str, code: str, **values: object) -> None:
        """Note what is wrong with a field; the first fault of a field stays."""
        self._faults.setdefault(name, Fault(code, values))

    @property
    def is_sound(self) -> bool:
        """Say whether nothing is at fault so far."""
        return not self._faults

    def settle(self) -> None:
        """Refuse the form if any field was at fault; raises Wrong."""
        if self._faults:
            raise Wrong(self._faults)

    def raw(self, name: str) -> str:
        """Return what was given for a field, as it came."""
        return next(iter(self._given.get(name, ())), "")

    def line(self, name: str, *, longest: int = LONGEST_LINE, needed: bool = True) -> str:
        """Return one line of text, its ends trimmed."""
        text = unicodedata.normalize("NFC", self.raw(name)).strip()
        if not text.isprintable() or _HIDDEN.search(text):
            return self._refused(name, "unprintable")
        return self._measured(name, text, longest, needed)

    def text(self, name: str, *, longest: int, needed: bool = True) -> str:
        """Return text that may run over several lines."""
        text = unicodedata.normalize("NFC", self.raw(name)).replace("\r\n", "\n").strip()
        if not all(char.isprintable() or char == "\n" for char in text):
            return self._refused(name, "unprintable")
        return self._measured(name, text, longest, needed)

    def code(self, name: str, pattern: str = r"[a-z0-9][a-z0-9_-]{1,39}") -> str:
        """Return a code of a fixed shape."""
        code = self.raw(name).strip()
        # The page of a new row has this address.
        if code == "new" or not re.fullmatch(pattern, code, re.ASCII):
            return self._refused(name, "no_code" if code else "empty")
        return code

    def choice(self, name: str, allowed: Collection[str], *, needed: bool = True) -> str | None:
        """Return one of the allowed codes, or None where nothing was chosen."""
        chosen = self.raw(name)
        if chosen in allowed:
            return chosen
        if chosen or needed:
            self.fault(name, "no_choice")
        return None

    def several(self, name: str, allowed: Collection[str]) -> list[str]:
        """Return the ticked codes, each once."""
        ticked = list(dict.fromkeys(self._given.get(name, ())))
        if any(code not in allowed for code in ticked):
            self.fault(name, "no_choice")
        return [code for code in ticked if code in allowed]

    def yes(self, name: str) -> bool:
        """Say whether a box is ticked."""
        return self.raw(name) == "1"

    def whole(self, name: str, lowest: int, highest: int) -> int:
        """Return a whole number between two bounds, both included."""
        text = self.raw(name).strip()
        fits = re.fullmatch(r"\d{1,6}", text, re.ASCII) and lowest <= int(text) <= highest
        if not fits:
            self.fault(name, "no_number", lowest=lowest, highest=highest)
        return int(text) if fits else lowest

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """Return a day of the years 1990 to 2100."""
        text = self.raw(name).strip()
        if not text and not needed:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = date.min
        if not 1990 <= day.year <= 2100:
            self.fault(name, "no_day")
            return None
        return day

    def entry(self, name: str, known: Mapping[str, Any], *, needed: bool = True) -> Any:
        """Return what stands behind the chosen key, or None where nothing was chosen."""
        chosen = self.choice(name, known, needed=needed)
        return known[chosen] if chosen else None

    def _refused(self, name: str, code: str) -> str:
        """Note a fault, and give nothing back: no query may meet what a table cannot hold."""
        self.fault(name, code)
        return ""

    def _measured(self, name: str, text: str, longest: int, needed: bool) -> str:
        if needed and not text:
            self.fault(name, "empty")
        if len(text) > longest:
            self.fault(name, "long", longest=longest)
        return text[:longest]
