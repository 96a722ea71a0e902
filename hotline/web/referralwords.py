"""Referral sheets in words: states, findings, refusals, what an extract must not hold, and what their events say."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.store.models.casework import Event
from hotline.web.i18n import gettext, later
from hotline.web.names import Names, Telling, told_by

STATE_WORDS = {
    "sent": later("Envoyée"),
    "accepted": later("Acceptée"),
    "refused": later("Refusée"),
    "answered": later("Répondue"),
    "withdrawn": later("Retirée"),
}
FINDING_WORDS = {
    "upheld": later("Fondée"),
    "not_upheld": later("Pas fondée"),
    "not_provable": later("Pas prouvable"),
    "referred": later("Transmise à un autre service"),
    "no_action": later("Sans suite"),
}
REFUSAL_WORDS = {
    "not_competent": later("Pas de notre compétence"),
    "too_little": later("Trop peu d’éléments"),
    "known_already": later("Déjà connue"),
    "conflict": later("Conflit d’intérêts"),
    "other": later("Autre raison, à écrire"),
}
DOUBT_WORDS = {
    "number": later("Numéro"),
    "mark": later("Référence ou alias"),
    "words": later("Mots du citoyen"),
    "place": later("Lieu précis"),
    "day": later("Jour ou heure"),
    "age": later("Âge"),
    "sum": later("Somme exacte"),
    "kin": later("Parenté"),
    "post": later("Métier ou fonction"),
    "name": later("Nom possible"),
}
CHECK_WORDS = {
    "none": later("Rien à signaler"),
    "reprisal": later("Représailles"),
    "not_reached": later("Pas joint"),
}
TOLD_WORDS = {
    "text": later("par réponse"),
    "call": later("par appel"),
    "kept": later("réponse gardée, elle attend le citoyen"),
    "not_safe": later("pas dit : pas sûr"),
}
HOW_WORDS = {
    "sms": later("par SMS"),
    "call": later("par appel"),
    "met": later("en personne"),
}
REFERRAL_MISTAKES = {
    "no_how": later("Dites comment le citoyen l’a dit."),
    "said_no": later("Le citoyen a dit non. S’il accepte maintenant, cochez d’abord."),
    "extract_unseen": later("Relisez ce qui part, puis envoyez."),
    "no_consent": later("Notez d’abord l’accord du citoyen."),
    "extract_forbidden": later("L’extrait contient ce qui ne doit pas sortir."),
    "extract_doubtful": later("L’extrait peut trahir le citoyen. Relisez."),
    "too_exact": later("Choisissez un lieu et un mois de la liste."),
    "no_office": later("Choisissez un service d’inspection de la liste."),
    "sent_already": later("Une saisine est déjà ouverte là-bas."),
    "sheet_moved": later("Cette saisine a changé depuis votre lecture."),
    "finding_unseen": later("Relisez ce qui part, puis envoyez."),
    "no_motive": later("Dites pourquoi, dans le motif."),
    "no_finding": later("Choisissez un résultat de la liste."),
    "sheet_open": later("Une saisine est ouverte. Attendez sa réponse."),
    "finding_untold": later("Dites d’abord le résultat au citoyen."),
    "finding_leaves": later("La réponse qui dit le résultat n’est pas encore partie."),
    "can_be_told": later("Le citoyen peut recevoir un SMS. Répondez-lui."),
    "no_check": later("Cette question n’est plus ouverte."),
}


def refusal(why: str, words: str) -> str:
    """Return why an office did not take a sheet up; a reason that it wrote itself needs no other before it."""
    return words if why == "other" and words else " : ".join(filter(None, (gettext(REFUSAL_WORDS[why]), words)))


def _answered(event: Event, _: Names) -> str:
    return gettext("L’inspection répond : %(finding)s.", finding=gettext(FINDING_WORDS[str(event.data.get("finding"))]))


def _told(event: Event, names: Names) -> str:
    how = gettext(TOLD_WORDS[str(event.data.get("how"))])
    return gettext("Résultat dit au citoyen : %(how)s.", how=how)


def _check(event: Event, names: Names) -> str:
    answer = gettext(CHECK_WORDS[str(event.data.get("answer"))])
    return gettext("%(who)s note, représailles : %(answer)s.", who=names.who(event.actor), answer=answer)


REFERRAL_LINES: Mapping[str, Telling] = {
    "referral_sent": told_by(later("%(who)s saisit un service d’inspection.")),
    "sheet_read": lambda event, names: gettext("L’inspection lit la saisine : un extrait, pas le dossier."),
    "referral_accepted": lambda event, names: gettext("L’inspection accepte la saisine."),
    "referral_refused": lambda event, names: gettext("L’inspection refuse la saisine."),
    "referral_answered": _answered,
    "referral_withdrawn": told_by(later("%(who)s retire la saisine : plus d’accord.")),
    "finding_told": _told,
    "finding_lost": lambda event, names: gettext("La réponse n’est pas arrivée : le résultat reste à dire."),
    "reprisal_asked": lambda event, names: gettext("Jour %(days)s : demander s’il y a eu des représailles.",
                                                   days=event.data["days"]),
    "reprisal_not_asked": lambda event, names: gettext("Jour %(days)s : rien demandé, ce n’est pas sûr.",
                                                       days=event.data["days"]),
    "reprisal_told": _check,
    "sensitivity_raised": told_by(later("%(who)s protège le dossier.")),
}  # fmt: skip
