"""The gateways' page: how each one stands, with the buttons that start it again and test it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.messages import TERMINAL
from hotline.gateways.abilities import Erases
from hotline.gateways.base import Beating, Gateway, Prepaid, Sorting, hook_path
from hotline.services import channels, listening, probes
from hotline.services.casework import Mistake
from hotline.store import channels as rows
from hotline.store import gateway_figures as figures
from hotline.store.gateway_figures import Tries, Waiting
from hotline.store.models.gateways import GatewayState
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork
from hotline.web.casewords import REASONS, TEXT_STATES
from hotline.web.guards import current_account, current_viewer, role
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

pages = Blueprint("gateways", __name__)

SPAN = timedelta(hours=24)
# For so long a test is watched by the page itself.
WATCHED = timedelta(minutes=2)
MISTAKES = {
    "bad_phone": later("Ce numéro n’est pas possible. Écrivez +223 puis huit chiffres."),
    "probe_soon": later("Un essai vient de partir. Attendez une minute."),
}
SILENCES = {
    "no_texts": later("Elle se tait, et ce n’est pas son habitude."),
    "no_heartbeat": later("Le téléphone ne donne plus signe de vie."),
}
# Of one that sorts its own calls, the first address of a kind is enough.
SORTED = ("text", "ussd")
DOORS = {
    "text": later("Messages reçus"),
    "receipt": later("Accusés de remise"),
    "ussd": later("USSD"),
    "ussd-end": later("Fin d’un appel USSD"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One gateway as the page shows it."""

    gateway: Gateway
    state: GatewayState
    silent: str | None
    tries: Tries
    waiting: Waiting
    held: int | None
    probe: Outbound | None

    @property
    def name(self) -> str:
        """Return what it is called in the settings."""
        return self.gateway.name

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Return what a provider is given, door by door; one that sorts its own calls needs the first alone."""
        wanted = SORTED if isinstance(self.gateway, Sorting) else tuple(DOORS)
        doors = [door for door in wanted if door in self.gateway.doors]
        return [(gettext(DOORS[door]), here().settings.address + hook_path(self.gateway, door)) for door in doors]

    @property
    def beats(self) -> bool:
        """Say whether it gives signs of life."""
        return isinstance(self.gateway, Beating)

    @property
    def is_prepaid(self) -> bool:
        """Say whether it can be asked how many texts are left."""
        return isinstance(self.gateway, Prepaid)

    @property
    def stopped_because(self) -> str:
        """Return why it was stopped, in a sentence."""
        return gettext(REASONS.get(self.state.stop_code or "", REASONS["unknown"]))

    @property
    def probe_words(self) -> str:
        """Return what became of the last test; why the phone itself may not be texted is nobody's business here."""
        if self.probe is None:
            return ""
        words = gettext(TEXT_STATES[self.probe.state])
        told = self.probe.failure if self.probe.state != "cancelled" else None
        return f"{words}. {gettext(REASONS.get(told, REASONS['unknown']))}" if told else f"{words}."


@pages.get("/admin/gateways")
@role("administrator")
def show_gateways() -> str:
    """Show how every gateway in use stands."""
    return _page({}, "")


@pages.post("/admin/gateways/<name>/start")
@role("administrator")
def start_gateway(name: str) -> AnyResponse:
    """Start a stopped gateway again."""
    _known(name)
    with here().unit() as unit:
        started = channels.start(unit, name, current_account().actor, "button")
    flash(gettext("La passerelle est relancée.") if started else gettext("Elle n’était pas arrêtée."), "good")
    return redirect("/admin/gateways", 303)


@pages.post("/admin/gateways/<name>/tests")
@role("administrator")
def create_test(name: str) -> AnyResponse:
    """Send a test text by this gateway."""
    gateway = _known(name)
    if not gateway.sends:
        abort(404)
    written = request.form.get("number", "")[:40]
    try:
        with here().unit() as unit:
            probes.send(unit, gateway, written, current_account().actor)
    except Mistake as mistake:
        return Response(_page({name: gettext(MISTAKES[mistake.code])}, written), 422)
    flash(gettext("L’essai est dans la file."), "good")
    return redirect(f"/admin/gateways#g-{name}", 303)


def _page(errors: dict[str, str], written: str) -> str:
    with here().unit() as unit:
        waiting = figures.waiting(unit.session, current_viewer(), unit.now)
        cards = _cards(unit, waiting)
        watched = any(_is_watched(unit, card.probe) for card in cards)
    return render_template(
        "admin/gateways.html", cards=cards, homeless=waiting.get(None), watched=watched,
        silences=SILENCES, errors=errors, written=written,
    )  # fmt: skip


def _cards(unit: UnitOfWork, waiting: Mapping[str | None, Waiting]) -> list[Card]:
    gateways, viewer = here().gateways, current_viewer()
    states = rows.states(unit.session, list(gateways))
    tried = figures.tries(unit.session, viewer, unit.now - SPAN)
    probed = figures.last_probes(unit.session)
    return [
        Card(
            gateway, states[name], listening.why_silent(unit, gateway, states[name]), tried.get(name, Tries()),
            waiting.get(name, Waiting()),
            figures.held_elsewhere(unit.session, viewer, name) if isinstance(gateway, Erases) else None,
            probed.get(name),
        )
        for name, gateway in gateways.items()
    ]  # fmt: skip


def _is_watched(unit: UnitOfWork, probe: Outbound | None) -> bool:
    return probe is not None and probe.state not in TERMINAL and unit.now - probe.created_at < WATCHED


def _known(name: str) -> Gateway:
    return here().gateways.get(name) or abort(404)
