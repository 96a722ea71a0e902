"""What an administrator says about sending: by which gateways, when not, and what waits for them."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.bootstrap import Application
from hotline.domain.quiet import QuietHours
from hotline.gateways.failures import Misconfigured, Rejected
from hotline.services import channels as gateways
from hotline.store import channels, contacts
from hotline.store.models.office import Setting
from tests.web.visitor import Visitor


@pytest.fixture
def admin(visitor: Visitor) -> Visitor:
    visitor.sign_in("administrator@demo.invalid")
    return visitor


def stored(application: Application) -> list[dict[str, Any]]:
    with application.unit() as unit:
        return [dict(rule) for rule in contacts.direction_rules(unit.session)]


def rule(last: str, *send: str, operator: str = "any") -> dict[str, Any]:
    return {"last": last, "operator": operator, "send": list(send)}


def test_a_direction_rule_is_what_delivery_reads_the_special_ones_first(
    admin: Visitor, application: Application
) -> None:
    assert admin.post("/admin/directions/any", send="simulator").status_code == 303
    assert admin.post("/admin/directions/twilio", send="africastalking", second="twilio").status_code == 303
    asked = {"last": "any", "operator": "orange", "send": "twilio", "second": "twilio", "third": "simulator"}
    assert admin.post("/admin/directions/new", **asked).status_code == 303
    assert stored(application) == [
        rule("twilio", "africastalking", "twilio"),
        rule("any", "twilio", "simulator", operator="orange"),
        rule("any", "simulator"),
    ]
    page = admin.get("/admin/directions").get_data(as_text=True)
    assert "africastalking, twilio" in page
    assert "Orange" in page
    assert admin.get("/admin/directions/any.orange").status_code == 200


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("twilio", {"send": "pigeon"}),
        ("new", {"last": "pigeon", "operator": "any", "send": "twilio"}),
        ("new", {"last": "any", "operator": "nokia", "send": "twilio"}),
        ("new", {"send": "twilio"}),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_refused(
    admin: Visitor, application: Application, key: str, fields: dict[str, str]
) -> None:
    assert admin.post(f"/admin/directions/{key}", **fields).status_code == 422
    assert stored(application) == []


def test_a_second_rule_for_the_same_is_refused_and_an_empty_one_takes_it_away(
    admin: Visitor, application: Application
) -> None:
    asked = {"last": "twilio", "operator": "telecel", "send": "twilio"}
    assert admin.post("/admin/directions/new", **asked).status_code == 303
    assert admin.post("/admin/directions/new", **asked).status_code == 422
    assert admin.post("/admin/directions/twilio.telecel", send="").status_code == 303
    assert stored(application) == []
    assert admin.get("/admin/directions/pigeon").status_code == 404
    assert admin.get("/admin/directions/twilio.nokia").status_code == 404


def test_rules_of_an_older_version_are_read_and_kept(admin: Visitor, application: Application) -> None:
    with application.unit() as unit:
        old = {"rules": [{"last": "twilio", "send": "africastalking"}, {"last": "any", "send": "simulator"}]}
        unit.session.add(Setting(name="direction_rules", value=old, changed_at=unit.now))
    assert 'value="africastalking" selected' in admin.get("/admin/directions/twilio").get_data(as_text=True)
    assert admin.post("/admin/directions/any", send="twilio").status_code == 303
    assert stored(application) == [rule("twilio", "africastalking"), rule("any", "twilio")]


def quiet(application: Application) -> QuietHours:
    with application.unit() as unit:
        return channels.quiet_hours(unit.session)


def test_quiet_hours_are_read_as_people_write_them(admin: Visitor, application: Application) -> None:
    assert quiet(application) == QuietHours(21 * 60, 7 * 60)
    assert "21:00" in admin.get("/admin/quiet").get_data(as_text=True)
    assert admin.post("/admin/quiet/night", start="22h", end="6:30").status_code == 303
    assert quiet(application) == QuietHours(22 * 60, 6 * 60 + 30)


@pytest.mark.parametrize("said", ["", "25:00", "7:75", "soir", "7:30:00", "-1:00", "9" * 400, "<b>"])
def test_what_is_no_time_is_refused(admin: Visitor, application: Application, said: str) -> None:
    assert admin.post("/admin/quiet/night", start=said, end="7:00").status_code == 422
    assert quiet(application) == QuietHours()


def stop(application: Application) -> None:
    with application.unit() as unit:
        gateways.note_failure(unit, "twilio", Misconfigured("no_credit", "30002"))
        gateways.note_failure(unit, "africastalking", Rejected("configuration", "21408"))


def test_an_administrator_sees_on_every_page_what_waits_for_them(admin: Visitor, application: Application) -> None:
    assert "passerelle twilio est arrêtée" not in admin.get("/admin").get_data(as_text=True)
    stop(application)
    for path in ("/admin", "/account", "/reports"):
        page = admin.get(path).get_data(as_text=True)
        assert "La passerelle twilio est arrêtée." in page
        assert "Le crédit d’envoi est épuisé." in page
        assert "La passerelle africastalking refuse des textes." in page


@pytest.mark.parametrize("name", ["coordinator", "security", "auditor"])
def test_nobody_else_sees_it(visitor: Visitor, application: Application, name: str) -> None:
    stop(application)
    visitor.sign_in(f"{name}@demo.invalid")
    assert "La passerelle" not in visitor.get("/account").get_data(as_text=True)
    assert visitor.get("/admin/directions").status_code == 404
