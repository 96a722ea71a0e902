"""What a candidate would make of live texts: written down beside what was made of them, and never used."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import structlog

from hotline.classifier.artefact import BadModel
from hotline.services.modelling import load
from hotline.services.reading import Tools, Understands
from hotline.store import messages, modelling
from hotline.store.models.learning import ShadowGuess
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message
from hotline.unit_of_work import UnitOfWork
from hotline.vault import SealBroken

log = structlog.get_logger()

BATCH = 200
Units = Callable[[], UnitOfWork]


def watch(units: Units, tools: Tools) -> int:
    """Have the newest candidate guess the texts that came since it was trained; return how many there were."""
    with units() as unit:
        version = modelling.candidate(unit.session)
        if version is None or version.trained_at is None:
            return 0
        texts = modelling.unwatched(unit.session, version.id, version.trained_at, BATCH)
        if not texts:
            return 0
        try:
            candidate = load(unit, version)
        except (BadModel, SealBroken) as fault:
            log.error("model refused", version=version.number, why=str(fault))
            return 0
        current = tools.understanding.in_force(unit)
        unit.session.add_all(_guess(unit, version.id, message, current, candidate) for message in texts)
        return len(texts)


def _guess(
    unit: UnitOfWork, version_id: UUID, message: Message, current: Understands, candidate: Understands
) -> ShadowGuess:
    text = messages.body(unit.vault, message)
    contact = unit.session.get(Contact, message.contact_id) if message.contact_id else None
    prior = contact.language if contact else None
    live, found = (one.understand(text, prior_language=prior) for one in (current, candidate))
    return ShadowGuess(
        version_id=version_id, message_id=message.id, at=unit.now,
        category=found.category, routed=not found.needs_person, accuses=found.accuses,
        live_category=live.category, live_routed=not live.needs_person, live_accuses=live.accuses,
    )  # fmt: skip
