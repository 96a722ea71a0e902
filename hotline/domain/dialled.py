"""A concern that was dialled: what is still owed to the house, and how it weighs beside words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hotline.domain.findings import SENSITIVITIES, Because, Findings, PlaceGuess
from hotline.domain.taxonomy import more_protective, more_urgent, narrower

# Who a dialled topic accuses: no uniform is named, so it is any of them, until words say more.
_FORCES = frozenset({"force_conduct", "checkpoint_extortion", "force_abuse", "detention_missing", "no_response"})
_CIVIL = frozenset({"corruption_admin"})
_HOTLINE = frozenset({"staff_misconduct"})


@dataclass(frozen=True, slots=True)
class Topic:
    """What the office holds of a category that can be dialled."""

    code: str
    sensitivity: str
    urgency: str
    desk_kind: str


def owed(answers: Mapping[str, str]) -> dict[str, str]:
    """Return what was dialled and the house does not know yet: a topic with its place, a finer place, or nothing."""
    topic, place = answers.get("topic", ""), answers.get("place", "")
    if not topic:
        return {}
    if not answers.get("told"):
        return {"topic": topic, "place": place}
    if place and place != answers.get("told_place"):
        return {"place": place, "first": answers["told"]}
    return {}


def told(answers: Mapping[str, str], message_id: str) -> dict[str, str]:
    """Return the answers once the house knows them; `told` stays the first message of the concern."""
    return {**answers, "told": answers.get("told") or message_id, "told_place": answers.get("place", "")}


def by_keys(topic: Topic, language: str) -> Findings:
    """Return what a topic says by itself, with no word typed."""
    return Findings(
        language=language, language_shares=(), category=topic.code, second=None, confidence=1.0, urgency=topic.urgency,
        urgency_score=0.0, sensitivity=topic.sensitivity, desk_kind=topic.desk_kind, needs_person=False,
        about_force=frozenset({"unknown"}) if topic.code in _FORCES else frozenset(),
        about_civil=frozenset({"unknown"}) if topic.code in _CIVIL else frozenset(),
        about_hotline=topic.code in _HOTLINE, because=(Because("dialled", detail=topic.code),),
    )  # fmt: skip


def raised(found: Findings, topic: Topic) -> Findings:
    """Lay a dialled topic over what was understood from the words with it: it outranks them, and only raises.

    Words that protect more, or accuse where the topic does not, keep their own category.
    """
    keyed = by_keys(topic, found.language)
    graver = SENSITIVITIES.index(found.sensitivity) > SENSITIVITIES.index(topic.sensitivity)
    accuses = found.accuses and not keyed.accuses
    return replace(
        found,
        category=found.category if graver or accuses else topic.code,
        second=found.second if graver or accuses or found.category == topic.code else found.category,
        confidence=found.confidence if graver or accuses else 1.0,
        needs_person=found.needs_person and (graver or accuses),
        sensitivity=more_protective(found.sensitivity, topic.sensitivity),
        urgency=more_urgent(found.urgency, topic.urgency),
        desk_kind=narrower(topic.desk_kind, found.desk_kind),
        about_force=found.about_force or keyed.about_force,
        about_civil=found.about_civil or keyed.about_civil,
        about_hotline=found.about_hotline or keyed.about_hotline,
        because=(*keyed.because, *found.because),
    )


def placed(found: Findings, code: str) -> Findings:
    """Return the findings with the place that was dialled, which no word outranks."""
    return replace(found, place=PlaceGuess(code, "dialled", 0, 0)) if code else found


def new_input(before: str | None, sent: str) -> str | None:
    """Return what was typed since, of a text that holds all inputs of a session joined by `*`; None: nothing new.

    Splitting at stars would break on a typed one, so the part already known is taken off the front. A text that shrank,
    or that tells another story (nothing in it is known: `before` is None), is an old request come again.
    """
    if before is None:
        return None
    if not before:
        return sent or None
    if sent == before or not sent.startswith(before + "*"):
        return None
    return sent[len(before) + 1 :]
