"""Who sorts what: danger to the cleared, the rest to the coordination."""

from __future__ import annotations

from uuid import UUID

import pytest

from hotline.domain.sorting import ToSort, may_sort, waits, wall_after
from hotline.domain.walls import ROLES, Viewer

PLAIN, WALLED, PROTECTED = ToSort("S1", "none", True), ToSort("S2", "hinted", True), ToSort("S3", "none", True)


def viewer(role: str, *, cleared: bool = False) -> Viewer:
    return Viewer(UUID(int=1), role, UUID(int=2), UUID(int=3), cleared, True)


@pytest.mark.parametrize("role", ROLES)
def test_the_general_queue_is_the_coordinators(role: str) -> None:
    assert may_sort(viewer(role), "coordination", PLAIN) == (role == "coordinator")


@pytest.mark.parametrize("case", [WALLED, PROTECTED])
@pytest.mark.parametrize("kind", ["oversight", "protection", "coordination", "security", "civil"])
@pytest.mark.parametrize("cleared", [True, False])
def test_what_is_hidden_is_for_a_cleared_person_of_oversight_or_protection(
    case: ToSort, kind: str, cleared: bool
) -> None:
    allowed = cleared and kind in ("oversight", "protection")
    for role in ("liaison", "coordinator"):
        assert may_sort(viewer(role, cleared=cleared), kind, case) == allowed
    for role in ("administrator", "auditor"):
        assert not may_sort(viewer(role, cleared=cleared), kind, case)


def test_a_case_waits_until_somebody_decided_on_its_subject_and_its_wall() -> None:
    assert waits(PLAIN)
    assert waits(ToSort("S2", "hinted", False))
    assert not waits(ToSort("S2", "confirmed", False))


def test_a_wall_is_confirmed_lifted_or_was_never_there() -> None:
    assert wall_after("none", accuses=True) == "confirmed"
    assert wall_after("hinted", accuses=True) == "confirmed"
    assert wall_after("hinted", accuses=False) == "lifted"
    assert wall_after("none", accuses=False) == "none"
