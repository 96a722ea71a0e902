"""Work on cases in words: why a desk refuses, what an officer is told, and what an event of it says."""

from __future__ import annotations

from datetime import datetime

from hotline.web.i18n import gettext, later
from hotline.web.times import moment

REFUSAL_WORDS = {
    "not_our_area": later("Pas notre zone"),
    "not_our_subject": later("Pas notre sujet"),
    "no_capacity": later("Pas les moyens d’agir"),
    "already_known": later("Déjà traité ailleurs"),
    "conflict": later("Conflit d’intérêts"),
    "other": later("Autre raison, à écrire"),
}
OFFER_WORDS = {
    "accepted": later("Accepté. Ce bureau a le dossier."),
    "refused": later("Refusé. La coordination a le dossier."),
    "expired": later("Sans réponse à temps. La coordination a le dossier."),
}
# What an officer asked for and cannot have; read together with `casewords.MISTAKES`.
WORK_MISTAKES = {
    "offered_already": later("Ce dossier est déjà proposé à un bureau."),
    "offer_over": later("Cette proposition n’est plus ouverte."),
    "inspecting_desk": later("Une inspection reçoit une saisine, jamais le dossier."),
    "no_cleared": later("Personne d’habilité à ce bureau."),
    "counts_for_desk": later("Protégé ou plainte contre un service : seule la coordination l’écarte."),
    "no_why": later("Dites pourquoi, en quelques mots."),
    "not_sure": later("Cochez d’abord : ce dossier sort des chiffres."),
    "no_reason": later("Choisissez une raison de la liste."),
    "same_officer": later("Vous avez clos ce dossier. Un autre doit revoir."),
    "no_tag": later("Choisissez une étiquette de la liste."),
    "many_tags": later("Six étiquettes suffisent. Retirez-en une."),
    "danger_waits": later("Un danger attend une réponse. Il ne se met pas de côté."),
    "danger_unread": later("Le citoyen n’a pas encore lu. Un danger ne se met pas de côté."),
    "closing_over": later("La clôture n’est plus demandée. Rien n’a changé."),
    "question_leaves": later("Trop tard : la question part. Rien n’a changé."),
    "bad_snooze": later("Choisissez un jour à venir, un mois au plus."),
    "no_message": later("Ce message n’est pas de ce dossier."),
    "no_supervisor": later("La coordination ne peut pas voir ce dossier."),
    "no_colleague": later("Cette personne ne peut pas prendre ce dossier."),
    "no_outcome_of_call": later("Dites comment l’appel a fini."),
    "same_case": later("C’est le même dossier."),
    "other_citizen": later("Ces dossiers ne viennent pas du même citoyen."),
    "merged_already": later("Un de ces dossiers est déjà réuni à un autre."),
    "merge_closed": later("Un de ces dossiers est clos."),
    "other_wall": later("Ces dossiers n’ont pas les mêmes lecteurs."),
    "answer_waits": later("Une réponse attend déjà d’être relue."),
    "answer_gone": later("Cette réponse n’attend plus."),
    "own_answer": later("Un autre doit relire votre réponse."),
    "author_left": later("Qui l’a écrite ne suit plus ce dossier."),
    "not_merged": later("Ces dossiers ne sont plus réunis."),
}
TAG_WORDS = {
    "to_verify": later("À vérifier"),
    "visit_needed": later("Visite utile"),
    "women": later("Femmes"),
    "youth": later("Jeunes"),
    "elders": later("Anciens"),
    "displaced": later("Déplacés"),
    "market": later("Marché"),
    "road": later("Route"),
    "school": later("École"),
    "repeated": later("Fait répété"),
    "radio_topic": later("Sujet pour la radio"),
    "good_example": later("Bon exemple"),
}
EXCLUSION_WORDS = {
    "spam": later("Indésirable"),
    "test": later("Essai"),
    "exercise": later("Exercice"),
    "wrong_number": later("Faux numéro"),
}
CALL_WORDS = {
    "reached": later("Joint"),
    "not_reached": later("Pas joint"),
    "wrong_number": later("Mauvais numéro"),
}
PAUSE_WORDS = {
    "citizen": later("Le citoyen a écrit : le délai court de nouveau."),
    "answered": later("Le délai de clôture court de nouveau."),
    "capped": later("Sept jours sans réponse : le délai court de nouveau."),
    "withdrawn": later("Question annulée : le délai court de nouveau."),
    "closed": later("La pause finit avec le dossier."),
}
SNOOZE_WORDS = {
    "time": later("Le dossier est de retour."),
    "citizen": later("Le citoyen a écrit : le dossier est de retour."),
    "officer": later("Le dossier est revenu."),
    "closed": later("La mise de côté finit avec le dossier."),
    "moved": later("Le dossier change de bureau : il n’est plus de côté."),
}


def bad_time_words(first: datetime, last: datetime) -> str:
    """Return between which times a call can have been."""
    at = {"first": moment(first), "last": moment(last)}
    return gettext("Cette heure n’est pas possible : entre %(first)s et %(last)s.", **at)
