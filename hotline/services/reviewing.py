"""Whoever speaks a language and is cleared writes its words, stands behind them, and lets it go live.

A draft is kept beside what is live and changes nothing for citizens. Everything stays in the trail by place and
version; the words themselves are no citizen's and stand in their own table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.domain import wordings
from hotline.domain.commands import plain
from hotline.domain.language import FALLBACK, LONGEST, PLACEHOLDERS, Language, parts_of
from hotline.domain.references import LENGTHS, show_reference
from hotline.domain.segments import best_form, measure
from hotline.domain.wording import Flaw
from hotline.domain.wordings import COMMAND, PHRASE, Place, Wording
from hotline.services.languages import LanguageReader
from hotline.services.office import WHOLE
from hotline.services.office_form import Fault, Wrong
from hotline.store import wordings as rows
from hotline.store.accounts import SignedIn
from hotline.store.events import append_house
from hotline.store.office import OfficeReader
from hotline.unit_of_work import UnitOfWork

WORDS = "words"
# Courtesies may be anything; two orders that sound alike would do the wrong thing.
_COURTESIES = ("thanks", "filler")


class NotTheirs(Exception):
    """The account is not cleared, or does not carry the language."""


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer at work on one language."""

    unit: UnitOfWork
    who: SignedIn
    languages: LanguageReader
    office: OfficeReader
    code: str

    @property
    def shipped(self) -> Language:
        """Return the language as its file has it."""
        return self.languages.shipped[self.code]

    def wordings(self) -> Sequence[Wording]:
        """Return everything written over it."""
        return rows.all_wordings(self.unit.session).get(self.code, ())


@dataclass(frozen=True, slots=True)
class Written:
    """What a form holds: the words, the version they were written over, and whether the writer stands behind them."""

    words: tuple[str, ...]
    over: int
    reviewed: bool


def may_review(who: SignedIn, code: str) -> bool:
    """Say whether an account may write in a language: cleared, and it carries the language."""
    return who.viewer.cleared and code in who.languages


def write(review: Review, place: Place, written: Written) -> None:
    """Keep words as the next version of a place; raises NotTheirs, or Wrong, and nothing is kept."""
    before = _begin(review)
    newest = wordings.latest(before, place)
    if (newest.version if newest else 0) != written.over:
        raise Wrong({WHOLE: Fault("moved_on")})
    _check(review, before, place, written)
    if newest and (newest.words, newest.reviewed) == (written.words, written.reviewed):
        return
    version = written.over + 1
    rows.add_wording(
        review.unit, review.code, Wording(*place, version, written.words, written.reviewed), review.who.account_id
    )
    kind = "wording_reviewed" if written.reviewed else "wording_drafted"
    append_house(
        review.unit, kind, review.who.actor, language=review.code, place=f"{place[0]} {place[1]}", version=version
    )


def switch(review: Review, *, live: bool) -> None:
    """Let a language go live, once all of it is reviewed, or take it back; raises NotTheirs or Wrong."""
    before = _begin(review)
    if review.languages.read(review.unit.session).is_live(review.code) == live:
        return
    wanting = wordings.wanting(review.shipped, before)
    if live and wanting:
        raise Wrong({WHOLE: Fault("not_ready", {"count": len(wanting)})})
    if not live and review.code == FALLBACK:
        raise Wrong({WHOLE: Fault("stands_in")})
    rows.add_switch(review.unit, review.code, review.who.account_id, live=live)
    kind = "language_switched_on" if live else "language_switched_off"
    append_house(review.unit, kind, review.who.actor, language=review.code)


def _begin(review: Review) -> Sequence[Wording]:
    if not may_review(review.who, review.code):
        raise NotTheirs
    rows.wait_turn(review.unit.session)
    return review.wordings()


def _check(review: Review, before: Sequence[Wording], place: Place, written: Written) -> None:
    """Refuse what does not fit beside the other words: those that are live too, once somebody stands behind it."""
    beside = [wordings.written(review.shipped, before)]
    if written.reviewed:
        beside.append(wordings.live(review.shipped, before, switched=None))
    for language in beside:
        flaw = wordings.flaw(language, place, written.words)
        if flaw:
            raise Wrong({WORDS: _fault(flaw)})
    kind, key = place
    if kind == PHRASE:
        _check_length(review, key, written.words[0])
    if kind == COMMAND and key not in _COURTESIES:
        _check_sounds(review.languages.read(review.unit.session).languages, key, written.words)


def _check_length(review: Review, name: str, template: str) -> None:
    """An automatic text keeps to its parts with the numbers that are in it today."""
    size = measure(best_form(_as_it_leaves(template, name, review.office.read(review.unit.session).numbers)))
    if size.parts > parts_of(name):
        raise Wrong({WORDS: Fault("parts", {"size": size.units, "room": parts_of(name)})})


def _as_it_leaves(template: str, name: str, numbers: str) -> str:
    """Return an automatic text with the office's numbers of today and the longest reference."""
    values = {"reference": show_reference("9" * max(LENGTHS)), "numbers": numbers, "languages": LONGEST["languages"]}
    return template.format_map({key: values[key] for key in PLACEHOLDERS[name]})


def _check_sounds(languages: Mapping[str, Language], key: str, words: Sequence[str]) -> None:
    taken = {
        plain(word)
        for language in languages.values()
        for other, said in language.commands.items()
        if other != key and other not in _COURTESIES
        for word in said
    }
    for word in words:
        if plain(word) in taken:
            raise Wrong({WORDS: Fault("sounds_alike", {"word": word})})


def _fault(flaw: Flaw) -> Fault:
    return Fault(flaw.code, flaw.values)
