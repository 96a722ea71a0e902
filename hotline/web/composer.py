"""What the answer box of a case shows: language, size on the air, the text as it will travel, or why none can."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hotline import ids
from hotline.domain.filling import blanks
from hotline.domain.language import FALLBACK
from hotline.domain.lifecycle import Action, Status, actions_in
from hotline.domain.segments import best_form, fold, measure
from hotline.services import call_requests, pins, writing
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.unit_of_work import UnitOfWork
from hotline.web.casewords import LANGUAGES, MISTAKES, REASONS
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

BLANK_WORDS = {
    "heure": later("À quelle heure ?"),
    "jour": later("Quel jour ?"),
    "service": later("Quel service ?"),
    "delai": later("Dans quel délai ?"),
    "numero": later("Quel numéro ?"),
    "reference": later("Quelle référence ?"),
    "lieu": later("Quel lieu ?"),
    "bureau": later("Quel bureau ?"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """A text as it will travel: `used` of `room` characters in `parts` texts, and what makes it dear."""

    sent: str
    used: int
    room: int
    parts: int
    costly: str | None
    per_part: int

    @property
    def words(self) -> str:
        """Return the count as officers read it: `118/160 · 1 SMS`."""
        return f"{self.used}/{self.room} · {self.parts} SMS"


@dataclass(frozen=True, slots=True)
class Composer:
    """The state of the answer box; `barrier` says why nothing can be written, `silent` why no text may go out, `held`
    that the answer will wait, `word` what the citizen sends to get it, `guarded` that the citizen needs a code
    to read it, `hindrance` why nobody may call."""

    language: str
    barrier: str
    silent: str
    held: bool
    word: str
    guarded: bool
    text: str
    count: Count
    key: UUID
    hindrance: str | None

    @property
    def no_call(self) -> str:
        """Say why nobody may be asked to call the citizen; empty where somebody may."""
        return gettext(MISTAKES[self.hindrance]) if self.hindrance else ""

    @property
    def is_rewritten(self) -> bool:
        """Say whether the text travels in another form than it was typed."""
        return self.count.sent != self.text

    @property
    def blanks(self) -> list[tuple[str, str]]:
        """Return the blanks that are left to fill, with what they ask for in words."""
        return [(name, gettext(BLANK_WORDS.get(name, name))) for name in blanks(self.text)]

    @property
    def spared(self) -> tuple[str, str] | None:
        """Return a dear character that is written otherwise on its way out, and how; None where there is none."""
        dear = next((char for char in measure(self.text).costly if fold(char) != char), None)
        return (dear, fold(dear)) if dear and self.is_rewritten else None


def compose(unit: UnitOfWork, case: Case, contact: Contact | None, text: str) -> Composer:
    """Return the answer box of a case, with a text that is already in it."""
    guarded = pins.guards(unit, case)
    held = guarded or pins.is_unsafe(case, contact)
    language = gettext(LANGUAGES.get(case.language, LANGUAGES["oth"]))
    silent = _silent(unit, contact)
    # What is read by dialling, with the code, is never sent: nothing bars it.
    hindrance = call_requests.hinders(unit, case, contact) if contact else "no_phone"
    barrier = _barrier(case) or ("" if guarded and contact else _what_remains(contact, hindrance) or silent)
    word = _word(unit, case) if held else ""
    return Composer(language, barrier, silent, held, word, guarded, text, count(text), ids.new_id(), hindrance)


def _word(unit: UnitOfWork, case: Case) -> str:
    """Return the word that asks for news of a case, in the language in which its citizen was told of it."""
    languages = here().tools.languages.read(unit.session).languages
    language = languages.get(case.language)
    told = language if language is not None and language.reviewed else languages[FALLBACK]
    return next(iter(told.commands.get("status", ())), "suivi").upper()


def count(text: str) -> Count:
    """Return the size of a text in the form in which it will be sent."""
    sent = best_form(text)
    size = measure(sent)
    room = size.per_part * max(1, size.parts)
    dear = next((char for char in size.costly if fold(char) == char), None) or next(iter(size.costly), None)
    return Count(sent, room - size.left, room, size.parts, dear, size.per_part)


def _barrier(case: Case) -> str:
    if Action.ANSWER not in actions_in(Status(case.status)):
        return gettext("Ce dossier est clos. Il rouvre si le citoyen écrit autre chose que merci ou oui.")
    return ""


def _what_remains(contact: Contact | None, hindrance: str | None) -> str:
    """Say how a citizen who refused texts can still be answered; empty for all others."""
    if contact is None or contact.safe_to_text is not False or contact.opted_out_at is not None:
        return ""
    return gettext(MISTAKES[hindrance]) if hindrance else gettext("Le citoyen a refusé les SMS : faites-le appeler.")


def _silent(unit: UnitOfWork, contact: Contact | None) -> str:
    if contact is None:
        return gettext("Pas de téléphone : répondez de vive voix, puis notez-le.")
    code = writing.cannot_text(unit, contact)
    return gettext(REASONS[code]) if code else ""
