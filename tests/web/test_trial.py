"""A message is tried before a rule is saved: what is understood, whom it is hidden from, where and when it is due."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from hotline.bootstrap import Application
from hotline.services import trials
from hotline.store.models.casework import HOUSE, Case, Event
from hotline.store.models.office import RoutingRule
from hotline.store.models.people import Account
from hotline.store.models.traffic import Message
from tests.web.test_admin import fields_of
from tests.web.visitor import Visitor

THEFT = "On a volé nos boeufs cette nuit à Konna"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


@pytest.fixture
def admin(visitor: Visitor) -> Visitor:
    visitor.sign_in("administrator@demo.invalid")
    return visitor


def count(application: Application, table: type) -> int:
    with application.unit() as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_tried_message_shows_its_desk_its_reasons_and_its_due_times(admin: Visitor) -> None:
    page = admin.post("/admin/trial", trial=THEFT).get_data(as_text=True)
    assert "Ce message irait à : Brigade de Mopti" in page
    assert "« vols »" in page
    assert "Konna" in page
    assert "réponse avant" in page


def test_a_tried_accusation_names_who_will_not_see_it(admin: Visitor) -> None:
    page = admin.post("/admin/trial", trial=ABUSE).get_data(as_text=True)
    assert "Ce message irait à : Plaintes" in page
    hidden = page[page.index("Caché à") :][:200]
    assert "Gendarmerie de Mopti" in hidden


def test_nothing_of_a_trial_is_kept(admin: Visitor, application: Application) -> None:
    before = [count(application, table) for table in (Case, Message, Event)]
    admin.post("/admin/trial", trial=ABUSE)
    assert [count(application, table) for table in (Case, Message, Event)] == before


@pytest.mark.parametrize(
    ("words", "code"),
    [("", 422), ("x" * 1_601, 422), ("a\0b", 422), ("🐄", 200), ("<i>x</i>", 200)],
)
def test_junk_is_refused_or_tried_and_never_breaks(admin: Visitor, words: str, code: int) -> None:
    answer = admin.post("/admin/trial", trial=words)
    assert answer.status_code == code
    assert "<i>x" not in answer.get_data(as_text=True)


def test_the_rules_of_the_demonstration_pass_no_wall(admin: Visitor) -> None:
    page = admin.get("/admin/trial").get_data(as_text=True)
    assert "mène à un bureau mis en cause" not in page
    assert "personne d’indépendant" not in page


def test_a_rule_is_tried_as_its_form_stands_and_not_saved(admin: Visitor, application: Application) -> None:
    path = "/admin/rules/vols"
    with application.unit() as unit:
        before = unit.session.scalar(select(func.count()).where(Event.chain == HOUSE))
    form = fields_of(admin, path) | {"desk_kind": "coordination", "forces": "", "trial": THEFT, "rehearse": "1"}
    page = admin.post(path, **form).get_data(as_text=True)
    assert "Ce message irait à : Coordination" in page
    assert THEFT in page
    with application.unit() as unit:
        rule = unit.session.scalars(select(RoutingRule).where(RoutingRule.code == "vols")).one()
        assert (rule.desk_kind, rule.forces) == ("security", ["gendarmerie", "garde"])
        assert unit.session.scalar(select(func.count()).where(Event.chain == HOUSE)) == before


def test_a_rule_that_could_not_be_saved_is_not_tried_either(admin: Visitor) -> None:
    form = fields_of(admin, "/admin/rules/vols") | {"forces": "marine", "trial": THEFT, "rehearse": "1"}
    answer = admin.post("/admin/rules/vols", **form)
    assert answer.status_code == 422
    assert "Ce message irait" not in answer.get_data(as_text=True)


def test_a_rule_tells_its_versions_and_who_left_it_so(admin: Visitor) -> None:
    assert "Versions" not in admin.get("/admin/rules/vols").get_data(as_text=True)
    admin.post("/admin/rules/vols", **(fields_of(admin, "/admin/rules/vols") | {"position": "25"}))
    page = admin.get("/admin/rules/vols").get_data(as_text=True)
    versions = page[page.index("Versions") :]
    assert "25 · Braquage, coupeurs de route / Vol de bétail · sécurité" in versions
    assert "Administration" in versions


def test_only_an_administrator_tries_messages(visitor: Visitor) -> None:
    visitor.sign_in("coordinator@demo.invalid")
    assert visitor.get("/admin/trial").status_code == 404
    assert visitor.post("/admin/trial", trial=THEFT).status_code == 404


def test_the_page_shows_the_rules_in_order_and_which_one_was_hit(admin: Visitor) -> None:
    page = admin.post("/admin/trial", trial=THEFT).get_data(as_text=True)
    order = [page.index(f"/admin/rules/{code}") for code in ("personnel", "vols", "engins")]
    assert order == sorted(order)
    hit = page[page.index('href="/admin/rules/vols"') :]
    assert "appliquée" in hit[: hit.index("</tr>")]
    assert page.count("> appliquée") + page.count("</svg>appliquée") == 1


def test_every_body_has_an_independent_reader_or_the_page_says_which_has_none(
    admin: Visitor, application: Application
) -> None:
    assert "Chaque organisme a un lecteur indépendant." in admin.get("/admin/trial").get_data(as_text=True)
    with application.unit() as unit:
        for account in unit.session.scalars(select(Account).where(Account.cleared_at.is_not(None))):
            account.cleared_at = None
    page = admin.get("/admin/trial").get_data(as_text=True)
    assert "Personne d’indépendant pour une plainte contre" in page


def test_the_rules_as_a_whole_are_tried_with_a_draft_and_stay_as_they_are(
    admin: Visitor, application: Application
) -> None:
    with application.unit() as unit:
        rules = application.tools.office.read(unit.session)
        before = trials.check(rules).gaps
    form = fields_of(admin, "/admin/rules/vols") | {"trial": THEFT, "rehearse": "1"}
    page = admin.post("/admin/rules/vols", **form).get_data(as_text=True)
    assert "Cette règle ouvre un vide" not in page
    with application.unit() as unit:
        assert trials.check(application.tools.office.read(unit.session)).gaps == before


def test_who_changed_which_rule_stands_on_the_page(admin: Visitor) -> None:
    assert "Qui a changé quoi" not in admin.get("/admin/trial").get_data(as_text=True)
    admin.post("/admin/rules/vols", **(fields_of(admin, "/admin/rules/vols") | {"position": "25"}))
    page = admin.get("/admin/trial").get_data(as_text=True)
    changes = page[page.index("Qui a changé quoi") :]
    assert "vols" in changes
    assert "Administration" in changes
