"""A training that breaks leaves the wish as it was, is tried again, and is given up after three times."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.services import modelling, teaching
from hotline.services.teaching import Course
from hotline.store import modelling as rows
from hotline.store.models.casework import HOUSE, Event
from hotline.store.models.learning import ModelVersion
from tests.support.lessons import account_of


class OutOfMemory(Exception):
    """What may end any training."""


def breaks(course: Course) -> teaching.Graduate:
    raise OutOfMemory


def version(app: Application) -> ModelVersion:
    with app.unit() as unit:
        return rows.newest(unit.session, 1)[0]


def test_a_training_that_breaks_is_tried_three_times_and_then_given_up(
    application: Application, worker: Application
) -> None:
    with application.unit() as unit:
        modelling.ask(unit, account_of(application, "coordinator"))
    for number in range(1, teaching.MOST_TRIES + 1):
        with pytest.raises(OutOfMemory):
            teaching.train_next(worker.engine, worker.unit, worker.tools, breaks)
        assert (version(worker).state, version(worker).tries) == ("asked", number)
    assert not teaching.train_next(worker.engine, worker.unit, worker.tools, breaks)
    assert version(worker).state == "failed"
    with application.unit() as unit:
        assert unit.session.scalars(select(Event).where(Event.chain == HOUSE, Event.kind == "model_failed")).one()
        assert not modelling.is_asked(application.unit)


def test_two_processes_never_train_at_once(application: Application, worker: Application) -> None:
    with application.unit() as unit:
        modelling.ask(unit, account_of(application, "coordinator"))
    with rows.training_alone(application.engine) as alone:
        assert alone
        assert not teaching.train_next(worker.engine, worker.unit, worker.tools, breaks)
    assert version(worker).tries == 0


def test_where_nobody_asked_nothing_is_trained(worker: Application) -> None:
    assert not teaching.train_next(worker.engine, worker.unit, worker.tools, breaks)
