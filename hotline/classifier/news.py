"""What a text tells that may be new beside its like, and whether it should be read before all others; quick."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from hotline.classifier.lexicon import Matcher
from hotline.classifier.lexicon_file import Lexicon, parse_lexicon
from hotline.classifier.load import language_texts, load_taxonomy
from hotline.classifier.normalise import tokenise
from hotline.classifier.vocabulary import concepts_of

# Concepts of the language files that change what has to be done.
SIGNS = frozenset({
    "wound", "death", "kill", "shoot", "attack", "burn", "fire", "explosive", "abduct", "rape", "child", "fled",
    "critical", "ongoing", "another",
})  # fmt: skip
# Concepts for which a text goes before all that wait: dangers, and cries for help. One too many costs a second.
PRESSING = frozenset({
    "critical", "attack", "shoot", "kill", "death", "wound", "explosive", "abduct", "rape", "armed_men", "help",
    "drown", "burn", "fire",
})  # fmt: skip
ANYWHERE = "und"


def signs(text: str) -> frozenset[str]:
    """Return the signs of harm in a text, in whatever language."""
    return _labels(text) & SIGNS


def is_pressing(text: str) -> bool:
    """Say whether a text may be about a danger, by its words alone: it is to be understood before others."""
    return bool(_labels(text) & PRESSING)


def _labels(text: str) -> frozenset[str]:
    return frozenset(hit.label for hit in load_signs().find(tokenise(text)))


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
    wanted = SIGNS | PRESSING
    patterns = [pattern for lexicon in lexicons for pattern in lexicon.patterns if pattern.label in wanted]
    return Matcher([Lexicon(ANYWHERE, tuple(patterns), frozenset())])
