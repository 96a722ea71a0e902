"""What was understood of one text: values only, each with its reason, never the citizen's words."""

from __future__ import annotations

from dataclasses import dataclass, field

FORCES = ("police", "gendarmerie", "garde", "army", "partner", "unknown")
# Civil offices that a text may accuse; what inspects is accused by nobody's words, and is no other office either.
OFFICES = ("mairie", "prefecture", "justice", "sante", "ecole", "ong", "service", "inspection")
SENSITIVITIES = ("S0", "S1", "S2", "S3")
URGENCIES = ("low", "normal", "high", "critical")


@dataclass(frozen=True, slots=True)
class Because:
    """One reason behind an automatic decision: a rule id and, where it has one, the span of the text it points at."""

    rule: str
    start: int | None = None
    end: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PlaceGuess:
    """A place the text seems to name; `others` holds the codes it could mean as well, when it is ambiguous."""

    code: str
    how: str
    start: int
    end: int
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything the understanding of one text yields; codes as in the contract's value lists."""

    language: str
    language_shares: tuple[tuple[str, float], ...]
    category: str
    second: str | None
    confidence: float
    urgency: str
    urgency_score: float
    sensitivity: str
    desk_kind: str
    needs_person: bool
    about_force: frozenset[str] = frozenset()
    about_civil: frozenset[str] = frozenset()
    about_hotline: bool = False
    child: bool = False
    sexual_violence: bool = False
    ongoing: bool = False
    reprisal: bool = False
    # What protects or hurries it is an unsure guess of a model, and nothing that the words say.
    guessed: bool = False
    # Beside what it says it asks for a call.
    wishes_too: bool = False
    place: PlaceGuess | None = None
    because: tuple[Because, ...] = field(default=())
    lexicon_version: str = ""

    @property
    def accuses(self) -> bool:
        """Say whether the text may accuse anybody who could read it."""
        return bool(self.about_force or self.about_civil or self.about_hotline)
