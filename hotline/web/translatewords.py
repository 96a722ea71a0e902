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


def _given(event: Event, names: Names) -> str:
    return gettext("%(who)s a traduit.", who=names.who(event.actor))


TRANSLATE_LINES: Mapping[str, Telling] = {
    "translation_asked": told_by(later("%(who)s demande une traduction.")),
    "translation_given": _given,
    "language_named": told_by(later("%(who)s note la langue du citoyen.")),
    "text_shown": told_by(later("%(who)s lit un texte pour le traduire.")),
}
