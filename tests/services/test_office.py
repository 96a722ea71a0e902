"""The office changes only as far as the walls stay whole, and cases follow."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.domain.walls import Viewer, barred_by
from hotline.services import accounts, office, office_bodies, office_people, rehoming
from hotline.services.office import WHOLE, Work
from hotline.services.office_form import Form, Wrong
from hotline.store import cases, events, scope
from hotline.store import office as rows
from hotline.store.models.casework import HOUSE, Accused, Case, Event
from hotline.store.models.office import Bar, Body, Desk
from hotline.store.models.people import Account
from hotline.store.office import OfficeReader
from hotline.web.adminsheet import sentences
from tests.support.town import Town

PHONE = "+22300000001"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


@pytest.fixture
def desk_of(application: Application) -> dict[str, Desk]:
    """Return the demonstration's desks by the code of their body."""
    with application.unit() as unit:
        return {body.code: desk for desk, body in office_bodies.all_desks(unit.session)}


@contextmanager
def at_work(application: Application) -> Iterator[Work]:
    """Give an administrator of the demonstration a transaction, a minute later than the last."""
    clock = application.clock
    assert isinstance(clock, SetClock)
    clock.advance(minutes=1)
    with application.unit() as unit:
        who = unit.session.scalars(select(Account).where(Account.role == "administrator")).one()
        actor = events.by_account(who.id)
        yield Work(unit, actor, application.tools.languages, application.taxonomy, tuple(application.gateways))


def body_form(application: Application, code: str, **changed: Any) -> tuple[str, Form]:
    """Return a body's key and its form as it stands, with some fields changed."""
    with application.unit() as unit:
        key = str(unit.session.scalars(select(Body.id).where(Body.code == code)).one())
        values = dict(office_bodies.body_values(unit.session, key) or {}) | changed
    return key, form(**values)


def form(**values: Any) -> Form:
    """Return a form as a browser sends it."""
    given = {}
    for name, value in values.items():
        if value is True:
            given[name] = ["1"]
        elif value is not False and value is not None:
            given[name] = list(value) if isinstance(value, list | tuple) else [str(value)]
    return Form(given)


def body_id(application: Application, code: str) -> UUID:
    with application.unit() as unit:
        return unit.session.scalars(select(Body.id).where(Body.code == code)).one()


def account_key(application: Application, name: str) -> str:
    with application.unit() as unit:
        return str(unit.session.scalars(select(Account.id).where(Account.email == f"{name}@demo.invalid")).one())


def fault_of(wrong: pytest.ExceptionInfo[Wrong], field: str = WHOLE) -> str:
    return wrong.value.faults[field].code


def make_partners(application: Application, one: str, other: str) -> None:
    """Have an administrator make two bodies work jointly."""
    with at_work(application) as work:
        office_bodies.save_body(work, *body_form(application, one, partners=[str(body_id(application, other))]))


def misplaced(application: Application) -> list[str]:
    """Return the open cases that lie with a body the pure rule bars from them, or at a shut desk."""
    with application.unit() as unit:
        barred = barred_by(rows.bodies(unit.session))
        homes = {desk.id: (desk, body) for desk, body in office_bodies.all_desks(unit.session)}
        found = []
        for case in unit.session.scalars(select(Case).where(Case.status != "closed")):
            desk, body = homes[case.desk_id]
            against = cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
            if not (desk.active and body.active) or any(body.id in barred[one] for one in against):
                found.append(case.reference)
        return found


def test_the_demonstration_leaves_no_body_alone(application: Application) -> None:
    with application.unit() as unit:
        assert office.unprotected(unit.session) == frozenset()


def test_the_last_independent_reader_cannot_be_shut_out(application: Application) -> None:
    key = account_key(application, "oversight")
    with pytest.raises(Wrong) as wrong, at_work(application) as work:
        office_people.deactivate(work, key)
    assert fault_of(wrong) == "no_reader"
    with application.unit() as unit:
        assert unit.session.get_one(Account, UUID(key)).deactivated_at is None


def test_the_sentence_names_the_body_that_would_be_alone(town: Town) -> None:
    with pytest.raises(Wrong) as wrong, at_work(town.application) as work:
        office_people.deactivate(work, account_key(town.application, "protection"))
    with town.web.test_request_context():
        assert "Coordination de la ligne" in sentences(wrong.value)[WHOLE]


def test_a_body_that_partners_everybody_independent_is_refused(application: Application) -> None:
    independent = [str(body_id(application, code)) for code in ("controle", "protection", "coordination")]
    key, changed = body_form(application, "police-mopti", partners=independent)
    with pytest.raises(Wrong) as wrong, at_work(application) as work:
        office_bodies.save_body(work, key, changed)
    assert fault_of(wrong) == "no_reader"


