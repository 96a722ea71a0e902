"""What a text tells that may be new beside its like, and whether it should be read before all others; quick."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from hotline.classifier.hurry import CRITICAL
from hotline.classifier.lexicon import Matcher
from hotline.classifier.lexicon_file import Lexicon, parse_lexicon
from hotline.classifier.load import language_texts, load, load_taxonomy
from hotline.classifier.normalise import tokenise
from hotline.classifier.vocabulary import concepts_of

# Concepts of the language files that change what has to be done.
SIGNS = frozenset({
    "wound", "death", "kill", "shoot", "attack", "burn", "fire", "explosive", "abduct", "rape", "child", "fled",
    "critical", "ongoing", "another",
})  # fmt: skip
# So much of a text is read before its turn: two parts of an SMS say what is the matter, in about 2 ms.
LOOKED_AT = 320  # characters
ANYWHERE = "und"


def signs(text: str) -> frozenset[str]:
    """Return the signs of harm in a text, in whatever language."""
    return frozenset(hit.label for hit in load_signs().find(tokenise(text)))


def is_pressing(text: str) -> bool:
    """Say whether a text is to be worked on before others: whether the shipped models take it for a danger."""
    return load().understand(text[:LOOKED_AT]).urgency == CRITICAL


@cache
def load_signs() -> Matcher:
    """Compile the words of all languages for these concepts, once a process; raises DataFault naming file and line."""
    taxonomy = load_taxonomy()
    concepts = concepts_of(taxonomy)
    lexicons = [
        parse_lexicon(text, f"languages/{name}", taxonomy.codes, concepts) for name, text in language_texts().items()
    ]
    own = (files("hotline.data") / "news.toml").read_text(encoding="utf-8")
    lexicons.append(parse_lexicon(own, "data/news.toml", None, frozenset(), ANYWHERE))
    patterns = [pattern for lexicon in lexicons for pattern in lexicon.patterns if pattern.label in SIGNS]
    return Matcher([Lexicon(ANYWHERE, tuple(patterns), frozenset())])
