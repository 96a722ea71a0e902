"""Replies to figures in words: why a case is disputed, why a reply is refused, and what the trail says of both."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.store.models.casework import Event
from hotline.web.i18n import gettext, later
from hotline.web.names import Names, Telling

DISPUTED = {
    "not_ours": later("Pas de notre ressort"),
    "done_otherwise": later("Fait autrement, sans trace ici"),
    "late_to_us": later("Arrivé trop tard chez nous"),
    "counted_twice": later("Compté deux fois"),
    "needs_nothing": later("Ne demandait rien"),
}
REFUSED = {
    "tells_of_citizen": later("Elle peut trahir un citoyen."),
    "insults": later("Elle insulte."),
    "beside_the_point": later("Elle ne parle pas de ces chiffres."),
}
REPLY_MISTAKES = {
    "older_than_verdict": later("Ce texte date d’avant l’avis. Relisez-le, puis cochez."),
    "restated_already": later("Ces chiffres sont publiés à nouveau. Répondez aux nouveaux."),
    "reply_stands": later("Une réponse est déjà donnée."),
    "no_reply": later("Aucune réponse n’attend."),
    "own_reply": later("Une autre personne doit décider."),
    "many_disputed": later("Deux cents dossiers contestés au plus."),
}


def _disputed(event: Event, names: Names) -> str:
    why = gettext(DISPUTED[str(event.data["why"])]).lower()
    return gettext("%(who)s conteste qu’il compte : %(why)s.", who=names.who(event.actor), why=why)


REPLY_LINES: Mapping[str, Telling] = {"figure_disputed": _disputed}
