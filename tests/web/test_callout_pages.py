"""The call tree, the rosters and the alerts as pages: who sees them, one tap, and what is refused."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, select

from hotline import ids
from hotline.domain.references import show_reference
from hotline.store import clocks
from hotline.store.models.casework import Case
from hotline.store.models.duty import Duty, Page
from hotline.store.models.people import Account
from tests.services.test_callout import ACCUSES, ATTACK, PHONE, called
from tests.support.town import Town
from tests.web.test_admin import HOSTILE, fields_of
from tests.web.visitor import Visitor


@pytest.fixture
def case(town: Town) -> Case:
    town.text(PHONE, ATTACK)
    town.watch()
    return town.case(PHONE)


@pytest.fixture
def admin(visitor: Visitor) -> Visitor:
    """A browser with an administrator of the demonstration."""
    visitor.sign_in("administrator@demo.invalid")
    return visitor


def timeless(page: str) -> str:
    """Return a page without the time at which it was made."""
    return re.sub(r"À jour \d\d:\d\d", "", page)


def first_page(town: Town) -> Page:
    with town.application.unit() as unit:
        return unit.session.scalars(select(Page).order_by(Page.step)).first()


def test_one_tap_on_the_tree_says_not_reached_and_the_next_is_called(town: Town, case: Case) -> None:
    officer, path = town.officer("coordinator"), f"/cases/{case.reference}/calltree"
    page = officer.get(path).text
    assert 'href="tel:+22300000901"' in page
    assert "Chacun est appelé à son tour" in page
    town.clock.advance(minutes=2)
    answer = officer.post(f"/cases/{case.reference}/pages/{first_page(town).id}", page=path, reached="no")
    assert answer.status_code == 303
    town.watch()
    page = officer.get(path).text
    assert "pas joint" in page
    assert "09:02" in page or "9:02" in page
    assert called(town, case) == ["security", "coordinator"]


def test_the_one_who_is_called_says_so_from_the_alerts(town: Town, case: Case) -> None:
    officer = town.officer("security")
    assert "Voir les alertes" in officer.get("/inbox").text
    page = officer.get("/alerts").text
    assert show_reference(case.reference) in page
    action = re.search(r'action="(/cases/\d+/pages/[^"]+)"', page)
    assert action
    assert officer.post(action[1], page="/alerts", reached="yes").status_code == 303
    # Who says that they have it in hand has it.
    assert "taken" in town.kinds(case)
    told = officer.get(f"/cases/{case.reference}/calltree").text
    assert "Les appels sont finis" in told
    # Nobody phoned.
    assert "Noté : vous avez le dossier en main." in told
    assert "a dit avoir le dossier en main" in told
    assert "appelé à" not in told
    assert "dit avoir le dossier en main." in officer.get(f"/cases/{case.reference}").text
    assert "Aucune alerte" in officer.get("/alerts").text


def test_who_is_called_again_and_again_has_one_alert_of_it(town: Town, case: Case) -> None:
    officer = town.officer("security")
    alone = officer.get("/alerts").text.count("vous êtes appelé")
    town.clock.advance(minutes=10)
    with town.application.unit() as unit:
        account = unit.session.scalars(select(Account).where(Account.email == officer.email)).one()
        for step in (2, 3):
            clocks.add_notice(unit, case.id, account.id, "page", (ids.new_id(), step))
    assert officer.get("/alerts").text.count("vous êtes appelé") == alone == 1
    officer.post("/alerts/seen", page="/alerts")
    assert "Aucune alerte" in officer.get("/alerts").text


@pytest.mark.parametrize("name", ["civil", "administrator", "auditor", "oversight"])
def test_who_may_not_read_the_case_finds_no_tree(town: Town, case: Case, name: str) -> None:
    officer = town.officer(name)
    assert officer.get(f"/cases/{case.reference}/calltree").status_code == 404
    answer = officer.post(f"/cases/{case.reference}/pages/{first_page(town).id}", page="/account", reached="yes")
    assert answer.status_code == 404


def test_an_accused_body_finds_neither_tree_nor_alert_and_the_same_bytes(town: Town) -> None:
    officer = town.officer("security")
    before = {path: timeless(officer.get(path).text) for path in ("/alerts", "/roster", "/inbox")}
    town.text(PHONE, ACCUSES)
    for _ in range(4):
        town.watch(minutes=5)
    assert {path: timeless(officer.get(path).text) for path in before} == before
    assert officer.get(f"/cases/{town.case(PHONE).reference}/calltree").status_code == 404


@pytest.mark.parametrize("said", ["", "maybe", HOSTILE])
def test_a_tap_that_says_neither_is_refused(town: Town, case: Case, said: str) -> None:
    officer = town.officer("security")
    path = f"/cases/{case.reference}/pages/{first_page(town).id}"
    assert officer.post(path, page="/alerts", reached=said).status_code == 400
    assert officer.post(path.replace("pages/", "pages/x"), page="/alerts", reached="yes").status_code == 404


def test_an_alert_says_what_waits_how_long_and_about_what(town: Town) -> None:
    town.text(PHONE, "On a volé mes boeufs à Konna")
    town.clock.advance(days=9)
    town.watch()
    page = town.officer("coordinator").get("/alerts").text
    assert re.search(r"(À trier|Sans réponse) depuis 9 j", page)
    assert ", délai " in page
    assert "Konna" in page
    told = town.officer("administrator").get("/alerts").text
    assert "Konna" not in told


def test_a_roster_warns_of_desks_with_nobody_on_duty(town: Town) -> None:
    with town.application.unit() as unit:
        unit.session.execute(delete(Duty))
    page = town.officer("coordinator").get("/roster").text
    assert re.search(r"\d+ bureaux sans personne de service maintenant", page)
    assert "règle les tours" in page
    assert "1 bureau sans personne de service maintenant" in town.officer("security").get("/roster").text
    mended = town.officer("administrator").get("/roster").text
    assert re.search(r'<a href="/admin/duties">[^<]*Brigade de Mopti', mended)
    assert "règle les tours" not in mended


def test_alerts_are_put_away_by_their_own_reader_alone(town: Town, case: Case) -> None:
    town.watch(hours=3)
    page = town.officer("security").get("/alerts").text
    actions = re.findall(r'action="(/alerts/[^"]+/seen)"', page)
    assert actions
    town.officer("civil").post(actions[0], page="/account")
    assert actions[0] in town.officer("security").get("/alerts").text
    town.officer("security").post(actions[0], page="/alerts")
    assert actions[0] not in town.officer("security").get("/alerts").text
    town.officer("security").post("/alerts/seen", page="/alerts")
    assert "Aucune alerte" in town.officer("security").get("/alerts").text


def test_a_roster_shows_the_own_desk_to_a_liaison_and_every_desk_to_the_coordination(town: Town) -> None:
    own, every = town.officer("security").get("/roster").text, town.officer("coordinator").get("/roster").text
    assert "Brigade de Mopti" in own
    assert "Services de la commune" not in own
    assert "Services de la commune" in every
    assert "de service maintenant" in every
    assert town.officer("auditor").get("/roster").status_code == 404


def test_an_administrator_plans_a_night_and_takes_it_off_again(admin: Visitor, town: Town) -> None:
    with town.application.unit() as unit:
        person = unit.session.scalars(select(Account).where(Account.email == "civil@demo.invalid")).one()
    asked = {"account": str(person.id), "step": "2", "days": ["4", "5"], "hours": "18h-7:30", "first": "2026-03-06"}
    assert admin.post("/admin/duties/new", **asked).status_code == 303
    with town.application.unit() as unit:
        (row,) = unit.session.scalars(select(Duty).where(Duty.step == 2))
    assert (row.opens, row.closes, row.days, row.desk_id) == (1080, 450, ["4", "5"], person.desk_id)
    assert "vendredi, samedi, 18:00-7:30" in admin.get("/admin/duties").get_data(as_text=True)
    assert admin.post(f"/admin/duties/{row.id}/removal").status_code == 303
    assert admin.get(f"/admin/duties/{row.id}").status_code == 404


def test_who_cannot_be_called_is_put_on_duty_with_a_warning(admin: Visitor, town: Town) -> None:
    with town.application.unit() as unit:
        person = unit.session.scalars(select(Account).where(Account.email == "civil@demo.invalid")).one()
        person.phone_sealed = None
    assert "sans téléphone de service" in admin.get("/admin/duties/new").get_data(as_text=True)
    asked = {"account": str(person.id), "step": "2", "days": ["4"], "hours": "18h-7:30", "first": "2026-03-06"}
    assert admin.post("/admin/duties/new", **asked).status_code == 303
    page = admin.get("/admin/duties").get_data(as_text=True)
    assert "Sans téléphone de service, aucun SMS ne l’appellera." in page
    assert "dès le 6 mars 2026" in page
    with town.application.unit() as unit:
        unit.session.get_one(Account, person.id).password_hash = None
    assert admin.post("/admin/duties/new", **asked).status_code == 303
    page = admin.get("/admin/duties").get_data(as_text=True)
    assert "Son compte n’est pas encore ouvert : rien ne l’appellera." in page


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("days", [], "Cochez un jour au moins."),
        ("days", ["9"], "Choisissez dans la liste."),
        ("hours", "le soir", "n’est pas lisible"),
        ("hours", "25:00-7:00", "n’est pas lisible"),
        ("step", "0", "Écrivez un nombre entre 1 et 9."),
        ("last", "2026-01-01", "La fin doit venir après le début."),
        ("account", "00000000-0000-0000-0000-000000000000", "Choisissez dans la liste."),
    ],
)
def test_a_turn_that_cannot_be_is_refused_in_words(admin: Visitor, field: str, given: object, said: str) -> None:
    page = admin.get("/admin/duties").get_data(as_text=True)
    found = re.search(r'href="(/admin/duties/[0-9a-f-]{36})"', page)
    assert found
    answer = admin.post(found[1], **(fields_of(admin, found[1]) | {field: given}))
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_a_duty_phone_is_kept_sealed_changed_and_taken_away(admin: Visitor, town: Town) -> None:
    with town.application.unit() as unit:
        person = unit.session.scalars(select(Account).where(Account.email == "civil@demo.invalid")).one()
    path = f"/admin/accounts/{person.id}"
    for given, kept in (("00 00 09 77", "+22300000977"), ("", "+22300000977"), ("-", None)):
        assert admin.post(path, **(fields_of(admin, path) | {"duty_phone": given})).status_code == 303
        with town.application.unit() as unit:
            sealed = unit.session.get_one(Account, person.id).phone_sealed
            opened = unit.vault.open(sealed, "accounts", "phone_sealed", person.id) if sealed else None
        assert opened == kept
        assert "0977" not in admin.get(path).get_data(as_text=True)
    answer = admin.post(path, **(fields_of(admin, path) | {"duty_phone": "mon frère"}))
    assert "Ce n’est pas un numéro de téléphone." in answer.get_data(as_text=True)


def test_the_tree_says_who_has_the_case_or_that_it_was_opened(town: Town, case: Case) -> None:
    tree, opened = f"/cases/{case.reference}/calltree", "Un officier l’a regardé à"
    coordinator, security = town.officer("coordinator"), town.officer("security")
    assert opened not in coordinator.get(tree).text
    security.get(f"/cases/{case.reference}")
    for _ in range(20):
        town.clock.advance(minutes=5)
        town.watch()
    page = coordinator.get(tree).text
    assert opened in page
    assert "Personne n’a dit l’avoir en main." in page
    assert "Personne n’a été joint." not in page
    security.post(f"/cases/{case.reference}/ownership", page=f"/cases/{case.reference}")
    assert " a le dossier." in coordinator.get(tree).text


def test_what_is_said_alike_of_several_cases_is_one_card(town: Town) -> None:
    for number in (1, 2):
        town.text(f"+2230000080{number}", "on a volé mes boeufs à Konna")
        case, told = town.case(f"+2230000080{number}"), town.viewer("security")
        with town.application.unit() as unit:
            clocks.add_notice(unit, case.id, told.account_id, "returned", (ids.new_id(), number))
    page = town.officer("security").get("/alerts").text
    assert page.count("Dossier rendu au bureau") == 1
    assert "2 dossiers" in page
    assert len(re.findall(r'action="/alerts/[^"]+/seen"', page)) == 2


def test_once_somebody_has_the_case_its_alert_says_who_and_offers_nothing_that_is_done(town: Town, case: Case) -> None:
    coordinator, security = town.officer("coordinator"), town.officer("security")
    for _ in range(20):
        town.clock.advance(minutes=5)
        town.watch()
    assert "vous êtes appelé" in coordinator.get("/alerts").text
    security.post(f"/cases/{case.reference}/ownership", page=f"/cases/{case.reference}")
    page = coordinator.get("/alerts").text
    assert "a le dossier." in page
    for said in ("vous êtes appelé", "personne n’a été joint", "J’ai le dossier en main"):
        assert said not in page


def test_one_limit_that_was_told_of_twice_is_one_line(town: Town) -> None:
    town.text(PHONE, "on a volé mes boeufs à Konna")
    case, told, about = town.case(PHONE), town.viewer("security"), ids.new_id()
    for level in (100, 150):
        with town.application.unit() as unit:
            clocks.add_notice(unit, case.id, told.account_id, "returned", (about, level))
    assert town.officer("security").get("/alerts").text.count("Dossier rendu au bureau") == 1
