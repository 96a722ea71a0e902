"""The sheet of the rosters: who is on duty at which desk, and in which order they are called."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from hotline.services import office_duty, office_people
from hotline.services.office_duty import WEEK
from hotline.services.office_form import Form
from hotline.store import duty
from hotline.store.duty import Line as Row
from hotline.store.models.people import Account
from hotline.web.admin_words import WEEKDAYS, pairs
from hotline.web.adminsheet import Action, Field, Line, Sheet
from hotline.web.i18n import gettext, later
from hotline.web.times import date_words

_DAYS = dict(zip(WEEK, WEEKDAYS, strict=True))


def days_in_words(row: Row) -> str:
    """Return the weekdays of a line."""
    if len(row.duty.days) == len(WEEK):
        return gettext("tous les jours")
    return ", ".join(gettext(_DAYS[day]).lower() for day in row.duty.days)


def hours_in_words(row: Row) -> str:
    """Return the hours of a line; from midnight to midnight is day and night."""
    return gettext("jour et nuit") if row.duty.opens == row.duty.closes else office_duty.in_words(row.duty)


def _days(_: Session) -> list[tuple[str, str]]:
    return pairs(_DAYS)


def _accounts(session: Session) -> list[tuple[str, str]]:
    homes = {account.id: home or body for account, body, home in office_people.all_accounts(session)}
    known = office_duty.on_call(session)
    return [(str(one.id), " · ".join(filter(None, (one.title, homes[one.id], _lacking(one))))) for one in known]


def _lacking(account: Account) -> str:
    """Return what keeps a person on duty from being called, in a few words."""
    if account.password_hash is None:
        return gettext("compte pas encore ouvert")
    return "" if account.phone_sealed else gettext("sans téléphone de service")


def _caution(session: Session, form: Form) -> str:
    chosen = next((one for one in office_duty.on_call(session) if str(one.id) == form.raw("account")), None)
    if chosen is None or not _lacking(chosen):
        return ""
    if chosen.password_hash is None:
        return gettext("Son compte n’est pas encore ouvert : rien ne l’appellera.")
    return gettext("Sans téléphone de service, aucun SMS ne l’appellera.")


def _dates(row: Row) -> str:
    first = date_words(row.duty.first)
    if row.duty.last is None:
        return gettext("dès le %(first)s", first=first)
    return gettext("du %(first)s au %(last)s", first=first, last=date_words(row.duty.last))


def _lines(session: Session) -> Iterator[Line]:
    lacking = {one.id: _lacking(one) for one in office_duty.on_call(session)}
    for row in duty.lines(session):
        who = " · ".join(filter(None, (row.account, row.desk, lacking.get(row.duty.account_id))))
        hours = f"{days_in_words(row)}, {hours_in_words(row)}"
        yield Line(str(row.duty.id), (who, str(row.duty.step), hours, _dates(row)))


ROSTER = Sheet(
    "duties", later("Tours de garde"), later("Qui est de service, et dans quel ordre on appelle."), "phone",
    (later("Qui et où"), later("Ordre"), later("Quand"), later("Du, au")),
    _lines,
    (
        Field("account", later("Personne, par fonction"), "choice", options=_accounts, blank=later("choisissez")),
        Field("step", later("Ordre d’appel"), "number", hint=later("1 est appelé d’abord.")),
        Field("days", later("Jours"), "ticks", options=_days),
        Field("hours", later("Heures"), hint=later("Exemple : 18:00-7:30. La nuit compte pour le soir.")),
        Field("first", later("Premier jour"), "date"),
        Field("last", later("Dernier jour"), "date", needed=False),
    ),
    office_duty.values, office_duty.save, new=later("Nouveau tour"), caution=_caution,
    actions=(
        Action("removal", later("Supprimer ce tour"), "cross", later("Tour supprimé."), office_duty.remove, "grave"),
    ),
)  # fmt: skip
