"""Every French sentence of the screens has its English, and the catalogues hold nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import hotline
from hotline.web.i18n import FOLDER, LOCALES, SOURCE, read_catalogue

ROOT = Path(hotline.__file__).parent
WORDS = ROOT.parent / "docs" / "words.md"
SPOKEN = ("web", "reports")
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "later": None, "ngettext": (1, 2)}
LONGEST_SENTENCE = 12


def used() -> Catalog:
    """Return every sentence of the templates and views, with where it stands."""
    found = Catalog()
    for room in SPOKEN:
        for file, line, text, *_ in extract_from_dir(
            ROOT / room, METHODS, OPTIONS, keywords=KEYWORDS, directory_filter=lambda _: True
        ):
            found.add(text, locations=[(f"{room}/{file}", line)])
    return found


def sentences() -> Iterator[str]:
    """Yield every French sentence on its own."""
    for message in used():
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            yield from (part for part in re.split(r"(?<=[.?!])\s+", str(text)) if part)


def pasted(message: Message) -> str:
    """Return a sentence as the lines to paste into a catalogue."""
    one, *many = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = 'msgstr[0] ""\nmsgstr[1] ""' if many else 'msgstr ""'
    plural = "".join(f'msgid_plural "{text}"\n' for text in many)
    return f'#: {message.locations[0][0]}\nmsgid "{one}"\n{plural}{strings}\n'


def test_every_sentence_is_translated() -> None:
    for locale in set(LOCALES) - {SOURCE}:
        known = read_catalogue(locale)
        missing = [m for m in used() if m.id and not _is_done(known.get(m.id))]
        assert not missing, "paste into the blueprint's .po file:\n\n" + "\n".join(map(pasted, missing))


def test_no_translation_is_left_over() -> None:
    wanted = used()
    for path in FOLDER.rglob("*.po"):
        stale = [message.id for message in _read(path) if message.id and wanted.get(message.id) is None]
        assert not stale, f"nothing says these any more, delete them from {path.name}: {stale}"


def test_no_sentence_is_translated_in_two_ways() -> None:
    for locale in set(LOCALES) - {SOURCE}:
        seen: dict[object, object] = {}
        for path in (FOLDER / locale).rglob("*.po"):
            for message in (message for message in _read(path) if message.id):
                before = seen.setdefault(message.id, message.string)
                assert before == message.string, f"{path.name}: {message.id!r} is {before!r} elsewhere"


def test_a_translation_keeps_the_blanks_to_fill_in() -> None:
    for locale in set(LOCALES) - {SOURCE}:
        for message in read_catalogue(locale):
            for text in message.string if isinstance(message.string, tuple) else (message.string,):
                assert _blanks(str(text)) <= _blanks(str(message.id)), message.id


def test_french_sentences_are_short() -> None:
    long = [text for text in sentences() if len(re.findall(r"[\w%()’']+", text)) > LONGEST_SENTENCE]
    assert not long, f"more than {LONGEST_SENTENCE} words: {long}"


def test_one_thing_has_one_word() -> None:
    rows = [line.split("|") for line in WORDS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    barred = [word.strip() for row in rows for word in row[4].split(",")]
    assert len(barred) > 50
    assert all(row[1].strip() and row[2].strip() for row in rows)
    either = re.compile(rf"(?<![\w@%(])(?:{'|'.join(map(re.escape, barred))})(?!\w|\)s)")
    wrong = [(text, found.group()) for text in sentences() if (found := either.search(text))]
    assert not wrong, f"docs/words.md has another word: {wrong}"


def _is_done(message: Message | None) -> bool:
    if message is None:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def _blanks(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)
