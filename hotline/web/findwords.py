"""Find in words."""

from __future__ import annotations

from hotline.store import finding
from hotline.web.i18n import later

STATE_WORDS = {"not_closed": later("Pas clos")}
# A found text is the citizen's, unless it says otherwise.
WHOSE_WORDS = {
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
