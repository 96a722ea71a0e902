"""Cases in words: states, outcomes, channels, languages, reasons, and why something was refused.

Every table here is a word list of the interface; a code it does not know is a mistake in the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hotline.domain.limits import CLOSURE, COMPLEX_CLOSURE, FIRST_ANSWER, Limits, Target
from hotline.services.call_log import BadTime
from hotline.services.casework import Mistake, TooLong
from hotline.store.models.casework import Case
from hotline.store.models.office import Category
from hotline.web.bulkwords import BULK_MISTAKES
from hotline.web.findwords import FIND_MISTAKES
from hotline.web.i18n import current_locale, gettext, later, ngettext
from hotline.web.referralwords import REFERRAL_MISTAKES
from hotline.web.replywords import REPLY_MISTAKES
from hotline.web.times import span
from hotline.web.translatewords import TRANSLATE_MISTAKES
from hotline.web.workwords import WORK_MISTAKES, bad_time_words

STATUSES = {
    "new": later("Nouveau"),
    "open": later("En cours"),
    "waiting": later("Attend le citoyen"),
    "closing": later("Clôture demandée"),
    "closed": later("Clos"),
}
OUTCOMES = {
    "resolved": later("Réglé"),
    "referred": later("Orienté ailleurs"),
    "no_action": later("Sans suite"),
    "not_provable": later("Pas prouvable"),
    "duplicate": later("Doublon"),
    "out_of_scope": later("Hors de notre mission"),
    "unreachable": later("Personne injoignable"),
}
CITIZEN_ANSWERS = {
    "confirmed": later("le citoyen confirme"),
    "refused": later("le citoyen dit non"),
    "not_safe": later("le citoyen ne peut pas répondre sans risque"),
    "no_answer": later("pas de réponse du citoyen"),
    "not_asked": later("citoyen pas interrogé"),
}
CHANNELS = {
    "alert": later("Alerte de sûreté"),
    "sms": later("SMS"),
    "ussd": later("USSD"),
    "call": later("Appel"),
    "visit": later("Visite"),
}
LANGUAGES = {
    "fr": later("français"),
    "bm": later("bambara"),
    "ff": later("peul"),
    "ses": later("songhaï"),
    "taq": later("tamasheq"),
    "ar": later("arabe"),
    "en": later("anglais"),
    "snk": later("soninké"),
    "nqo": later("n’ko"),
    "oth": later("autre langue"),
    "und": later("langue inconnue"),
}
URGENCIES = {
    "critical": later("Critique"),
    "high": later("Urgent"),
    "normal": later("Normal"),
    "low": later("Peut attendre"),
}
TEXT_STATES = {
    "held": later("Attend la demande du citoyen"),
    "queued": later("En attente d’envoi"),
    "sending": later("En cours d’envoi"),
    "unknown": later("Pas confirmé"),
    "accepted": later("Remis au réseau"),
    "sent": later("Parti"),
    "delivered": later("Reçu"),
    "failed": later("Non remis"),
    "undelivered": later("Non remis"),
    "cancelled": later("Pas envoyé"),
}
# One plain sentence for each reason for which a text does not reach its reader.
REASONS = {
    "phone_unreachable": later("Téléphone éteint ou hors réseau."),
    "provider_busy": later("L’opérateur est saturé."),
    "route_failed": later("Le réseau n’a pas pu transmettre."),
    "opted_out": later("Le citoyen a écrit STOP."),
    "not_safe": later("Le citoyen dit que ce téléphone n’est pas sûr."),
    "wrong_number": later("Ce numéro ne reçoit pas de SMS."),
    "blocked": later("L’opérateur bloque ce numéro."),
    "text_refused": later("L’opérateur refuse ce texte."),
    "configuration": later("La passerelle est mal réglée. Prévenez l’administration."),
    "no_credit": later("Le crédit d’envoi est épuisé. Prévenez l’administration."),
    "no_credentials": later("Démonstration : aucun compte d’opérateur, rien ne part."),
    "no_route": later("Aucune passerelle ne peut envoyer. Prévenez l’administration."),
    "unknown": later("L’opérateur ne dit pas pourquoi."),
    "withdrawn": later("Annulé avant l’envoi."),
    "screen_said_it": later("Dossier à protéger, composé par menu : aucun SMS."),
    "one_is_on_its_way": later("Un accusé est déjà en route vers ce téléphone."),
}
# What an officer asked for and cannot have; the codes of services.casework.Mistake, and of what this room adds.
MISTAKES = {
    "same_text": later("Ce texte vient de partir. Changez-le pour écrire encore."),
    "empty_text": later("Le texte est vide. Écrivez, puis envoyez."),
    "empty_note": later("La note est vide. Écrivez-la dans sa case."),
    "long_text": later("Le texte est trop long. Raccourcissez-le."),
    "blank_left": later("Un blanc reste à remplir : rien n’est parti."),
    "left_already": later("Trop tard : ce SMS est déjà parti."),
    "no_phone": later("Ce dossier n’a pas de téléphone."),
    "sent_again_already": later("Ce SMS est déjà reparti depuis. Relisez la page."),
    "call_waits": later("Un appel attend déjà pour ce dossier."),
    "not_to_ring": later("Le citoyen dit que ce téléphone n’est pas sûr. Attendez son appel ou son code."),
    "texts_refused": later("Le citoyen a refusé les SMS : attendez son appel ou son code."),
    "question_over": later("Cette question ne se pose plus."),
    **{code: REASONS[code] for code in ("opted_out", "not_safe", "wrong_number")},
    "not_printed": later("Ce dossier ne s’imprime pas."),
    "same_desk": later("Le dossier est déjà à ce bureau."),
    "walled_desk": later("Ce bureau ne peut pas recevoir ce dossier."),
    "no_desk": later("Ce bureau n’existe pas ou est fermé."),
    "no_desk_named": later("Choisissez un bureau."),
    "no_outcome": later("Choisissez une issue de la liste."),
    "never_answered": later("Personne n’a répondu. Répondez d’abord, ou dites pourquoi clore."),
    "already_closing": later("La clôture est déjà demandée au citoyen."),
    "refused": later("Ce geste n’est plus possible : le dossier a changé."),
    "bad_phone": later("Ce numéro n’est pas possible. Écrivez +223 puis huit chiffres."),
    "no_place": later("Lieu inconnu. Écrivez une commune, par exemple « Konna »."),
    "many_places": later("Plusieurs lieux portent ce nom. Ajoutez le cercle."),
    "no_urgency": later("Choisissez une urgence de la liste."),
    "no_channel": later("Dites si c’était un appel ou une visite."),
    "no_category": later("Choisissez une catégorie de la liste."),
    "no_words": later("Ce dossier n’a pas de texte à classer."),
    "nothing_new": later("Rien à corriger : c’est déjà classé ainsi."),
    "in_other_hands": later("Une autre personne trie ce message."),
    "second_person": later("Lever un mur demande une seconde personne."),
    "no_kind": later("Choisissez un genre de la liste."),
    "too_few": later("Il faut au moins deux dossiers."),
    "other_incident": later("Ce dossier est déjà dans un incident."),
    "no_such_case": later("Aucun dossier ne porte ce numéro. Vérifiez les chiffres."),
    "answer_sent": later("Cette réponse est déjà partie."),
    "rewritten": later("Un collègue a changé ce texte. Relisez-le."),
    "unfit_incident": later("Ce dossier doit rester à part."),
    "sighting": later("Un des dossiers dit avoir vu : ce n’est pas une rumeur."),
    "no_verdict": later("Choisissez un avis de la liste."),
    "second_verdict": later("Une seconde personne doit donner le même avis."),
    "judged_already": later("Deux personnes ont déjà donné leur avis. Répondez."),
    "no_verdict_yet": later("Le verdict ne part qu’après deux accords."),
    "same_draft": later("Ce brouillon existe déjà."),
    "second_sender": later("Une autre personne que l’auteur doit l’envoyer."),
    "no_danger": later("Choisissez un danger de la liste."),
    "one_call": later("Finissez d’abord l’appel que vous avez pris."),
    "other_language": later("Cette personne veut une langue que vous ne parlez pas."),
    "call_taken": later("Un collègue a déjà pris cet appel."),
    "call_too_soon": later("Il est trop tôt pour rappeler cette personne."),
    "bad_time": later("Choisissez un moment à venir, dans deux semaines au plus."),
    "no_hours": later("Choisissez des heures de la liste."),
    "no_language": later("Choisissez une langue de la liste."),
    "no_case": later("Choisissez un dossier de la liste."),
    **WORK_MISTAKES,
    **REFERRAL_MISTAKES,
    **REPLY_MISTAKES,
    **FIND_MISTAKES,
    **TRANSLATE_MISTAKES,
    **BULK_MISTAKES,
}
FORCES = {
    "police": later("police"),
    "gendarmerie": later("gendarmerie"),
    "garde": later("garde nationale"),
    "army": later("armée"),
    "partner": later("partenaire"),
    "unknown": later("force inconnue"),
}
OFFICES = {
    "mairie": later("mairie"),
    "prefecture": later("préfecture, gouvernorat"),
    "justice": later("justice"),
    "sante": later("santé"),
    "ecole": later("école"),
    "ong": later("ONG"),
    "service": later("service public"),
    "inspection": later("inspection"),
}
DESK_KINDS = {
    "security": later("sécurité"),
    "civil": later("service civil"),
    "oversight": later("contrôle civil"),
    "protection": later("protection"),
    "coordination": later("coordination"),
    "psea": later("point focal"),
    "civil_oversight": later("contrôle civil"),
    "civil_protected": later("protection"),
    "coordinator": later("coordination"),
    "none": later("aucun"),
}


def word(table: Mapping[str, str], code: str, unknown: str = "") -> str:
    """Return a code of one of the tables above in words; with `unknown`, those of that code for what is not there."""
    return gettext(table[code] if code in table or not unknown else table[unknown])


def mistake_words(mistake: Mistake) -> str:
    """Return why something was refused, with the numbers that help to mend it."""
    if isinstance(mistake, TooLong):
        most, over = f"{mistake.most:,}".replace(",", "\u202f"), mistake.over
        return gettext("Le texte est trop long. %(most)s signes au plus, %(over)s de trop.", most=most, over=over)
    if isinstance(mistake, BadTime):
        return bad_time_words(mistake.first, mistake.last)
    return word(MISTAKES, mistake.code)


def category_label(category: Category) -> str:
    """Return a category in the reader's language."""
    return category.label_en if current_locale() == "en" else category.label_fr


