"""A lexicon of plain words made to find more and to be misled less: long words bend, everyday ones weigh half."""

from __future__ import annotations

import json
from collections.abc import Collection

from hotline.classifier.lexicon_file import GAP, Lexicon, Pattern, Word

# From so many letters on, what follows a word is its ending: "tents", "médicaments".
BENDS_FROM = 5


def sharpen(lexicon: Lexicon, everyday: Collection[str]) -> str:
    """Write the lexicon anew, its labels in the order given; an entry of everyday words alone is marked uncertain."""
    lines = ["[keywords]"]
    for label in lexicon.labels:
        entries = [_entry(pattern, everyday) for pattern in lexicon.patterns if pattern.label == label]
        lines.append(f"{json.dumps(label)} = {json.dumps(list(dict.fromkeys(entries)), ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _entry(pattern: Pattern, everyday: Collection[str]) -> str:
    vague = pattern.weight < 1 or all(word.gap or word.key in everyday for word in pattern.words)
    return " ".join(_bent(word) for word in pattern.words) + "?" * vague


def _bent(word: Word) -> str:
    if word.gap:
        return GAP
    return word.key + "*" * (word.stem or len(word.key) >= BENDS_FROM)
