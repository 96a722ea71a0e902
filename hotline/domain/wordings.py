"""A language as reviewers left it: what ships in its file, and over it what they wrote since.

Every writing is kept, so a language is read from them in two ways. What is live is the newest of what was reviewed;
what a simulated phone may try is the newest of all, with French where nobody wrote anything yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hotline.domain.language import COMMANDS, FALLBACK, PLACEHOLDERS, Language, command_flaw, phrase_flaw
from hotline.domain.screenwords import MAY_LACK, NAME, SCREENS, screen_flaw
from hotline.domain.wording import Flaw, template_flaw

PHRASE, SCREEN, COMMAND = "phrase", "screen", "command"
KEYS: Mapping[str, Sequence[str]] = {PHRASE: tuple(PLACEHOLDERS), SCREEN: tuple(SCREENS), COMMAND: COMMANDS}
# A language lives by its texts and screens; French commands are understood whatever somebody speaks.
REQUIRED = (PHRASE, SCREEN)
MISSING, DRAFT, FLAGGED, SHIPPED, REVIEWED = "missing", "draft", "flagged", "shipped", "reviewed"
SETTLED = (SHIPPED, REVIEWED)
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody wrote for one place of a language; `reviewed` where a speaker stands behind it.

    `words` holds one text, or each word of a command.
    """

    kind: str
    key: str
    version: int
    words: tuple[str, ...]
    reviewed: bool

    @property
    def place(self) -> Place:
        """Return the kind and the key, which name a place in every language."""
        return self.kind, self.key


def places() -> Iterator[Place]:
    """Yield every place of a language, in the order of its file."""
    for kind, keys in KEYS.items():
        for key in keys:
            yield kind, key


def words_at(language: Language, place: Place) -> tuple[str, ...]:
    """Return the words of a language at a place; none where it has none."""
    kind, key = place
    if kind == COMMAND:
        return language.commands.get(key, ())
    found = (language.phrases if kind == PHRASE else language.screens).get(key)
    return (found,) if found is not None else ()


def written(language: Language, wordings: Iterable[Wording]) -> Language:
    """Return the language with the newest of these words in it; what does not fit it any more is left out."""
    newest = {one.place: one.words for one in sorted(wordings, key=lambda one: one.version)}
    sound = {place: words for place, words in newest.items() if _is_sound(place, words)}
    # Words that share a screen were measured with one another, so they are judged once all of them stand.
    whole = _with(language, sound)
    return _with(language, {place: words for place, words in sound.items() if flaw(whole, place, words) is None})


def flaw(language: Language, place: Place, words: Sequence[str]) -> Flaw | None:
    """Return why words cannot stand at a place of a language, or None: the one check of files and of forms."""
    kind, key = place
    if kind == COMMAND:
        return command_flaw(key, words)
    if len(words) != 1:
        return Flaw("empty", {})
    if kind == PHRASE:
        return phrase_flaw(key, words[0])
    return screen_flaw({**language.screens, key: words[0]}, key)


def live(shipped: Language, wordings: Sequence[Wording], switched: bool | None) -> Language:
    """Return a language as real phones meet it: a word nobody reviewed is not in it.

    `switched`: whether somebody switched it on or off since it shipped.
    """
    base = shipped if shipped.reviewed else _bare(shipped)
    language = written(base, (one for one in wordings if one.reviewed))
    flagged = shipped.flagged_for_review and bool(wanting(shipped, wordings))
    return replace(language, reviewed=shipped.reviewed if switched is None else switched, flagged_for_review=flagged)


def draft(shipped: Language, wordings: Sequence[Wording], french: Language) -> Language:
    """Return a language that is not live as a simulated phone may try it: French where nobody wrote anything yet."""
    language = replace(written(shipped, wordings), reviewed=False, flagged_for_review=False)
    if set(language.screens) <= {NAME}:
        return language
    return replace(language, screens={**french.screens, **language.screens})


def spoken(
    shipped: Mapping[str, Language], wordings: Mapping[str, Sequence[Wording]], switched: Mapping[str, bool]
) -> dict[str, Language]:
    """Return every language as it stands now: as it is live, or as a draft."""
    found = {code: live(one, wordings.get(code, ()), switched.get(code)) for code, one in shipped.items()}
    drafts = (code for code, language in found.items() if not language.reviewed)
    return found | {code: draft(shipped[code], wordings.get(code, ()), found[FALLBACK]) for code in drafts}


def state(shipped: Language, wordings: Sequence[Wording], place: Place) -> str:
    """Return how far a place is: `missing`, `draft`, `flagged`, `shipped` or `reviewed`.

    What ships as reviewed counts as that, unless its file says that a speaker must still confirm it.
    """
    newest = latest(wordings, place)
    if newest is not None:
        return REVIEWED if newest.reviewed else DRAFT
    if not words_at(shipped, place):
        return MISSING
    if not shipped.reviewed:
        return DRAFT
    return FLAGGED if shipped.flagged_for_review else SHIPPED


def wanting(shipped: Language, wordings: Sequence[Wording]) -> list[Place]:
    """Return the places that must be reviewed before the language may be switched on."""
    needed = (place for place in places() if place[0] in REQUIRED)
    found = ((place, state(shipped, wordings, place)) for place in needed)
    return [place for place, how in found if how not in SETTLED and (how != MISSING or place[1] not in MAY_LACK)]


def latest(wordings: Iterable[Wording], place: Place) -> Wording | None:
    """Return what was written last for a place."""
    return max((one for one in wordings if one.place == place), key=lambda one: one.version, default=None)


def _bare(shipped: Language) -> Language:
    name = {NAME: shipped.screens[NAME]} if NAME in shipped.screens else {}
    return replace(shipped, phrases={}, commands={}, screens=name)


def _is_sound(place: Place, words: Sequence[str]) -> bool:
    kind, key = place
    if kind == COMMAND:
        return command_flaw(key, words) is None
    if kind == PHRASE:
        return len(words) == 1 and phrase_flaw(key, words[0]) is None
    return len(words) == 1 and key in SCREENS and template_flaw(words[0], SCREENS[key][0]) is None


def _with(language: Language, words: Mapping[Place, Sequence[str]]) -> Language:
    of = {kind: {key: said for (its, key), said in words.items() if its == kind} for kind in KEYS}
    return replace(
        language,
        phrases=language.phrases | {key: said[0] for key, said in of[PHRASE].items()},
        screens=language.screens | {key: said[0] for key, said in of[SCREEN].items()},
        commands=language.commands | {key: tuple(said) for key, said in of[COMMAND].items()},
    )
