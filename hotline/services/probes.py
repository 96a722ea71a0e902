"""An administrator's test of one gateway: a real text by the real queue, whose number stands nowhere but sealed."""

from __future__ import annotations

from datetime import timedelta

from hotline import ids
from hotline.domain.sending import PROBE
from hotline.gateways.base import Gateway
from hotline.services import by_hand, writing
from hotline.services.casework import Mistake
from hotline.services.writing import Letter
from hotline.store import contacts, gateway_figures
from hotline.store.events import append_house
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork

# No citizen's business: whoever finds it on a phone learns nothing.
WORDS = "Essai technique. Rien à faire."
PAUSE = timedelta(minutes=1)


def send(unit: UnitOfWork, gateway: Gateway, written: str, actor: str) -> Outbound:
    """Queue a test text by this gateway and no other; raises Mistake."""
    number = by_hand.read_number(written)
    if number is None:
        raise Mistake("bad_phone")
    last = gateway_figures.last_probes(unit.session).get(gateway.name)
    if last is not None and unit.now - last.created_at < PAUSE:
        raise Mistake("probe_soon")
    contact = contacts.met(unit, number, gateway.name)
    row = writing.write(unit, contact, Letter(PROBE, ids.new_id(), WORDS, "fr"))
    row.gateway = row.via = gateway.name
    append_house(unit, "gateway_tested", actor, gateway=gateway.name, text=str(row.id))
    return row
