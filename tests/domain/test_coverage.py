"""The check of the rules: it finds what nobody takes, and it would find a wall that is passed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hotline.domain.coverage import NO_DESK, NOBODY, WALL, Ground, cover
from hotline.domain.desks import Desk
from hotline.domain.dialled import Topic
from hotline.domain.rules import Rules, parse_rules
from hotline.domain.walls import Body, barred_by

THEFT = Topic("cattle_theft", "S1", "high", "security")
WATER = Topic("basic_services", "S1", "normal", "civil")
MOPTI = ("ML05",)


def body(number: int, kind: str, force: str | None = None, *, psea: bool = False) -> Body:
    return Body(UUID(int=number), kind, force, None, frozenset(), psea, True)


def desk(of: Body, *places: str) -> Desk:
    own_id, speaks = UUID(int=of.id.int + 100), frozenset({"fr"})
    return Desk(own_id, of.id, of.kind, of.force, frozenset(places), speaks, True, of.psea)


GENDARMES, TOWN = body(1, "security", "gendarmerie"), body(2, "civil")
OVERSIGHT, PROTECTION, COORDINATION = body(3, "oversight"), body(4, "protection", psea=True), body(5, "coordination")
ALL = (GENDARMES, TOWN, OVERSIGHT, PROTECTION, COORDINATION)


def ground(*bodies: Body, places: tuple[str, ...] = (), rules: Rules | None = None) -> Ground:
    return Ground(rules or Rules(), tuple(desk(one, *places) for one in bodies), bodies, barred_by(bodies))


def test_a_whole_office_leaves_no_gap() -> None:
    found = cover(ground(*ALL), [THEFT, WATER], [MOPTI])
    assert found.gaps == ()
    assert found.tried == 2 * (2 + 2 * 8)


def test_a_subject_without_a_desk_of_its_kind_is_named_with_its_place() -> None:
    without_town = tuple(one for one in ALL if one is not TOWN)
    found = cover(ground(*without_town), [THEFT, WATER], [MOPTI])
    assert {(gap.category, gap.place, gap.why) for gap in found.gaps} == {
        ("basic_services", "", NO_DESK),
        ("basic_services", "ML05", NO_DESK),
    }


def test_an_accusation_that_nobody_independent_can_take_is_found() -> None:
    found = cover(ground(GENDARMES, TOWN, COORDINATION), [THEFT], [])
    assert NOBODY in {gap.why for gap in found.gaps}


def test_a_rule_cannot_lead_past_a_wall_and_the_check_would_say_so() -> None:
    to_gendarmes = parse_rules(
        [{"id": "all", "position": 1, "when": {"category": ["cattle_theft"]}, "desk_id": str(desk(GENDARMES).id)}]
    )
    honest = ground(*ALL, rules=to_gendarmes)
    assert cover(honest, [THEFT], [MOPTI]).gaps == ()
    # As if the oversight desk had been given to the gendarmerie's own people.
    captured = replace(honest, barred={**honest.barred, GENDARMES.id: frozenset({GENDARMES.id, OVERSIGHT.id})},
                       desks=tuple(one for one in honest.desks if one.kind != "protection"))  # fmt: skip
    assert {gap.why for gap in cover(captured, [THEFT], [MOPTI]).gaps} <= {NOBODY, WALL}
