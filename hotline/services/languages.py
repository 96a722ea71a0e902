"""What the line says and understands, in every language: the shipped files with what reviewers wrote over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hotline.domain import wordings
from hotline.domain.commands import Words, plain
from hotline.domain.language import Language
from hotline.services.screens import Screens
from hotline.store import stamps
from hotline.store import wordings as rows


@dataclass(frozen=True, slots=True)
class Spoken:
    """Every language as it stands, the words that are commands in those that are live, and the screens.

    `names`: the code of a language, by each number and plain name that citizens may choose it by.
    """

    languages: Mapping[str, Language]
    words: Words
    screens: Screens
    names: Mapping[str, str]

    def is_live(self, code: str | None) -> bool:
        """Say whether citizens may be written to in this language."""
        language = self.languages.get(code or "")
        return language is not None and language.reviewed


class LanguageReader:
    """Reads the languages once and again only after somebody changed them, in whatever process."""

    def __init__(self, shipped: Mapping[str, Language]) -> None:
        """Take the languages as their files have them."""
        self.shipped = shipped
        self._kept = ("", _spoken(wordings.spoken(shipped, {}, {})))

    def read(self, session: Session) -> Spoken:
        """Return the languages as they stand in this transaction."""
        version = stamps.stamp(session, stamps.LANGUAGES)
        if self._kept[0] != version:
            found = wordings.spoken(self.shipped, rows.all_wordings(session), rows.switched(session))
            self._kept = (version, _spoken(found))
        return self._kept[1]

    def last_read(self) -> Spoken:
        """Return what was read last: for whoever must be answered when the database is not."""
        return self._kept[1]


def _spoken(languages: Mapping[str, Language]) -> Spoken:
    return Spoken(languages, _command_words(languages), Screens(languages), _names(languages))


def _names(languages: Mapping[str, Language]) -> dict[str, str]:
    """A language nobody reviewed is chosen like any other: it is spoken on the phone."""
    return {
        plain(name): language.code
        for language in languages.values()
        for name in (str(language.number), language.name, *language.called)
    }


def _command_words(languages: Mapping[str, Language]) -> Words:
    """Return the words that are commands, of every language that is live."""
    words: dict[str, frozenset[str]] = {}
    for language in languages.values():
        for kind, said in language.commands.items() if language.reviewed else ():
            words[kind] = words.get(kind, frozenset()) | frozenset(said)
    return words
