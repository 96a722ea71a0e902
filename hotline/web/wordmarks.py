"""A citizen's words cut into pieces, those that a decision rests on marked: for those who may read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row; `is_marked` where a reason points at them."""

    text: str
    is_marked: bool


def marked(text: str, because: Iterable[Mapping[str, Any]]) -> list[Piece]:
    """Return the text in pieces; spans that overlap are one, and what lies outside the text is ignored."""
    spans = sorted(
        (max(0, one["start"]), min(len(text), one["end"]))
        for one in because
        if one["start"] is not None and one["end"] is not None and one["start"] < one["end"]
    )
    pieces, at = list[Piece](), 0
    for start, end in spans:
        start = max(start, at)
        if start >= end:
            continue
        pieces += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, Piece(text[at:], False)) if piece.text]
