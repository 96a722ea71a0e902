"""An account's own phone is told by push, or no more; each leaves a house event, and none says where it is reached."""

from __future__ import annotations

import json
from collections.abc import Collection

from hotline.domain.push_services import BadSubscription, read_subscription
from hotline.store import push
from hotline.store.accounts import SignedIn
from hotline.store.events import append_house
from hotline.unit_of_work import UnitOfWork

_LONGEST = 4_000


class NotOwnPhone(Exception):
    """The browser is nobody's own phone: it may be shared."""


def begin(unit: UnitOfWork, who: SignedIn, given: str, services: Collection[str]) -> None:
    """Have this own phone told by push at the address its browser gave; raises NotOwnPhone, BadSubscription."""
    if who.device_id is None:
        raise NotOwnPhone
    try:
        address = read_subscription(json.loads(given[:_LONGEST]), services)
    except (ValueError, RecursionError):
        raise BadSubscription from None
    push.subscribe(unit, who.account_id, who.device_id, address)
    append_house(unit, "push_begun", who.actor, device=str(who.device_id))


def end(unit: UnitOfWork, who: SignedIn) -> None:
    """Have this own phone told no more."""
    if who.device_id is not None and push.is_on(unit.session, who.device_id):
        push.end_of_device(unit, who.device_id)
        append_house(unit, "push_ended", who.actor, device=str(who.device_id))
