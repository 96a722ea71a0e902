"""How a data file that an administrator edits is read, and how its faults are named with file and line."""

from __future__ import annotations

import re
import tomllib
from typing import Any


class DataFault(ValueError):
    """A data file cannot be used; the message reads `file, line n: reason`."""

    is_plain = True

    def __init__(self, source: str, line: int, reason: str) -> None:
        """Remember where the fault stands."""
        super().__init__(f"{source}, line {line}: {reason}")
        self.source = source
        self.line = line
        self.reason = reason


class DataFile:
    """One TOML text with its name; knows on which line each of its values stands."""

    def __init__(self, text: str, source: str) -> None:
        """Parse the text, or raise DataFault with the line that TOML complains about."""
        self.source = source
        self.lines = text.replace("\r\n", "\n").split("\n")
        try:
            self.values: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else len(self.lines)
            raise DataFault(source, line, str(error).split(" (at ")[0]) from error

    def fault(self, reason: str, *needles: str) -> DataFault:
        """Name the line where the needles (table, key, value) stand one after the other."""
        line = 0
        for needle in needles:
            line = self._find(needle, line)
        return DataFault(self.source, line + 1, reason)

    def table(self, name: str) -> dict[str, Any]:
        """Return one table, empty when absent; anything else under that name is a fault."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise self.fault(f"{name} must be a table", name)
        return value

    def take(self, name: str, kind: type, *needles: str, within: dict[str, Any] | None = None) -> Any:
        """Return a required value of the given type from the top or from a table."""
        values = self.values if within is None else within
        if name not in values:
            raise self.fault(f"{name} is missing", *needles)
        if not _is_a(values[name], kind):
            raise self.fault(f"{name} must be {_WORDS[kind]}", *needles, name)
        return values[name]

    def words(self, values: dict[str, Any], name: str, *needles: str) -> tuple[str, ...]:
        """Return a list of non-empty words from a table."""
        for word in self.take(name, list, *needles, within=values):
            if not isinstance(word, str):
                raise self.fault(f"{name} must hold words only", *needles, name)
            if not word.strip():
                raise self.fault(f"{name} holds an empty word", *needles, name, f'"{word}"')
        return tuple(values[name])

    def _find(self, needle: str, begin: int) -> int:
        pattern = re.compile(r"(^|[\s\[.\"'=])" + re.escape(needle) + r"($|[\s\].\"'=,])")
        for index in range(begin, len(self.lines)):
            if pattern.search(self.lines[index]):
                return index
        return begin


_WORDS = {str: "a text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}


def _is_a(value: object, kind: type) -> bool:
    # In Python true is a whole number as well; in a data file it is not.
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
