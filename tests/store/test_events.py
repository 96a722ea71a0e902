"""The trail: appended only, chained, and telling which event was touched."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hotline import ids
from hotline.bootstrap import Application
from hotline.store import database, events
from hotline.store.models.casework import HOUSE


def _fill(application: Application, count: int = 5) -> None:
    for number in range(count):
        with application.unit() as unit:
            events.append_house(unit, "counted", "system", number=number)


def _last(application: Application) -> int | events.Broken:
    with application.unit() as unit:
        return list(events.verify(unit.session))[-1]


def _tamper(application: Application, *statements: str) -> None:
    """Do what only somebody who owns the database can do: put the guard aside."""
    engine = database.open_as_owner(application.settings.addresses()[0])
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE events DISABLE TRIGGER append_only"))
        for statement in statements:
            connection.execute(text(statement))
        connection.execute(text("ALTER TABLE events ENABLE TRIGGER append_only"))
    engine.dispose()


@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'x'", "DELETE FROM events", "TRUNCATE events"])
def test_not_even_the_owner_changes_the_trail_in_passing(application: Application, statement: str) -> None:
    _fill(application, 1)
    engine = database.open_as_owner(application.settings.addresses()[0])
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("role", ["web", "worker"])
def test_the_processes_have_no_right_to_change_it_at_all(application: Application, role: str) -> None:
    engine = database.open_database(application.settings.addresses()[0], role)
    with pytest.raises(DBAPIError, match="permission denied"), engine.begin() as connection:
        connection.execute(text("UPDATE events SET kind = 'x'"))
    engine.dispose()


def test_an_untouched_trail_is_counted(application: Application) -> None:
    _fill(application)
    assert _last(application) == 5


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE events SET kind = 'y' WHERE n = 3", "altered"),
        ("""UPDATE events SET data = '{"number": 9}' WHERE n = 3""", "altered"),
        ("UPDATE events SET at = at + interval '1 second' WHERE n = 3", "altered"),
        ("UPDATE events SET actor = 'account:x' WHERE n = 3", "altered"),
        ("DELETE FROM events WHERE n = 3", "missing"),
        ("UPDATE events SET n = n + 10 WHERE n = 3", "missing"),
        ("UPDATE events SET hash = sha256('x') WHERE n = 3", "altered"),
    ],
)
def test_the_first_touched_event_is_named(application: Application, statement: str, why: str) -> None:
    _fill(application)
    _tamper(application, statement)
    broken = _last(application)
    assert isinstance(broken, events.Broken)
    assert broken.chain == HOUSE
    assert broken.n in (3, 4)
    assert why in broken.why


def test_two_writers_of_the_house_chain_wait_for_each_other(application: Application) -> None:
    with application.unit() as one:
        events.append_house(one, "first", "system")
        with application.unit() as other:
            other.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
            with pytest.raises(DBAPIError, match="lock timeout"):
                events.append_house(other, "second", "system")
            other.session.rollback()
    assert _last(application) == 1


def test_chains_of_cases_stand_apart(application: Application) -> None:
    chains = [ids.new_id() for _ in range(3)]
    with application.unit() as unit:
        for chain in chains:
            events.append(unit, chain, "opened", "system")
            events.append(unit, chain, "closed", "system")
    assert _last(application) == 6
    with application.unit() as unit:
        assert [event.kind for event in events.trail(unit.session, chains[1])] == ["opened", "closed"]


def test_what_is_taken_back_within_a_transaction_leaves_the_chain_whole(application: Application) -> None:
    with application.unit() as unit:
        events.append_house(unit, "counted", "system", number=1)
        step = unit.session.begin_nested()
        events.append_house(unit, "counted", "system", number=2)
        step.rollback()
        events.append_house(unit, "counted", "system", number=3)
    assert _last(application) == 2


def test_what_is_kept_of_a_step_within_a_transaction_is_built_upon(application: Application) -> None:
    with application.unit() as unit:
        events.append_house(unit, "counted", "system", number=1)
        with unit.session.begin_nested():
            events.append_house(unit, "counted", "system", number=2)
        events.append_house(unit, "counted", "system", number=3)
    assert _last(application) == 3
