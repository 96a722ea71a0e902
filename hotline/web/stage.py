"""What the stage shows: one phone, what three readers see, and how far the guided walk is. All of it read anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from babel.dates import format_date
from flask import render_template
from markupsafe import Markup

from hotline.domain.lifecycle import CitizenAnswer, Status
from hotline.domain.segments import measure
from hotline.services import walk
from hotline.services.simulated_carrier import CODE
from hotline.services.walk import Progress
from hotline.store import casefile, events, messages, simulator
from hotline.store.models.casework import Case
from hotline.store.models.office import Category
from hotline.store.models.traffic import Message
from hotline.store.simulator import Bubble, Tally
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault
from hotline.web.because import quoted, route_reasons
from hotline.web.casewords import STATUSES
from hotline.web.i18n import current_locale, gettext, later
from hotline.web.subject import subject
from hotline.web.times import BAMAKO, hour

SHOWN_TEXTS = 12
SHOWN_CASES = 25
LOOKS = (("", "Fleuve 105"), ("earth", "Banco 2"), ("river", "Kaya"))
READER_WORDS = {
    "security": later("La gendarmerie"),
    "oversight": later("Le contrôle civil"),
    "coordinator": later("La coordination"),
}
# What the walk alters.
ALTERED = {"routed": later("attribution")}
BREAKS = {
    "missing": later("il manque un événement avant lui"),
    "unlinked": later("il ne suit pas le précédent"),
    "altered": later("son contenu a changé"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A case as a pane shows it: with its due time, and not the time left, so that its bytes keep still."""

    case: Case
    label: str
    words: str
    status: str
    owner: str | None
    due: str


@dataclass(frozen=True, slots=True)
class Pane:
    """What one reader sees, as the very bytes that are shown, and their SHA-256."""

    reader: str
    label: str
    title: str
    count: int
    rows: Markup
    digest: str


@dataclass(frozen=True, slots=True)
class Because:
    """Why the first text landed where it did: words of the text, reasons of the routing, the desk."""

    quotes: list[str]
    route: str
    desk: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to see in a step: its words, and whether the database says so."""

    words: str
    done: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything on the stage for one phone."""

    phone: int
    bubbles: list[Bubble]
    panes: list[Pane]
    progress: Progress
    because: Because | None
    tally: Tally | None

    @property
    def number(self) -> str:
        """Return the phone's number as people write it."""
        digits = walk.number(self.phone)
        return " ".join((digits[:4], digits[4:6], digits[6:8], digits[8:10], digits[10:]))

    @property
    def short_number(self) -> str:
        """Return what fits on a basic phone's screen."""
        return self.number[-5:]

    @property
    def look(self) -> tuple[str, str]:
        """Return the shape and the make of the phone."""
        return LOOKS[(self.phone - 1) % len(LOOKS)]

    @property
    def all_acknowledged(self) -> bool:
        """Say whether each of the 200 was taken, stored and acknowledged exactly once."""
        return self.tally == Tally(walk.SIZE, walk.SIZE, walk.SIZE, 0)

    @property
    def last_steps(self) -> list[Step]:
        """Return what the last step shows, in its order."""
        case, facts = self.progress.theft, self.progress.facts
        status = case.status if case else ""
        closed = status == Status.CLOSED and case is not None and case.citizen_answer == CitizenAnswer.CONFIRMED
        return [
            Step(gettext("Répondu"), case is not None and case.first_answered_at is not None),
            Step(gettext("Question posée"), status in (Status.CLOSING, Status.CLOSED)),
            Step(gettext("Clos par le « 1 »"), closed),
            Step(gettext("Trace entière"), bool(facts.get("verified"))),
            Step(gettext("Ligne changée nommée"), bool(facts.get("broken"))),
        ]

    @property
    def done(self) -> list[bool]:
        """Say for each of the five steps whether the database has seen it through."""
        progress = self.progress
        return [
            self.because is not None,
            progress.accusation is not None and progress.stayed_same(walk.ACCUSED) is True,
            progress.dialled is not None and progress.stayed_same(walk.DIALLED) is True,
            self.all_acknowledged,
            all(step.done for step in self.last_steps),
        ]

    @property
    def current(self) -> int:
        """Return the number of the step to take next; 0 when all are done."""
        return next((place for place, done in enumerate(self.done, 1) if not done), 0)


