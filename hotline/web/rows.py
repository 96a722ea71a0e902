"""A case as a row of a list: what it is about, the citizen's last words, who has it, how long they wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hotline.domain.walls import Viewer
from hotline.store import messages
from hotline.store.models.casework import Case
from hotline.store.models.office import Place
from hotline.store.models.traffic import Message
from hotline.store.office import Office
from hotline.vault import Vault
from hotline.web.casewords import CHANNELS, LANGUAGES, outcome_words
from hotline.web.i18n import gettext, later
from hotline.web.subject import subject

SHOWN_LENGTH = 120
# What the keys of the closing question mean, for who reads nothing but the row.
CLOSING_WORDS = {
    "1": later("Le citoyen dit : réglé."),
    "2": later("Le citoyen dit : pas réglé."),
    "3": later("Le citoyen dit : pas sûr de répondre."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A case as a row of the list shows it."""

    case: Case
    category: str
    place: str
    words: str
    language: str
    owner: str | None
    is_mine: bool
    desk: str
    channel: str
    outcome: str
    owes: str = ""

    @property
    def is_protected(self) -> bool:
        """Say whether lists show neither the text nor the subject."""
        return self.case.sensitivity == "S3"

    @property
    def is_critical(self) -> bool:
        """Say whether the row is drawn as an emergency."""
        return self.case.urgency == "critical" and self.case.status != "closed"


def line(row: Any, viewer: Viewer, office: Office, vault: Vault) -> Line:
    """Return a row of a page as the list shows it; a protected one without its words."""
    case, owner, message, *owes = row
    place, above = office.place_and_above(case.place_id)
    protected = case.sensitivity == "S3"
    return Line(
        case=case,
        category=gettext("Protégé") if protected else subject(case, office.categories[case.category]),
        place=_coarse(place, above) if protected else (place.name if place else ""),
        words=last_words(vault, case, message),
        language=gettext(LANGUAGES.get(case.language, LANGUAGES["oth"])) if case.language != "fr" else "",
        owner=owner,
        is_mine=case.owner_id == viewer.account_id,
        desk=office.desk_names[case.desk_id].name if case.desk_id != viewer.desk_id else "",
        channel=gettext(CHANNELS[case.channel]),
        outcome=outcome_words(case) if case.status == "closed" else "",
        owes=owes[0] if owes else "",
    )


def last_words(vault: Vault, case: Case, message: Message | None) -> str:
    """Return the citizen's last words as a row shows them: of a protected case none."""
    return "" if case.sensitivity == "S3" or message is None else _shortened(vault, message)


def band_words(case: Case, office: Office) -> str:
    """Return what the band over every list says of a critical case that nobody took."""
    place, above = office.place_and_above(case.place_id)
    if case.sensitivity == "S3":
        return " · ".join(filter(None, (gettext("Dossier protégé"), _coarse(place, above))))
    label = subject(case, office.categories[case.category])
    return f"{label} · {place.name}" if place else label


def _shortened(vault: Vault, message: Message) -> str:
    """Cut what no row could show anyway, so that a page of long texts stays light."""
    words = " ".join(messages.body(vault, message).split())
    if message.kind == "closing_answer":
        known = CLOSING_WORDS.get(words)
        words = gettext(known) if known else gettext("Répond à la clôture : %(words)s", words=words)
    return words if len(words) <= SHOWN_LENGTH else words[: SHOWN_LENGTH - 1] + "…"


def _coarse(place: Place | None, above: Place | None) -> str:
    """Return no more than the cercle of a protected case."""
    if place is None:
        return ""
    if place.kind == "region":
        return gettext("Région de %(name)s", name=place.name)
    cercle = above if place.kind == "commune" and above else place
    return gettext("Cercle de %(name)s", name=cercle.name)
