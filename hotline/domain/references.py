"""Case references: digits a basic phone can dial, the last one a Damm check digit, shown `482 9157`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Never eight: eight digits are a Malian phone number.
LENGTHS = (7, 9)

# H. M. Damm's quasigroup (2004): it sees every single wrong digit and every swap of neighbours.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)

# How people group the digits of a reference; any other grouping is an amount, a date or a phone number.
_SHAPES = frozenset({(7,), (3, 4), (4, 3), (3, 2, 2), (9,), (3, 3, 3)})
_LONGEST_SHAPE = 3

_GAP = "[ .\u00a0\u202f\u2009\u00b7\u2010-\u2013-]{1,2}"
_PHONE = re.compile(
    rf"\+ ?\d+(?:{_GAP}\d+)*"
    rf"|\b00[1-9](?:(?:{_GAP})?\d){{8,}}"
    rf"|\b223(?:(?:{_GAP})?\d){{8}}(?!\d)"
)
_MALI = re.compile(rf"(?:\+ ?|00)223(?:(?:{_GAP})?\d){{8}}(?!\d)")
_RUN = re.compile(rf"\d+(?:{_GAP}\d+)*")
_SPELT = re.compile(rf"\d(?:{_GAP}\d){{6,}}")
_GROUP = re.compile(r"\d+")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")


def capacity(length: int) -> int:
    """Return how many references of `length` digits exist."""
    return 9 * _lowest(length)


def length_for(used: int) -> int:
    """Return the length of new references once `used` exist: nine when half of the short ones are gone."""
    short, long = LENGTHS
    return short if used < capacity(short) // 2 else long


def check_digit(digits: str) -> str:
    """Return the Damm check digit of a string of ASCII digits."""
    row = 0
    for digit in digits:
        row = int(_DAMM[row][int(digit)])
    return str(row)


def make_reference(number: int, length: int = 7) -> str:
    """Return reference `number`, counted from 0 to below `capacity(length)`; raises ValueError outside."""
    if length not in LENGTHS or not 0 <= number < capacity(length):
        raise ValueError(f"no reference of {length} digits has number {number}")
    body = str(number + _lowest(length))
    return body + check_digit(body)


def is_reference(text: str) -> bool:
    """Say whether `text` is one bare reference: ASCII digits, no leading zero, valid check digit."""
    right_form = text.isascii() and text.isdigit() and len(text) in LENGTHS and text[0] != "0"
    return right_form and check_digit(text) == "0"


def show_reference(reference: str) -> str:
    """Return a reference as people read it: `482 9157`, or `482 915 704`."""
    cuts = (3, 7) if len(reference) == LENGTHS[0] else (3, 6, 9)
    starts = (0, *cuts[:-1])
    return " ".join(reference[start:end] for start, end in zip(starts, cuts, strict=True))


def find_references(text: str) -> tuple[str, ...]:
    """Return the references written in free text, in order and each once; phone numbers are left alone."""
    return tuple(dict.fromkeys(reference for reference, _, _ in _located(text)))


def is_like_reference(text: str) -> bool:
    """Say whether somebody seems to look for a reference, even one whose digits are not right."""
    digits = re.sub(r"[\s.-]", "", ascii_digits(text))
    return bool(find_references(text)) or (digits.isdigit() and len(digits) == LENGTHS[0])


def without_references(text: str) -> str:
    """Return the text with every reference that `find_references` sees taken out."""
    rest = text
    for _, start, end in reversed(list(_located(text))):
        rest = rest[:start] + rest[end:]
    return rest


def ascii_digits(text: str) -> str:
    """Return the text with the digits of every script (Arabic-Indic, N'Ko) as 0 to 9; the length stays."""
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), text)


def _lowest(length: int) -> int:
    return int(10 ** (length - 2))


def _located(text: str) -> Iterator[tuple[str, int, int]]:
    plain = _PHONE.sub(_blank_phone, ascii_digits(text))
    for run in _RUN.finditer(plain):
        if _SPELT.fullmatch(run.group()):
            groups = [run.span()]
        else:
            groups = [group.span() for group in _GROUP.finditer(plain, *run.span())]
        yield from _windows(plain, groups)


def _blank_phone(match: re.Match[str]) -> str:
    """Hide a phone number but keep what follows a complete Malian one, and keep every position."""
    number = _MALI.match(match.group())
    kept = match.group()[number.end() :] if number else ""
    return "x" * (len(match.group()) - len(kept)) + kept


def _windows(plain: str, groups: list[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    at = 0
    while at < len(groups):
        size = _reference_at(plain, groups[at : at + _LONGEST_SHAPE])
        if size:
            start, end = groups[at][0], groups[at + size - 1][1]
            yield _digits(plain[start:end]), start, end
        at += size or 1


def _reference_at(plain: str, groups: list[tuple[int, int]]) -> int:
    """Return how many of the leading groups form a reference, the longest first, or 0."""
    for size in range(len(groups), 0, -1):
        parts = [_digits(plain[start:end]) for start, end in groups[:size]]
        if tuple(map(len, parts)) in _SHAPES and is_reference("".join(parts)):
            return size
    return 0


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