def test_the_last_administrator_cannot_become_something_else(
    application: Application, desk_of: dict[str, Desk]
) -> None:
    key = account_key(application, "administrator")
    desk = desk_of["coordination"]
    changed = form(email="administrator@demo.invalid", title="Liaison", role="liaison", body=desk.body_id, desk=desk.id)
    with pytest.raises(Wrong) as wrong, at_work(application) as work:
        office_people.revise(work, key, changed)
    assert fault_of(wrong) == "no_administrator"


def test_a_case_leaves_the_desk_that_becomes_a_partner_of_the_accused(town: Town) -> None:
    town.text(PHONE, ABUSE)
    case = town.case(PHONE)
    assert town.desk_kind(case) == "oversight"
    make_partners(town.application, "controle", "gendarmerie-mopti")
    moved = town.case(PHONE)
    assert moved.desk_id != case.desk_id
    assert moved.version > case.version
    assert misplaced(town.application) == []
    assert town.trail(moved)[-1].data["why"] == "office_changed"
    assert town.verify() > 0


def test_a_closed_case_that_may_be_opened_again_moves_too(town: Town) -> None:
    town.text(PHONE, ABUSE)
    before = town.case(PHONE)
    officer, page = town.officer("oversight"), f"/cases/{before.reference}"
    officer.post(f"{page}/closure", page=page, outcome="no_action", text="vu")
    assert town.case(PHONE).status == "closed"
    make_partners(town.application, "controle", "gendarmerie-mopti")
    assert town.case(PHONE).desk_id != before.desk_id


def test_nothing_of_a_walled_case_shows_in_the_house_chain(town: Town) -> None:
    town.text(PHONE, ABUSE)
    case = town.case(PHONE)
    make_partners(town.application, "controle", "gendarmerie-mopti")
    with town.application.unit() as unit:
        house = unit.session.scalars(select(Event).where(Event.chain == HOUSE)).all()
    assert house[-1].kind == "body_revised"
    assert not any(str(case.id) in str(event.data) or case.reference in str(event.data) for event in house)


def test_a_refused_change_moves_no_case(town: Town) -> None:
    town.text(PHONE, ABUSE)
    before = town.case(PHONE)
    key, changed = body_form(town.application, "controle", active=False)
    with pytest.raises(Wrong), at_work(town.application) as work:
        office_bodies.save_body(work, key, changed)
    assert town.case(PHONE).desk_id == before.desk_id
    assert town.case(PHONE).version == before.version


def test_a_desk_that_shuts_hands_its_cases_on(town: Town, desk_of: dict[str, Desk]) -> None:
    town.text(PHONE, "On a volé nos boeufs cette nuit à Konna")
    case, desk = town.case(PHONE), desk_of["gendarmerie-mopti"]
    assert case.desk_id == desk.id
    with at_work(town.application) as work:
        office_bodies.save_desk(work, str(desk.id), form(name=desk.name, languages=desk.languages))
    assert town.case(PHONE).desk_id != desk.id
    assert misplaced(town.application) == []


def test_a_leaver_gives_the_cases_back_and_is_out_at_once(town: Town) -> None:
    town.text(PHONE, "On a volé nos boeufs cette nuit à Konna")
    case, officer = town.case(PHONE), town.officer("security")
    officer.post(f"/cases/{case.reference}/ownership", page=f"/cases/{case.reference}")
    assert town.case(PHONE).owner_id is not None
    with at_work(town.application) as work:
        office_people.deactivate(work, account_key(town.application, "security"))
    assert town.case(PHONE).owner_id is None
    assert officer.get("/inbox").status_code == 303
    assert town.trail(case)[-1].kind == "released"


def test_a_text_routed_by_the_old_walls_is_found_by_the_sweep(town: Town) -> None:
    town.text(PHONE, ABUSE)
    case = town.case(PHONE)
    with at_work(town.application) as work:
        accused = body_id(town.application, "gendarmerie-mopti")
        desk = work.session.scalars(select(Desk.id).where(Desk.body_id == accused)).one()
        work.session.get_one(Case, case.id).desk_id = desk
    assert misplaced(town.application) == [case.reference]
    with town.worker.unit() as unit:
        assert rehoming.sweep(unit, OfficeReader().read(unit.session)) == 1
    assert misplaced(town.application) == []


def test_no_administrator_learns_of_a_case_by_what_is_refused(town: Town) -> None:
    """The same change is answered alike whether or not a case lies at the desk."""
    answers = []
    for texts in (0, 1):
        if texts:
            town.text(PHONE, ABUSE)
        with pytest.raises(Wrong) as wrong, at_work(town.application) as work:
            office_people.deactivate(work, account_key(town.application, "oversight"))
        answers.append(wrong.value.faults)
    assert answers[0] == answers[1]


