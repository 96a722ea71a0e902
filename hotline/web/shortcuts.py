"""Single keys for who works without a mouse: the sheet that names them, and the switch that turns them off.

The pages carry each key beside what it presses; `static/keys.js` does the pressing.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.store.queues import WATCHERS
from hotline.web.guards import current_viewer, signed_in
from hotline.web.i18n import gettext, later

pages = Blueprint("shortcuts", __name__)

_OF_OFFICERS = frozenset("s/")
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Group:
    """The keys of one kind of page: pairs of a key as it is written on the keyboard, and what it does."""

    title: str
    keys: tuple[tuple[str, str], ...]


SHEET = (
    Group(
        later("Partout"),
        (
            ("s", later("Suivant")), ("i", later("Dossiers")), ("/", later("Chercher")),
            ("?", later("Raccourcis du clavier")), (later("Échap"), later("Quitter la case, fermer un panneau")),
        ),
    ),
    Group(
        later("Dans une liste"),
        (
            ("j", later("Ligne suivante")), ("k", later("Ligne précédente")), (later("Entrée"), later("Ouvrir")),
        ),
    ),
    Group(
        later("Dans un dossier"),
        (
            ("r", later("Répondre")), (later("Ctrl + Entrée"), later("Envoyer")), ("p", later("Prendre")),
            ("t", later("Transférer")), ("c", later("Clore")), ("m", later("Plus")), ("f", later("Faits")),
            ("n", later("Note interne")), ("l", later("Revenir à la liste")),
        ),
    ),
    Group(later("Dans un incident"), (("v", later("Dire « on vérifie »")),)),
    Group(
        later("Pour trier"),
        (
            ("1, 2", later("Choisir")), ("p", later("Passer")), ("a", later("Ouvrir le dossier")),
            ("0", later("Annuler ce choix")),
            (later("la lettre d’une ligne"), later("La sortir du groupe")), ("d", later("Envoyer l’alerte")),
        ),
    ),
)  # fmt: skip


def install(app: Flask) -> None:
    """Tell the templates whether this browser wants the keys."""
    app.jinja_env.globals.update(wants_keys=wants_keys)


def wants_keys() -> bool:
    """Say whether single keys do anything on this browser."""
    return request.cookies.get(_cookie()) != "off"


@pages.get("/keys")
@signed_in
def show_keys() -> str:
    """Show which key does what."""
    return render_template("layout/keys.html", sheet=_watched() if current_viewer().role in WATCHERS else SHEET)


@pages.post("/keys")
@signed_in
def switch_keys() -> AnyResponse:
    """Turn the keys of this browser off, or on again: a keyboard that is spoken to must not press them by chance."""
    answer = redirect("/keys", 303)
    if "off" in request.form:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(_cookie(), "off", max_age=_YEAR, secure=secure, httponly=True, samesite="Lax")
        flash(gettext("Les touches seules ne font plus rien."), "good")
    else:
        answer.delete_cookie(_cookie())
        flash(gettext("Les touches sont actives."), "good")
    return answer


def _watched() -> list[Group]:
    """Return the keys that do something for who only watches: they neither answer, search nor sort."""
    keys = [(group, tuple(pair for pair in group.keys if pair[0] not in _OF_OFFICERS)) for group in SHEET[:2]]
    return [Group(group.title, pairs) for group, pairs in keys]


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-keys"
