"""Every piece of the pages in every state, on one page: for whoever changes the look; only in the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, abort, render_template

from hotline.store.models.casework import Case
from hotline.web.guards import signed_in
from hotline.web.rows import Line
from hotline.web.sent import Sent
from hotline.web.surroundings import here, now
from hotline.web.timeline import Entry, Memo, Said, Step, Steps
from hotline.web.whereabouts import Where

pages = Blueprint("components", __name__)

NOBODY = UUID(int=0)
_THEFT = "on a volé 23 boeufs à mon père cette nuit à Ténenkou, ils sont partis vers le fleuve"


@dataclass(frozen=True, slots=True)
class Sample:
    """A row to draw: what differs from a plain one."""

    category: str
    words: str
    language: str = "fr"
    urgency: str = "normal"
    status: str = "open"
    sensitivity: str = "S0"
    left_h: float = 30
    failed: bool = False
    marked: bool = False


SAMPLES = (
    Sample("Attaque en cours", "ils tirent sur nous, venez", urgency="critical", status="new", left_h=-0.2),
    Sample("Vol de bétail", _THEFT, urgency="high", left_h=0.7, failed=True, marked=True),
    Sample("Eau", "ߖߌ ߕߍ߫ ߦߊ߲߬", language="nqo", status="new"),
    Sample("Vol de bétail", "سرقوا ابلنا هذه الليلة ستة جمال", language="ar", left_h=90),
    Sample("Protégé", "", sensitivity="S3", left_h=20),
    Sample("Routes", "la route de Konna est coupée", status="closing"),
    Sample("Eau", "merci, le forage marche", status="closed"),
)


@pages.get("/components")
@signed_in
def show_components() -> str:
    """Show every piece in every state."""
    if not here().settings.demo:
        abort(404)
    lines = [_line(number, sample) for number, sample in enumerate(SAMPLES)]
    marked = [line.case.id for line, sample in zip(lines, SAMPLES, strict=True) if sample.marked]
    return render_template(
        "components/components.html", lines=lines, there=dict.fromkeys(marked, "Liaison 2 répond"), begun=marked,
        refused=(), offered=(), where=Where(), entries=_entries(now()), case=lines[1].case, tokens=TOKENS, moment=now(),
        channels={"sms": "SMS"}, languages={"fr": "français", "oth": "autre"},
    )  # fmt: skip


TOKENS = (
    ("btn", "bouton"), ("btn main", "principal"), ("btn note", "note"), ("btn grave", "grave"),
    ("btn quiet", "discret"),
)  # fmt: skip


def _line(number: int, sample: Sample) -> Line:
    at = now()
    case = Case(
        id=UUID(int=number + 1), reference=f"{5894001 + number}", alias="Nénuphar 15", status=sample.status,
        language=sample.language, urgency=sample.urgency, sensitivity=sample.sensitivity, version=1,
        waiting_since=at - timedelta(hours=3, minutes=10), due_at=at + timedelta(hours=sample.left_h),
        delivery_failed=sample.failed, supervisor_flag=False, received_at=at, closed_at=at,
    )  # fmt: skip
    outcome = "Réglé, le citoyen confirme" if sample.status == "closed" else ""
    return Line(case, sample.category, "Ténenkou", sample.words, "", None, number == 1, "", "SMS", outcome)


def _entries(at: datetime) -> list[Entry]:
    states = ("queued", "held", "sent", "delivered", "failed", "unknown")
    ours = [_sent(state, at) for state in states]
    steps = [Step("Reçu. SMS.", at), Step("Confié à la brigade.", at)]
    return [
        Said(_THEFT, "fr", "sms", None, at), Steps(steps),
        Memo("Patrouille informée par radio.", "Liaison 1", False, at),
        Memo("Hors de notre zone.", "Liaison 1", True, at),
        *ours, Said("سرقوا ابلنا", "ar", "sms", "closing_answer", at), Said("", "fr", "sms", None, at),
    ]  # fmt: skip


def _sent(state: str, at: datetime) -> Sent:
    reason = {"failed": "Téléphone éteint ou hors réseau.", "unknown": "Personne ne sait si ce SMS est parti."}
    return Sent(
        NOBODY, "La patrouille cherche vers le nord.", "fr", "Liaison 1", "answer", state, 1, 1,
        reason.get(state, ""), at, at, is_dead=state in reason, seconds_left=8 if state == "queued" else 0,
    )  # fmt: skip
