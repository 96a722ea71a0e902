"""The house's own events in words: sign-ins, accounts, and every change of the office."""

from __future__ import annotations

from hotline.store.events import Broken
from hotline.store.models.casework import HOUSE, Event
from hotline.web.i18n import gettext, later

_FAULTS = {
    "missing": later("Un événement manque avant lui."),
    "unlinked": later("Il ne suit pas celui d’avant."),
    "altered": later("Son contenu a été changé."),
    "cut": later("Il manque, avec tous ceux d’après."),
    "rewritten": later("Ce n’est plus celui du point de contrôle."),
    "gone": later("Tous les événements manquent."),
    "checkpoint": later("Un point de contrôle a été changé."),
}
KINDS = {
    "rumour_in_work": later("Les citoyens sont prévenus : une rumeur est vérifiée."),
    "rumour_judged": later("Avis donné sur une rumeur."),
    "incident_answered": later("Une réponse part à tous les citoyens d’un incident."),
    "signed_in": later("Entrée."),
    "signed_out": later("Sortie."),
    "sign_in_refused": later("Entrée refusée."),
    "phone_enrolled": later("Téléphone fait sien."),
    "phone_forgotten": later("Téléphone oublié."),
    "push_begun": later("Notifications mises sur un téléphone."),
    "push_ended": later("Notifications retirées d’un téléphone."),
    "page_reopened": later("Page verrouillée rouverte."),
    "reopening_refused": later("Page verrouillée : essai refusé."),
    "password_changed": later("Mot de passe changé."),
    "account_invited": later("Compte ouvert."),
    "account_revised": later("Compte changé."),
    "account_deactivated": later("Compte fermé."),
    "account_reactivated": later("Compte rouvert."),
    "link_issued": later("Lien de mot de passe créé."),
    "link_used": later("Lien de mot de passe utilisé."),
    "body_added": later("Organisme ajouté."),
    "body_revised": later("Organisme changé."),
    "desk_added": later("Bureau ajouté."),
    "desk_revised": later("Bureau changé."),
    "place_added": later("Lieu ajouté."),
    "place_revised": later("Lieu changé."),
    "category_revised": later("Catégorie changée."),
    "rule_added": later("Règle ajoutée."),
    "rule_revised": later("Règle changée."),
    "duty_added": later("Tour de garde ajouté."),
    "duty_revised": later("Tour de garde changé."),
    "duty_removed": later("Tour de garde supprimé."),
    "duty_phone_set": later("Téléphone de service changé."),
    "calendar_written": later("Heures ou délais changés."),
    "limits_written": later("Délais changés."),
    "holiday_added": later("Jour férié ajouté."),
    "holiday_revised": later("Jour férié changé."),
    "holiday_removed": later("Jour férié supprimé."),
    "number_added": later("Numéro d’urgence ajouté."),
    "number_revised": later("Numéro d’urgence changé."),
    "number_removed": later("Numéro d’urgence supprimé."),
    "template_added": later("Modèle de réponse ajouté."),
    "template_revised": later("Modèle de réponse changé."),
    "wording_drafted": later("Texte d’une langue mis en brouillon."),
    "wording_reviewed": later("Texte d’une langue relu."),
    "language_switched_on": later("Langue mise en service."),
    "language_switched_off": later("Langue retirée du service."),
    "gateway_tested": later("Passerelle essayée."),
    "journal_reread": later("Journal des appels relu."),
    "direction_revised": later("Sens d’une passerelle changé."),
    "quiet_hours_revised": later("Heures calmes changées."),
    "gateway_stopped": later("Passerelle arrêtée."),
    "gateway_started": later("Passerelle remise en marche."),
    "checkpoint_handed_out": later("Point de contrôle remis."),
    "figures_published": later("Chiffres publiés."),
    "reply_proposed": later("Réponse proposée à des chiffres publiés."),
    "reply_published": later("Réponse publiée à côté de chiffres."),
    "reply_refused": later("Réponse à des chiffres rendue."),
    "exported": later("Fichier remis."),
    "printed": later("Page à imprimer demandée."),
    "searched": later("Recherche faite."),
    "trail_searched": later("Registre interrogé."),
    "model_asked": later("Nouveau modèle demandé."),
    "model_trained": later("Nouveau modèle prêt."),
    "model_refused": later("Nouveau modèle refusé par ses épreuves."),
    "model_failed": later("Préparation d’un modèle abandonnée."),
    "model_promoted": later("Modèle mis en service."),
    "model_rolled_back": later("Retour à un modèle d’avant."),
    "setup_shown": later("Réglage d’une passerelle lu."),
}

# What an account was shown of a case; both kinds of looks at its page are one.
READS = {
    "case_read": later("le dossier"),
    "steps": later("les étapes, jamais les textes"),
    "word": later("un mot cherché, rien d’autre"),
    "number_shown": later("le numéro"),
    "text_shown": later("un texte à traduire"),
    "sheet_read": later("la saisine : un extrait, pas le dossier"),
}


def fault(why: str) -> str:
    """Return why a chain does not hold, in words."""
    return gettext(_FAULTS[why])


def broken(found: Broken, reference: str | None) -> str:
    """Return where the trail does not hold, and why."""
    if found.why == "checkpoint":
        return gettext("Rompu : point de contrôle n° %(n)s. %(why)s", n=found.n, why=fault(found.why))
    where = gettext("registre de la maison") if found.chain == HOUSE else gettext("un dossier")
    if reference:
        where = gettext("dossier %(reference)s", reference=reference)
    return gettext("Rompu : %(where)s, événement %(n)s. %(why)s", where=where, n=found.n, why=fault(found.why))


def line(event: Event) -> str:
    """Return the sentence for a house event."""
    return gettext(KINDS.get(event.kind, "")) or event.kind
