"""The sheet of accounts: invite, change, shut out, let in again, and links that are shown once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from hotline.domain.walls import LIAISON, ROLES
from hotline.services import office_people
from hotline.services.office import Work
from hotline.services.office_form import Form
from hotline.web.admin_bodies import body_options, desk_options
from hotline.web.admin_words import languages, pairs
from hotline.web.adminsheet import Action, Field, Line, Sheet
from hotline.web.i18n import gettext, later
from hotline.web.sections import ROLE_NAMES
from hotline.web.times import day


def _roles(_: Session) -> list[tuple[str, str]]:
    return pairs(ROLE_NAMES, ROLES)


def _lines(session: Session) -> Iterator[Line]:
    roles = dict(_roles(session))
    for account, body, desk in office_people.all_accounts(session):
        cleared = day(account.cleared_at) if account.cleared_at else ""
        home = f"{body} · {desk}" if desk else body
        phone = gettext("téléphone noté") if account.phone_sealed else ""
        cells = (account.title, account.email, roles[account.role], home, cleared, phone, _state(account))
        yield Line(str(account.id), cells, off=account.deactivated_at is not None)


def _state(account: Any) -> str:
    if account.deactivated_at is not None:
        return gettext("fermé")
    return gettext("ouvert") if account.password_hash else gettext("invité")


def _save(work: Work, key: str | None, form: Form) -> str | None:
    if key is None:
        return office_people.invite(work, form)
    office_people.revise(work, key, form)
    return None


def _caution(_: Session, form: Form) -> str:
    if form.raw("role") != LIAISON or form.raw("languages"):
        return ""
    return gettext("Aucune langue cochée : tout lui sera proposé à traduire.")


def _open(values: Mapping[str, Any]) -> bool:
    return not values.get("deactivated")


def _shut(values: Mapping[str, Any]) -> bool:
    return not _open(values)


ACCOUNTS = Sheet(
    "accounts", later("Comptes"), later("Les personnes, par fonction et jamais par nom."), "user",
    (later("Fonction"), later("Adresse e-mail"), later("Rôle"), later("Organisme"), later("Habilité depuis"),
     later("De service"), later("État")),
    _lines,
    (
        Field("title", later("Fonction"), hint=later("Exemple : Liaison 3. Pas de nom de personne.")),
        Field("email", later("Adresse e-mail")),
        Field("role", later("Rôle"), "choice", options=_roles),
        Field("body", later("Organisme"), "choice", options=body_options, blank=later("choisissez")),
        Field("desk", later("Bureau"), "choice", options=desk_options, blank=later("aucun")),
        Field("languages", later("Langues lues"), "ticks", options=languages),
        Field("cleared", later("Habilité pour les dossiers protégés"), "tick",
              hint=later("Il traduit aussi, et relit les langues.")),
        Field("duty_phone", later("Téléphone de service"), needed=False, on="new",
              hint=later("Pour l’appeler quand il est de garde. Gardé scellé.")),
        Field("duty_phone", later("Téléphone de service"), needed=False, on="old",
              hint=later("Vide : inchangé. Un tiret : supprimé. Gardé scellé.")),
    ),
    office_people.values, _save, new=later("Inviter quelqu’un"), caution=_caution,
    actions=(
        Action("link", later("Nouveau lien de mot de passe"), "lock", later("Lien créé."), office_people.issue_link,
               shown=_open),
        Action("phones", later("Oublier ses téléphones"), "phone", later("Téléphones oubliés."),
               office_people.forget_phones, shown=_open),
        Action("deactivation", later("Fermer le compte"), "cross", later("Compte fermé, sessions terminées."),
               office_people.deactivate, "grave", _open,
               later("La personne ne pourra plus entrer. On peut rouvrir le compte.")),
        Action("reactivation", later("Rouvrir le compte"), "undo", later("Compte rouvert."),
               office_people.reactivate, shown=_shut),
    ),
)  # fmt: skip
