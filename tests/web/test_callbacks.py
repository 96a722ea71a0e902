"""The desk for calls as each role sees it: who waits, who may take a call, and where a number is, and is not."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from hotline.store.models.calls import Call, Callback
from hotline.store.models.casework import Event
from hotline.store.models.people import Contact
from tests.support.dialler import Dialler, dialled
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000101", "+22300000102"
NUMBER = re.compile(r"00[\s.]?00[\s.]?01[\s.]?01")
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
ROLES = ("security", "civil", "oversight", "protection", "coordinator", "administrator", "auditor")


def wish(town: Town, phone: str) -> Callback:
    """Return the newest wish of a phone."""
    with town.application.unit() as unit:
        index = unit.vault.blind("phone", phone)
        query = select(Callback).join(Contact, Contact.id == Callback.contact_id).where(Contact.phone_index == index)
        return unit.session.scalars(query.order_by(Callback.asked_at.desc(), Callback.id.desc())).first()  # type: ignore[return-value]


def page_of(town: Town, phone: str) -> str:
    """Return the address of a phone's wish."""
    return f"/callbacks/{wish(town, phone).id}"


def take(officer: Officer, path: str) -> str:
    """Take the call, and return its page."""
    assert officer.post(f"{path}/calls", page="/account").headers["Location"] == path
    return officer.get(path).text


def tell(town: Town, officer: Officer, path: str, outcome: str, **more: str) -> tuple[int, str]:
    """Say how the call ended; return the answer's status and where it leads."""
    with town.application.unit() as unit:
        calls = select(Call).where(Call.callback_id == path.rsplit("/", 1)[1]).order_by(Call.n.desc())
        call = str(unit.session.scalars(calls).first().id)  # type: ignore[union-attr]
    answer = officer.post(f"{path}/outcome", page="/account", call=call, outcome=outcome, **more)
    return answer.status_code, answer.headers.get("Location", "")


def test_who_rang_off_waits_in_the_queue_by_language_under_an_alias(town: Town) -> None:
    dialled(town, AWA, "3", gateway="africastalking")
    town.work()
    town.clock.advance(hours=3)
    page = town.officer("coordinator").get("/callbacks").text
    assert "Peul" in page
    assert town.case(AWA).alias in page
    assert "attend 3 h" in page
    assert "Demande de rappel" in page
    assert not NUMBER.search(page)


def test_each_role_sees_what_the_rule_says(town: Town) -> None:
    dialled(town, AWA, "3", gateway="africastalking")
    town.work()
    path, alias = page_of(town, AWA), town.case(AWA).alias
    seen = {name: town.officer(name) for name in ROLES}
    assert [name for name in ROLES if alias in seen[name].get("/callbacks").text] == ["protection", "coordinator"]
    assert [name for name in ROLES if seen[name].get(path).status_code == 200] == ["protection", "coordinator"]
    # Cleared, but without a word of Fulfulde.
    assert "Personne n’attend votre appel." in seen["oversight"].get("/callbacks").text


def test_administrators_and_auditors_see_counts_and_times_alone(town: Town) -> None:
    dialled(town, AWA, "3", gateway="africastalking")
    town.work()
    for name in ("administrator", "auditor"):
        page = town.officer(name).get("/callbacks").text
        assert "Peul" in page
        assert town.case(AWA).alias not in page
        assert "/callbacks/" not in page


def test_the_rail_counts_whom_the_viewer_could_call_now(town: Town) -> None:
    coordinator, security = town.officer("coordinator"), town.officer("security")
    assert _count(coordinator) == 0
    town.text(AWA, "")
    dialled(town, BOCAR, "4", gateway="africastalking")
    town.work()
    assert (_count(coordinator), _count(town.officer("oversight")), _count(security)) == (1, 2, 0)
    take(coordinator, page_of(town, AWA))
    assert _count(coordinator) == 0


def _count(officer: Officer) -> int:
    found = re.search(r'href="/callbacks".*?<b class="push">(\d+)</b>', officer.get("/inbox").text)
    return int(found[1]) if found else 0


def test_a_wish_is_the_same_bytes_as_no_wish_to_whoever_may_not_know_of_it(town: Town) -> None:
    town.text(BOCAR, THEFT)
    security = town.officer("security")
    paths = ("/callbacks", "/inbox", f"/cases/{town.case(BOCAR).reference}")
    before = [security.get(path).text.split('name="key"')[0] for path in paths]
    town.text(BOCAR, "")
    town.text(AWA, EXTORTION)
    Dialler(town, AWA).dial(f"8*{town.case(AWA).reference}").press("97")
    town.work()
    assert [security.get(path).text.split('name="key"')[0] for path in paths] == before
    for phone in (AWA, BOCAR):
        path, absent = page_of(town, phone), "/callbacks/00000000-0000-7000-8000-000000000000"
        there, nowhere = security.get(path), security.get(absent)
        assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data) == (404, there.data)
        for door in ("calls", "placement"):
            there = security.post(f"{path}/{door}", page="/account")
            assert (there.status_code, there.data) == (404, nowhere.data)


