"""What an event of the house holds besides its kind: codes for a file, words for a page, ids by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hotline.store.models.casework import Event
from hotline.web.admin_words import SENSITIVITIES
from hotline.web.casewords import DESK_KINDS, FORCES, LANGUAGES, URGENCIES
from hotline.web.i18n import gettext, later
from hotline.web.names import Names
from hotline.web.sections import ROLE_NAMES

KEYS = {
    "account": later("compte"), "action": later("acte"), "active": later("en service"), "agreed": later("à deux"),
    "answer": later("réponse"), "asked": later("demande"), "before": later("avant"), "body": later("organisme"),
    "by": later("par"), "calendar": later("horaires"), "called": later("appelé"), "case": later("dossier"),
    "category": later("catégorie"), "certain": later("certain"), "cleared": later("habilité"), "code": later("code"),
    "commitment": later("empreinte"), "conditions": later("si"), "day": later("jour"), "desk": later("bureau"),
    "desk_kind": later("genre de bureau"), "device": later("téléphone"), "digest": later("empreinte"),
    "disputed": later("contestés"), "duty": later("tour"), "failed": later("échecs"), "force": later("force"),
    "forces": later("forces"), "format": later("format"), "from": later("du"), "gateway": later("passerelle"),
    "given": later("donné"), "id": later("code"), "incident": later("incident"), "kind": later("genre"),
    "labels": later("étiquettes"), "language": later("langue"), "languages": later("langues"),
    "last": later("dernière"), "number": later("numéro"), "office": later("inspection"), "operator": later("opérateur"),
    "parent": later("au-dessus"), "partners": later("partenaires"), "place": later("lieu"), "places": later("lieux"),
    "position": later("rang"), "purpose": later("pour"), "report": later("rapport"), "role": later("rôle"),
    "rule": later("règle"), "send": later("envoie"), "sensitivity": later("protection"), "since": later("depuis"),
    "template": later("modèle"), "text": later("SMS"), "to": later("au"), "told": later("dit"),
    "urgency": later("urgence"), "verdict": later("avis"), "version": later("version"), "way": later("moyen"),
    "what": later("quoi"), "why": later("raison"),
}  # fmt: skip
_VALUES: Mapping[str, Mapping[str, str]] = {
    "role": ROLE_NAMES, "urgency": URGENCIES, "sensitivity": SENSITIVITIES, "language": LANGUAGES,
    "languages": LANGUAGES, "force": FORCES, "forces": FORCES, "desk_kind": DESK_KINDS,
    "verdict": {"true": later("vrai"), "false": later("faux"), "unclear": later("pas clair")},
    "by": {"digits": later("six chiffres"), "password": later("mot de passe")},
    "purpose": {"invite": later("invitation"), "reset": later("nouveau mot de passe")},
    "why": {
        "asked": later("demandé"), "tries": later("trop d’essais"), "unknown": later("compte inconnu"),
        "password": later("mot de passe faux"), "too_soon": later("trop tôt"), "deactivated": later("compte fermé"),
    },
}  # fmt: skip


_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Details:
    """What events hold, told by the names of accounts, desks and bodies."""

    names: Names
    bodies: Mapping[UUID, str]

    def in_codes(self, event: Event) -> str:
        """Return the codes of an event in one line, for whoever reads them by machine."""
        return ", ".join(key if value is True else f"{key} {self._named(key, value)}" for key, value in _held(event))

    def in_words(self, event: Event) -> str:
        """Return what an event holds in one line, for a page."""
        return ", ".join(self._said(key, value) for key, value in _held(event))

    def _short(self, key: str, value: Any) -> str:
        """Return a value as a page shows it: of an id that nothing names, the end, which tells one from another."""
        told = self._named(key, value)
        return told if told != value or not _ID.fullmatch(told) else f"…{told[-6:]}"

    def _said(self, key: str, value: Any) -> str:
        name = gettext(KEYS[key]) if key in KEYS else key
        if value is True:
            return name
        words = _VALUES.get(key, {})
        listed = value if isinstance(value, list) else [value]
        return f"{name} " + " ".join(
            gettext(words[one]) if isinstance(one, str) and one in words else self._short(key, one) for one in listed
        )

    def _named(self, key: str, value: Any) -> str:
        if isinstance(value, list):
            return " ".join(self._named(key, one) for one in value)
        if key in ("body", "parent", "partners"):
            return self.bodies.get(UUID(value), value)
        if key == "desk":
            return self.names.desk(value)
        return self.names.titles.get(UUID(value), value) if key == "account" else str(value)


def _held(event: Event) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in sorted(event.data.items()) if value not in (None, False, [], ""))
