"""How a language's lexicon is read: words and phrases an administrator edits, refused with the line at fault."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from hotline.classifier.normalise import tokenise
from hotline.domain.datafile import DataFile

GAP = ".."
SHORTEST_STEM = 3
LONGEST_PHRASE = 8
UNCERTAIN_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a pattern; a stem matches every word that begins so, a gap up to three words of any kind."""

    key: str
    stem: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry: `label` is the category or concept it speaks for; uncertain entries weigh half."""

    label: str
    words: tuple[Word, ...]
    weight: float
    language: str
    written: str
    is_category: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All patterns of one language, the everyday words it is recognised by, and the categories it speaks for."""

    language: str
    patterns: tuple[Pattern, ...]
    common: frozenset[str]
    labels: tuple[str, ...] = ()


def parse_lexicon(
    text: str, source: str, categories: Collection[str] | None, concepts: Collection[str], language: str = ""
) -> Lexicon:
    """Read `[keywords]` (None allows any category), `[concepts]`, `common`; raises DataFault naming file and line.

    An entry is a word or a phrase. `vol*` means every word that begins with vol, `..` up to three words in between,
    and a `?` at the end marks an uncertain entry.
    """
    file = DataFile(text, source)
    code = language or file.take("code", str)
    patterns = [
        *_read_table(file, "keywords", categories, code),
        *_read_table(file, "concepts", concepts, code),
    ]
    common = file.words(file.values, "common", "common") if "common" in file.values else ()
    everyday = frozenset(t.key for word in common for t in tokenise(word))
    return Lexicon(code, tuple(patterns), everyday, tuple(file.table("keywords")))


def _read_table(file: DataFile, table: str, allowed: Collection[str] | None, language: str) -> list[Pattern]:
    patterns = []
    for label in file.table(table):
        if allowed is not None and label not in allowed:
            raise file.fault(f"unknown {'category' if table == 'keywords' else 'concept'} {label}", table, label)
        for written in file.words(file.table(table), label, table):
            words = _read_words(file, (table, label), written)
            weight = UNCERTAIN_WEIGHT if written.endswith("?") else 1.0
            patterns.append(Pattern(label, words, weight, language, written, table == "keywords"))
    return patterns


def _read_words(file: DataFile, where: tuple[str, str], written: str) -> tuple[Word, ...]:
    words: list[Word] = []
    for part in written.removesuffix("?").split():
        words.extend(_read_part(file, where, written, part))
    if not words or words[0].gap or words[-1].gap:
        raise file.fault(f'"{written}" holds no word where one is needed', *where, f'"{written}"')
    if len(words) > LONGEST_PHRASE:
        raise file.fault(f'"{written}" is longer than {LONGEST_PHRASE} words', *where, f'"{written}"')
    return tuple(words)


def _read_part(file: DataFile, where: tuple[str, str], written: str, part: str) -> list[Word]:
    if part == GAP:
        return [Word("", gap=True)]
    stem = part.endswith("*")
    if "*" in part.removesuffix("*"):
        raise file.fault(f'"{written}" may have * at the end of a word only', *where, f'"{written}"')
    keys = _keys(part.removesuffix("*"))
    if stem and (not keys or len(keys[-1]) < SHORTEST_STEM):
        raise file.fault(f'"{written}" would match without end', *where, f'"{written}"')
    if not keys:
        raise file.fault(f'"{written}" holds no word where one is needed', *where, f'"{written}"')
    return [*(Word(each) for each in keys[:-1]), Word(keys[-1], stem=stem)]


@cache
def _keys(part: str) -> tuple[str, ...]:
    """Fold one written word; the lexicons write the same words again and again, and start-up waits for them."""
    return tuple(token.key for token in tokenise(part))