def outcome_words(case: Case) -> str:
    """Return how a closed case ended, with what its citizen said; empty for an open one."""
    if case.outcome is None:
        return ""
    words = word(OUTCOMES, case.outcome)
    if case.citizen_answer is None:
        return words
    return f"{words}, {word(CITIZEN_ANSWERS, case.citizen_answer)}"


def answer_target(case: Case, limits: Limits) -> str:
    """Return the limit for a first answer: `Urgent : 24 h, jour et nuit`."""
    return f"{word(URGENCIES, case.urgency)} : {target(limits[f'{FIRST_ANSWER}.{case.urgency}'])}"


def closure_target(case: Case, limits: Limits) -> str:
    """Return the limit for closing: `15 j, jour et nuit`."""
    return target(limits[COMPLEX_CLOSURE if case.sensitivity in ("S2", "S3") else CLOSURE])


def is_counted_in_working_days(case: Case, limits: Limits) -> bool:
    """Say whether a calendar stands behind the due time of the first answer."""
    return limits[f"{FIRST_ANSWER}.{case.urgency}"].working_days > 0


def target(limit: Target) -> str:
    """Return a limit in words: `2 jours ouvrés`, `24 h, jour et nuit`."""
    if limit.working_days:
        return ngettext("%(num)s jour ouvré", "%(num)s jours ouvrés", limit.working_days)
    return gettext("%(span)s, jour et nuit", span=span(timedelta(seconds=limit.seconds)))