def test_a_walled_wish_is_called_about_by_those_who_read_its_case(town: Town) -> None:
    town.text(AWA, EXTORTION)
    Dialler(town, AWA).dial(f"8*{town.case(AWA).reference}").press("97")
    town.work()
    path = page_of(town, AWA)
    assert [name for name in ROLES if town.officer(name).get(path).status_code == 200] == ["oversight", "coordinator"]


def test_a_desk_calls_about_its_own_case_once_a_person_lets_it(town: Town) -> None:
    town.text(AWA, THEFT)
    Dialler(town, AWA).dial(f"8*{town.case(AWA).reference}").press("97")
    town.work()
    path, security, coordinator = page_of(town, AWA), town.officer("security"), town.officer("coordinator")
    assert security.get(path).status_code == 404
    assert "Laisser le bureau du dossier appeler" in coordinator.get(path).text
    assert coordinator.post(f"{path}/placement", page=path).status_code == 303
    assert "+223 00 00 01 01" in take(security, path)
    assert "Appel confié à Brigade de Mopti" in coordinator.get(f"/cases/{town.case(AWA).reference}").text


def test_it_is_gone_from_there_once_the_phone_accuses_that_body(town: Town) -> None:
    town.text(AWA, THEFT)
    theft = town.case(AWA)
    Dialler(town, AWA).dial(f"8*{theft.reference}").press("97")
    town.work()
    path, security, coordinator = page_of(town, AWA), town.officer("security"), town.officer("coordinator")
    coordinator.post(f"{path}/placement", page=path)
    take(security, path)
    case_page = security.get(f"/cases/{theft.reference}").text.split('name="key"')[0]
    town.text(AWA, EXTORTION)
    assert security.get(path).status_code == 404
    assert town.case(AWA).alias not in security.get("/callbacks").text
    assert security.get(f"/cases/{theft.reference}").text.split('name="key"')[0] == case_page
    assert tell(town, security, path, "reached") == (303, "/callbacks")
    assert not any(event.data.get("reached") for event in town.trail(theft) if event.kind == "called")
    assert coordinator.get(path).status_code == 200


def test_transferring_the_case_of_a_wish_by_hand_places_it_too(town: Town) -> None:
    town.text(AWA, "")
    path, coordinator, case = page_of(town, AWA), town.officer("coordinator"), town.case(AWA)
    form = coordinator.get(f"/cases/{case.reference}").text
    desk = re.search(r'value="([0-9a-f-]{36})">Brigade de Mopti', form)
    assert desk
    coordinator.post(f"/cases/{case.reference}/transfers", text="Elle attend leur appel.", desk=desk[1])
    security = town.officer("security")
    offer = re.search(r'"(/transfers/[0-9a-f-]{36}/acceptance)"', security.get("/transfers").text)
    assert offer
    security.post(offer[1], page="/transfers")
    assert security.get(path).status_code == 200
    assert town.officer("protection").get(path).status_code == 404


def test_a_number_is_shown_to_who_holds_the_call_and_each_showing_is_written_down(town: Town) -> None:
    town.text(AWA, "")
    path, coordinator = page_of(town, AWA), town.officer("coordinator")
    assert not NUMBER.search(coordinator.get(path).text)
    page = take(coordinator, path)
    assert 'href="tel:+22300000101">+223 00 00 01 01</a>' in page
    assert "Ne laissez jamais de message." in page
    assert "contacté de ce téléphone" in page
    coordinator.get(path)
    shown = [event for event in town.trail(town.case(AWA)) if event.kind == "number_shown"]
    assert len(shown) == 2
    assert all(event.actor.startswith("account:") and set(event.data) == {"call", "n"} for event in shown)
    other = town.officer("protection").get(path)
    assert "Coordination 1 appelle en ce moment." in other.text
    assert not NUMBER.search(other.text)


def test_after_a_quarter_of_an_hour_the_number_is_gone_and_the_wish_back_in_the_queue(town: Town) -> None:
    town.text(AWA, "")
    path, coordinator = page_of(town, AWA), town.officer("coordinator")
    coordinator.post(f"{path}/calls", page="/account")
    answer = coordinator.get(path)
    assert (answer.headers["Refresh"], answer.headers["Cache-Control"]) == ("901", "no-store")
    town.clock.advance(minutes=14, seconds=59)
    assert NUMBER.search(coordinator.get(path).text)
    town.clock.advance(seconds=1)
    assert not NUMBER.search(coordinator.get(path).text)
    assert _count(town.officer("protection")) == 1
    town.pass_time(minutes=1)
    assert "call_returned" in town.kinds(town.case(AWA))
    assert "+223 00 00 01 01" in take(town.officer("protection"), path)


def test_the_number_is_on_no_other_page_and_in_no_event(town: Town) -> None:
    town.text(AWA, "")
    path, coordinator = page_of(town, AWA), town.officer("coordinator")
    take(coordinator, path)
    others = ["/callbacks", "/inbox", f"/cases/{town.case(AWA).reference}", "/account", "/cases/new"]
    assert not any(NUMBER.search(coordinator.get(other).text) for other in others)
    tell(town, coordinator, path, "reached")
    assert not any(NUMBER.search(coordinator.get(one).text) for one in (*others, path))
    with town.application.unit() as unit:
        assert not any(NUMBER.search(str(event.data)) for event in unit.session.scalars(select(Event)))


