"""The gateways' page: how each one stands, started again and tested by hand; nothing behind a wall shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from hotline.domain.messages import Heartbeat
from hotline.gateways.failures import NotSent, TryLater, Unknown
from hotline.services import pulse
from hotline.settings import Settings
from hotline.store import channels, events, gateway_states
from hotline.store.models.casework import HOUSE, Accused, Case, Event
from hotline.store.models.gateways import GatewayState
from hotline.store.models.people import Account, Contact
from hotline.store.models.traffic import Outbound
from tests.support.town import Officer, Town

AWA = "+22300000101"
DESK = "+223 00 00 07 77"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
PAGE = "/admin/gateways"


@pytest.fixture
def settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A house with gateways of every sort: dialogues only, prepaid, one that gives signs of life."""
    monkeypatch.setenv("HOTLINE_ANDROID_TOKEN", "a-signing-key-for-tests")
    return settings.model_copy(update={"gateways": ("twilio", "africastalking", "infobip", "orange", "android")})


def _card(officer: Officer, name: str = "simulator") -> str:
    page = officer.get(PAGE).text
    return " ".join(page.split(f'id="g-{name}"')[1].split("</section>")[0].split())


def _test(town: Town, number: str = DESK, name: str = "simulator") -> int:
    return town.officer("administrator").post(f"{PAGE}/{name}/tests", page=PAGE, number=number).status_code


def _probe(town: Town) -> Outbound:
    with town.application.unit() as unit:
        return unit.session.scalars(select(Outbound).where(Outbound.kind == "test")).one()


def test_every_gateway_in_use_shows_its_addresses_and_whether_anything_leaves_by_it(town: Town) -> None:
    officer = town.officer("administrator")
    assert officer.get("/admin").text.count('href="/admin/gateways"') == 1
    for name, gateway in town.application.gateways.items():
        card = _card(officer, name)
        if gateway.token:
            assert gateway.token in card
        assert ("Reçoit seulement" in card, "Envoyer un essai" in card) == (not gateway.sends, gateway.sends)
    assert "Sans compte" in _card(officer, "orange")
    assert "/hooks/android/receipt" not in _card(officer, "android")


@pytest.mark.parametrize("name", ["security", "coordinator", "auditor"])
def test_nobody_else_sees_it_or_presses_its_buttons(town: Town, name: str) -> None:
    officer = town.officer(name)
    assert officer.get(PAGE).status_code in (403, 404)
    for action in ("start", "tests"):
        answer = officer.post(f"{PAGE}/simulator/{action}", page="/account", number=DESK)
        assert answer.status_code in (403, 404)
    with town.application.unit() as unit:
        assert unit.session.scalar(select(func.count()).select_from(Outbound)) == 0


def test_it_tells_what_came_what_left_what_failed_and_what_waits(town: Town) -> None:
    officer = town.officer("administrator")
    assert "aucun envoi" in _card(officer)
    town.text(AWA, THEFT)
    town.carrier.failures.append(TryLater("provider_busy"))
    town.officer("security").post(f"/cases/{town.case(AWA).reference}/answers", text="Nous venons.")
    town.work()
    town.clock.advance(minutes=3)
    card = _card(officer)
    assert "1 sur 2 envois, 50 %" in card
    assert "1 texte, depuis 3 min" in card or "1 texte attend" in officer.get(PAGE).text
    town.clock.advance(hours=25)
    assert "aucun envoi" in _card(town.officer("administrator"))


def test_what_is_walled_from_who_looks_is_in_no_figure(town: Town) -> None:
    town.text(AWA, THEFT)
    assert "0 sur 1 envois" in _card(town.officer("administrator"))
    with town.application.unit() as unit:
        own = unit.session.scalars(select(Account.body_id).where(Account.email == "administrator@demo.invalid")).one()
        unit.session.add(Accused(case_id=unit.session.scalars(select(Case.id)).one(), body_id=own))
    assert "aucun envoi" in _card(town.officer("administrator"))


def test_a_stopped_gateway_says_why_and_is_started_again(town: Town) -> None:
    town.text(AWA, THEFT)
    with town.worker.unit() as unit:
        state = channels.locked(unit.session, "simulator")
        state.stopped_at, state.stop_code, state.stop_detail = unit.now, "no_credit", "HTTP 402"
    officer = town.officer("administrator")
    card = _card(officer)
    assert "Le crédit d’envoi est épuisé" in card
    assert "HTTP 402" in card
    assert "Envoyer un essai" not in card
    assert officer.post(f"{PAGE}/simulator/start", page=PAGE).status_code == 303
    with town.application.unit() as unit:
        assert unit.session.get_one(GatewayState, "simulator").stopped_at is None
        told = [event for event in events.trail(unit.session, HOUSE) if event.kind == "gateway_started"]
    assert [(event.data["why"], event.actor.startswith("account:")) for event in told] == [("button", True)]


