"""From a citizen's text to findings: language, category, urgency, place, and who is accused; pure and quick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

from hotline.classifier.accused import Reading, find_accused
from hotline.classifier.blame import EARLIER, GRAVE, PERHAPS, Blame, acquit, find_blame, suspect
from hotline.classifier.evidence import Evidence, Signs
from hotline.classifier.excuses import is_asking
from hotline.classifier.hurry import PROTECTING, URGENCY_SCORES, mere_guesses, urgency_of
from hotline.classifier.judges import Judgement, Judges, clues_of, route_of
from hotline.classifier.language import UNDECIDED, LanguageGuess, Languages
from hotline.classifier.lexicon import Hit, Matcher
from hotline.classifier.normalise import Token, tokenise
from hotline.classifier.places import Gazetteer
from hotline.classifier.ranking import Ranked, only_ask, rank_by_judges, rank_by_words, unwrap
from hotline.classifier.scene import Scene, set_scene
from hotline.classifier.small_talk import GREETING, says_more_than_wish, tells_something
from hotline.classifier.versions import fingerprint
from hotline.classifier.vocabulary import FORCES
from hotline.domain.findings import Because, Findings
from hotline.domain.taxonomy import Category, Taxonomy, more_protective, more_urgent, narrower

SPOKEN_FROM = 0.12
# Languages without a word in any lexicon; whatever seems understood in them is by chance, and a person reads it.
STRANGE = (UNDECIDED, "nqo", "oth", "snk")
# How likely an accusation must be: to let a person look before a force does, sooner where a force is named at all; to
# count as one; and to outweigh a grammar that explains why each force is named.
WARY, WARY_OF_NAMED, QUIET, LOUD = 0.06, 0.02, 0.15, 0.5
# What is not said plainly needs a trained model that hears it too. By cross-validation none that the grammar finds in
# earlier words lies below a tenth, and of a mere perhaps two of forty lie below a quarter.
HEARD_FROM = {EARLIER: 0.1, PERHAPS: 0.25}
# What a text is about explains why a force is named, where that is so sure: 31 needless walls fewer, and no accusation.
WELL_KNOWN, LOUDER = 0.8, 0.6
VIOLENCE, VIOLENT, FEAR = "force_abuse", ("beat", "torture"), "fear"
# "ok", "test": too short for a language, and nobody need read it before the daily look at small talk.
SMALL_TALK_WORDS = 2


@dataclass(frozen=True, slots=True)
class _Read:
    """One text as it was read, before anything is concluded."""

    scene: Scene
    reading: Reading
    evidence: Evidence

    @property
    def keys(self) -> list[str]:
        """List the keys of its words."""
        return [token.key for token in self.scene.tokens]

    @property
    def clues(self) -> dict[str, float]:
        """List what trained models are told besides the words."""
        return clues_of(self.scene, self.reading, self.evidence.sums)


class Understanding:
    """Understands texts by lexicons and rules, and by trained models where it has them."""

    def __init__(
        self, taxonomy: Taxonomy, languages: Languages, places: str, unreviewed: Iterable[str], version: str
    ) -> None:
        """Compile the lexicons, the signs of the taxonomy and the gazetteer."""
        self._taxonomy = taxonomy
        self._matcher = Matcher(languages.lexicons, FORCES)
        self._languages = languages
        self._signs = Signs(taxonomy)
        self._places = Gazetteer(places, self._languages.knows)
        self._unreviewed = frozenset(unreviewed)
        self._judges: Judges | None = None
        self._words_version = self.version = version

    def with_judges(self, judges: Judges | None) -> Understanding:
        """Return the same understanding with other trained models, or with none."""
        other = copy(self)
        other._judges = judges
        other.version = fingerprint([self._words_version, judges.version]) if judges else self._words_version
        return other

    def understand(self, text: str, *, prior_language: str | None = None) -> Findings:
        """Return everything that can be told of one text; works on any text, also an empty or a broken one."""
        tokens = tokenise(text)
        guess = self._languages.identify(text, tokens, prior_language)
        # Digits accuse nobody, whatever a model makes of them.
        if not any(token.key.strip("0") for token in tokens):
            return self._wordless(text, guess)
        read = self._read(text, tokens, guess, prior_language)
        judgement = self._judges.judge(read.keys, read.clues) if self._judges else None
        return self._conclude(read, self._rank(read, judgement), guess, judgement)

    def lessons(self, text: str) -> tuple[list[str], dict[str, float]]:
        """Return what trained models are told of a text: the keys of its words, and the clues found in it."""
        tokens = tokenise(text)
        read = self._read(text, tokens, self._languages.identify(text, tokens), None)
        return read.keys, read.clues

    def _read(self, text: str, tokens: Sequence[Token], guess: LanguageGuess, prior: str | None) -> _Read:
        scene = set_scene(tokens, self._spoken(tokens, guess, prior), asked=text.rstrip().endswith(("?", "؟")))
        reading = find_accused(scene)
        reasons = self._signs.weigh(scene, reading)
        return _Read(scene, reading, Evidence(self._signs.total(scene, reading, reasons), reasons))

    def _rank(self, read: _Read, judgement: Judgement | None) -> Ranked:
        if self._judges is None or judgement is None:
            return rank_by_words(self._taxonomy, read.evidence)
        ranked = rank_by_judges(self._taxonomy, self._judges, judgement, read.scene.tokens, read.evidence)
        if read.reading.accusations:
            return unwrap(ranked)
        return only_ask(ranked) if is_asking(read.scene) else ranked

    def _spoken(self, tokens: Sequence[Token], guess: LanguageGuess, prior: str | None) -> list[Hit]:
        """Keep the hits of the languages the text seems to be in."""
        spoken = {code for code, share in guess.shares if share >= SPOKEN_FROM} | {guess.code, prior}
        hits = self._matcher.find(tokens)
        if guess.code in STRANGE:
            return hits
        return [hit for hit in hits if hit.language in spoken and not self._is_false_friend(hit, tokens, guess.code)]

    def _is_false_friend(self, hit: Hit, tokens: Sequence[Token], main: str) -> bool:
        key = tokens[hit.first].key
        return hit.language != main and hit.length == 1 and len(key) <= 5 and self._languages.speaks(main, key)

    def _conclude(self, read: _Read, ranked: Ranked, guess: LanguageGuess, judgement: Judgement | None) -> Findings:
        scene, category = read.scene, self._taxonomy[ranked.first]
        blame = find_blame(scene, read.reading, ranked.fitting, ranked.sure, read.evidence.sums)
        blame = self._suspect(read, blame, ranked, judgement)
        flags = _flags(scene, ranked)
        fitting = self._fitting(ranked, blame, scene)
        sensitivity, desk_kind = self._protect(fitting, blame.walled, flags)
        guessed = mere_guesses(fitting, read.evidence.sums, judgement)
        urgency, score, raised = urgency_of(self._taxonomy, scene, fitting, flags, guessed)
        score = max(score, round(judgement.urgent, 3)) if judgement else score
        # That a child is meant is no more than the same guess, beside the word.
        told = blame.walled or raised or flags - {"ongoing", "recent", "child"}
        is_guess = not told and self._is_guess(read, ranked, fitting)
        needs_person = self._needs_person(category, ranked, guess, len(scene.tokens))
        if category.code == GREETING and tells_something(scene):
            needs_person, urgency = True, more_urgent(urgency, "normal")
        named = any(scene.has(force) for force in FORCES)
        wary = judgement is not None and judgement.accuses >= (WARY_OF_NAMED if named else WARY)
        needs_person = needs_person or (wary and desk_kind == "security") or (bool(raised) and desk_kind == "none")
        # Whoever is to decide reads it first, and no desk of a force before.
        if needs_person and desk_kind in ("none", "security"):
            desk_kind = "coordinator"
        return Findings(
            language=guess.code, language_shares=guess.shares, category=category.code, second=ranked.second,
            confidence=ranked.confidence, urgency=urgency, urgency_score=score, sensitivity=sensitivity,
            desk_kind=desk_kind, needs_person=needs_person,
            about_force=blame.forces, about_civil=blame.civil, about_hotline=blame.hotline,
            child="child" in flags, sexual_violence="sexual" in flags, ongoing="ongoing" in flags,
            reprisal="reprisal" in flags, guessed=is_guess, place=self._places.find(scene.tokens),
            wishes_too=says_more_than_wish(scene),
            because=(*blame.because, *ranked.reasons, *raised), lexicon_version=self.version,
        )  # fmt: skip

    def _suspect(self, read: _Read, blame: Blame, ranked: Ranked, judgement: Judgement | None) -> Blame:
        """Wall a text that reads like an accusation though no grammar says so; sooner where a force would read it."""
        if judgement is None or self._judges is None:
            return blame
        grave = ranked.first in GRAVE
        if blame.forces:
            kept = blame.ground == EARLIER and grave
            return blame if kept or judgement.accuses >= HEARD_FROM.get(blame.ground, 0.0) else acquit(blame)
        needed = self._judges.wall_from[route_of(self._taxonomy[ranked.first])]
        if not grave and ranked.confidence >= WELL_KNOWN:
            needed = max(needed, LOUDER)
        if judgement.accuses < needed:
            return blame
        return suspect(read.scene, read.reading, blame, judgement.accuses >= LOUD)

    def _needs_person(self, category: Category, ranked: Ranked, guess: LanguageGuess, words: int) -> bool:
        doubtful = guess.code in STRANGE or guess.code in self._unreviewed
        if doubtful and category.desk_kind == "none" and words <= SMALL_TALK_WORDS:
            doubtful = False
        return doubtful or category.person_first or not ranked.sure

    def _is_guess(self, read: _Read, ranked: Ranked, fitting: Sequence[str]) -> bool:
        """Say whether an unsure model alone takes the text for what it is; no word of harm or of a force is there."""
        grave = [code for code in fitting if self._taxonomy[code].sensitivity > "S1" or code in GRAVE]
        spoken = any(read.evidence.sums.get(code) for code in grave)
        return not (ranked.sure or spoken or any(read.scene.has(label) for label in (*VIOLENT, FEAR, *FORCES)))

    def _fitting(self, ranked: Ranked, blame: Blame, scene: Scene) -> tuple[str, ...]:
        """Return all that fits: whoever accuses a force and was beaten, or may have been hurt, tells of violence."""
        hurt = ranked.second == VIOLENCE or any(scene.has(label) for label in VIOLENT)
        if blame.forces and hurt and VIOLENCE in self._taxonomy:
            return tuple(dict.fromkeys((*ranked.fitting, VIOLENCE)))
        return ranked.fitting

    def _protect(self, fitting: Sequence[str], walled: bool, flags: frozenset[str]) -> tuple[str, str]:
        """Apply rule 11: of all that fits, the more protective sensitivity and the fewer readers."""
        category, *beside = (self._taxonomy[code] for code in fitting)
        sensitivity, desk_kind = category.sensitivity, category.desk_kind
        for other in beside:
            sensitivity = more_protective(sensitivity, other.sensitivity)
            desk_kind = narrower(desk_kind, other.desk_kind)
        if walled:
            sensitivity, desk_kind = more_protective(sensitivity, "S2"), narrower(desk_kind, "civil_oversight")
        if flags & PROTECTING:
            sensitivity, desk_kind = "S3", "civil_protected"
        return sensitivity, desk_kind

    def _wordless(self, text: str, guess: LanguageGuess) -> Findings:
        """An empty text is a missed call; one without a word is looked at by a person."""
        empty = not text.strip()
        category = self._taxonomy["callback_request" if empty else "chatter"]
        return Findings(
            language=guess.code, language_shares=guess.shares, category=category.code, second=None,
            confidence=1.0 if empty else 0.0, urgency=category.urgency, urgency_score=URGENCY_SCORES[category.urgency],
            sensitivity=category.sensitivity, desk_kind="coordinator", needs_person=not empty,
            because=(Because("empty" if empty else "no_words"),), lexicon_version=self.version,
        )  # fmt: skip


def _flags(scene: Scene, ranked: Ranked) -> frozenset[str]:
    flags = {name for name in ("ongoing", "reprisal", "recent") if scene.has(name)}
    top = set(ranked.fitting)
    # Whoever saw or told of a crime and is threatened is in the danger that reprisals are.
    if scene.has("witness") and (scene.has("threaten") or scene.has("kill")):
        flags.add("reprisal")
    if scene.has("child") and scene.has("recruit"):
        flags.add("recruited")
    if scene.has("child") and top & {"child_protection", "gbv", "abduction", "force_abuse", "detention_missing"}:
        flags.add("child")
    # Care after rape is a matter of hours; without a date the worst is assumed.
    if scene.has("rape") or scene.has("recruit"):
        flags.add("grave")
    if scene.has("rape") or (scene.has("sexual") and top & {"gbv", "staff_misconduct"}):
        flags.add("sexual")
    return frozenset(flags)
