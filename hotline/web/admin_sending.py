"""The sheets of sending: by which gateways texts leave, and when what can wait is not sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from hotline.domain.phones import OPERATORS
from hotline.domain.sending import ANY
from hotline.services import office_sending
from hotline.services.office_sending import NIGHT, direction_key
from hotline.store import channels
from hotline.web.adminsheet import Field, Line, Sheet
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

OPERATOR_NAMES = {"orange": "Orange", "malitel": "Moov Africa Malitel", "telecel": "Telecel"}


def _gateways() -> tuple[str, ...]:
    return tuple(here().gateways)


def _senders(_: Session) -> list[tuple[str, str]]:
    return [(name, name) for name, gateway in here().gateways.items() if gateway.sends]


def _last_options(_: Session) -> list[tuple[str, str]]:
    return [(ANY, gettext("toute passerelle")), *((name, name) for name in _gateways())]


def _operator_options(_: Session) -> list[tuple[str, str]]:
    return [(ANY, gettext("tout opérateur")), *((code, OPERATOR_NAMES[code]) for code in OPERATORS)]


def _direction_lines(session: Session) -> Iterator[Line]:
    rules = {(rule.last, rule.operator): rule.send for rule in office_sending.directions(session)}
    operators, lasts = dict(_operator_options(session)), dict(_last_options(session))
    plain = [(name, ANY) for name in (*_gateways(), ANY) if (name, ANY) not in rules]
    for last, operator in (*rules, *plain):
        send = ", ".join(rules.get((last, operator), ())) or gettext("la même, sinon une autre")
        yield Line(direction_key(last, operator), (lasts.get(last, last), operators.get(operator, operator), send))


def _direction_values(session: Session, key: str) -> Mapping[str, Any] | None:
    return office_sending.direction_values(session, key, _gateways())


def _quiet_lines(session: Session) -> Iterator[Line]:
    quiet = channels.quiet_hours(session)
    yield Line(NIGHT, (gettext("Nuit"), office_sending.in_words(quiet.start), office_sending.in_words(quiet.end)))


DIRECTIONS = Sheet(
    "directions", later("Sens des passerelles"), later("Par où part la réponse. La première règle qui convient vaut."),
    "send",
    (later("Le citoyen a écrit par"), later("Son opérateur"), later("La réponse part par")),
    _direction_lines,
    (
        Field("last", later("Le citoyen a écrit par"), "choice", options=_last_options, on="new"),
        Field("operator", later("Son opérateur"), "choice", options=_operator_options, on="new",
              hint=later("Deviné d’après le numéro, donc parfois faux.")),
        Field("send", later("La réponse part d’abord par"), "choice", options=_senders, blank=later("pas de règle"),
              hint=later("Sans règle : la même passerelle, sinon une autre.")),
        Field("second", later("Sinon par"), "choice", options=_senders, blank=later("aucune autre")),
        Field("third", later("Sinon encore par"), "choice", options=_senders, blank=later("aucune autre")),
    ),
    _direction_values, office_sending.save_direction, new=later("Nouvelle règle d’envoi"),
)  # fmt: skip

QUIET = Sheet(
    "quiet", later("Heures calmes"), later("Ce qui peut attendre ne part pas la nuit."), "clock",
    (later("Quand"), later("De"), later("À")),
    _quiet_lines,
    (
        Field("start", later("De"), hint=later("Exemple : 21:00. La même heure deux fois : jamais.")),
        Field("end", later("À"), hint=later("Réponses, accusés et dossiers urgents partent toujours.")),
    ),
    office_sending.quiet_values, office_sending.save_quiet,
)  # fmt: skip
