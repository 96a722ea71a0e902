"""Takes what a gateway brings: stored sealed at once, understood later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog

from hotline import ids
from hotline.classifier.news import is_pressing
from hotline.domain import repeats
from hotline.domain.messages import InboundText
from hotline.domain.sorting import DANGERS
from hotline.gateways import journal
from hotline.gateways.base import Call
from hotline.jobnames import Job
from hotline.store import messages
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.traffic import Message, RawInbound
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()


def accept_text(unit: UnitOfWork, text: InboundText, call: Call) -> bool:
    """Store a text once, with the call as it came, and have it triaged after the commit; False for a repeat."""
    raw_id = ids.new_id()
    raw = unit.vault.seal(journal.write(call), "raw_inbound", "body_sealed", raw_id)
    line = {"raw_id": raw_id, "raw": raw, "form": journal.FORM_NOW, "received_at": unit.now, "late": False}
    return _take(unit, text, line)


def take_again(unit: UnitOfWork, text: InboundText, line: RawInbound, corrects: UUID | None = None) -> bool:
    """Store a text out of the journal as received when its call came, once; `corrects`: what it was read as before."""
    kept = {"raw_id": line.id, "raw": line.body_sealed, "form": line.form, "received_at": line.received_at}
    # A corrected text has the identity of the one that was taken before.
    named = replace(text, provider_id=None) if corrects else text
    return _take(unit, named, kept | {"late": True, "duplicate_of": corrects})


def accept_dialled(unit: UnitOfWork, dialogue: Dialogue, body: str, dialled: dict[str, Any] | None) -> UUID:
    """Store what a dialogue brought as a message, and have it triaged after the commit; return its id."""
    message_id, topic = ids.new_id(), (dialled or {}).get("topic")
    unit.session.add(
        Message(
            id=message_id, contact_id=dialogue.contact_id, gateway=dialogue.gateway, channel="ussd", dialled=dialled,
            pressing=topic in DANGERS or _presses(body),
            body_sealed=unit.vault.seal(body, "messages", "body_sealed", message_id), received_at=unit.now,
        )
    )  # fmt: skip
    unit.session.flush()
    dialogue.message_id = dialogue.message_id or message_id
    unit.wake(Job.TRIAGE)
    return message_id


def keep_unreadable(unit: UnitOfWork, gateway: str, door: str, call: Call) -> None:
    """Keep a call that could not be read, sealed, so that nothing a gateway brought is lost."""
    raw_id = ids.new_id()
    unit.session.add(
        RawInbound(
            id=raw_id, gateway=gateway, door=door, outcome="unreadable", received_at=unit.now, form=journal.FORM_NOW,
            body_sealed=unit.vault.seal(journal.write(call), "raw_inbound", "body_sealed", raw_id),
        )
    )  # fmt: skip


def fingerprint(unit: UnitOfWork, text: InboundText) -> bytes:
    """Return what is equal for the same words of the same sender by the same gateway, and tells nothing else."""
    return unit.vault.blind("fingerprint", f"{text.gateway}\0{text.sender}\0{repeats.bare(text.text)}")


def _take(unit: UnitOfWork, text: InboundText, line: dict[str, Any]) -> bool:
    message_id, contact_id = ids.new_id(), ids.new_id()
    seal, window = unit.vault.seal, repeats.window(text)
    new = messages.take(
        unit.session,
        {
            "gateway": text.gateway,
            "provider_id": text.provider_id,
            "message_id": message_id,
            "contact_id": contact_id,
            "phone_index": unit.vault.blind("phone", text.sender),
            "phone_sealed": seal(text.sender, "contacts", "phone_sealed", contact_id),
            "recipient": text.recipient,
            "body_sealed": seal(text.text, "messages", "body_sealed", message_id),
            "sent_at": text.sent_at,
            "fingerprint": fingerprint(unit, text) if window else None,
            "same_until": line["received_at"] + window if window else None,
            "duplicate_of": None,
            "pressing": _presses(text.text),
            **line,
        },
    )
    unit.wake(Job.TRIAGE)
    return new


def _presses(body: str) -> bool:
    """Say whether a text goes before others; one that the understanding breaks on is stored all the same, and first."""
    try:
        return is_pressing(body)
    except Exception as fault:
        log.error("not looked at", fault=type(fault).__name__)
        return True
