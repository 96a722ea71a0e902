"""Who is told when a limit passes: officer, coordination, administration; the wall outranks the ladder."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.escalation import LEVELS, Concerned, audience, next_level
from hotline.domain.walls import ROLES, CaseFacts, Viewer, is_walled, may_audit, may_read

DESK, OTHER_DESK, BODY, OVERSIGHT, ACCUSED = (UUID(int=n) for n in range(1, 6))
BARRED = {ACCUSED: frozenset({ACCUSED, BODY})}


def person(n: int, role: str, *, body: UUID = BODY, desk: UUID | None = None, cleared: bool = False) -> Viewer:
    return Viewer(UUID(int=100 + n), role, body, desk, cleared, active=True)


OWNER = person(1, "liaison", desk=DESK)
COLLEAGUE = person(2, "liaison", desk=DESK)
ELSEWHERE = person(3, "liaison", desk=OTHER_DESK)
COORDINATION = person(4, "coordinator", body=OVERSIGHT)
ADMINISTRATION = person(5, "administrator", body=OVERSIGHT)
FOCAL = person(6, "liaison", body=OVERSIGHT, desk=DESK, cleared=True)
PEOPLE = (OWNER, COLLEAGUE, ELSEWHERE, COORDINATION, ADMINISTRATION, FOCAL)


def told(level: int, facts: CaseFacts, owner: Viewer | None = None) -> tuple[str, set[UUID]]:
    found = audience(level, Concerned(facts, owner.account_id if owner else None), PEOPLE, BARRED)
    return found.to, {one.account_id for one in found.people}


def who(*people: Viewer) -> set[UUID]:
    return {one.account_id for one in people}


@pytest.mark.parametrize(
    ("level", "to", "people"),
    [
        (75, "officer", [OWNER]),
        (100, "officer", [OWNER]),
        (150, "coordinator", [COORDINATION]),
        (200, "administrator", [ADMINISTRATION]),
    ],
)
def test_a_limit_climbs_from_the_officer_to_the_administration(level, to, people):
    assert told(level, CaseFacts(DESK, "S1"), OWNER) == (to, who(*people))


def test_a_case_without_an_owner_is_told_to_its_desk():
    assert told(100, CaseFacts(DESK, "S1")) == ("officer", who(OWNER, COLLEAGUE, FOCAL))


def test_an_empty_desk_passes_it_on_at_once():
    assert told(100, CaseFacts(UUID(int=9), "S1")) == ("coordinator", who(COORDINATION))


def test_an_owner_who_may_not_read_it_any_more_is_not_told():
    assert told(100, CaseFacts(DESK, "S2", frozenset({ACCUSED})), OWNER) == ("officer", who(FOCAL))


@pytest.mark.parametrize("level", LEVELS)
def test_a_protected_case_is_told_to_cleared_people_of_its_desk_alone(level):
    assert told(level, CaseFacts(DESK, "S3")) == ("focal_point", who(FOCAL))
    assert told(level, CaseFacts(OTHER_DESK, "S3")) == ("focal_point", set())


def test_after_the_last_level_there_is_none():
    assert [next_level(level) for level in (0, 75, 100, 150, 200)] == [75, 100, 150, 200, None]


BODIES = st.sampled_from([BODY, OVERSIGHT, ACCUSED, UUID(int=77)])
VIEWERS = st.builds(
    Viewer, st.uuids(), st.sampled_from(ROLES), BODIES, st.sampled_from([None, DESK, OTHER_DESK]), st.booleans(),
    st.booleans(),
)  # fmt: skip
FACTS = st.builds(
    CaseFacts, st.sampled_from([DESK, OTHER_DESK]), st.sampled_from(["S0", "S1", "S2", "S3"]),
    st.frozensets(BODIES, max_size=2),
)  # fmt: skip


@given(st.sampled_from(LEVELS), FACTS, st.lists(VIEWERS, max_size=8), st.booleans())
def test_nobody_is_ever_told_of_a_case_they_may_not_know_of(level, facts, people, owned):
    owner = people[0].account_id if people and owned else None
    for one in audience(level, Concerned(facts, owner), people, BARRED).people:
        assert may_read(one, facts, BARRED) or may_audit(one, facts, BARRED)
        assert not is_walled(one, facts, BARRED)
