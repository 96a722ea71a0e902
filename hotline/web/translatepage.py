"""What the case page shows of translations: both sides, what is awaited, and what may be asked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import uuid5

from hotline.domain.callbacks import NO_LANGUAGE
from hotline.services.translating import ANSWER, KNOWN
from hotline.store import messages, outbound, translations
from hotline.store.models.casework import Case
from hotline.store.models.translations import Translation
from hotline.unit_of_work import UnitOfWork
from hotline.web.casewords import LANGUAGES
from hotline.web.guards import current_account

MOST_SHOWN, SHOWN_LENGTH = 5, 80


def gather(unit: UnitOfWork, case: Case, held: Collection[str]) -> dict[str, Any]:
    """Return the values that `work/_translations.html` reads; asked for is only what the reader does not speak."""
    spoken = {*current_account().languages, *NO_LANGUAGE}
    rows = translations.of_case(unit.session, case.id) if "translations" in held else []
    pairs = [(row, translations.source(unit.vault, row), translations.words(unit.vault, row)) for row in rows]
    keys = {row.id: uuid5(row.id, words.strip()) for row, _, words in pairs if words}
    sent = outbound.causes(unit.session, case.id, list(keys.values()))
    done = [row.message_id for row in rows if row.message_id]
    foreign = messages.foreign(unit.session, case.id, spoken, done, MOST_SHOWN)
    texts = [(row, row.language or case.language) for row in foreign]
    answers = case.language not in spoken and case.contact_id is not None
    wanted = {row.language for row, _, given in pairs if not given} | {language for _, language in texts}
    who = _who(unit, case, wanted | ({case.language} if answers else set()))
    return {
        "may_translate": who,
        "unnamed": case.language in NO_LANGUAGE,
        "namable": [(code, LANGUAGES[code]) for code in KNOWN],
        "translations": pairs,
        "translations_sent": {row_id for row_id, key in keys.items() if key in sent},
        "wrote": {sent[keys[row.id]]: source for row, source, words in pairs if words and keys[row.id] in sent},
        "translated": any(_waits(case, row) and keys[row.id] not in sent for row in rows),
        "to_translate": [(row.id, messages.body(unit.vault, row)[:SHOWN_LENGTH], code) for row, code in texts],
        "foreign": answers,
        "reads": case.language in spoken,
    }


def _waits(case: Case, row: Translation) -> bool:
    """Say whether an answer came back translated and waits for its officer's word, as the list says it too."""
    if row.kind != ANSWER or row.given_at is None or case.waiting_since is None:
        return False
    return row.given_at >= case.waiting_since


def _who(unit: UnitOfWork, case: Case, wanted: Collection[str]) -> dict[str, str]:
    """Return who may translate each language of this case, empty where nobody may."""
    return {code: ", ".join(row.title for row in translations.speakers(unit.session, case, code)) for code in wanted}