def test_a_first_office_can_be_set_up_in_order(application: Application) -> None:
    """Independent bodies may wait for their readers; a body that answers may not come before them."""
    with application.unit() as unit:
        for account in unit.session.scalars(select(Account).where(Account.cleared_at.is_not(None))):
            account.password_hash = None
    police = form(name="Police de Gao", code="police-gao", kind="security", force="garde", active=True)
    with pytest.raises(Wrong) as wrong, at_work(application) as work:
        office_bodies.save_body(work, None, police)
    assert fault_of(wrong) == "no_reader"
    with at_work(application) as work:
        office_bodies.save_body(work, None, form(name="Contrôle 2", code="controle-2", kind="oversight", active=True))
    with application.unit() as unit:
        assert office.unprotected(unit.session)


def test_two_changes_that_are_only_harmless_apart_cannot_both_pass(application: Application) -> None:
    """Both invite a second reader away: the second change is judged on what the first left."""
    with at_work(application) as work:
        controle = work.session.scalars(select(Desk).where(Desk.body_id == body_id(application, "controle"))).one()
        details = accounts.AccountDetails(
            "second@demo.invalid", "Contrôle 2", "liaison", controle.body_id, controle.id, ("fr",), cleared=True
        )
        token = accounts.invite(work.unit, work.actor, details)
    with application.unit() as unit:
        accounts.use_link(unit, token, "une longue phrase à part")
    with at_work(application) as work:
        office_people.deactivate(work, account_key(application, "oversight"))
    with pytest.raises(Wrong) as wrong, at_work(application) as work:
        office_people.deactivate(work, account_key(application, "second"))
    assert fault_of(wrong) == "no_reader"


def test_the_closure_follows_the_chain_of_command(application: Application) -> None:
    above, below = body_id(application, "gendarmerie-mopti"), body_id(application, "mairie-mopti")
    key, changed = body_form(application, "mairie-mopti", parent=str(above))
    with at_work(application) as work:
        office_bodies.save_body(work, key, changed)
    with application.unit() as unit:
        assert unit.session.get(Bar, (below, above)) is not None
        assert {(bar.accused_id, bar.barred_id) for bar in unit.session.scalars(select(Bar))} == {
            (one, other) for one, others in barred_by(rows.bodies(unit.session)).items() for other in others
        }


def test_a_body_cannot_command_those_above_it(application: Application) -> None:
    above, below = body_id(application, "gendarmerie-mopti"), body_id(application, "mairie-mopti")
    with at_work(application) as work:
        office_bodies.save_body(work, *body_form(application, "mairie-mopti", parent=str(above)))
    with pytest.raises(Wrong) as wrong, at_work(application) as work:
        office_bodies.save_body(work, *body_form(application, "gendarmerie-mopti", parent=str(below)))
    assert fault_of(wrong, "parent") == "circle"


def test_the_scoped_query_sees_no_case_across_a_new_wall(town: Town) -> None:
    town.text(PHONE, ABUSE)
    case = town.case(PHONE)
    controle = body_id(town.application, "controle")
    viewer = Viewer(UUID(account_key(town.application, "oversight")), "auditor", controle, None, True, True)
    make_partners(town.application, "controle", "gendarmerie-mopti")
    with town.application.unit() as unit:
        against = unit.session.scalars(select(Accused).where(Accused.case_id == case.id)).all()
        assert against
        assert unit.session.scalars(select(Case).where(scope.auditable(viewer))).all() == []


def test_whatever_the_office_does_no_case_stays_behind_a_wall(town: Town) -> None:
    """Every pair of bodies in turn becomes partners, then superior and subordinate; some of it is refused."""
    told = (ABUSE, "La police a frappé mon frère", "On a volé nos boeufs", "Le maire vole l'argent")
    for number, words in enumerate(told):
        town.text(f"+2230000001{number}", words)
    with town.application.unit() as unit:
        codes = list(unit.session.scalars(select(Body.code).order_by(Body.code)))
    passed = refused = 0
    for one, other in itertools.permutations(codes, 2):
        to = str(body_id(town.application, other))
        for change in ({"partners": [to]}, {"parent": to, "partners": []}):
            try:
                with at_work(town.application) as work:
                    office_bodies.save_body(work, *body_form(town.application, one, **change))
                passed += 1
            except Wrong:
                refused += 1
            assert misplaced(town.application) == []
    assert passed
    assert refused
    assert town.verify() > passed
