"""The pages of reviewers in words: how far a place is, what it is, and why words cannot be kept."""

from __future__ import annotations

from hotline.domain import wordings
from hotline.services.office import WHOLE
from hotline.services.office_form import Wrong
from hotline.web.admin_words import FAULTS
from hotline.web.i18n import gettext, later

KINDS = {
    wordings.PHRASE: later("SMS automatiques"),
    wordings.SCREEN: later("Écrans du téléphone"),
    wordings.COMMAND: later("Mots que le citoyen écrit"),
}
STATES = {
    wordings.MISSING: later("manque"),
    wordings.DRAFT: later("brouillon"),
    wordings.FLAGGED: later("livré, à relire"),
    wordings.SHIPPED: later("livré"),
    wordings.REVIEWED: later("relu"),
}
STANDINGS = {
    "live": later("En service"),
    "flagged": later("En service, à relire"),
    "halted": later("En service, menus arrêtés : il manque des écrans"),
    "draft": later("Brouillon, au simulateur seulement"),
    "empty": later("Rien d’écrit : on propose un rappel"),
}
# What a badge looks like, by state or standing.
TONES = {
    wordings.MISSING: ("calm", "pause"),
    wordings.DRAFT: ("soon", "pen"),
    wordings.FLAGGED: ("soon", "eye"),
    wordings.SHIPPED: ("met", "check"),
    wordings.REVIEWED: ("met", "check"),
    "live": ("met", "check"),
    "flagged": ("soon", "eye"),
    "halted": ("late", "alert"),
    "empty": ("calm", "pause"),
}
_FAULTS = FAULTS | {
    "long_word": later("Un mot est trop long. %(room)s signes au plus."),
    "many_words": later("Trop de mots. %(room)s au plus."),
    "no_letter": later("« %(word)s » n’a pas de lettre."),
    "stray_brace": later("Une accolade est de trop, ou n’est pas fermée."),
    "names": later("Il faut exactement ces mots entre accolades : %(wanted)s."),
    "septets": later("Trop long pour l’écran : %(size)s septets, %(room)s au plus."),
    "parts": later("Trop long : %(size)s signes. %(room)s SMS au plus."),
    "sounds_alike": later("« %(word)s » donne déjà un autre ordre."),
    "moved_on": later("Quelqu’un d’autre a écrit entre-temps. Relisez, puis recommencez."),
    "not_ready": later("Pas encore : %(count)s textes sont à relire."),
    "stands_in": later("Le français remplace les autres langues. Il reste en service."),
}


def sentences(wrong: Wrong) -> dict[str, str]:
    """Return the faults of a form in the reader's language, what concerns no single field first."""
    ordered = sorted(wrong.faults.items(), key=lambda fault: fault[0] != WHOLE)
    return {name: _sentence(fault.code, dict(fault.values)) for name, fault in ordered}


def _sentence(code: str, values: dict[str, object]) -> str:
    if code == "names":
        nothing = values["wanted"] == "nothing"
        values["wanted"] = gettext("aucun") if nothing else values["wanted"]
    return gettext(_FAULTS[code], **values)
