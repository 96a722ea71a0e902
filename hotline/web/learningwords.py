"""Learning in words: states of a version, its checks, and why something was refused."""

from __future__ import annotations

from hotline.services.casework import Mistake
from hotline.web.i18n import gettext, later

STATES = {
    "asked": later("demandée"),
    "training": later("en cours"),
    "refused": later("refusée"),
    "failed": later("échouée"),
    "ready": later("prête, à décider"),
    "promoted": later("déjà servie"),
    "in_force": later("en service"),
}
TONES = {"refused": "late", "failed": "late", "in_force": "good", "ready": "soon"}
CHECKS = {
    "macro_f1": later("Toutes les catégories"),
    "classes": later("La catégorie qui perd le plus"),
    "calibration": later("Écart entre sûreté et justesse"),
    "urgent": later("Urgences dans le premier tiers"),
    "accusations": later("Accusations tenues derrière un mur"),
    "labels": later("Étiquettes que rien d’autre n’appuie"),
    "gold": later("Messages lus à l’aveugle"),
}
LEFT_OUT = {
    "gold": later("tirées au sort pour mesurer, jamais apprises"),
    "disputed": later("disputées"),
    "unknown": later("d’une catégorie supprimée"),
    "repeated": later("mêmes mots"),
    "capped": later("au-delà de la part d’une personne"),
}
_MISTAKES = {
    "already_training": later("Un nouveau modèle se prépare déjà."),
    "pointer_moved": later("La version en service a changé. Relisez."),
    "in_force_already": later("Cette version est déjà en service."),
    "not_trained": later("Cette version n’est pas encore prête."),
    "not_passed": later("Cette version n’a pas passé ses épreuves."),
    "not_watched": later("Elle n’a pas encore lu assez de messages."),
    "model_spoilt": later("Ses fichiers ont changé : elle est refusée."),
}


def check(code: str) -> str:
    """Return what a check looked at."""
    return gettext(CHECKS[code])


def mistake(found: Mistake) -> dict[str, str]:
    """Return why it was refused, as forms show it."""
    return {"whole": gettext(_MISTAKES[found.code])}
