"""Builds the understanding from the packaged files: taxonomy, one lexicon a language, spelling, places, models."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from hotline.classifier.artefact import FILES, MANIFEST, BadModel, model_id, unpack
from hotline.classifier.judges import Judges
from hotline.classifier.language import Languages
from hotline.classifier.letters import Letters
from hotline.classifier.lexicon_file import Lexicon, parse_lexicon
from hotline.classifier.understand import Understanding
from hotline.classifier.versions import fingerprint
from hotline.classifier.vocabulary import concepts_of
from hotline.domain.findings import Findings
from hotline.domain.language import Language, parse_language
from hotline.domain.taxonomy import Taxonomy, parse_taxonomy

JUDGES, LETTERS = "hotline.data.model", "hotline.data.letters"


@cache
def load_taxonomy() -> Taxonomy:
    """Read the packaged taxonomy, once a process; raises DataFault naming file and line."""
    return parse_taxonomy(_read("hotline", "taxonomy.toml"), "taxonomy.toml")


def language_texts() -> dict[str, str]:
    """Read every packaged language file, by file name in alphabetical order."""
    found = sorted(entry.name for entry in files("hotline.languages").iterdir() if entry.name.endswith(".toml"))
    return {name: _read("hotline.languages", name) for name in found}


@cache
def load_languages() -> Mapping[str, Language]:
    """Read every packaged language, once a process, by its code in the order of its number; raises DataFault."""
    read = [parse_language(text, f"languages/{name}") for name, text in language_texts().items()]
    return MappingProxyType({each.code: each for each in sorted(read, key=lambda each: each.number)})


def load_lexicons() -> list[Lexicon]:
    """Read the words of every packaged language; raises DataFault."""
    taxonomy = load_taxonomy()
    concepts, texts = concepts_of(taxonomy), language_texts()
    return [parse_lexicon(text, f"languages/{name}", taxonomy.codes, concepts) for name, text in texts.items()]


@cache
def everyday_words() -> frozenset[str]:
    """Collect the everyday words of every packaged language, as keys."""
    return frozenset(word for lexicon in load_lexicons() for word in lexicon.common)


def words_version() -> str:
    """Name what trained models depend on: words, signs and spelling, and not the phrases in the same files."""
    signs = [repr((category.code, category.signs)) for category in load_taxonomy().categories.values()]
    words = [repr((lexicon.patterns, sorted(lexicon.common))) for lexicon in load_lexicons()]
    return fingerprint([*signs, *words, model_id(_model(LETTERS))])


class Shipped:
    """The understanding that ships with the hotline, read from its files when the first text asks for it."""

    def understand(self, text: str, *, prior_language: str | None = None) -> Findings:
        """Return what was understood; raises DataFault where a file is broken."""
        return load().understand(text, prior_language=prior_language)


@cache
def load() -> Understanding:
    """Build the understanding that ships with the hotline, once a process; raises DataFault, BadModel."""
    model = _model(JUDGES)
    return words_only().with_judges(Judges.of(unpack(model, "the shipped model"), model_id(model)))


def with_kept(files: Mapping[str, bytes], name: str, digest: str) -> Understanding:
    """Build it with a model that was kept elsewhere; raises BadModel for one of other words, or changed since."""
    bundle = unpack(files, name)
    if model_id(files) != digest:
        raise BadModel(f"{name} is refused: it is not the one that was trained")
    if bundle.facts.get("words") != words_version():
        raise BadModel(f"{name} is refused: the words have changed since it was trained")
    judges = Judges.of(bundle, digest)
    gone = sorted(set(judges.category.labels) - set(load_taxonomy().codes))
    if gone:
        raise BadModel(f"{name} is refused: it knows a category that is gone: {gone[0]}")
    return words_only().with_judges(judges)


@cache
def words_only() -> Understanding:
    """Build it from the words alone, as it was before anything was learnt; raises DataFault naming file and line."""
    taxonomy, places = load_taxonomy(), _read("hotline.data.places", "places.csv")
    unreviewed = [language.code for language in load_languages().values() if not language.reviewed]
    letters = _model(LETTERS)
    languages = Languages(load_lexicons(), Letters.of(unpack(letters, "the shipped letters")))
    version = fingerprint([_read("hotline", "taxonomy.toml"), places, *language_texts().values(), model_id(letters)])
    return Understanding(taxonomy, languages, places, unreviewed, version)


def _model(package: str) -> dict[str, bytes]:
    return {name: (files(package) / name).read_bytes() for name in (*FILES, MANIFEST)}


def _read(package: str, name: str) -> str:
    return (files(package) / name).read_text(encoding="utf-8")
