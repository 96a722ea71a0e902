"""The timetable: what is long runs beside the rest, and never twice at once."""

from __future__ import annotations

from threading import Event, Thread, get_ident

from hotline.bootstrap import Application
from hotline.store import checkpoints
from workers import timetable
from workers.timetable import Line


def test_a_long_line_runs_beside_the_others_and_never_twice_at_once(worker: Application) -> None:
    may_end, ran = Event(), list[int]()
    aside = dict[Line, Thread]()

    def long(app: Application) -> None:
        ran.append(get_ident())
        may_end.wait(60)

    line = Line(60, long, aside=True)
    timetable.start(line, worker, aside)
    timetable.start(line, worker, aside)
    may_end.set()
    aside[line].join(60)
    timetable.start(line, worker, aside)
    aside[line].join(60)
    assert len(ran) == 2
    assert get_ident() not in ran


def test_a_short_line_that_fails_stops_nothing(worker: Application) -> None:
    def broken(app: Application) -> None:
        raise ValueError

    timetable.start(Line(1, broken), worker, {})


def test_the_timetable_tells_officers_beside_its_other_lines(worker: Application) -> None:
    beside = {line.run for line in timetable.TIMETABLE if line.aside}
    for line in (timetable.tell_officers, timetable.write_digests):
        assert line in beside
        line(worker)


def test_the_timetable_keeps_the_trail(worker: Application) -> None:
    assert timetable.keep_trail in {line.run for line in timetable.TIMETABLE if line.aside}
    timetable.keep_trail(worker)
    with worker.unit() as unit:
        check = checkpoints.last_check(unit.session)
    assert check is not None
    assert check.why is None
