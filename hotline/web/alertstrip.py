"""The strip on administrators' pages that says what waits for them; no number and no word of a citizen is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from hotline.domain.walls import ADMINISTRATOR
from hotline.services.channels import REFUSES, STOPPED
from hotline.services.listening import SILENT
from hotline.services.night_watch import ALERT as TRAIL
from hotline.store import alerts, trail
from hotline.store.models.gateways import Alert
from hotline.web.casewords import REASONS
from hotline.web.guards import maybe_account
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

# What each kind of alert says of its subject; a gateway goes by its name.
WORDS = {
    STOPPED: later("La passerelle %(subject)s est arrêtée."),
    TRAIL: later("Le registre ne tient pas."),
    REFUSES: later("La passerelle %(subject)s refuse des textes."),
    SILENT: later("La passerelle %(subject)s se tait."),
}
_GATEWAYS = ("/admin/gateways", later("Voir les passerelles"))
_PAGES = {TRAIL: ("/audit/checkpoint", later("Voir où"))}
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


def _notices() -> Iterator[Notice]:
    who = maybe_account()
    if who is None or who.role != ADMINISTRATOR:
        return
    with here().unit() as unit:
        found = alerts.open_alerts(unit.session)
        if any(alert.kind == TRAIL for alert in found) and trail.last_break(unit.session, who.viewer) is None:
            # Where nothing that they may see is broken, it would tell of a case behind their wall.
            found = [alert for alert in found if alert.kind != TRAIL]
    for alert in found:
        reason = gettext(REASONS[alert.detail]) if alert.detail in REASONS else ""
        path, link = _PAGES.get(alert.kind, _GATEWAYS)
        yield Notice(_said(alert), reason, path, gettext(link))


def _said(alert: Alert) -> str:
    return gettext(WORDS.get(alert.kind, _UNKNOWN), kind=alert.kind, subject=alert.subject)
