"""Has a candidate trained that somebody asked for, and keeps it sealed with what was found of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import structlog
from sqlalchemy import Engine

from hotline.services import snapshots
from hotline.services.reading import Tools, Understands
from hotline.services.snapshots import Lesson, Snapshot
from hotline.store import modelling
from hotline.store.events import append_house
from hotline.store.modelling import FAILED, READY, REFUSED
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()

MOST_TRIES = 3
FORCE_UNKNOWN, NOBODY = "unknown", "none"
Units = Callable[[], UnitOfWork]
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Course:
    """What a trainer is given: what the candidate may see, what the model in force had seen, and what is only measured.

    Rows have the columns of our own examples, and `writer`; the repeats only tell how many people use the same words.
    """

    lessons: Rows
    repeats: Rows
    lessons_before: Rows
    repeats_before: Rows
    gold: Rows
    current: Understands


class Graduate(Protocol):
    """What a trainer gives back."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Return the files of the model."""
        ...

    @property
    def report(self) -> dict[str, Any]:
        """Return the figures and the checks."""
        ...

    @property
    def passed(self) -> bool:
        """Say whether it passed every check."""
        ...

    @property
    def digest(self) -> str:
        """Return the name of the files by their content."""
        ...

    @property
    def words(self) -> str:
        """Return the name of the words it was trained with."""
        ...


Train = Callable[[Course], Graduate]


def train_next(engine: Engine, units: Units, tools: Tools, train: Train) -> bool:
    """Train what waits longest, one at a time in the whole house; say whether there was anything to do.

    No transaction is open meanwhile; who is killed in the middle has left the wish as it was.
    """
    with modelling.training_alone(engine) as alone:
        begun = _begin(units, tools) if alone else None
        if begun is None:
            return False
        version_id, snapshot, course = begun
        graduate = train(course)
        with units() as unit:
            _keep(unit, version_id, snapshot, graduate)
    return True


def _begin(units: Units, tools: Tools) -> tuple[UUID, Snapshot, Course] | None:
    with units() as unit:
        row = modelling.waiting(unit.session)
        if row is None:
            return None
        row.tries += 1
        if row.tries > MOST_TRIES:
            row.state = FAILED
            append_house(unit, "model_failed", "system", version=row.number)
            return None
        version_id = row.id
    with units() as unit:
        return version_id, *_course(unit, tools)


def _course(unit: UnitOfWork, tools: Tools) -> tuple[Snapshot, Course]:
    office = tools.office.read(unit.session)
    codes = [code for code in tools.taxonomy.codes if code in office.categories and office.categories[code].active]
    taken = snapshots.take(unit, codes)
    current = modelling.get(unit.session, modelling.in_force(unit.session))
    before = snapshots.take(unit, codes, current.upto if current else 0)
    course = Course(
        _rows(taken.lessons), _rows(taken.repeats), _rows(before.lessons), _rows(before.repeats), _rows(taken.gold),
        tools.understanding.in_force(unit),
    )  # fmt: skip
    return taken, course


def _rows(lessons: Sequence[Lesson]) -> list[dict[str, str]]:
    return [
        {
            "text": one.text, "category": one.category, "urgency": one.urgency, "words": "live", "writer": one.writer,
            "about_force": FORCE_UNKNOWN if one.accuses else NOBODY,
        }
        for one in lessons
    ]  # fmt: skip


def _keep(unit: UnitOfWork, version_id: UUID, snapshot: Snapshot, graduate: Graduate) -> None:
    row = modelling.get(unit.session, version_id)
    if row is None:
        return
    modelling.keep_files(unit, row.id, graduate.files)
    row.state, row.trained_at = READY if graduate.passed else REFUSED, unit.now
    row.digest, row.words, row.upto, row.labels = graduate.digest, graduate.words, snapshot.upto, snapshot.digest
    row.report = {
        **graduate.report, "lessons": len(snapshot.lessons), "officers": snapshot.officers, "gold": len(snapshot.gold),
        "left_out": dict(snapshot.left_out), "agreement": snapshot.agreement,
    }  # fmt: skip
    kind = "model_trained" if graduate.passed else "model_refused"
    failed = [check["name"] for check in graduate.report["checks"] if not check["passed"]]
    append_house(unit, kind, "system", version=row.number, digest=row.digest, labels=row.labels, failed=failed)
    log.info(kind.replace("_", " "), version=row.number)
