"""The lists: queues with counts, and pages of cases by time left. Administrators and auditors see no texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from hotline.domain.walls import Viewer
from hotline.store import inbox, messages
from hotline.store.inbox import Page, Position, Queue
from hotline.store.models.casework import Case
from hotline.store.models.office import Category, Place
from hotline.store.models.traffic import Message
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault
from hotline.web.casewords import CHANNELS, LANGUAGES, STATUSES, category_label, outcome_words
from hotline.web.guards import current_viewer, signed_in
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

pages = Blueprint("inbox", __name__)

FIRST = "to_answer"
SHOWN_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Words:
    """How a queue is called, its icon, and what an empty one means."""

    label: str
    icon: str
    empty: str
    meaning: str


QUEUE_WORDS = {
    "to_answer": Words(
        later("À répondre"), "sms", later("Personne n’attend de réponse."), later("Les nouveaux messages arrivent ici.")
    ),
    "overdue": Words(
        later("En retard"), "alert", later("Rien n’est en retard."), later("Tous les délais sont tenus.")
    ),
    "mine": Words(
        later("À moi"), "user", later("Vous n’avez aucun dossier ouvert."),
        later("Prenez-en un dans « Sans responsable »."),
    ),
    "unassigned": Words(
        later("Sans responsable"), "menu", later("Tout est pris à votre bureau."), later("Rien à faire ici.")
    ),
    "failed": Words(
        later("Non remis"), "cross", later("Toutes les réponses sont parties."), later("Un échec d’envoi se voit ici.")
    ),
    "waiting": Words(
        later("Attend le citoyen"), "pause", later("Aucun dossier n’attend son citoyen."),
        later("Les dossiers répondus viennent ici."),
    ),
    "protected": Words(
        later("Protégés"), "lock", later("Aucun dossier protégé ouvert."), later("Vous êtes habilité à les lire.")
    ),
    "closed": Words(
        later("Clos"), "check", later("Aucun dossier clos."), later("Un dossier clos rouvre si le citoyen écrit.")
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A case as a row of the list shows it."""

    case: Case
    category: str
    place: str
    words: str
    language: str
    owner: str | None
    is_mine: bool
    desk: str
    channel: str
    outcome: str

    @property
    def is_protected(self) -> bool:
        """Say whether lists show neither the text nor the subject."""
        return self.case.sensitivity == "S3"

    @property
    def is_critical(self) -> bool:
        """Say whether the row is drawn as an emergency."""
        return self.case.urgency == "critical" and self.case.status != "closed"


@pages.get("/inbox")
@signed_in
def show_inbox() -> Response:
    """Show one queue, a page at a time."""
    viewer = current_viewer()
    queue = chosen_queue(viewer)
    with here().unit() as unit:
        if viewer.role in inbox.WATCHERS:
            page = inbox.watched(unit.session, viewer, queue, unit.now, _position())
            return _rendered("inbox/watched.html", unit, viewer, queue, page)
        page = inbox.page(unit.session, viewer, queue, unit.now, _position())
        lines = [_line(row, viewer, unit.vault) for row in page.rows]
        found = inbox.untaken_critical(unit.session, viewer)
        band = (found[0], _band_words(*found)) if found else None
        return _rendered("inbox/list.html", unit, viewer, queue, page, lines=lines, band=band)


def chosen_queue(viewer: Viewer) -> Queue:
    """Return the queue that the address names, or the first one."""
    allowed = {queue.name: queue for queue in inbox.queues_for(viewer)}
    return allowed.get(request.args.get("queue", FIRST), allowed[FIRST])


def rail(unit: UnitOfWork, viewer: Viewer, current: str | None) -> dict[str, Any]:
    """Return what `inbox/_queues.html` needs: the queues of an account, their counts, and the one being shown."""
    counts = inbox.counts(unit.session, viewer, unit.now)
    rows = [(queue.name, QUEUE_WORDS[queue.name], counts.get(queue.name)) for queue in inbox.queues_for(viewer)]
    return {"queues": rows, "counts": counts, "current_queue": current}


def queue_path(name: str, position: Position | None = None) -> str:
    """Return the address of a queue, or of a page of it."""
    asked = {} if name == FIRST else {"queue": name}
    if position is not None:
        asked["before" if position.before else "after"] = inbox.write_position(position)
    return "/inbox?" + urlencode(asked) if asked else "/inbox"


def _rendered(template: str, unit: UnitOfWork, viewer: Viewer, queue: Queue, page: Page, **more: Any) -> Response:
    return Response(
        render_template(
            template, queue=queue.name, words=QUEUE_WORDS[queue.name], page=page, queue_path=queue_path,
            statuses=STATUSES, **rail(unit, viewer, queue.name), **more,
        )
    )  # fmt: skip


def _position() -> Position | None:
    before = request.args.get("before")
    return inbox.read_position(before or request.args.get("after", ""), before=bool(before))


def _line(row: Any, viewer: Viewer, vault: Vault) -> Line:
    case, category, place, above, owner, desk, message = row
    protected = case.sensitivity == "S3"
    return Line(
        case=case,
        category=gettext("Protégé") if protected else category_label(category),
        place=_coarse(place, above) if protected else (place.name if place else ""),
        words="" if protected or message is None else _shortened(vault, message),
        language=gettext(LANGUAGES.get(case.language, LANGUAGES["oth"])) if case.language != "fr" else "",
        owner=owner,
        is_mine=case.owner_id == viewer.account_id,
        desk=desk if case.desk_id != viewer.desk_id else "",
        channel=gettext(CHANNELS[case.channel]),
        outcome=outcome_words(case) if case.status == "closed" else "",
    )


def _band_words(case: Case, category: Category, place: str | None) -> str:
    if case.sensitivity == "S3":
        return gettext("Dossier protégé")
    return f"{category_label(category)} · {place}" if place else category_label(category)


def _shortened(vault: Vault, message: Message) -> str:
    """Cut what no row could show anyway, so that a page of long texts stays light."""
    words = " ".join(messages.body(vault, message).split())
    return words if len(words) <= SHOWN_LENGTH else words[: SHOWN_LENGTH - 1] + "…"


def _coarse(place: Place | None, above: Place | None) -> str:
    """Return no more than the cercle of a protected case."""
    if place is None:
        return ""
    if place.kind == "region":
        return gettext("Région de %(name)s", name=place.name)
    cercle = above if place.kind == "commune" and above else place
    return gettext("Cercle de %(name)s", name=cercle.name)
