"""What people found out about a rumour: each says it for themselves, and two who say the same let an answer leave."""

from __future__ import annotations

from uuid import UUID

from hotline.domain.incidents import AGREE, RUMOUR, VERDICTS, agreed_on
from hotline.domain.walls import Viewer
from hotline.services.casework import Mistake
from hotline.services.incidents import see
from hotline.store import events, incidents, opinions
from hotline.store.models.incidents import Incident
from hotline.unit_of_work import UnitOfWork


def say_verdict(unit: UnitOfWork, viewer: Viewer, incident_id: UUID, verdict: str) -> bool:
    """Keep what an officer found out about a rumour; True once two say the same. Raises NotFound, Mistake."""
    seen = see(unit, viewer, incident_id)
    if verdict not in VERDICTS or seen.incident.kind != RUMOUR:
        raise Mistake("no_verdict")
    incident = incidents.locked(unit.session, incident_id)
    if not opinions.say(unit.session, incident_id, viewer.account_id, (verdict, unit.now)):
        if incident.verdict == verdict and incident.agreed_by is not None:
            return True
        raise Mistake("second_verdict")
    _weigh(unit, incident)
    events.append_house(unit, "rumour_judged", events.by_account(viewer.account_id), incident=str(incident.id),
                        verdict=verdict, agreed=incident.agreed_by is not None)  # fmt: skip
    return incident.agreed_by is not None


def _weigh(unit: UnitOfWork, incident: Incident) -> None:
    """Let the incident hold what two agree on, and until then what was said first."""
    said = opinions.of_incident(unit.session, incident.id)
    agreed = agreed_on([one.verdict for one in said])
    since = incident.agreed_at if incident.agreed_by and incident.verdict == agreed else unit.now
    alike = [one for one in said if one.verdict == agreed] or said
    incident.verdict, incident.verdict_by = alike[0].verdict, alike[0].account_id
    incident.agreed_by, incident.agreed_at = (alike[AGREE - 1].account_id, since) if agreed else (None, None)
