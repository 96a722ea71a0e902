"""What the details of the house's events are called, and the codes in them: a file keeps those, people read these."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.domain.questions import OTHER
from hotline.domain.sending import ANY
from hotline.reports import catalog
from hotline.web.admin_limits import WHY
from hotline.web.admin_sending import OPERATOR_NAMES
from hotline.web.admin_words import SENSITIVITIES
from hotline.web.casewords import CHANNELS, DESK_KINDS, FORCES, LANGUAGES, OFFICES, REASONS, URGENCIES
from hotline.web.findwords import REASON_WORDS
from hotline.web.i18n import later
from hotline.web.learningwords import CHECKS
from hotline.web.queuewords import QUEUE_WORDS
from hotline.web.replywords import REFUSED
from hotline.web.reportasked import GROUPS
from hotline.web.sections import ROLE_NAMES

ACTIONS = {
    "reads": later("Lectures"), "sign_ins": later("Entrées et sorties"),
    "taken_away": later("Fichiers, impressions, recherches"), "accounts": later("Comptes et droits"),
    "office": later("Règles et listes"), "figures": later("Chiffres publiés et réponses"),
    "gateways": later("Passerelles"), "walls": later("Murs"),
    "owners": later("Attributions"), "limits": later("Délais et appels de garde"),
    "answers": later("Réponses et appels"), "closings": later("Clôtures"),
    "citizens": later("Actes du citoyen"), "sending": later("Envois"), OTHER: later("Autres actes"),
}  # fmt: skip
KEYS = {
    "account": later("compte"), "action": later("acte"), "active": later("en service"), "agreed": later("à deux"),
    "aliases": later("autres noms"), "answer": later("réponse"), "asked": later("empreinte des mots cherchés"),
    "before": later("avant"), "body": later("organisme"), "body_kind": later("genre d’organisme"), "by": later("par"),
    "calendar": later("horaires"), "called": later("essayé le"), "case": later("empreinte du dossier"),
    "category": later("catégorie"), "certain": later("jour certain"), "changed": later("changé"),
    "checkpoint": later("point de contrôle"), "cleared": later("habilité"), "code": later("code"),
    "commitment": later("empreinte"), "conditions": later("si"), "day": later("jour"), "desk": later("bureau"),
    "desk_kind": later("genre de bureau"), "device": later("téléphone"), "digest": later("empreinte"),
    "disputed": later("contestés"), "duty": later("tour"), "end": later("à"), "failed": later("échecs"),
    "first": later("du"), "force": later("force"), "forces": later("forces"), "format": later("forme"),
    "gateway": later("passerelle"), "given": later("donné"), "id": later("code"), "incident": later("incident"),
    "inspects": later("reçoit des saisines"), "labels": later("empreinte des étiquettes"), "language": later("langue"),
    "languages": later("langues"), "last": later("au"), "number": later("numéro"), "office": later("service civil"),
    "only": later("seulement"), "operator": later("opérateur"), "parent": later("commandé par"),
    "partners": later("partenaires"), "place": later("lieu"), "places": later("lieux"), "position": later("rang"),
    "psea": later("point focal contre les abus sexuels"), "publication": later("publication"),
    "purpose": later("pour"), "queue": later("liste"), "reason": later("raison"), "report": later("rapport"),
    "role": later("rôle"), "rule": later("règle"), "send": later("la réponse part par"),
    "sensitivity": later("protection"), "since": later("depuis"), "slug": later("rapport"), "start": later("de"),
    "step": later("ordre d’appel"), "template": later("modèle"), "text": later("SMS"),
    "told": later("dit dans l’accusé"), "urgency": later("urgence"), "valid_from": later("depuis le"),
    "valid_to": later("jusqu’au"), "verdict": later("avis"), "version": later("version"), "way": later("moyen"),
    "what": later("quoi"), "whole": later("avec les textes"), "why": later("raison"),
}  # fmt: skip
# Keys that mean another thing in some events.
OWN_KEYS: Mapping[str, Mapping[str, str]] = {
    "direction_revised": {"last": later("le citoyen a écrit par")},
    "gateway_stopped": {"code": later("raison")},
    "wording_drafted": {"place": later("texte")},
    "wording_reviewed": {"place": later("texte")},
    "reply_proposed": {"number": later("publication")},
    "reply_published": {"number": later("publication")},
    "reply_refused": {"number": later("publication")},
    "checkpoint_handed_out": {"number": later("point de contrôle")},
}
# What says nothing that the sentence and the other details do not say.
LEFT_TO_MACHINES = frozenset({
    ("limits_written", "limits"), ("body_added", "code"), ("body_revised", "code"), ("calendar_written", "id"),
})  # fmt: skip
VALUES: Mapping[str, Mapping[str, str]] = {
    "role": ROLE_NAMES, "urgency": URGENCIES, "sensitivity": SENSITIVITIES, "language": LANGUAGES,
    "languages": LANGUAGES, "force": FORCES, "forces": FORCES, "desk_kind": DESK_KINDS, "body_kind": DESK_KINDS,
    "office": OFFICES, "action": ACTIONS, "failed": CHECKS, "reason": REASON_WORDS, "code": REASONS,
    "group": GROUPS, "channel": CHANNELS, "operator": {**OPERATOR_NAMES, ANY: later("tout opérateur")},
    "queue": {code: words.label for code, words in QUEUE_WORDS.items()},
    "report": {slug: report.title for slug, report in catalog.REPORTS.items()},
    "slug": {slug: report.title for slug, report in catalog.REPORTS.items()},
    "last": {ANY: later("toute passerelle")},
    "verdict": {"true": later("vrai"), "false": later("faux"), "unclear": later("pas clair")},
    "by": {"digits": later("six chiffres"), "password": later("mot de passe")},
    "purpose": {"invite": later("invitation"), "reset": later("nouveau mot de passe")},
    "format": {
        "page": later("page"), "alarms": later("page « À regarder de près »"), "csv": "CSV",
        "xlsx": "XLSX", "hxl": "HXL", "json": "JSON",
    },
    "way": {"page": later("par la page"), "file": later("par fichier"), "email": later("par e-mail")},
    "what": {
        "report": later("un rapport"), "cases": later("une liste de dossiers, demandée"),
        "cases_taken": later("une liste de dossiers, prise"), "pack": later("un paquet pour vérifier ailleurs"),
        "publication": later("des chiffres publiés"), "case": later("un dossier"), "list": later("une liste"),
        "texts": later("mots dans les textes"), "number": later("dossiers d’un numéro"),
    },
    "why": {
        "asked": later("demandé"), "tries": later("trop d’essais"), "unknown": later("compte inconnu"),
        "password": later("mot de passe faux"), "too early": later("trop tôt"), "too_soon": later("trop tôt"),
        "deactivated": later("compte fermé"), "button": later("par un bouton"), "test": later("un essai est parti"),
        "settings": later("les réglages ont changé"), **WHY, **REFUSED,
    },
}  # fmt: skip
