"""Every night the whole trail is checked by itself, and an administrator hears of it when it does not hold."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from hotline.domain.checkpoints import is_check_due
from hotline.services import checkpoints
from hotline.signing import Signer
from hotline.store import alerts
from hotline.store import checkpoints as rows
from hotline.store.events import Broken
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()
Units = Callable[[], UnitOfWork]

ALERT, SUBJECT = "trail_broken", "trail"


def keep(units: Units, signer: Signer) -> None:
    """Write the checkpoint of the hour and make the check of the night, each when it is due."""
    with units() as unit:
        checkpoints.write(unit, signer)
    with units() as unit:
        last = rows.last_check(unit.session)
    if is_check_due(last.at if last else None, unit.now):
        check(units, signer)


def check(units: Units, signer: Signer) -> Broken | None:
    """Check the whole trail now, and open or close the alert."""
    with units() as unit:
        *_, found = checkpoints.check(unit, signer)
    broken = found if isinstance(found, Broken) else None
    with units() as unit:
        rows.add_check(unit, broken)
        if broken:
            # Never which chain: an alert has no wall, and may not tell an accused body of a case.
            alerts.raise_alert(unit, ALERT, SUBJECT, broken.why)
            log.error("the trail does not hold", why=broken.why)
        else:
            alerts.close_alert(unit, ALERT, SUBJECT)
    return broken
