"""The page of learning: who sees it, what it shows before anything was learnt, and what junk does to it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.store.models.learning import ModelVersion
from hotline.store.models.office import Body
from hotline.store.models.people import Account
from tests.support.lessons import trained
from tests.web.visitor import Visitor

PAGE = "/admin/learning"


@pytest.fixture
def coordinator(visitor: Visitor) -> Visitor:
    visitor.sign_in("coordinator@demo.invalid")
    return visitor


def test_an_untaught_house_says_so(coordinator: Visitor) -> None:
    answer = coordinator.get(PAGE)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "La version livrée est en service" in page
    assert "Aucune étiquette depuis." in page


def test_a_version_shows_its_checks_and_pictures_with_tables_beside(
    coordinator: Visitor, application: Application
) -> None:
    report = {
        "checks": [{"name": "macro_f1", "passed": True, "before": 0.7, "after": 0.72, "low": -0.002, "detail": ""}],
        "lessons": 50, "officers": 1, "gold": 3, "left_out": {"repeated": 2}, "agreement": 0.8,
        "classes": {"health": [30, 0.7, 0.75], "abolished": [20, 0.5, 0.5]}, "bins": [[0.3, 0.2, 10], [0.9, 0.95, 90]],
        "confusion": [["health", "education", 4], ["health", "health", 26]], "curve": [[50, 0.4], [100, 0.6]],
    }  # fmt: skip
    version = trained(application)
    with application.unit() as unit:
        unit.session.get_one(ModelVersion, version).report = report
    page = coordinator.get(f"{PAGE}/1").get_data(as_text=True)
    assert page.count("<svg") - page.count('<svg class="i"') >= 3
    for words in ("72,0 %", "70,0 %", "d’une seule personne", "2 mêmes mots", "abolished", "95 %", "100"):
        assert words in page, words
    overview = coordinator.get(PAGE).get_data(as_text=True)
    assert "prête, à décider" in overview
    assert "72,0 %" in overview
    assert "Accord de deux lecteurs : 0.80." in overview


def test_nobody_but_the_house_that_runs_the_line_sees_figures_of_everybodys_texts(
    visitor: Visitor, application: Application
) -> None:
    for name, code in (("administrator", 200), ("auditor", 404), ("security", 404), ("oversight", 404)):
        visitor.sign_in(f"{name}@demo.invalid")
        assert visitor.get(PAGE).status_code == code, name
        visitor.post("/sign-out")
    with application.unit() as unit:
        force = unit.session.scalars(select(Body.id).where(Body.kind == "security").limit(1)).one()
        account = unit.session.scalars(select(Account).where(Account.email == "coordinator@demo.invalid")).one()
        account.body_id = force
    visitor.sign_in("coordinator@demo.invalid")
    for path in (PAGE, f"{PAGE}/0/force"):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, seen="0").status_code in (404, 405)


@pytest.mark.parametrize("number", ["0", "9", "99999999999999999999", "-1", "x"])
def test_a_version_that_is_not_there_is_not_found(coordinator: Visitor, number: str) -> None:
    assert coordinator.get(f"{PAGE}/{number}").status_code == 404
    if number != "0":
        assert coordinator.post(f"{PAGE}/{number}/force", seen="0").status_code == 404


@pytest.mark.parametrize(
    ("seen", "code"), [("", 400), ("x", 400), ("-1", 400), ("9" * 40, 400), ("7", 404), ("0", 422)]
)
def test_junk_moves_no_pointer(coordinator: Visitor, seen: str, code: int) -> None:
    assert coordinator.post(f"{PAGE}/0/force", seen=seen).status_code == code


def test_asking_twice_asks_once(coordinator: Visitor) -> None:
    assert coordinator.post(PAGE).status_code == 303
    answer = coordinator.post(PAGE)
    assert answer.status_code == 422
    assert "Un nouveau modèle se prépare déjà." in answer.get_data(as_text=True)


def test_two_steps_put_a_version_in_force_and_take_it_back(coordinator: Visitor, application: Application) -> None:
    version = trained(application)
    with application.unit() as unit:
        unit.session.get_one(ModelVersion, version).promoted_at = unit.now
    assert "Revenir à la version 1 ?" in coordinator.get(f"{PAGE}/1/force").get_data(as_text=True)
    assert coordinator.post(f"{PAGE}/1/force", seen="0").status_code == 303
    page = coordinator.get(PAGE).get_data(as_text=True)
    assert "Version 1 en service" in page
    assert "de celle livrée à la version 1" in page
    assert "Revenir à la version livrée ?" in coordinator.get(f"{PAGE}/0/force").get_data(as_text=True)
    assert coordinator.post(f"{PAGE}/0/force", seen="1").status_code == 303
    assert "La version livrée est en service" in coordinator.get(PAGE).get_data(as_text=True)
