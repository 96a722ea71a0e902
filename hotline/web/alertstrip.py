"""The strip on every page that says what waits for whoever looks; no number and no word of a citizen is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, request

from hotline.domain.notices import EMAIL, PUSH
from hotline.domain.walls import ADMINISTRATOR, Viewer
from hotline.services.channels import REFUSES, STOPPED
from hotline.services.listening import SILENT
from hotline.services.night_watch import ALERT as TRAIL
from hotline.services.notifying import FAILS
from hotline.store import alerts, clocks, inbox, trail
from hotline.store.models.casework import Case
from hotline.store.models.gateways import Alert
from hotline.unit_of_work import UnitOfWork
from hotline.web import rows
from hotline.web.casewords import REASONS
from hotline.web.guards import maybe_account
from hotline.web.i18n import gettext, later, ngettext
from hotline.web.sections import UNTAKEN, section_count
from hotline.web.surroundings import here

# What each kind of alert says of its subject; a gateway goes by its name.
WORDS = {
    STOPPED: later("La passerelle %(subject)s est arrêtée."),
    TRAIL: later("Le registre ne tient pas."),
    REFUSES: later("La passerelle %(subject)s refuse des textes."),
    FAILS: later("Les alertes par %(subject)s ne partent pas."),
    SILENT: later("La passerelle %(subject)s se tait."),
}
_GATEWAYS = ("/admin/gateways", later("Voir les passerelles"))
_PAGES = {TRAIL: ("/audit/checkpoint", later("Voir où")), FAILS: ("/notices", later("Voir mes alertes"))}
_SUBJECTS = {EMAIL: later("e-mail"), PUSH: later("navigateur")}
MOST_UNTAKEN = 20
# Whoever has so many to see to does not need the exact number.
MOST = 100
_UNKNOWN = later("À regarder : %(kind)s, %(subject)s.")


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert in words, why, and the page on which to see to it."""

    words: str
    reason: str
    path: str
    link: str


def install(app: Flask) -> None:
    """Let every page ask for the notices of whoever is signed in."""
    app.jinja_env.globals.update(notices=lambda: list(_notices()))


def band(unit: UnitOfWork, viewer: Viewer, but: UUID | None = None) -> tuple[Case, str, int] | None:
    """Return the critical case that nobody took and that presses most, in words, and how many more; None for none.

    `but`: the case that is open already.
    """
    found = inbox.untaken_critical(unit.session, viewer, MOST_UNTAKEN) if section_count(UNTAKEN) else []
    untaken = [one for one in found if one.id != but]
    if not untaken:
        return None
    return untaken[0], rows.band_words(untaken[0], here().tools.office.read(unit.session)), len(untaken) - 1


def pressing() -> tuple[int | None, ...]:
    """Return what every page that keeps itself up to date must bring: how many alerts, how many critical cases."""
    return section_count("/alerts"), section_count(UNTAKEN)


def _notices() -> Iterator[Notice]:
    who = maybe_account()
    if who is None:
        return
    yield from _own(who.viewer)
    if who.role == ADMINISTRATOR:
        yield from _of_the_house(who.viewer)


def _own(viewer: Viewer) -> Iterator[Notice]:
    count = section_count("/alerts")
    if count is None:
        # Who sees no texts has no counts either.
        with here().unit() as unit:
            count = len(clocks.open_notices(unit.session, viewer, MOST))
    count = min(count, MOST)
    if count and request.path != "/alerts":
        words = ngettext("%(num)s alerte à lire.", "%(num)s alertes à lire.", count)
        yield Notice(words, "", "/alerts", gettext("Voir les alertes"))


def _of_the_house(viewer: Viewer) -> Iterator[Notice]:
    with here().unit() as unit:
        found = alerts.open_alerts(unit.session)
        if any(alert.kind == TRAIL for alert in found) and trail.last_break(unit.session, viewer) is None:
            # Where nothing that they may see is broken, it would tell of a case behind their wall.
            found = [alert for alert in found if alert.kind != TRAIL]
    for alert in found:
        reason = gettext(REASONS[alert.detail]) if alert.detail in REASONS else ""
        path, link = _PAGES.get(alert.kind, _GATEWAYS)
        yield Notice(_said(alert), reason, path, gettext(link))


def _said(alert: Alert) -> str:
    subject = gettext(_SUBJECTS[alert.subject]) if alert.subject in _SUBJECTS else alert.subject
    return gettext(WORDS.get(alert.kind, _UNKNOWN), kind=alert.kind, subject=subject)
