"""Calls in words: how one ended, when somebody may be called, why nobody calls any more."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.web.casewords import LANGUAGES, word
from hotline.web.i18n import gettext, later

CALL_OUTCOMES = {
    "reached": later("Jointe"),
    "not_reached": later("Pas de réponse"),
    "later": later("À rappeler plus tard"),
    "wrong_number": later("Mauvais numéro"),
    "not_wanted": later("Ne veut pas d’appel"),
    "unsafe": later("Appeler est dangereux"),
}
CALL_HOURS = {
    "any": later("À toute heure"),
    "morning": later("Le matin"),
    "afternoon": later("L’après-midi"),
    "evening": later("Le soir"),
}
CALL_ENDS = {
    "not_reached": later("Trois appels sans réponse : on n’appelle plus."),
    "wrong_number": later("Mauvais numéro : on n’appelle plus."),
    "not_wanted": later("Le citoyen ne veut pas d’appel."),
    "unsafe": later("Appeler est dangereux : on n’appelle plus."),
    "opted_out": later("Le citoyen a écrit STOP : on n’appelle plus."),
    "called": later("Le bureau a déjà joint le citoyen."),
    "case_closed": later("L’appel n’est plus à faire."),
}
CONSENTS = {"yes": later("Oui"), "no": later("Non"), "": later("Pas demandé")}
# How a citizen who had said no to texts says yes to them.
WAYS_TO_TELL = {"call": later("Dit au téléphone"), "visit": later("Dit en personne")}


def pairs(table: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a table as choices of a form."""
    return [(code, gettext(words)) for code, words in table.items()]


def language_word(code: str) -> str:
    """Return how a language is called; one that no list knows is another one."""
    return word(LANGUAGES, code, "oth")
