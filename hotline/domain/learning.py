"""Which labels people gave may be learnt from: a random part is only ever measured on, and nobody counts too much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

# One text in twenty is read blind and never learnt from; of those, one in ten is read by two people.
GOLD_ONE_IN, TWICE_ONE_IN = 20, 200
# So many labels one account may give, or as many as all others together.
OFFICER_CAP = 200
# A text that was called three different things is nobody's lesson.
DISPUTED_FROM = 3
# Why a label is not learnt from.
GOLD, DISPUTED, UNKNOWN, REPEATED, CAPPED = REASONS = ("gold", "disputed", "unknown", "repeated", "capped")


@dataclass(frozen=True, slots=True)
class Label:
    """What one person said of a text; `words` is equal for texts of the same words."""

    number: int
    message_id: UUID
    account_id: UUID
    category: str
    urgency: str
    accuses: bool
    words: str
    blind: bool = False


@dataclass(frozen=True)
class Chosen:
    """The labels to learn from, those that only say that more people use the same words, and what was left out."""

    labels: tuple[Label, ...]
    repeats: tuple[Label, ...]
    left_out: Mapping[str, int]

    @property
    def officers(self) -> int:
        """Count the people who gave the labels."""
        return len({label.account_id for label in self.labels})

    @property
    def digest(self) -> str:
        """Name the labels by what they say, whatever order they came in."""
        lines = sorted(f"{one.message_id} {one.category} {one.urgency} {one.accuses}" for one in self.labels)
        return sha256("\n".join(lines).encode()).hexdigest()


def is_gold(message_id: UUID) -> bool:
    """Say whether a text is of the random part that is read blind: drawn once, by its id, for ever."""
    return _drawn(message_id) % GOLD_ONE_IN == 0


def is_read_twice(message_id: UUID) -> bool:
    """Say whether two people read this text of the random part."""
    return _drawn(message_id) % TWICE_ONE_IN == 0


def choose(labels: Iterable[Label], categories: Collection[str]) -> Chosen:
    """Choose what is learnt from: the last word on each text, once for equal words, of categories there still are."""
    said: dict[UUID, list[Label]] = defaultdict(list)
    for label in sorted(labels, key=lambda label: label.number):
        said[label.message_id].append(label)
    measured = {told[-1].words for told in said.values() if is_gold(told[-1].message_id)}
    left_out, kept = Counter[str](), dict[str, Label]()
    repeats: list[Label] = []
    for told in said.values():
        last, why = told[-1], _why_not(told, measured, categories)
        if why:
            left_out[why] += 1
            continue
        before = kept.get(last.words)
        if before is not None:
            left_out[REPEATED] += 1
            repeats.append(min(before, last, key=lambda label: label.number))
        kept[last.words] = max((before, last), key=lambda label: label.number) if before else last
    capped = _capped(list(kept.values()))
    left_out[CAPPED] += len(kept) - len(capped)
    return Chosen(tuple(capped), tuple(repeats), {why: count for why, count in left_out.items() if count})


def agreement(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two people on the same texts: 1 for full agreement, 0 for chance; None of nothing."""
    if not pairs:
        return None
    same = sum(one == other for one, other in pairs) / len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[code] * second[code] for code in first) / len(pairs) ** 2
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def _why_not(told: Sequence[Label], measured: Collection[str], categories: Collection[str]) -> str | None:
    last = told[-1]
    if last.words in measured:
        return GOLD
    if last.category not in categories:
        return UNKNOWN
    return DISPUTED if len({label.category for label in told}) >= DISPUTED_FROM else None


def _capped(labels: Sequence[Label]) -> list[Label]:
    """Cut what one person gave to the cap, by a draw that the person cannot choose."""
    given = Counter(label.account_id for label in labels)
    kept: list[Label] = []
    for account_id, count in given.items():
        room = max(OFFICER_CAP, len(labels) - count)
        own = [label for label in labels if label.account_id == account_id]
        kept += sorted(own, key=lambda label: _drawn(label.message_id))[:room]
    return sorted(kept, key=lambda label: label.number)


def _drawn(message_id: UUID) -> int:
    return int.from_bytes(sha256(b"gold\0" + message_id.bytes).digest()[:8], "big")