def test_balance_and_heartbeat_are_shown_with_their_age(town: Town) -> None:
    with town.worker.unit() as unit:
        gateway_states.note_balance(unit.session, "orange", "412", unit.now)
        pulse.accept_heartbeat(unit, Heartbeat("android", unit.now))
    town.clock.advance(minutes=12)
    officer = town.officer("administrator")
    assert "412," in _card(officer, "orange")
    android = _card(officer, "android")
    assert "il y a 12 min" in android
    assert "ne donne plus signe de vie" in android


def test_a_test_goes_through_the_real_queue_and_its_result_settles_on_the_page(town: Town) -> None:
    assert _test(town) == 303
    officer = town.officer("administrator")
    assert "En attente d’envoi." in _card(officer)
    assert 'http-equiv="refresh"' in officer.get(PAGE).text
    town.work()
    [sent] = town.carrier.sent
    assert (sent.to, sent.text) == ("+22300000777", "Essai technique. Rien à faire.")
    assert "Remis au réseau." in _card(officer)
    town.receipt(-1, "delivered")
    assert "Reçu." in _card(officer)
    assert 'http-equiv="refresh"' not in officer.get(PAGE).text


def test_a_test_is_in_no_figure_and_its_number_in_no_page_or_event(town: Town) -> None:
    _test(town)
    town.work()
    officer = town.officer("administrator")
    assert "aucun envoi" in _card(officer)
    assert "00 07 77" not in officer.get(PAGE).text
    with town.application.unit() as unit:
        told = [event for event in events.trail(unit.session, HOUSE) if event.kind == "gateway_tested"]
        assert unit.session.scalar(select(func.count()).select_from(Case)) == 0
        assert all("0777" not in str(event.data) for event in unit.session.scalars(select(Event)))
    assert [set(event.data) for event in told] == [{"gateway", "text"}]


FAILURES = [
    pytest.param(NotSent("no_credentials"), "failed", id="no account"),
    pytest.param(TryLater("provider_busy"), "failed", id="busy"),
    pytest.param(Unknown("unknown"), "unknown", id="nobody knows"),
]


@pytest.mark.parametrize(("failure", "state"), FAILURES)
def test_a_test_that_fails_says_so_at_once_and_goes_by_no_other_gateway(
    town: Town, failure: Exception, state: str
) -> None:
    town.carrier.failures.append(failure)  # type: ignore[arg-type]
    _test(town)
    town.work()
    town.pass_time(hours=5)
    assert (_probe(town).state, _probe(town).attempts, town.carrier.sent) == (state, 1, [])


def test_a_test_that_a_phone_did_not_get_is_not_sent_again(town: Town) -> None:
    _test(town)
    town.work()
    town.receipt(-1, "undelivered", "phone_unreachable")
    town.pass_time(hours=5)
    assert (_probe(town).state, len(town.carrier.sent)) == ("undelivered", 1)
    assert "Téléphone éteint" in _card(town.officer("administrator"))


def test_a_test_whose_gateway_was_stopped_meanwhile_is_over(town: Town) -> None:
    _test(town)
    with town.worker.unit() as unit:
        channels.locked(unit.session, "simulator").stopped_at = unit.now
        unit.session.execute(update(Outbound).values(via=None))
    town.work()
    assert (_probe(town).state, town.carrier.sent) == ("failed", [])


@pytest.mark.parametrize("number", ["", "bonjour", "36222", "+", "+223", "9" * 400, "+2230000\u0660101", "<b>1</b>"])
def test_what_is_no_number_is_refused_in_a_sentence_and_sends_nothing(town: Town, number: str) -> None:
    assert _test(town, number) == 422
    with town.application.unit() as unit:
        assert unit.session.scalar(select(func.count()).select_from(Outbound)) == 0


def test_one_test_a_minute(town: Town) -> None:
    assert [_test(town), _test(town)] == [303, 422]
    town.clock.advance(minutes=1)
    assert _test(town) == 303


def test_a_gateway_that_is_not_there_or_sends_nothing_has_no_buttons(town: Town) -> None:
    assert _test(town, name="nobody") == 404
    assert _test(town, name="infobip") == 404
    officer = town.officer("administrator")
    assert officer.post(f"{PAGE}/nobody/start", page=PAGE).status_code == 404


@pytest.mark.parametrize("wish", [{"safe_to_text": False}, {"opted_out_at": "now"}])
def test_a_phone_that_may_not_be_texted_gets_nothing_and_why_is_not_told(town: Town, wish: dict[str, object]) -> None:
    town.text(AWA, "bonjour")
    town.carrier.sent.clear()
    with town.application.unit() as unit:
        changed = {name: unit.now - timedelta(hours=1) if value == "now" else value for name, value in wish.items()}
        unit.session.execute(update(Contact).values(changed))
    _test(town, AWA)
    town.work()
    card = _card(town.officer("administrator"))
    assert town.carrier.sent == []
    assert "Pas envoyé." in card
    assert "STOP" not in card
    assert "pas sûr" not in card
