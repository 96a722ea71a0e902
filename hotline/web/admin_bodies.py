"""The sheets of those who answer: bodies and their desks."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from hotline.domain.findings import OFFICES
from hotline.services import office_bodies
from hotline.store import calendars
from hotline.store.models.office import BODY_KINDS
from hotline.web import casewords
from hotline.web.admin_words import languages, pairs
from hotline.web.adminsheet import ACTIVE, Field, Line, Sheet
from hotline.web.i18n import gettext, later

_FORCES = later("police, gendarmerie, garde, army. Vide : aucune.")


def body_options(session: Session) -> list[tuple[str, str]]:
    """Return the bodies by name."""
    return list(office_bodies.body_names(session).items())


def desk_options(session: Session) -> list[tuple[str, str]]:
    """Return the desks that are in use, each with its body."""
    desks = office_bodies.all_desks(session)
    return [(str(desk.id), f"{body.name} · {desk.name}") for desk, body in desks if desk.active and body.active]


def _kinds(_: Session) -> list[tuple[str, str]]:
    return pairs(casewords.DESK_KINDS, BODY_KINDS)


def _offices(_: Session) -> list[tuple[str, str]]:
    return pairs(casewords.OFFICES, OFFICES)


def _calendars(session: Session) -> list[tuple[str, str]]:
    return [(str(row.id), row.name) for row in calendars.current(session)]


def _body_lines(session: Session) -> Iterator[Line]:
    kinds, called = dict(_kinds(session)), casewords.FORCES | casewords.OFFICES
    for body in office_bodies.all_bodies(session):
        code = body.force or body.office or ""
        force = gettext(called[code]) if code in called else code.replace("_", " ")
        yield Line(str(body.id), (body.name, body.code, kinds[body.kind], force), off=not body.active)


def _desk_lines(session: Session) -> Iterator[Line]:
    areas, spoken = office_bodies.areas(session), dict(languages(session))
    for desk, body in office_bodies.all_desks(session):
        where = ", ".join(place.name for place in areas.get(desk.id, [])) or gettext("partout")
        said = ", ".join(spoken.get(code, code) for code in desk.languages)
        yield Line(str(desk.id), (desk.name, body.name, where, said), off=not (desk.active and body.active))


BODIES = Sheet(
    "bodies", later("Organismes"), later("Qui répond, et qui commande qui."), "shield",
    (later("Nom"), later("Code"), later("Genre"), later("Force ou service")),
    _body_lines,
    (
        Field("name", later("Nom")),
        Field("code", later("Code"), on="new", hint=later("Il ne change plus. Exemple : police-mopti.")),
        Field("kind", later("Genre"), "choice", options=_kinds),
        Field("force", later("Force"), needed=False, hint=_FORCES),
        Field("office", later("Service civil"), "choice", options=_offices, blank=later("aucun"),
              hint=later("Une plainte contre ce service lui est cachée.")),
        Field("parent", later("Commandé par"), "choice", options=body_options, blank=later("personne")),
        Field("partners", later("Partenaires qui travaillent avec lui"), "ticks", options=body_options,
              hint=later("Un dossier caché à l’un est caché à l’autre.")),
        Field("psea", later("Point focal contre les abus sexuels"), "tick"),
        Field("inspects", later("Reçoit des saisines : inspection ou contrôle"), "tick"),
        ACTIVE,
    ),
    office_bodies.body_values, office_bodies.save_body, new=later("Nouvel organisme"),
)  # fmt: skip

DESKS = Sheet(
    "desks", later("Bureaux"), later("Les équipes, leur zone et leurs langues."), "place",
    (later("Nom"), later("Organisme"), later("Zone"), later("Langues")),
    _desk_lines,
    (
        Field("body", later("Organisme"), "choice", options=body_options, on="new", blank=later("choisissez")),
        Field("name", later("Nom")),
        Field("places", later("Zone"), "area", needed=False, hint=later("Un lieu par ligne. Vide : partout.")),
        Field("languages", later("Langues lues"), "ticks", options=languages),
        Field("calendar", later("Heures de travail"), "choice", options=_calendars, blank=later("celles de la ligne")),
        ACTIVE,
    ),
    office_bodies.desk_values, office_bodies.save_desk, new=later("Nouveau bureau"),
)  # fmt: skip
