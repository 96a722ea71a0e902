"""Triage under strain: many workers, lost leases, texts that break it; and walls before anything is joined."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event, select, text, update

from hotline import bootstrap, ids
from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.domain.findings import Because, Findings
from hotline.domain.messages import InboundText
from hotline.domain.references import show_reference
from hotline.gateways.base import Call
from hotline.services import intake, triage, writing
from hotline.services.writing import Letter
from hotline.settings import Settings
from hotline.store import cases, contacts, messages
from hotline.store.models.casework import Accused, Case, Event
from hotline.store.models.office import Body
from hotline.store.models.traffic import Message
from tests.support.town import LINE, Town

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
TEXTS, PHONES = 200, 40
CALL = Call("POST", "", {})
OF_A_MESSAGE = ("received", "text_joined", "reopened", "citizen_thanked", "closing_answered")


@dataclass
class Understood:
    """An understanding that was told beforehand what each text means; a text it was not told about breaks it."""

    told: dict[str, Findings] = field(default_factory=dict)

    def in_force(self, unit: object) -> Understood:
        return self

    def understand(self, text: str, *, prior_language: str | None = None) -> Findings:
        return self.told[text]


def found(**changed: Any) -> Findings:
    plain = Findings(
        language="fr", language_shares=(), category="cattle_theft", second=None, confidence=0.9, urgency="normal",
        urgency_score=0.4, sensitivity="S1", desk_kind="security", needs_person=False, because=(Because("test"),),
    )  # fmt: skip
    return replace(plain, **changed)


def _store(app: Application, phone: str, words: str) -> None:
    brought = InboundText("simulator", str(ids.new_id()), phone, LINE, words, None, None, None)
    with app.unit() as unit:
        intake.accept_text(unit, brought, CALL)


def _batch(app: Application, understanding: Understood | None = None) -> int:
    tools = replace(app.tools, understanding=understanding) if understanding else app.tools
    return triage.triage_batch(app.unit, tools)


def _tell(town: Town, words: str, **what: Any) -> None:
    """Text from the one phone, understood as said; several cases may come of it."""
    _store(town.application, AWA, words)
    assert _batch(town.worker, Understood({words: found(**what)})) == 1


def _end_leases(app: Application) -> None:
    with app.unit() as unit:
        unit.session.execute(text("UPDATE messages SET lease_until = now() - interval '1 second'"))


def _claim(app: Application) -> messages.Claim:
    with app.unit() as unit:
        [claim] = messages.claim(unit.session, ids.new_id(), batch=1, lease_s=60)
    return claim


@pytest.fixture
def workers(settings: Settings, clock: SetClock) -> Iterator[list[Application]]:
    built = [bootstrap.build(settings, "worker", clock=clock) for _ in range(2)]
    yield built
    for one in built:
        one.engine.dispose()


def test_two_workers_triage_two_hundred_texts_once_each_and_every_phones_in_order(
    application: Application, workers: list[Application]
) -> None:
    for number in range(TEXTS):
        _store(application, f"+2230000{number % PHONES:04d}", THEFT)

    def drain(worker: Application) -> int:
        return sum(iter(lambda: _batch(worker), 0))

    with ThreadPoolExecutor(2) as pool:
        claimed = list(pool.map(drain, workers))
    while _batch(workers[0]):
        claimed.append(0)
    with application.unit() as unit:
        stored = unit.session.scalars(select(Message).order_by(Message.number)).all()
        events = unit.session.scalars(select(Event).where(Event.kind.in_(OF_A_MESSAGE)).order_by(Event.chain, Event.n))
        numbers = {str(message.id): message.number for message in stored}
        told = [(event.chain, numbers[event.data["message"]]) for event in events]
        assert len(unit.session.scalars(select(Case)).all()) == PHONES
    assert {(message.state, message.attempts) for message in stored} == {("done", 1)}
    assert sorted(number for _, number in told) == sorted(numbers.values())
    assert all(one[1] < next_[1] for one, next_ in pairwise(told) if one[0] == next_[0])


def test_of_a_try_that_lost_its_lease_nothing_stays(town: Town) -> None:
    _store(town.application, AWA, THEFT)
    late = _claim(town.worker)
    _end_leases(town.application)
    assert _batch(town.worker) == 1
    before = len(town.trail(town.case(AWA)))
    with pytest.raises(triage.LeaseLost), town.worker.unit() as unit:
        triage.triage(unit, late, town.worker.tools)
    assert len(town.cases(AWA)) == 1
    assert len(town.trail(town.case(AWA))) == before


def test_the_second_text_of_a_phone_waits_for_its_first(town: Town) -> None:
    _store(town.application, AWA, THEFT)
    _claim(town.worker)
    _store(town.application, AWA, "et 3 chèvres")
    _store(town.application, "+22300000102", THEFT)
    assert _batch(town.worker) == 1
    assert town.cases(AWA) == []


def test_a_text_that_breaks_triage_three_times_goes_to_a_person_behind_every_wall(town: Town) -> None:
    _store(town.application, AWA, "imprévu")
    for _ in range(3):
        assert town.cases(AWA) == []
        _end_leases(town.application)
        assert _batch(town.worker, Understood()) == 1
    _is_with_a_person(town, AWA)


def test_a_text_that_killed_its_worker_three_times_is_not_tried_a_fourth_time(town: Town) -> None:
    _store(town.application, AWA, THEFT)
    with town.application.unit() as unit:
        unit.session.execute(update(Message).values(attempts=3))
    _batch(town.worker)
    _is_with_a_person(town, AWA)


def test_a_text_that_does_not_open_goes_to_a_person_and_holds_up_nobody(town: Town) -> None:
    _store(town.application, AWA, THEFT)
    _store(town.application, "+22300000102", THEFT)
    with town.application.unit() as unit:
        first = select(Message.id).order_by(Message.number).limit(1).scalar_subquery()
        unit.session.execute(update(Message).where(Message.id == first).values(body_sealed=b"broken", attempts=2))
    assert _batch(town.worker) == 2
    _is_with_a_person(town, AWA)
    assert len(town.cases("+22300000102")) == 1


def _is_with_a_person(town: Town, phone: str) -> None:
    case = town.case(phone)
    assert (case.needs_person, case.sensitivity, case.wall, town.desk_kind(case)) == (True, "S2", "hinted", "oversight")
    with town.application.unit() as unit:
        accused = set(unit.session.scalars(select(Accused.body_id).where(Accused.case_id == case.id)))
        forces = set(unit.session.scalars(select(Body.id).where(Body.kind.in_(("security", "civil")))))
    assert accused == forces
    for name in ("security", "civil"):
        assert case.reference not in town.officer(name).get("/inbox").text.replace(" ", "")
    town.work()
    assert len(town.carrier.to(phone)) == 1


ACCUSES = {"about_force": frozenset({"gendarmerie"}), "sensitivity": "S2"}
APART = [
    pytest.param(ACCUSES, id="accuses those who read it"),
    pytest.param({"about_force": frozenset({"unknown"})}, id="may accuse them"),
    pytest.param({"sensitivity": "S2"}, id="is more sensitive"),
    pytest.param({"sensitivity": "S3"}, id="is protected"),
    pytest.param({"language": "ff"}, id="nobody can vouch for its language"),
]


@pytest.mark.parametrize("what", APART)
def test_an_addition_a_reference_or_an_answer_is_walled_before_it_is_joined(town: Town, what: dict[str, Any]) -> None:
    _tell(town, THEFT)
    old = town.case(AWA)
    liaison = town.officer("security")
    liaison.post(f"/cases/{old.reference}/closure", text="Vu.", outcome="resolved")
    before = (town.case(AWA).version, town.kinds(old))
    for words in ("encore", "au sujet de {}", "1 encore", "2 au sujet de {}"):
        _tell(town, words.format(show_reference(old.reference)), **what)
        again = next(case for case in town.cases(AWA) if case.id == old.id)
        assert (again.version, town.kinds(old), again.status) == (*before, "closing"), words


@pytest.mark.parametrize("words", ["encore", "au sujet de {}"])
def test_an_ordinary_addition_joins(town: Town, words: str) -> None:
    _tell(town, THEFT)
    _tell(town, words.format(show_reference(town.case(AWA).reference)))
    assert len(town.cases(AWA)) == 1


def test_a_new_subject_opens_a_case_of_its_own(town: Town) -> None:
    _tell(town, THEFT)
    _tell(town, "la pompe est en panne", category="basic_services", desk_kind="civil")
    assert [case.category for case in town.cases(AWA)] == ["cattle_theft", "basic_services"]


def test_a_second_accusation_joins_the_first(town: Town) -> None:
    _tell(town, "les gendarmes ont pris mon argent", category="force_abuse", **ACCUSES)
    _tell(town, "encore les gendarmes", category="force_abuse", **ACCUSES)
    assert len(town.cases(AWA)) == 1


def test_one_acknowledgement_in_the_pause_a_second_after_it_and_no_third(town: Town) -> None:
    for category in ("cattle_theft", "basic_services", "health"):
        _tell(town, category, category=category)
    town.work()
    assert len(town.carrier.to(AWA)) == 1
    town.pass_time(seconds=town.worker.settings.acknowledgement_pause + 1)
    assert len(town.carrier.to(AWA)) == 2
    town.pass_time(hours=1)
    assert len(town.carrier.to(AWA)) == 2
    assert [town.kinds(case).count("acknowledgement_withheld") for case in town.cases(AWA)].count(1) == 1


@pytest.mark.parametrize("quiet", [ACCUSES, {"sensitivity": "S2"}, {"sensitivity": "S3"}])
def test_what_is_walled_or_protected_never_shifts_another_acknowledgement(town: Town, quiet: dict[str, Any]) -> None:
    _tell(town, "a", category="force_abuse", **quiet)
    _tell(town, "b", category="health", **quiet)
    _tell(town, "c")
    town.work()
    shown = show_reference(next(case for case in town.cases(AWA) if case.category == "cattle_theft").reference)
    assert any(shown in said for said in town.carrier.to(AWA))


def test_an_officer_may_write_to_a_citizen_whose_text_is_being_triaged(town: Town) -> None:
    _tell(town, THEFT)
    with town.worker.unit() as triaging, town.application.unit() as writing_:
        contact = contacts.locked(triaging.session, town.case(AWA).contact_id)
        writing_.session.execute(text("SET LOCAL lock_timeout = '2s'"))
        row = writing.write(writing_, contact, Letter("answer", ids.new_id(), "Nous venons.", "fr"))
        assert row.state == "queued"


def test_a_locked_case_is_read_as_it_stands_and_not_as_it_was(town: Town) -> None:
    _tell(town, THEFT)
    reference, contact_id = town.case(AWA).reference, town.case(AWA).contact_id
    with town.worker.unit() as unit:
        before = cases.by_reference(unit.session, contact_id, reference)
        with town.application.unit() as other:
            cases.locked(other.session, before.id).version = 41
        after = cases.locked(unit.session, before.id)
        after.version += 1
    assert town.case(AWA).version == 42


def test_a_first_text_takes_few_ways_to_the_database_and_back(town: Town) -> None:
    _tell(town, THEFT)
    seen: list[str] = []
    event.listen(town.worker.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    _store(town.application, "+22300000102", "bonjour, le puits de Konna est sec")
    assert _batch(town.worker) == 1
    assert len(town.cases("+22300000102")) == 1
    assert len(seen) <= 12, "\n".join(seen)
