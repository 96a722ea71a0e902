"""How triage reads what was dialled: by its topic first, and with the case its dialogue already led to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hotline.domain import dialled, joining
from hotline.domain.dialled import Topic
from hotline.domain.findings import Findings
from hotline.domain.lifecycle import Status
from hotline.services import opening, pins
from hotline.services.reading import Reading
from hotline.store import cases, events, messages
from hotline.store.models.casework import Case

# A place dialled afterwards carries no concern of its own: whoever reads the case may know it.
_DETAIL = Topic("follow_up", "S0", "low", "coordinator")


def findings(reading: Reading, facts: Mapping[str, Any]) -> Findings:
    """Return what a dialled message means: its topic, and the words typed with it."""
    topic = _topic(reading, facts)
    if facts["typed"]:
        found = reading.findings if topic is None else dialled.raised(reading.findings, topic)
    else:
        found = dialled.by_keys(topic or _DETAIL, facts.get("language", ""))
    return dialled.placed(found, facts.get("place", ""))


def joins(reading: Reading, facts: Mapping[str, Any], text: joining.Text) -> joining.Text:
    """Return the text as joining sees it: keys leave no language to misunderstand, and name the dialogue's case."""
    reference = facts.get("case") or _first(reading, facts)
    names = text.names | {reference} if reference else text.names
    alone = pins.are_offered(facts.get("topic", ""), reading.tools.taxonomy, reading.office)
    text = dataclasses.replace(text, names=names, alone=alone)
    if facts["typed"]:
        return text
    return dataclasses.replace(text, understood=True, unsure=False, thanks_only=False)


def relocate(reading: Reading, facts: Mapping[str, Any], case_id: UUID) -> None:
    """Write a place dialled after the concern into its case, and give a case nobody took yet to that place's desk."""
    place = reading.office.places.get(facts.get("place", ""))
    case = cases.locked(reading.unit.session, case_id)
    if place is None or case.place_id == place.id or not (case.place_id is None or _opened(reading, facts, case)):
        return
    case.place_id = place.id
    events.append(reading.unit, case.id, "place_told", "citizen", place=place.code)
    if case.owner_id is None and case.status == Status.NEW and not case.needs_person:
        _reroute(reading, case)


def _reroute(reading: Reading, case: Case) -> None:
    category = reading.office.categories[case.category]
    topic = Topic(case.category, case.sensitivity, case.urgency, category.desk_kind)
    accused = cases.accused_of(reading.unit.session, [case.id]).get(case.id, frozenset())
    place = reading.findings.place
    found = dialled.placed(dialled.by_keys(topic, case.language), place.code if place else "")
    asked = dataclasses.replace(reading)
    asked.findings, asked.accused = found, accused
    decision = opening.decide(asked)
    if decision.desk_id == case.desk_id:
        return
    before, case.desk_id = case.desk_id, decision.desk_id
    body = reading.office.body_of(decision.desk_id)
    events.append(reading.unit, case.id, "transferred", "system", before=str(before), desk=str(decision.desk_id),
                  body=str(body), why="place_told", because=opening.reasons(decision.because))  # fmt: skip


def _topic(reading: Reading, facts: Mapping[str, Any]) -> Topic | None:
    category = reading.office.categories.get(facts.get("topic", ""))
    if category is None:
        return None
    return Topic(category.code, category.sensitivity, category.urgency, category.desk_kind)


def _opened(reading: Reading, facts: Mapping[str, Any], case: Case) -> bool:
    """Say whether the case was opened by this dialogue; an older one keeps its own place."""
    texts = messages.of_case(reading.unit.session, case.id)
    return bool(texts) and str(texts[0].id) == facts.get("first")


def _first(reading: Reading, facts: Mapping[str, Any]) -> str | None:
    """Return the reference of the case that the dialogue's first message went to."""
    first = facts.get("first")
    return messages.reference_of(reading.unit.session, UUID(first)) if first else None
