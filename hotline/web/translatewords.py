"""Translations in words."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.store.models.casework import Event
from hotline.web.i18n import gettext, later
from hotline.web.names import Names, Telling, told_by

TRANSLATE_MISTAKES = {
    "no_speaker": later("Personne d’habilité ne parle cette langue ici."),
    "no_language": later("Cette langue n’est pas connue ici."),
    "translating_already": later("Une réponse est déjà chez un traducteur."),
}


def _asked(event: Event, names: Names) -> str:
    if event.data.get("message"):
        return gettext("%(who)s demande la traduction du texte.", who=names.who(event.actor))
    if event.data.get("commitment"):
        return gettext("%(who)s fait traduire sa réponse.", who=names.who(event.actor))
    return gettext("%(who)s redemande la traduction.", who=names.who(event.actor))


def _given(event: Event, names: Names) -> str:
    if event.data.get("message"):
        return gettext("%(who)s a traduit le texte.", who=names.who(event.actor))
    return gettext("%(who)s a traduit la réponse.", who=names.who(event.actor))


TRANSLATE_LINES: Mapping[str, Telling] = {
    "translation_asked": _asked,
    "translation_given": _given,
    "language_named": told_by(later("%(who)s note la langue du citoyen.")),
    "text_shown": told_by(later("%(who)s lit un texte pour le traduire.")),
}
