"""Find in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hotline.store import finding
from hotline.web.i18n import gettext, later
from hotline.web.times import date_words

STATE_WORDS = {"not_closed": later("Pas clos")}
# A found text is the citizen's, unless it says otherwise.
WHOSE_WORDS = {
    finding.TRANSLATION: later("Traduction :"),
    finding.ANSWER: later("Notre réponse :"),
    finding.NOTE: later("Note :"),
    finding.UNSENT: later("Pas envoyé :"),
}
REASON_WORDS = {
    "citizen_calls": later("Le citoyen appelle"),
    "same_person": later("Même personne, autre dossier"),
    "safety": later("Sa sécurité"),
    "wrong_number": later("Vérifier une erreur de numéro"),
}
FIND_MISTAKES = {
    "no_words": later("Écrivez au moins un mot de deux lettres."),
    "many_views": later("Trente recherches suffisent. Oubliez-en une."),
}
FIELD_WORDS = {
    "category": later("Sujet"),
    "place": later("Lieu"),
    "state": later("État"),
    "since": later("Depuis le"),
    "until": later("Jusqu’au"),
    "owner": later("Responsable"),
    "tag": later("Étiquette"),
}


def narrowed(values: Mapping[str, str], choices: Mapping[str, Sequence[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Return what a search is narrowed to: the field and what was chosen, as the form calls them."""
    return [
        (gettext(FIELD_WORDS[name]), dict(choices.get(name, ())).get(value) or date_words(value))
        for name, value in values.items()
    ]
