"""The office pages: every list and form, in the hands of an administrator and of somebody who means harm."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.store.models.casework import HOUSE, Event
from hotline.store.models.office import (
    Body,
    Calendar,
    Category,
    Desk,
    EmergencyNumber,
    Holiday,
    Place,
    PlaceAlias,
    RoutingRule,
    Template,
)
from hotline.store.models.people import Account
from hotline.web.admin import SHEETS
from tests.support.town import Town
from tests.web.visitor import Visitor

HOSTILE = '"><script>alert(1)</script>'
JUNK = ("", HOSTILE, "x" * 4_000, "a\x00b", "\u202e17", "9" * 400, "../../etc", "1e9", "-1")
ADDABLE = [slug for slug, sheet in SHEETS.items() if sheet.new]


@pytest.fixture
def admin(visitor: Visitor) -> Visitor:
    """A browser with an administrator of the demonstration."""
    visitor.sign_in("administrator@demo.invalid")
    return visitor


def first_key(admin: Visitor, slug: str) -> str:
    page = admin.get(f"/admin/{slug}").get_data(as_text=True)
    found = re.search(rf'href="/admin/{slug}/([^"]+)"', page.split("<tbody")[1])
    assert found
    return found[1]


def fields_of(admin: Visitor, path: str) -> dict[str, Any]:
    """Return what a form would send if it were sent as it stands."""
    page = admin.get(path).get_data(as_text=True)
    form = page[page.index('id="f-whole"') : page.index("</form>", page.index('id="f-whole"'))]
    sent: dict[str, Any] = {}
    for name, value in re.findall(r'<input id="f-[\w-]+" name="([\w-]+)"[^>]*? value="([^"]*)"', form):
        sent[name] = value
    for name, value in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>([^<]*)<', form):
        sent[name] = value
    for name, options in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        sent[name] = (chosen or re.findall(r'<option value="([^"]*)"', options))[0]
    for name, value in re.findall(r'type="checkbox" name="(\w+)" value="([^"]*)" checked', form):
        sent.setdefault(name, []).append(value)
    return sent


def rows(application: Application, table: type[Any], **where: Any) -> list[Any]:
    with application.unit() as unit:
        return list(unit.session.scalars(select(table).filter_by(**where)))


def last_told(application: Application) -> Event:
    with application.unit() as unit:
        query = select(Event).where(Event.chain == HOUSE).order_by(Event.n.desc())
        found: Event = unit.session.scalars(query.limit(1)).one()
        return found


@pytest.mark.parametrize("role", ["security", "coordinator", "auditor"])
def test_only_an_administrator_finds_the_office(visitor: Visitor, role: str) -> None:
    visitor.sign_in(f"{role}@demo.invalid")
    assert visitor.get("/admin").status_code == 404
    for slug in SHEETS:
        assert visitor.get(f"/admin/{slug}").status_code == 404
        assert visitor.get(f"/admin/{slug}/new").status_code == 404
        assert visitor.post(f"/admin/{slug}/new", name="x").status_code == 404


def test_a_form_sent_as_it_stands_changes_nothing_but_the_trail(admin: Visitor) -> None:
    for slug in SHEETS:
        key = first_key(admin, slug)
        before = fields_of(admin, f"/admin/{slug}/{key}")
        # Why limits change is asked each time.
        reason = {"why": "standard"} if slug == "limits" else {}
        answer = admin.post(f"/admin/{slug}/{key}", **before | reason)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        assert fields_of(admin, f"/admin/{slug}/{key}") == before


@pytest.mark.parametrize("slug", ADDABLE)
def test_junk_is_refused_beside_its_field_and_kept(admin: Visitor, slug: str) -> None:
    names = [field.name for field in SHEETS[slug].asked(new=True)]
    types = any(field.kind != "choice" for field in SHEETS[slug].asked(new=True))
    before = admin.get(f"/admin/{slug}").get_data(as_text=True)
    for junk in JUNK:
        answer = admin.post(f"/admin/{slug}/new", **dict.fromkeys(names, junk))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, junk[:20]
        assert 'class="why"' in page
        assert "<script>alert" not in page
        assert junk != HOSTILE or not types or "&lt;script&gt;alert(1)" in page
    assert admin.get(f"/admin/{slug}").get_data(as_text=True) == before


def test_a_row_that_is_not_there_is_not_found(admin: Visitor) -> None:
    nowhere = ("nothing", "00000000-0000-0000-0000-000000000000", "a%00b", "x" * 500, "2026-13-40")
    for slug, key in itertools.product(SHEETS, nowhere):
        assert admin.get(f"/admin/{slug}/{key}").status_code == 404, (slug, key)
        assert admin.post(f"/admin/{slug}/{key}", name="x").status_code == 404, (slug, key)


def test_a_liaison_without_a_language_is_invited_with_a_warning(admin: Visitor, application: Application) -> None:
    desk = rows(application, Desk, name="Plaintes")[0]
    asked = {"email": "muet@demo.invalid", "title": "Contrôle 3", "role": "liaison", "body": desk.body_id,
             "desk": desk.id}  # fmt: skip
    assert "Vide : inchangé" not in admin.get("/admin/accounts/new").get_data(as_text=True)
    assert "Aucune langue cochée" in admin.post("/admin/accounts/new", **asked).get_data(as_text=True)


def test_an_invitation_link_is_shown_once_and_works(admin: Visitor, app: Flask, application: Application) -> None:
    desk = rows(application, Desk, name="Plaintes")[0]
    asked = {"email": "Nouveau@Demo.invalid", "title": "Contrôle 2", "role": "liaison", "body": desk.body_id,
             "desk": desk.id, "languages": ["fr", "bm"], "cleared": "1"}  # fmt: skip
    page = admin.post("/admin/accounts/new", **asked).get_data(as_text=True)
    token = re.search(r"/invitations/([\w-]+)", page)
    assert token
    assert token[1] not in admin.get("/admin/accounts").get_data(as_text=True)
    assert "Aucune langue cochée" not in page
    newcomer = Visitor(app)
    newcomer.get(f"/invitations/{token[1]}")
    secret = "une longue phrase à part"
    assert newcomer.post(f"/invitations/{token[1]}", password=secret, again=secret).status_code == 303
    newcomer.sign_in("nouveau@demo.invalid", secret)
    assert newcomer.is_in()
    told = [event.data for event in rows(application, Event, kind="account_invited")]
    assert "nouveau" not in str(told)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "civil@demo.invalid"}, "email"),
        ({"email": "no address"}, "email"),
        ({"desk": ""}, "desk"),
        ({"role": "auditor"}, "desk"),
        ({"role": "king"}, "role"),
        ({"languages": ["fr", "tlh"]}, "languages"),
        ({"title": ""}, "title"),
        ({"body": "coordination"}, "body"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    admin: Visitor, application: Application, changed: dict[str, Any], field: str
) -> None:
    key = rows(application, Account, email="security@demo.invalid")[0].id
    asked = fields_of(admin, f"/admin/accounts/{key}") | changed
    answer = admin.post(f"/admin/accounts/{key}", **asked)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.get_data(as_text=True)


def test_a_desk_of_another_body_is_no_desk_for_an_account(admin: Visitor, application: Application) -> None:
    key = rows(application, Account, email="security@demo.invalid")[0].id
    other = rows(application, Desk, name="Commissariat de Mopti")[0].id
    asked = fields_of(admin, f"/admin/accounts/{key}") | {"desk": other}
    assert admin.post(f"/admin/accounts/{key}", **asked).status_code == 422


def test_a_shut_account_is_out_and_can_come_back(admin: Visitor, app: Flask, application: Application) -> None:
    officer = Visitor(app)
    officer.sign_in("civil@demo.invalid")
    key = rows(application, Account, email="civil@demo.invalid")[0].id
    admin.get(f"/admin/accounts/{key}")
    assert admin.post(f"/admin/accounts/{key}/deactivation").status_code == 303
    assert not officer.is_in()
    page = admin.get(f"/admin/accounts/{key}").get_data(as_text=True)
    assert "/reactivation" in page
    assert "/deactivation" not in page
    assert admin.post(f"/admin/accounts/{key}/link").status_code == 422
    assert admin.post(f"/admin/accounts/{key}/reactivation").status_code == 303
    officer.sign_in("civil@demo.invalid")
    assert officer.is_in()


def test_what_cannot_be_undone_lightly_is_asked_about_a_second_time(admin: Visitor, application: Application) -> None:
    key = rows(application, Account, email="civil@demo.invalid")[0].id
    page = admin.get(f"/admin/accounts/{key}").get_data(as_text=True)
    folded = page[page.index('<summary class="btn grave">') :]
    assert folded.index("La personne ne pourra plus entrer.") < folded.index("Oui : fermer le compte")
    number = rows(application, EmergencyNumber)[0].id
    assert "Oui : supprimer ce numéro" in admin.get(f"/admin/numbers/{number}").get_data(as_text=True)
    assert admin.get("/admin/limits/all").get_data(as_text=True).count("<details") >= 4


def test_nobody_shuts_the_own_account(admin: Visitor, application: Application) -> None:
    key = rows(application, Account, email="administrator@demo.invalid")[0].id
    admin.get(f"/admin/accounts/{key}")
    assert admin.post(f"/admin/accounts/{key}/deactivation").status_code == 422
    assert admin.is_in()


def test_a_refused_set_up_names_the_body_and_keeps_what_was_typed(admin: Visitor, application: Application) -> None:
    key = rows(application, Body, code="controle")[0].id
    asked = fields_of(admin, f"/admin/bodies/{key}") | {"name": "Contrôle fermé"}
    asked.pop("active")
    answer = admin.post(f"/admin/bodies/{key}", **asked)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Protection des personnes" in page
    assert 'value="Contrôle fermé"' in page
    assert rows(application, Body, code="controle")[0].active


def test_a_new_body_and_its_desk_stand_in_the_lists(admin: Visitor, application: Application) -> None:
    assert admin.post(
        "/admin/bodies/new", name="Garde de Gao", code="garde-gao", kind="security", force="garde", active="1"
    ).status_code == 303  # fmt: skip
    body = rows(application, Body, code="garde-gao")[0]
    answer = admin.post(
        "/admin/desks/new", body=body.id, name="Peloton", places="Gao\nMopti (ML05)", languages=["fr"], active="1"
    )
    assert answer.status_code == 422
    assert "plusieurs lieux" in answer.get_data(as_text=True)
    answer = admin.post("/admin/desks/new", body=body.id, name="Peloton", places="ML07", languages=["fr"], active="1")
    assert answer.status_code == 303
    page = admin.get("/admin/desks").get_data(as_text=True)
    assert "Peloton" in page
    assert "Gao" in page
    assert last_told(application).kind == "desk_added"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "controle"}, "code"), ({"name": "contrôle CIVIL"}, "name"), ({"parent": "x"}, "parent"),
        ({"office": "town_hall"}, "office"),
    ],
)  # fmt: skip
def test_a_body_like_another_or_of_an_office_that_no_text_can_accuse_is_refused(
    admin: Visitor, changed: dict[str, str], field: str
) -> None:
    asked = {"name": "Autre", "code": "autre", "kind": "civil", "active": "1"} | changed
    answer = admin.post("/admin/bodies/new", **asked)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.get_data(as_text=True)


def test_a_category_is_never_less_protected_than_it_came(admin: Visitor, application: Application) -> None:
    asked = fields_of(admin, "/admin/categories/gbv")
    assert asked["sensitivity"] == "S3"
    assert admin.post("/admin/categories/gbv", **asked | {"sensitivity": "S1"}).status_code == 422
    assert admin.post("/admin/categories/gbv", **asked | {"label_fr": "Violences"}).status_code == 303
    assert rows(application, Category, code="gbv")[0].label_fr == "Violences"
    assert admin.post("/admin/categories/new", label_fr="Autre").status_code == 404


def test_a_place_is_added_named_otherwise_and_ended(admin: Visitor, application: Application) -> None:
    mopti = rows(application, Place, code="ML05")[0]
    new = {"name": "Cercle neuf", "code": "ML0599", "kind": "cercle", "parent": "ML05", "valid_from": "2026-01-01"}
    assert admin.post("/admin/places/new", **new | {"parent": ""}).status_code == 422
    assert admin.post("/admin/places/new", **new | {"kind": "commune"}).status_code == 422
    assert admin.post("/admin/places/new", **new).status_code == 303
    assert admin.post("/admin/places/new", **new).status_code == 422
    place = rows(application, Place, code="ML0599")[0]
    assert place.parent_id == mopti.id
    ended = {"name": "Cercle neuf", "aliases": "Kura\nKoura\nKura", "valid_from": "2026-01-01"}
    assert admin.post("/admin/places/ML0599", **ended | {"valid_to": "2025-01-01"}).status_code == 422
    assert admin.post("/admin/places/ML0599", **ended | {"valid_to": "2026-02-01"}).status_code == 303
    assert {row.alias for row in rows(application, PlaceAlias, place_id=place.id)} == {"Kura", "Koura"}
    assert "hors service" in admin.get("/admin/places?q=ML0599").get_data(as_text=True)


def test_a_place_does_not_end_before_those_inside_it(admin: Visitor, application: Application) -> None:
    answer = admin.post("/admin/places/ML05", name="Mopti", valid_to="2026-02-01")
    assert answer.status_code == 422
    assert rows(application, Place, code="ML05")[0].valid_to is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"category": []}, "category"),
        ({"desk_kind": ""}, "desk_kind"),
        ({"forces": "gendarmerie pirates"}, "forces"),
        ({"position": "ten"}, "position"),
        ({"place": "Atlantis"}, "place"),
        ({"urgency": ["boiling"]}, "urgency"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_in_words(admin: Visitor, changed: dict[str, Any], field: str) -> None:
    asked = fields_of(admin, "/admin/rules/vols") | changed
    answer = admin.post("/admin/rules/vols", **asked)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.get_data(as_text=True)


def test_a_rule_sends_the_next_text_to_its_desk(town: Town) -> None:
    admin = Visitor(town.web)
    admin.sign_in("administrator@demo.invalid")
    town.text("+22300000001", "On a volé nos boeufs cette nuit à Konna")
    assert town.desk_kind(town.case("+22300000001")) == "security"
    town.clock.advance(minutes=1)
    desk = rows(town.application, Desk, name="Services de la commune")[0]
    asked = {"code": "betail-mairie", "position": "1", "category": ["cattle_theft"], "desk": desk.id, "active": "1"}
    assert admin.post("/admin/rules/new", **asked).status_code == 303
    town.text("+22300000002", "On a volé nos boeufs cette nuit à Konna")
    assert town.case("+22300000002").desk_id == desk.id
    assert rows(town.application, RoutingRule, code="betail-mairie")[0].conditions == {"category": ["cattle_theft"]}


def test_a_moon_day_is_confirmed_moved_and_removed(admin: Visitor, application: Application) -> None:
    assert "à confirmer" in admin.get("/admin/holidays?q=Tabaski").get_data(as_text=True)
    assert admin.post("/admin/holidays/2026-05-27", day="2026-05-28", name="Tabaski", certain="1").status_code == 303
    assert rows(application, Holiday, name="Tabaski", certain=True)[0].day.isoformat() == "2026-05-28"
    assert admin.post("/admin/holidays/new", day="2026-05-28", name="Encore").status_code == 422
    assert admin.post("/admin/holidays/2026-05-28/removal").status_code == 303
    assert admin.get("/admin/holidays/2026-05-28").status_code == 404
    assert last_told(application).data == {"day": "2026-05-28"}


def test_new_hours_are_a_new_version_and_the_old_one_stays(admin: Visitor, application: Application) -> None:
    asked = fields_of(admin, "/admin/calendars/office") | {"day4": "7:30 - 12:30, 14h30-17h"}
    assert admin.post("/admin/calendars/office", **asked).status_code == 303
    old, new = sorted(rows(application, Calendar, code="office"), key=lambda row: row.version)
    assert (old.current, new.current, new.version) == (False, True, 2)
    assert new.spans["4"] == [[450, 750], [870, 1020]]


@pytest.mark.parametrize("hours", ["9-17", "17:00-9:00", "9:00-12:00, 11:00-13:00", "9:75-12:00", "9:00-25:00", "x"])
def test_hours_that_cannot_be_are_refused(admin: Visitor, application: Application, hours: str) -> None:
    asked = fields_of(admin, "/admin/calendars/office") | {"day0": hours}
    answer = admin.post("/admin/calendars/office", **asked)
    assert answer.status_code == 422
    assert 'href="#f-day0"' in answer.get_data(as_text=True)
    assert len(rows(application, Calendar, code="office")) == 1


def test_a_week_without_hours_is_refused(admin: Visitor) -> None:
    assert admin.post("/admin/calendars/office", name="Jamais").status_code == 422


def test_the_acknowledgement_stays_one_part(admin: Visitor, application: Application) -> None:
    crowd = {"label": "Autre", "position": "9", "in_acknowledgement": "1"}
    statuses = [admin.post("/admin/numbers/new", **crowd, number=f"9{n:02}").status_code for n in range(9)]
    assert 422 in statuses
    assert statuses == sorted(statuses)
    told = [row.number for row in rows(application, EmergencyNumber, in_acknowledgement=True)]
    assert len(told) == 2 + statuses.count(303)


def test_the_last_number_citizens_are_told_stays(admin: Visitor, application: Application) -> None:
    keys = [row.id for row in rows(application, EmergencyNumber, in_acknowledgement=True)]
    admin.get(f"/admin/numbers/{keys[0]}")
    assert [admin.post(f"/admin/numbers/{key}/removal").status_code for key in keys] == [303, 422]


def test_a_number_called_tomorrow_is_refused(admin: Visitor) -> None:
    key = first_key(admin, "numbers")
    asked = fields_of(admin, f"/admin/numbers/{key}")
    assert admin.post(f"/admin/numbers/{key}", **asked | {"last_called_on": "2026-03-03"}).status_code == 422
    assert admin.post(f"/admin/numbers/{key}", **asked | {"last_called_on": "2026-03-02"}).status_code == 303


def test_a_template_has_one_title_a_language(admin: Visitor, application: Application) -> None:
    asked = {"title": "Reçu, nous agissons", "language": "bm", "text": "An y’a sɔrɔ.", "active": "1"}
    assert admin.post("/admin/templates/new", **asked | {"language": "fr"}).status_code == 422
    assert admin.post("/admin/templates/new", **asked).status_code == 303
    assert rows(application, Template, language="bm")[0].text == "An y’a sɔrɔ."


def test_a_list_is_searched_and_paged(admin: Visitor) -> None:
    page = admin.get("/admin/places").get_data(as_text=True)
    assert "page=2" in page
    assert admin.get("/admin/places?page=999999").status_code == 200
    assert admin.get("/admin/places?page=0").status_code == 200
    found = admin.get("/admin/places?q=tenenkou").get_data(as_text=True)
    assert "page=2" not in found
    assert "Rien ici" in admin.get("/admin/places?q=" + "z" * 50).get_data(as_text=True)


def test_every_change_is_in_the_trail_without_a_name(admin: Visitor, application: Application) -> None:
    key = rows(application, Body, code="mairie-mopti")[0].id
    admin.post(f"/admin/bodies/{key}", **fields_of(admin, f"/admin/bodies/{key}") | {"name": "Mairie centrale"})
    told = last_told(application)
    assert told.kind == "body_revised"
    assert told.data["code"] == "mairie-mopti"
    assert "Mairie" not in str(told.data)
