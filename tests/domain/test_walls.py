"""The walls: every row of the rule, then what holds for any accounts, bodies and cases."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.findings import Findings
from hotline.domain.walls import (
    BODY_KINDS,
    ROLES,
    Body,
    CaseFacts,
    Viewer,
    accused_bodies,
    barred_by,
    bodies_without_reader,
    may_act,
    may_audit,
    may_read,
)


def uid(number: int) -> UUID:
    return UUID(int=number)


def body(number, kind, force=None, *, parent=None, partners=(), psea=False, office=None) -> Body:
    above = None if parent is None else uid(parent)
    return Body(uid(number), kind, force, above, frozenset(map(uid, partners)), psea, True, office)


MINISTRY = body(1, "civil", office="ministry")
LEGION = body(2, "security", "gendarmerie", parent=1)
POST = body(3, "security", "gendarmerie", parent=2)
OTHER_POST = body(4, "security", "gendarmerie")
POLICE = body(5, "security", "police")
JOINT_PATROL = body(6, "security", "garde", partners=(3,))
MAIRIE = body(7, "civil", office="mairie")
PREFECTURE = body(8, "civil", office="prefecture")
OVERSIGHT = body(9, "oversight")
PROTECTION = body(10, "protection", psea=True)
COORDINATION = body(11, "coordination")
BODIES = (
    MINISTRY, LEGION, POST, OTHER_POST, POLICE, JOINT_PATROL,
    MAIRIE, PREFECTURE, OVERSIGHT, PROTECTION, COORDINATION,
)  # fmt: skip
BARRED = barred_by(BODIES)
QUIET = Findings("fr", (), "banditry", None, 0.9, "high", 0.5, "S1", "security", False)


def viewer(of: Body, role="liaison", *, desk: int | None = None, cleared=False, active=True) -> Viewer:
    own = of.id.int + 100 if desk is None else desk
    return Viewer(uid(of.id.int + 200), role, of.id, uid(own), cleared, active)


def case(of: Body, sensitivity="S1", accused=()) -> CaseFacts:
    return CaseFacts(uid(of.id.int + 100), sensitivity, frozenset(one.id for one in accused))


@pytest.mark.parametrize(
    ("role", "own_desk", "sensitivity", "cleared", "reads"),
    [
        ("liaison", True, "S0", False, True),
        ("liaison", True, "S1", False, True),
        ("liaison", True, "S2", False, True),
        ("liaison", True, "S3", False, False),
        ("liaison", True, "S3", True, True),
        ("liaison", False, "S0", True, False),
        ("liaison", False, "S3", True, False),
        ("coordinator", False, "S2", False, True),
        ("coordinator", False, "S3", False, False),
        ("coordinator", False, "S3", True, True),
        ("administrator", True, "S0", True, False),
        ("auditor", True, "S0", True, False),
    ],
)
def test_a_role_reads_exactly_its_row_of_the_contract(role, own_desk, sensitivity, cleared, reads):
    account = viewer(OVERSIGHT, role, desk=None if own_desk else 999, cleared=cleared)
    concern = case(OVERSIGHT, sensitivity)
    assert may_read(account, concern, BARRED) is reads
    assert may_act(account, concern, BARRED) is reads
    assert may_audit(account, concern, BARRED) is (role in ("administrator", "auditor"))


def test_an_inactive_account_sees_nothing():
    for role in ROLES:
        account = viewer(OVERSIGHT, role, cleared=True, active=False)
        assert not may_read(account, case(OVERSIGHT), BARRED)
        assert not may_audit(account, case(OVERSIGHT), BARRED)


def test_a_liaison_without_a_desk_does_not_own_the_cases_without_one():
    adrift = replace(viewer(POLICE), desk_id=None)
    assert not may_read(adrift, CaseFacts(None, "S0"), BARRED)


def test_a_sensitivity_nobody_knows_counts_as_protected():
    assert not may_read(viewer(OVERSIGHT), case(OVERSIGHT, "S9"), BARRED)


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        (POST, False),
        (LEGION, False),
        (MINISTRY, False),
        (OTHER_POST, False),
        (JOINT_PATROL, False),
        (POLICE, True),
        (MAIRIE, True),
        (OVERSIGHT, True),
        (PROTECTION, True),
        (COORDINATION, True),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_a_complaint_about_a_post_is_hidden_from_its_chain_its_force_and_its_joint_partner(reader, sees, role):
    account = viewer(reader, role, cleared=True)
    complaint = case(reader, "S2", accused=(POST,))
    assert (may_read(account, complaint, BARRED) or may_audit(account, complaint, BARRED)) is sees


def test_the_chain_of_command_is_barred_downwards_too():
    assert POST.id in BARRED[MINISTRY.id]


def test_a_partnership_noted_on_one_side_counts_on_both():
    assert JOINT_PATROL.id in BARRED[POST.id]
    assert POST.id in BARRED[JOINT_PATROL.id]


def test_a_partner_of_any_barred_body_is_barred_as_well():
    assert JOINT_PATROL.id in BARRED[LEGION.id]


def test_another_mairie_is_not_barred_by_a_complaint_about_one():
    neighbour = body(20, "civil", office="mairie")
    assert neighbour.id not in barred_by((*BODIES, neighbour))[MAIRIE.id]


def test_a_security_body_without_a_recorded_force_may_be_of_any():
    unnamed = body(20, "security")
    barred = barred_by((*BODIES, unnamed))
    assert unnamed.id in barred[POLICE.id]
    assert POLICE.id in barred[unnamed.id]


def test_a_loop_in_the_chain_of_command_ends():
    barred = barred_by((body(1, "civil", parent=2), body(2, "civil", parent=1)))
    assert barred[uid(1)] == barred[uid(2)] == {uid(1), uid(2)}


def test_an_accused_body_that_nobody_knows_hides_the_case_from_all():
    concern = CaseFacts(None, "S0", frozenset({uid(999)}))
    assert not may_read(viewer(COORDINATION, "coordinator", cleared=True), concern, BARRED)


def test_an_account_without_a_body_is_never_outside_a_wall():
    homeless = replace(viewer(COORDINATION, "coordinator"), body_id=None)
    assert not may_read(homeless, case(POLICE, accused=(POLICE,)), BARRED)
    assert may_read(homeless, case(POLICE), BARRED)


def test_a_complaint_about_the_coordination_is_for_the_psea_focal_point_alone():
    for reader in BODIES:
        for role in ROLES:
            account = viewer(reader, role, cleared=True)
            complaint = case(reader, "S3", accused=(COORDINATION,))
            sees = may_read(account, complaint, BARRED) or may_audit(account, complaint, BARRED)
            assert sees is (reader == PROTECTION)


SECURITY = {LEGION, POST, OTHER_POST, POLICE, JOINT_PATROL}
FOREIGN = body(21, "security", "partner")
MASKED = body(23, "security", "unknown")


@pytest.mark.parametrize(
    ("found", "bodies", "accused"),
    [
        ({}, BODIES, set()),
        ({"about_force": {"gendarmerie"}}, BODIES, {LEGION, POST, OTHER_POST}),
        ({"about_force": {"gendarmerie", "police"}}, BODIES, {LEGION, POST, OTHER_POST, POLICE}),
        ({"about_force": {"unknown"}}, BODIES, SECURITY),
        ({"about_force": {"partner"}}, BODIES, SECURITY),
        ({"about_force": {"partner"}}, (*BODIES, FOREIGN), {FOREIGN}),
        ({"about_force": {"army"}}, BODIES, SECURITY),
        ({"about_force": {"unknown"}}, (*BODIES, MASKED), {*SECURITY, MASKED}),
        ({"about_civil": {"mairie"}}, BODIES, {MAIRIE}),
        ({"about_civil": {"unknown"}}, BODIES, {MINISTRY, MAIRIE, PREFECTURE}),
        ({"about_civil": {"justice"}}, BODIES, {MINISTRY, MAIRIE, PREFECTURE}),
        ({"about_civil": {"mairie"}}, (*BODIES, body(22, "civil")), {MAIRIE, body(22, "civil")}),
        ({"about_hotline": True}, BODIES, {COORDINATION}),
        ({"about_hotline": True, "about_force": {"police"}}, BODIES, {COORDINATION, POLICE}),
    ],
)
def test_what_a_text_accuses_becomes_bodies_rather_too_many_than_too_few(found, bodies, accused):
    facts = {key: value if value is True else frozenset(value) for key, value in found.items()}
    assert accused_bodies(replace(QUIET, **facts), bodies) == {one.id for one in accused}


def test_a_body_named_by_a_person_is_accused_beside_what_the_text_says():
    found = accused_bodies(replace(QUIET, about_force=frozenset({"police"})), BODIES, named=frozenset({MAIRIE.id}))
    assert found == {POLICE.id, MAIRIE.id}


OFFICE = (
    viewer(OVERSIGHT, cleared=True),
    viewer(PROTECTION, cleared=True),
    viewer(COORDINATION, "coordinator"),
    viewer(POLICE, cleared=True),
)


def test_a_set_up_with_oversight_and_a_psea_focal_point_is_accepted():
    assert bodies_without_reader(BODIES, OFFICE) == frozenset()


def test_without_a_psea_focal_point_nobody_reads_about_the_coordination():
    bodies = (*(one for one in BODIES if one != PROTECTION), replace(PROTECTION, psea=False))
    assert COORDINATION.id in bodies_without_reader(bodies, OFFICE)


def test_an_officer_without_clearance_is_no_reader_of_protected_cases():
    uncleared = [replace(account, cleared=False) for account in OFFICE]
    assert bodies_without_reader(BODIES, uncleared) == {one.id for one in BODIES}


def test_a_force_is_no_independent_reader_about_another():
    assert POST.id in bodies_without_reader(BODIES, [viewer(POLICE, cleared=True)])


def test_a_deactivated_reader_leaves_the_bodies_without_one():
    gone = [replace(account, active=False) for account in OFFICE]
    assert bodies_without_reader(BODIES, gone) == {one.id for one in BODIES}


def test_an_officer_of_a_deactivated_body_is_no_reader():
    shut = tuple(replace(one, active=one.kind == "security") for one in BODIES)
    assert bodies_without_reader(shut, OFFICE) == {one.id for one in BODIES}


def test_a_text_that_accuses_a_force_and_an_office_at_once_needs_a_reader_too():
    police, mairie = body(1, "security", "police"), body(2, "civil", office="mairie")
    tied = body(3, "oversight", partners=(1,)), body(4, "protection", partners=(2,))
    readers = [viewer(one, cleared=True) for one in tied]
    assert bodies_without_reader((police, mairie, *tied), readers) == {police.id, mairie.id}


def test_two_desks_each_tied_to_one_force_leave_an_unknown_uniform_without_reader():
    police, garde = body(1, "security", "police"), body(2, "security", "garde")
    tied = body(3, "oversight", partners=(1,)), body(4, "protection", partners=(2,))
    readers = [viewer(one, cleared=True) for one in tied]
    assert bodies_without_reader((police, garde, *tied), readers) == {police.id, garde.id}


NUMBERS = st.integers(1, 7)


@st.composite
def worlds(draw):
    count = draw(st.integers(1, 7))
    return tuple(
        body(
            number,
            draw(st.sampled_from(BODY_KINDS)),
            draw(st.sampled_from((None, "police", "garde"))),
            parent=draw(st.none() | NUMBERS),
            partners=draw(st.sets(NUMBERS, max_size=2)),
            psea=draw(st.booleans()),
        )
        for number in range(1, count + 1)
    )


ACCOUNTS = st.builds(
    Viewer,
    st.just(uid(1)),
    st.sampled_from(ROLES),
    NUMBERS.map(uid),
    NUMBERS.map(uid),
    st.booleans(),
    st.booleans(),
)
CASES = st.builds(
    CaseFacts,
    NUMBERS.map(uid),
    st.sampled_from(("S0", "S1", "S2", "S3")),
    st.frozensets(NUMBERS.map(uid), max_size=3),
)
brief = settings(max_examples=30, deadline=None)


@brief
@given(worlds(), ACCOUNTS, CASES, NUMBERS.map(uid))
def test_accusing_one_body_more_never_adds_a_reader(bodies, account, concern, more):
    barred = barred_by(bodies)
    worse = replace(concern, accused=concern.accused | {more})
    assert may_read(account, worse, barred) <= may_read(account, concern, barred)
    assert may_audit(account, worse, barred) <= may_audit(account, concern, barred)


@brief
@given(worlds(), ACCOUNTS, CASES)
def test_nobody_of_an_accused_force_ever_learns_of_the_case(bodies, account, concern):
    barred = barred_by(bodies)
    own = next((one for one in bodies if one.id == account.body_id), None)
    accused_forces = {one.force for one in bodies if one.id in concern.accused and one.force}
    if account.body_id in concern.accused or (own and own.force in accused_forces):
        assert not may_read(account, concern, barred)
        assert not may_audit(account, concern, barred)


@brief
@given(worlds(), CASES, NUMBERS.map(uid))
def test_nobody_reads_and_audits_the_same_case_in_one_role(bodies, concern, body_id):
    barred = barred_by(bodies)
    for role in ROLES:
        account = Viewer(uid(1), role, body_id, concern.desk_id, True, True)
        assert not (may_read(account, concern, barred) and may_audit(account, concern, barred))


@brief
@given(worlds())
def test_a_wall_between_partners_stands_on_both_sides(bodies):
    barred = barred_by(bodies)
    known = {one.id for one in bodies}
    for one in bodies:
        for partner in one.partner_ids & known:
            assert partner in barred[one.id]
            assert one.id in barred[partner]


@brief
@given(worlds(), st.sampled_from(("police", "garde", "partner", "unknown")))
def test_an_accused_force_always_bars_every_one_of_its_bodies(bodies, force):
    barred = barred_by(bodies)
    accused = accused_bodies(replace(QUIET, about_force=frozenset({force})), bodies)
    shut = frozenset().union(*(barred[one] for one in accused))
    assert {one.id for one in bodies if one.force == force} <= shut
    if accused:
        assert {one.id for one in bodies if one.kind == "security" and one.force is None} <= shut
