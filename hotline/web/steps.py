"""What the buttons of the guided walk do, for the phone that the page is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash
from sqlalchemy.exc import DBAPIError

from hotline.services import casework, mishaps, simulated_carrier, walk
from hotline.services.simulated_carrier import NotTaken
from hotline.services.walk import ACCUSED, DIALLED
from hotline.store.events import Broken
from hotline.store.models.casework import Case
from hotline.web import stage
from hotline.web.i18n import current_locale, gettext
from hotline.web.surroundings import here


def send(phone: int, text: str) -> None:
    """Text the hotline from a phone."""
    address, token = _line()
    try:
        simulated_carrier.send_text(here(), address, token, walk.number(phone), text)
    except NotTaken:
        flash(gettext("Le SMS n’est pas parti. Réessayez."), "wrong")


def _line() -> tuple[str, str]:
    return f"http://127.0.0.1:{here().settings.port}", here().gateways["simulator"].token or ""


def _accuse(phone: int) -> None:
    _look_first(phone, ACCUSED)
    send(phone, walk.ACCUSATION)


def _dial(phone: int) -> None:
    with here().unit() as unit:
        if walk.progress(unit, phone).dialled is not None:
            raise casework.NotFound
    _look_first(phone, DIALLED)
    try:
        walk.dial(*_line(), phone)
    except NotTaken:
        flash(gettext("La ligne ne répond pas. Réessayez."), "wrong")


def _look_first(phone: int, step: str) -> None:
    """Keep what the accused body sees before a concern about it leaves."""
    with here().unit() as unit:
        if walk.progress(unit, phone).theft is None:
            raise casework.NotFound
        before = stage.draw_pane(unit, "security")
        if before is None:
            raise casework.NotFound
        walk.remember_pair(unit, phone, step, before=before.digest, after=None, locale=current_locale())


def _send_many(phone: int) -> None:
    with here().unit() as unit:
        if not walk.send_many(unit, phone):
            flash(gettext("Tous les numéros de la démonstration ont écrit."), "warn")


def _kill(phone: int) -> None:
    killed = mishaps.kill_workers(here().settings.data_dir)
    with here().unit() as unit:
        walk.count_mishap(unit, phone, "killed", killed)
    if not killed:
        flash(gettext("Aucun programme de ce système n’est à portée."), "warn")


def _flush(phone: int) -> None:
    address = here().settings.redis_url
    flushed = address is not None and mishaps.flush_queue(address.get_secret_value())
    with here().unit() as unit:
        walk.count_mishap(unit, phone, "flushed", int(flushed))
    if not flushed:
        flash(gettext("La file ne répond pas."), "warn")


def _answer(phone: int) -> None:
    with here().unit() as unit:
        walk.answer(unit, _theft(walk.progress(unit, phone)), here().tools.languages)


def _close(phone: int) -> None:
    with here().unit() as unit:
        walk.close(unit, _theft(walk.progress(unit, phone)), here().tools.languages)


def _verify(phone: int) -> None:
    with here().unit() as unit:
        found = walk.verify(unit)
        if not isinstance(found, Broken):
            walk.remember(unit, phone, verified=found)
            return
    flash(gettext("La trace est cassée : événement %(n)s.", n=found.n), "wrong")


def _alter(phone: int) -> None:
    address = here().settings.database_url
    with here().unit() as unit:
        case = _theft(walk.progress(unit, phone))
    try:
        broken = mishaps.alter_one_row(address.get_secret_value(), case.id) if address else None
    except DBAPIError:
        flash(gettext("La base ne permet pas cet essai maintenant."), "warn")
        return
    if broken:
        facts = {"n": broken.n, "kind": broken.kind, "why": broken.why, "same": broken.chain == case.id}
        with here().unit() as unit:
            walk.remember(unit, phone, broken=facts)


def _theft(progress: walk.Progress) -> Case:
    if progress.theft is None:
        raise casework.NotFound
    return progress.theft


ACTIONS: dict[str, tuple[str, Callable[[int], Any]]] = {
    "theft": ("step-1", lambda phone: send(phone, walk.THEFT)),
    "accusation": ("step-2", _accuse),
    "dial": ("step-3", _dial),
    "many": ("step-4", _send_many),
    "kill": ("step-4", _kill),
    "flush": ("step-4", _flush),
    "answer": ("step-5", _answer),
    "close": ("step-5", _close),
    "confirm": ("step-5", lambda phone: send(phone, walk.YES)),
    "verify": ("step-5", _verify),
    "alter": ("step-5", _alter),
}
