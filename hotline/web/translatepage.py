"""What the case page shows of translations: both sides, what is awaited, and what may be asked."""

from __future__ import annotations

from typing import Any
from uuid import uuid5

from hotline.domain.callbacks import NO_LANGUAGE
from hotline.store import messages, outbound, translations
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork
from hotline.web.guards import current_account

MOST_SHOWN, SHOWN_LENGTH = 5, 80


def gather(unit: UnitOfWork, case: Case) -> dict[str, Any]:
    """Return the values that `work/_translations.html` reads; asked for is only what the reader does not speak."""
    spoken = {*current_account().languages, *NO_LANGUAGE}
    rows = translations.of_case(unit.session, case.id)
    pairs = [(row, translations.source(unit.vault, row), translations.words(unit.vault, row)) for row in rows]
    done = {row.message_id for row in rows}
    foreign = [
        row for row in messages.of_case(unit.session, case.id) if row.language not in spoken and row.id not in done
    ]
    sent = {text.cause_id for text in outbound.of_case(unit.session, case.id)}
    return {
        "translations": pairs,
        "translations_sent": {row.id for row, _, words in pairs if words and uuid5(row.id, words.strip()) in sent},
        "to_translate": [
            (row.id, messages.body(unit.vault, row)[:SHOWN_LENGTH]) for row in foreign[-MOST_SHOWN:] if row.language
        ],
        "foreign": case.language not in spoken and case.contact_id is not None,
    }  # fmt: skip