def draw(unit: UnitOfWork, phone: int, *, with_readers: bool) -> Stage:
    """Read everything the stage shows; without the demonstration's accounts there is only the phone."""
    bubbles = simulator.thread(unit, walk.number(phone), SHOWN_TEXTS)
    if not with_readers:
        return Stage(phone, bubbles, [], Progress(None, None, None, {}), None, None)
    panes = [pane for reader in walk.READERS if (pane := draw_pane(unit, reader))]
    progress = _settled(unit, phone, walk.progress(unit, phone), panes)
    because = _because(unit, progress.theft) if progress.theft else None
    return Stage(phone, bubbles, panes, progress, because, walk.count_many(unit, progress))


def draw_pane(unit: UnitOfWork, reader: str) -> Pane | None:
    """Draw what one reader sees, through the scope of that reader's account; None without such an account."""
    found = simulator.viewer(unit.session, walk.email(reader), unit.now)
    if found is None:
        return None
    cases, count = simulator.pane(unit.session, found[0], SHOWN_CASES)
    rows = [_row(case, unit.vault) for case in cases]
    drawn = render_template("simulator/_rows.html", rows=rows, count=count)
    return Pane(
        reader, gettext(READER_WORDS[reader]), found[1].title, count, Markup(drawn),  # noqa: S704 - our own template
        sha256(drawn.encode()).hexdigest(),
    )  # fmt: skip


def parts(stage: Stage, *, with_readers: bool) -> dict[str, str]:
    """Return what changes on the page, by the id of its element."""
    drawn = {"screen": render_template("simulator/_screen.html", stage=stage, measure=measure)}
    if with_readers:
        drawn["walk"] = render_template(
            "simulator/_walk.html", stage=stage, breaks=BREAKS, altered=ALTERED, dialled=_dialled(), walk=walk
        )
    for pane in stage.panes:
        drawn[f"rows-{pane.reader}"] = str(pane.rows)
        drawn[f"sum-{pane.reader}"] = render_template("simulator/_sum.html", pane=pane)
    return drawn


def _dialled() -> str:
    """Return the keys of the dialled step as one would press them."""
    first, *rest = walk.KEYS
    return " ".join([f"{CODE.removesuffix('#')}*{first}#", *rest])


def _settled(unit: UnitOfWork, phone: int, progress: Progress, panes: list[Pane]) -> Progress:
    """Once a concern is a case, write down what the accused body's pane looks like then; once, for good."""
    for step, case in ((walk.ACCUSED, progress.accusation), (walk.DIALLED, progress.dialled)):
        pair = progress.pair(step)
        if case is not None and pair.get("before") and not pair.get("after") and pair["locale"] == current_locale():
            after = next(pane.digest for pane in panes if pane.reader == "security")
            walk.remember_pair(unit, phone, step, after=after)
            progress = replace(progress, facts={**progress.facts, step: {**pair, "after": after}})
    return progress


def _because(unit: UnitOfWork, case: Case) -> Because:
    opened = simulator.first_message(unit.session, case.id)
    words = messages.body(unit.vault, opened) if opened else ""
    trail = {event.kind: event for event in events.trail(unit.session, case.id)}
    desk = casefile.desks(unit.session)[case.desk_id]
    return Because(quoted(trail["understood"], words), route_reasons(trail["routed"]), desk.body)


def _row(found: tuple[Case, Category, str | None, str | None, Message | None], vault: Vault) -> Row:
    case, category, place, owner, message = found
    status, due = gettext(STATUSES[case.status]), _due(case)
    if case.sensitivity == "S3":
        return Row(case, gettext("Dossier protégé"), "", status, owner, due)
    label = subject(case, category)
    return Row(
        case,
        f"{label} · {place}" if place else label,
        messages.body(vault, message) if message else "",
        status,
        owner,
        due,
    )


def _due(case: Case) -> str:
    if case.waiting_since is None or case.due_at is None:
        return ""
    local = case.due_at.astimezone(BAMAKO)
    return f"{format_date(local, 'd MMM', locale=current_locale())} {hour(local)}"
