"""The office in words: what is refused and why, and the codes that forms offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from hotline.services.office_bodies import LANGUAGES
from hotline.web import casewords
from hotline.web.i18n import gettext, later

FAULTS = {
    "empty": later("Remplissez ce champ."),
    "long": later("C’est trop long. %(longest)s signes au plus."),
    "unprintable": later("Ce texte contient des signes invisibles. Retirez-les."),
    "no_code": later("Écrivez un code : lettres sans accent, chiffres, tirets."),
    "no_choice": later("Choisissez dans la liste."),
    "no_number": later("Écrivez un nombre entre %(lowest)s et %(highest)s."),
    "no_day": later("Écrivez une date possible."),
    "taken": later("C’est déjà pris."),
    "kind_fixed": later("Cet organisme a un bureau : son genre ne change plus."),
    "circle": later("Un organisme ne peut pas se commander lui-même."),
    "ambiguous": later("« %(said)s » désigne plusieurs lieux : %(places)s. Écrivez le code."),
    "no_place": later("« %(said)s » n’est pas dans la liste des lieux."),
    "parent_of_region": later("Une région n’est dans aucun autre lieu."),
    "parent_of_cercle": later("Un cercle est dans une région. Nommez-la."),
    "parent_of_commune": later("Une commune est dans un cercle. Nommez-le."),
    "ends_first": later("La fin doit venir après le début."),
    "places_inside": later("Des lieux de ce lieu durent encore. Terminez-les d’abord."),
    "unknown_blanks": later("Blanc inconnu : %(names)s. Connus : %(known)s."),
    "less_protected": later("Pas moins protégé que %(least)s : c’est le minimum."),
    "in_future": later("Cette date n’est pas encore venue."),
    "no_number_told": later("L’accusé doit donner au moins un numéro."),
    "two_parts": later("L’accusé ne tient plus dans un SMS (%(language)s, %(units)s signes)."),
    "no_condition": later("Donnez au moins une condition."),
    "one_target": later("Choisissez un genre de bureau, ou un bureau. Pas les deux."),
    "no_force": later("« %(said)s » n’est pas une force. Connues : %(known)s."),
    "rule_unreadable": later("Cette règle n’est pas lisible : %(why)s"),
    "no_hours": later("Donnez des heures pour un jour au moins."),
    "no_hours_read": later("« %(said)s » n’est pas lisible. Écrivez 7:30-12:30, 13:00-16:00."),
    "no_time": later("« %(said)s » n’est pas une heure. Écrivez 21:00."),
    "bad_hours": later("Ces heures se croisent, ou sortent du jour."),
    "old_version": later("Ces heures ont changé : version %(newest)s. Rouvrez la page."),
    "old_limits": later("Ces délais ont changé : version %(newest)s. Rouvrez la page."),
    "limits_crossed": later("Ce délai est plus long que celui de ce qui peut attendre."),
    "season_over": later("Ces jours sont passés. Ils ne changent plus."),
    "season_long": later("C’est trop long. %(longest)s jours au plus."),
    "seasons_cross": later("Ces jours en croisent d’autres, déjà enregistrés."),
    "no_shift": later("« %(said)s » n’est pas lisible. Écrivez 18:00-7:30."),
    "no_days": later("Cochez un jour au moins."),
    "no_phone_number": later("Ce n’est pas un numéro de téléphone."),
    "no_email": later("Ce n’est pas une adresse e-mail."),
    "desk_needed": later("Une liaison travaille à un bureau. Choisissez-le."),
    "desk_not_needed": later("Ce rôle n’a pas de bureau. Laissez vide."),
    "desk_elsewhere": later("Ce bureau est à un autre organisme."),
    "own_account": later("Vous ne pouvez pas fermer votre propre compte."),
    "account_shut": later("Ce compte est fermé. Ouvrez-le d’abord."),
    "no_reader": later(
        "Refusé : personne d’indépendant ne pourrait traiter une plainte contre %(bodies)s."
        " Il faut un bureau et un compte habilité, déjà entré."
    ),
    "no_administrator": later("Refusé : personne ne pourrait plus administrer."),
    "no_desk_left": later("Refusé : aucun bureau indépendant ne resterait."),
}
SENSITIVITIES = {
    "S0": later("S0, ouvert"),
    "S1": later("S1, interne"),
    "S2": later("S2, sensible"),
    "S3": later("S3, protégé"),
}
PLACE_KINDS = {"region": later("Région"), "cercle": later("Cercle"), "commune": later("Commune")}
WEEKDAYS = (
    later("Lundi"),
    later("Mardi"),
    later("Mercredi"),
    later("Jeudi"),
    later("Vendredi"),
    later("Samedi"),
    later("Dimanche"),
)


def pairs(table: Mapping[str, str], codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return codes with their words, as a choice offers them."""
    return [(code, gettext(table.get(code, code))) for code in (table if codes is None else codes)]


def languages(_: Session) -> list[tuple[str, str]]:
    """Return the languages an office may read."""
    return pairs(casewords.LANGUAGES, LANGUAGES)


def urgencies(_: Session) -> list[tuple[str, str]]:
    """Return the urgencies, the lowest last."""
    return pairs(casewords.URGENCIES)


def yes_no(value: bool) -> str:
    """Return yes or no."""
    return gettext("oui") if value else gettext("non")