def test_who_speaks_another_language_cannot_take_the_call(town: Town) -> None:
    dialled(town, AWA, "4", gateway="africastalking")
    town.work()
    path, coordinator = page_of(town, AWA), town.officer("coordinator")
    assert "Vous ne parlez pas cette langue." in coordinator.get(path).text
    refused = coordinator.post(f"{path}/calls", page="/account")
    assert refused.status_code == 422
    assert "une langue que vous ne parlez pas" in refused.text
    page = take(town.officer("oversight"), path)
    assert "Dites-le en songhaï, avec vos mots." in page


def test_who_holds_a_call_takes_no_second_one_and_is_led_back_to_it(town: Town) -> None:
    town.text(AWA, "")
    town.text(BOCAR, "")
    coordinator, first, second = town.officer("coordinator"), page_of(town, AWA), page_of(town, BOCAR)
    assert coordinator.post("/callbacks/calls", page="/callbacks").headers["Location"] == first
    assert coordinator.post("/callbacks/calls", page="/callbacks").headers["Location"] == first
    refused = coordinator.post(f"{second}/calls", page="/account")
    assert (refused.status_code, "Finissez d’abord" in refused.text) == (422, True)
    assert town.officer("protection").post("/callbacks/calls", page="/callbacks").headers["Location"] == second


def test_the_filters_narrow_the_queue_and_nonsense_in_them_hurts_nobody(town: Town) -> None:
    town.text(AWA, "")
    dialled(town, BOCAR, "3", gateway="africastalking")
    town.work()
    coordinator = town.officer("coordinator")
    aliases = [town.case(phone).alias for phone in (AWA, BOCAR)]

    def shown(query: str) -> list[bool]:
        page = coordinator.get(f"/callbacks?{query}").text
        return [f"<span>{alias}</span>" in page for alias in aliases]

    assert shown("") == [True, True]
    assert shown("language=ff") == [False, True]
    assert shown("hours=morning") == [True, True]
    assert shown("hours=never&language=") == [True, True]
    assert "Aucun appel avec ce filtre." in coordinator.get("/callbacks?language=%00").text


def test_a_text_that_came_meanwhile_is_marked_for_who_reads_it(town: Town) -> None:
    town.text(AWA, "")
    town.clock.advance(minutes=10)
    town.text(AWA, EXTORTION)
    assert "A écrit à 09:10" in town.officer("coordinator").get("/callbacks").text
    assert "A écrit à" not in town.officer("protection").get("/callbacks").text


@pytest.mark.parametrize("written", ["x", "0", "../inbox", "00000000-0000-7000-8000-000000000000"])
def test_an_address_that_names_no_wish_does_not_exist(town: Town, written: str) -> None:
    assert town.officer("coordinator").get(f"/callbacks/{written}").status_code == 404


def test_an_outcome_nobody_knows_or_somebody_elses_call_changes_nothing(town: Town) -> None:
    town.text(AWA, "")
    path, coordinator, protection = page_of(town, AWA), town.officer("coordinator"), town.officer("protection")
    take(coordinator, path)
    assert tell(town, coordinator, path, "married")[0] == 400
    assert tell(town, protection, path, "unsafe")[0] == 404
    assert coordinator.post(f"{path}/outcome", page="/account", call="me", outcome="reached").status_code == 404
    assert wish(town, AWA).closed_at is None


IMPOSSIBLE = [("2026-03-02", "08:59"), ("2026-02-01", "10:00"), ("2027-01-01", "10:00"), ("soon", "10:00"), ("", "")]


@pytest.mark.parametrize(("day", "at"), IMPOSSIBLE)
def test_a_later_time_that_cannot_be_is_asked_for_again(town: Town, day: str, at: str) -> None:
    town.text(AWA, "")
    path, coordinator = page_of(town, AWA), town.officer("coordinator")
    take(coordinator, path)
    assert tell(town, coordinator, path, "later", day=day, at=at, hours="any")[0] == 422
    assert wish(town, AWA).claimed_by is not None


def test_the_desk_speaks_english_too(town: Town) -> None:
    town.text(AWA, "")
    coordinator = town.officer("coordinator")
    coordinator.post("/language", page="/callbacks", locale="en")
    assert "Can be called now" in coordinator.get("/callbacks").text
    assert "Never leave a message." in take(coordinator, page_of(town, AWA))


def test_that_a_call_is_dangerous_is_asked_once_more_before_it_is_done(town: Town) -> None:
    dialled(town, AWA, "3", gateway="africastalking")
    town.work()
    page = take(town.officer("coordinator"), page_of(town, AWA))
    before, danger = page.split("Danger : ne plus appeler…")
    assert before.rstrip().endswith("</svg>")
    assert 'value="unsafe"' not in before
    assert danger.index("</summary>") < danger.index("Plus personne n’appelle") < danger.index('value="unsafe"')
