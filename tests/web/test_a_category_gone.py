"""A category is taken out of service while cases use it: they stay where they are, readable and to be sorted."""

from __future__ import annotations

import pytest

from hotline.store import office
from hotline.store.models.office import Category
from tests.support.town import Town

ALI, AWA = "+22300000201", "+22300000202"
VAGUE = "des choses étranges la nuit"
WATER = "pas d'eau à la pompe de Konna depuis 3 jours"


@pytest.fixture
def gone(town: Town) -> str:
    """Two cases of a category that waits and of one that was routed, both taken out of service since."""
    town.text(ALI, VAGUE)
    town.text(AWA, WATER)
    with town.application.unit() as unit:
        for phone in (ALI, AWA):
            row = unit.session.get_one(Category, town.case(phone).category)
            assert row.active
            row.active = False
        office.touch(unit.session, unit.now)
    return town.case(ALI).reference


@pytest.mark.parametrize("path", ["/triage", "/inbox", "/incidents", "/cases/{reference}", "/find?q=482"])
def test_the_pages_still_show_what_uses_it(town: Town, gone: str, path: str) -> None:
    answer = town.officer("coordinator").get(path.format(reference=gone))
    assert answer.status_code == 200


def test_it_is_sorted_into_another_category_and_never_into_the_one_that_is_gone(town: Town, gone: str) -> None:
    before, coordinator = town.case(ALI), town.officer("coordinator")
    page = coordinator.get("/triage").text
    assert f'name="category" value="{before.category}"' not in page
    refused = coordinator.post(f"/triage/{gone}", page="/triage", category=before.category)
    assert refused.status_code == 422
    assert town.case(ALI).needs_person
    coordinator.post(f"/triage/{gone}", page="/triage", other="health")
    assert town.case(ALI).category == "health"


def test_a_text_that_fits_it_still_opens_a_case_and_waits_for_a_person(town: Town, gone: str) -> None:
    town.text("+22300000203", WATER.replace("3", "4"))
    case = town.case("+22300000203")
    assert case.category == town.case(AWA).category
    assert not town.case(AWA).needs_person
    assert case.needs_person
    assert town.officer("coordinator").get("/triage").status_code == 200


@pytest.mark.parametrize("slug", ["topics", "classifier", "backlog"])
def test_the_figures_still_count_it(town: Town, gone: str, slug: str) -> None:
    assert town.officer("administrator").get(f"/reports/{slug}").status_code == 200
