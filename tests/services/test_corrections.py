"""A second text that only puts a number right stands with the first one, and accuses nobody."""

from __future__ import annotations

from tests.support.town import Town

AWA = "+22300000101"
THEFT = "on a volé 14 boeufs à mon père cette nuit à Tenenkou"


def test_a_number_put_right_joins_the_report_it_speaks_of(town: Town) -> None:
    town.text(AWA, THEFT)
    first = town.case(AWA)
    town.clock.advance(minutes=4)
    town.text(AWA, "Elles étaient 17, pas 14.")
    assert len(town.cases(AWA)) == 1
    after = town.case(AWA)
    assert (after.category, after.urgency, after.wall) == (first.category, first.urgency, "none")
    assert "text_joined" in town.kinds(after)


def test_a_number_beside_a_force_opens_a_case_of_its_own(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(AWA, "Elles étaient 17, les gendarmes les ont prises")
    assert len(town.cases(AWA)) == 2
    assert any(case.wall == "hinted" for case in town.cases(AWA))


def test_a_number_alone_as_a_first_text_is_read_as_any_other(town: Town) -> None:
    town.text(AWA, "Elles étaient 17.")
    assert len(town.cases(AWA)) == 1
