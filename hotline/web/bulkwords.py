"""Actions on several cases in words."""

from __future__ import annotations

from datetime import datetime

from hotline.services.bulk import EXCLUDE, SNOOZE, TAG, Wish
from hotline.web.i18n import gettext, later
from hotline.web.times import day
from hotline.web.workwords import EXCLUSION_WORDS, TAG_WORDS

ACTION_WORDS = {
    "take": later("Prendre"),
    "tag": later("Poser une étiquette"),
    "snooze": later("Mettre de côté"),
    "exclude": later("Ne pas compter"),
}
BULK_MISTAKES = {
    "bulk_size": later("Cochez de un à cinquante dossiers."),
    "bulk_action": later("Choisissez une action et ce qui va avec."),
    "bulk_counts": later("Une plainte reste comptée."),
    "bulk_protected": later("Protégé : un par un seulement."),
    "bulk_done": later("C’est déjà fait."),
    "undo_over": later("Il est trop tard pour revenir en arrière."),
}


def value_words(wish: Wish) -> str:
    """Return what goes with an action, as a page says it."""
    if wish.action == SNOOZE:
        return day(datetime.fromisoformat(wish.value))
    table = {TAG: TAG_WORDS, EXCLUDE: EXCLUSION_WORDS}.get(wish.action, {})
    return gettext(table[wish.value]) if wish.value in table else ""
