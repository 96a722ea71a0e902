"""A walk over every door there is: whoever is shown a word of a protected case stood in its trail before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, before_render_template
from sqlalchemy import func, select, update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from hotline.domain.references import show_reference
from hotline.reports.catalog import REPORTS
from hotline.store.models.casework import Case, Event
from tests.support.town import Officer, Town

PHONE = "+22300000001"
# Only who stands in its trail may be shown this word of it.
CONTENT = "xylokanari"
BEATEN = f"mon mari me bat chaque jour, ne dites rien, {CONTENT}"
NAMES = ("security", "civil", "oversight", "protection", "coordinator", "administrator", "auditor")
READS = frozenset({"case_read", "number_shown"})


@pytest.fixture
def case(town: Town) -> Case:
    """A protected case that a person has to sort too."""
    town.text(PHONE, BEATEN)
    case = town.case(PHONE)
    with town.application.unit() as unit:
        unit.session.execute(update(Case).where(Case.id == case.id).values(needs_person=True))
    assert case.sensitivity == "S3"
    return case


def _paths(app: Flask, method: str, case: Case) -> Iterator[str]:
    """Yield an address for every rule of a method, each blank filled in with what leads to the case."""
    filled = {"reference": [case.reference], "slug": list(REPORTS)}
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.rule.startswith(("/hooks", "/static", "/simulator")):
            yield from _written(rule, filled)


def _written(rule: Rule, filled: dict[str, list[str]]) -> Iterator[str]:
    names = re.findall(r"<(?:[^<>:]+:)?([^<>:]+)>", rule.rule)
    for value in filled.get(names[0], ["1"]) if names else [""]:
        yield re.sub(r"<[^<>]+>", value, rule.rule)


def _reads(town: Town, case: Case, actor: str) -> int:
    """Return how often somebody stands in the trail of the case, as another connection sees it: so it is committed."""
    with town.worker.unit() as unit:
        query = select(func.count()).where(Event.chain == case.id, Event.kind.in_(READS), Event.actor == actor)
        return unit.session.scalar(query) or 0


@contextmanager
def _watched(town: Town, case: Case, actor: str, seen: list[int]) -> Iterator[None]:
    """Look into the trail each time a page is about to be made."""

    def look(*_: object, **__: object) -> None:
        seen.append(_reads(town, case, actor))

    with before_render_template.connected_to(look, town.web):
        yield


def _tells(answer: TestResponse) -> bool:
    return CONTENT.encode() in answer.data


def _visit(town: Town, case: Case, officer: Officer, path: str, method: str) -> TestResponse | None:
    """Go through a door; if its answer tells of the case, the trail knew before the page was made."""
    seen: list[int] = []
    actor = officer.actor(town)
    before = _reads(town, case, actor)
    with _watched(town, case, actor, seen):
        answer = officer.get(path) if method == "GET" else officer.post(path, page="/account")
    if not _tells(answer):
        return None
    assert seen, f"{method} {path}: told of the case without a page"
    assert seen[-1] > before, f"{method} {path}: read before it was noted"
    return answer


@pytest.mark.parametrize("name", NAMES)
def test_no_door_shows_a_protected_case_before_the_trail_knows(town: Town, case: Case, name: str) -> None:
    officer = town.officer(name)
    told = [path for path in _paths(town.web, "GET", case) if _visit(town, case, officer, path, "GET")]
    # The protected desk reads it at three doors; nobody else at any.
    doors = [f"/cases/{case.reference}", "/triage", f"/triage/{case.reference}"]
    assert sorted(told) == (doors if name == "protection" else [])


def test_a_page_shown_again_after_a_form_is_a_read_as_well(town: Town, case: Case) -> None:
    officer = town.officer("protection")
    told = []
    for path in _paths(town.web, "POST", case):
        if case.reference in path and _visit(town, case, officer, path, "POST"):
            told.append(path.rsplit("/", 1)[1])
    assert {"answers", "notes"} <= set(told)


def test_what_the_walk_looks_for_is_on_the_page(town: Town, case: Case) -> None:
    """So that finding nothing elsewhere means something."""
    page = town.officer("protection").get(f"/cases/{case.reference}").text
    assert CONTENT in page
    assert show_reference(case.reference) in page or case.reference in page
