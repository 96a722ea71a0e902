"""Working hours in the hands of administrators: versions, Ramadan, days off, and a look before saving."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.store import calendars
from hotline.store.models.office import Calendar
from tests.support.town import Town
from tests.web.test_admin import fields_of
from tests.web.visitor import Visitor

RAMADAN = "/admin/seasons/office.2027-02-08"
THEFT = "on a volé mes boeufs à Konna"


@pytest.fixture
def admin(visitor: Visitor) -> Visitor:
    """A browser with an administrator of the demonstration."""
    visitor.sign_in("administrator@demo.invalid")
    return visitor


def versions(application: Application) -> list[Calendar]:
    with application.unit() as unit:
        return list(unit.session.scalars(select(Calendar).order_by(Calendar.version)))


def test_hours_saved_as_they_stand_make_no_new_version(admin: Visitor, application: Application) -> None:
    for path in ("/admin/calendars/office", RAMADAN):
        assert admin.post(path, **fields_of(admin, path)).status_code == 303
    assert [row.version for row in versions(application)] == [1]


def test_the_moon_moves_ramadan_in_a_new_version(admin: Visitor, application: Application) -> None:
    asked = fields_of(admin, RAMADAN) | {"first": "2027-02-09", "last": "2027-03-10"}
    assert admin.post(RAMADAN, **asked).status_code == 303
    before, after = versions(application)
    assert (before.seasons[0]["first"], before.current) == ("2027-02-08", False)
    assert (after.seasons[0]["first"], after.current) == ("2027-02-09", True)
    assert "9 févr. 2027" in admin.get("/admin/seasons").get_data(as_text=True)


def test_a_holiday_that_moves_leaves_the_old_version_as_it_was(admin: Visitor, application: Application) -> None:
    assert admin.post("/admin/holidays/2026-05-27", day="2026-05-28", name="Tabaski", certain="1").status_code == 303
    before, after = versions(application)
    assert "2026-05-27" in before.days_off
    assert "2026-05-28" not in before.days_off
    assert "2026-05-28" in after.days_off
    assert admin.post("/admin/holidays/2026-05-28/removal").status_code == 303
    with application.unit() as unit:
        days = [value.holidays for value in calendars.versions(unit.session).values()]
    assert sorted(len(off) for off in days) == [len(before.days_off) - 1, len(before.days_off), len(before.days_off)]


def test_a_look_before_saving_shows_the_days_and_changes_nothing(admin: Visitor, application: Application) -> None:
    asked = fields_of(admin, RAMADAN) | {"hours": "9:00-13:00", "friday": "", "rehearse": "1"}
    page = admin.post(RAMADAN, **asked).get_data(as_text=True)
    assert "9:00-13:00" in page.split('id="preview"')[1]
    assert "urgence normale" in page
    assert len(versions(application)) == 1
    asked = fields_of(admin, "/admin/calendars/office") | {"day0": "10:00-11:00", "rehearse": "1"}
    assert "10:00-11:00" in admin.post("/admin/calendars/office", **asked).get_data(as_text=True)
    page = admin.post("/admin/holidays/new", day="2026-03-04", name="Deuil", rehearse="1").get_data(as_text=True)
    assert "mer. 4 mars 2026" in page
    assert len(versions(application)) == 1


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("last", "2027-02-01", "La fin doit venir après le début."),
        ("last", "2028-02-01", "C’est trop long. 92 jours au plus."),
        ("last", "hier", "Écrivez une date possible."),
        ("hours", "", "Donnez des heures pour un jour au moins."),
        ("hours", "8:00-12:00, 11:00-14:00", "Ces heures se croisent, ou sortent du jour."),
        ("hours", "23:00-25:00", "Ces heures se croisent, ou sortent du jour."),
        ("friday", "le matin", "n’est pas lisible"),
        ("version", "99", "Ces heures ont changé : version 1. Rouvrez la page."),
    ],
)
def test_a_ramadan_that_cannot_be_is_refused_in_words(admin: Visitor, field: str, given: str, said: str) -> None:
    answer = admin.post(RAMADAN, **(fields_of(admin, RAMADAN) | {field: given}))
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_two_seasons_of_the_same_hours_may_not_cross(admin: Visitor) -> None:
    asked = {"calendar": "office", "first": "2027-03-09", "last": "2027-03-20", "hours": "8:00-14:00", "friday": ""}
    answer = admin.post("/admin/seasons/new", **asked)
    assert (answer.status_code, "en croisent d’autres" in answer.get_data(as_text=True)) == (422, True)
    assert (
        admin.post("/admin/seasons/new", **(asked | {"first": "2028-01-28", "last": "2028-02-26"})).status_code == 303
    )


def test_a_ramadan_that_is_over_changes_no_more(admin: Visitor, application: Application, clock: SetClock) -> None:
    asked = fields_of(admin, RAMADAN)
    clock.advance(days=400)
    admin.sign_in("administrator@demo.invalid")
    for path, fields in ((RAMADAN, asked | {"hours": "9:00-10:00"}), (f"{RAMADAN}/removal", {})):
        answer = admin.post(path, **fields)
        assert "Ces jours sont passés." in answer.get_data(as_text=True)
    assert len(versions(application)) == 1


def test_an_old_form_does_not_undo_what_a_colleague_saved(admin: Visitor, application: Application) -> None:
    page = admin.get("/admin/calendars/office").get_data(as_text=True)
    assert '<input type="hidden" name="version" value="1">' in page
    asked = fields_of(admin, "/admin/calendars/office")
    assert admin.post("/admin/calendars/office", **(asked | {"day0": "8:00-12:00"})).status_code == 303
    answer = admin.post("/admin/calendars/office", **(asked | {"version": "1", "day1": "8:00-12:00"}))
    assert "Ces heures ont changé : version 2." in answer.get_data(as_text=True)
    assert [row.version for row in versions(application)] == [1, 2]


def test_a_later_version_leaves_what_was_due_by_the_old_one(town: Town, admin: Visitor) -> None:
    town.text("+22300000111", THEFT)
    before = town.case("+22300000111")
    asked = fields_of(admin, "/admin/calendars/office") | {f"day{day}": "8:00-9:00" for day in range(5)}
    assert admin.post("/admin/calendars/office", **asked).status_code == 303
    town.pass_time(minutes=1)
    after = town.case("+22300000111")
    assert (after.answer_due_at, after.calendar_id) == (before.answer_due_at, before.calendar_id)
    town.text("+22300000112", THEFT)
    later = town.case("+22300000112")
    assert later.calendar_id != before.calendar_id
    assert later.received_at - after.received_at <= timedelta(minutes=1)
