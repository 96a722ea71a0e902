"""The sheets of the office's lists: categories, ready texts, holidays, emergency numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from babel.dates import format_date
from sqlalchemy.orm import Session

from hotline.domain.segments import best_form, measure
from hotline.domain.taxonomy import DESK_KINDS
from hotline.services import office_lists
from hotline.web import casewords
from hotline.web.admin_hours import preview_of_holiday
from hotline.web.admin_words import SENSITIVITIES, languages, pairs, urgencies, yes_no
from hotline.web.adminsheet import ACTIVE, Action, Field, Line, Sheet
from hotline.web.i18n import current_locale, gettext, later, ngettext
from hotline.web.surroundings import here


def category_options(session: Session) -> list[tuple[str, str]]:
    """Return the categories in the order of the taxonomy."""
    return [(row.code, casewords.category_label(row)) for row in office_lists.all_categories(session)]


def _sensitivities(_: Session) -> list[tuple[str, str]]:
    return pairs(SENSITIVITIES)


def _desk_kinds(_: Session) -> list[tuple[str, str]]:
    return pairs(casewords.DESK_KINDS, DESK_KINDS)


def _category_lines(session: Session) -> Iterator[Line]:
    kinds, levels, urgent = dict(_desk_kinds(session)), dict(_sensitivities(session)), dict(urgencies(session))
    for row in office_lists.all_categories(session):
        label = casewords.category_label(row)
        cells = (label, row.code, levels[row.sensitivity], urgent[row.urgency], kinds[row.desk_kind])
        yield Line(row.code, cells, off=not row.active)


def _template_lines(session: Session) -> Iterator[Line]:
    spoken = dict(languages(session))
    for row in office_lists.all_templates(session):
        cells = (row.title, spoken.get(row.language, row.language), _shortened(row.text), _parts(row.text))
        yield Line(str(row.id), cells, off=not row.active)


def _holiday_lines(session: Session) -> Iterator[Line]:
    for row in office_lists.all_holidays(session):
        state = "" if row.certain else gettext("à confirmer, selon la lune")
        yield Line(row.day.isoformat(), (format_date(row.day, "full", locale=current_locale()), row.name, state))


def _number_lines(session: Session) -> Iterator[Line]:
    for row in office_lists.all_numbers(session):
        called = row.last_called_on
        when = format_date(called, "d MMM y", locale=current_locale()) if called else gettext("jamais appelé")
        yield Line(str(row.id), (row.label, row.number, yes_no(row.in_acknowledgement), when))


def _next_position(session: Session) -> Mapping[str, Any]:
    return {"position": max((row.position for row in office_lists.all_numbers(session)), default=0) + 1}


def _acknowledgements(session: Session) -> list[tuple[str, str]]:
    """Return the acknowledgement of each language that citizens meet, as it leaves now."""
    spoken, numbers = here().tools.languages.read(session).languages, office_lists.all_numbers(session)
    shown = []
    for code, language in spoken.items():
        if language.reviewed:
            text, size = office_lists.acknowledgement(spoken, code, numbers)
            name = gettext("Accusé, %(language)s", language=language.name)
            shown.append((name, f"{text} ({size.units}/{size.per_part})"))
    return shown


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def _parts(text: str) -> str:
    return ngettext("%(num)s SMS", "%(num)s SMS", measure(best_form(text)).parts)


SHOWN_LENGTH = 80
_BLANKS = later(
    "Court : 160 signes font un SMS. "
    "Les blancs : {heure}, {jour}, {service}, {delai}, {numero}, {reference}, {lieu}, {bureau}."
)
_SURE = Field("certain", later("Date sûre"), "tick")

CATEGORIES = Sheet(
    "categories", later("Catégories"), later("De quoi parlent les messages. Jamais supprimées."), "sort",
    (later("Nom"), later("Code"), later("Sensibilité"), later("Urgence"), later("Bureau")),
    _category_lines,
    (
        Field("label_fr", later("Nom en français")),
        Field("label_en", later("Nom en anglais")),
        Field("sensitivity", later("Sensibilité"), "choice", options=_sensitivities),
        Field("urgency", later("Urgence"), "choice", options=urgencies),
        Field("desk_kind", later("Genre de bureau"), "choice", options=_desk_kinds),
        ACTIVE,
    ),
    office_lists.category_values, office_lists.save_category,
)  # fmt: skip

TEMPLATES = Sheet(
    "templates", later("Modèles de réponse"), later("Des textes prêts, à relire avant l’envoi."), "pen",
    (later("Titre"), later("Langue"), later("Texte"), later("Taille")),
    _template_lines,
    (
        Field("title", later("Titre")),
        Field("language", later("Langue"), "choice", options=languages),
        Field("text", later("Texte"), "area", hint=_BLANKS),
        ACTIVE,
    ),
    office_lists.template_values, office_lists.save_template, new=later("Nouveau modèle"),
)  # fmt: skip

HOLIDAYS = Sheet(
    "holidays", later("Jours fériés"), later("Ces jours ne comptent pas dans les délais."), "clock",
    (later("Jour"), later("Fête"), later("État")),
    _holiday_lines,
    (
        Field("day", later("Jour"), "date"),
        Field("name", later("Fête")),
        _SURE,
    ),
    office_lists.holiday_values, office_lists.save_holiday, new=later("Nouveau jour férié"),
    actions=(
        Action("removal", later("Supprimer ce jour"), "cross", later("Jour supprimé."),
               office_lists.remove_holiday, "grave"),
    ),
    preview=preview_of_holiday,
)  # fmt: skip

NUMBERS = Sheet(
    "numbers", later("Numéros d’urgence"), later("Appelez-les chaque année, et notez le jour."), "phone",
    (later("Nom"), later("Numéro"), later("Dans l’accusé"), later("Dernier appel")),
    _number_lines,
    (
        Field("label", later("Nom")),
        Field("number", later("Numéro"), hint=later("Des chiffres seulement.")),
        Field("position", later("Rang"), "number"),
        Field("in_acknowledgement", later("Dans l’accusé de réception"), "tick"),
        Field("last_called_on", later("Dernier appel de contrôle"), "date", needed=False),
    ),
    office_lists.number_values, office_lists.save_number, new=later("Nouveau numéro"),
    actions=(
        Action("removal", later("Supprimer ce numéro"), "cross", later("Numéro supprimé."),
               office_lists.remove_number, "grave"),
    ),
    fresh=_next_position, aside=_acknowledgements,
)  # fmt: skip
