"""An officer wants the citizen called: from the case's page into the queue of calls, behind the same walls."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000101", "+22300000102"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
BEATEN = "mon mari m'a frappée à Ténenkou, je suis blessée"


def want(officer: Officer, reference: str) -> str:
    """Press the button, and return the page that follows."""
    answer = officer.post(f"/cases/{reference}/call-requests")
    return officer.get(f"/cases/{reference}").text if answer.status_code == 303 else answer.text


def shown(officer: Officer, reference: str) -> str:
    """Return what a case's page shows of the case, up to what is new on each page."""
    return officer.get(f"/cases/{reference}").text.split("<main")[1].split('name="key"')[0]


def link(page: str) -> str | None:
    found = re.search(r'href="(/callbacks/[0-9a-f-]{36})"', page)
    return found[1] if found else None


def test_who_looks_after_a_protected_case_asks_for_a_call_and_makes_it(town: Town) -> None:
    town.text(AWA, BEATEN)
    case, protection = town.case(AWA), town.officer("protection")
    assert "Un appel au citoyen attend." in want(protection, case.reference)
    way = link(protection.get("/callbacks").text)
    assert way
    assert "call_wanted" in town.kinds(case)
    assert protection.post(f"{way}/calls", page=way).status_code == 303
    assert "00 00 01 01" not in protection.get("/callbacks").text
    assert f'href="tel:{AWA}"' in protection.get(way).text
    assert town.verify()


def test_a_body_that_is_not_independent_sees_that_a_call_waits_and_never_the_number(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    page = want(security, reference)
    assert "Un appel au citoyen attend." in page
    assert "La coordination appelle, ou vous le confie." in page
    assert "Noter un appel ici n’y met pas fin." in page
    assert "Voir les appels" not in page
    assert link(security.get("/callbacks").text) is None
    assert link(town.officer("coordinator").get("/callbacks").text)


def test_the_page_of_a_case_with_a_call_is_the_same_once_its_phone_accuses_that_body(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security, coordinator = town.case(AWA).reference, town.officer("security"), town.officer("coordinator")
    want(security, reference)
    way = link(coordinator.get("/callbacks").text)
    assert way
    coordinator.post(f"{way}/placement", page=way)
    assert link(security.get("/callbacks").text) == way
    before = shown(security, reference)
    assert "Il est confié à votre bureau." in before
    assert "Voir les appels" in before
    town.text(AWA, EXTORTION)
    # That the wish is gone from the queue may have other reasons; the case tells nothing of it.
    assert link(security.get("/callbacks").text) is None
    assert shown(security, reference) == before


def test_asking_twice_is_one_call(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    want(security, reference)
    assert "Un appel attend déjà pour ce dossier." in want(security, reference)
    assert town.kinds(town.case(AWA)).count("call_wanted") == 1


def test_nobody_is_called_for_whom_it_is_not_safe_or_who_wrote_stop(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    security.post(f"/cases/{reference}/safety", safe="no")
    # What would be refused is not offered.
    page = security.get(f"/cases/{reference}").text
    assert "Demander un appel au citoyen" not in page
    assert "Le citoyen a refusé les SMS : attendez son appel ou son code." in page
    assert "Le citoyen a refusé les SMS" in want(security, reference)
    town.text(BOCAR, THEFT)
    reference = town.case(BOCAR).reference
    town.text(BOCAR, "STOP")
    assert "Le citoyen a écrit STOP." in want(security, reference)
    assert not {"call_wanted"} & set(town.kinds(town.case(AWA)) + town.kinds(town.case(BOCAR)))


def test_a_case_of_others_takes_no_request(town: Town) -> None:
    town.text(AWA, BEATEN)
    answer = town.officer("security").post(f"/cases/{town.case(AWA).reference}/call-requests", page="/inbox")
    assert answer.status_code == 404


def test_each_call_says_who_asked_for_it(town: Town) -> None:
    town.text(AWA, THEFT)
    coordinator = town.officer("coordinator")
    want(town.officer("security"), town.case(AWA).reference)
    for path in ("/callbacks", link(coordinator.get("/callbacks").text)):
        page = coordinator.get(str(path)).text
        assert "demandé par un collègue" in page
        assert "demandé par le citoyen" not in page
    town.text(BOCAR, "RAPPEL")
    assert "demandé par le citoyen" in coordinator.get("/callbacks").text


def test_who_asked_for_a_call_themselves_reads_that_they_did(town: Town) -> None:
    town.text(AWA, THEFT)
    coordinator = town.officer("coordinator")
    want(coordinator, town.case(AWA).reference)
    for path in ("/callbacks", link(coordinator.get("/callbacks").text)):
        page = coordinator.get(str(path)).text
        assert "demandé par vous" in page
        assert "par un collègue" not in page.replace("ou un collègue", "")


def test_who_makes_a_call_reads_which_case_it_is_about_and_its_subject_unless_that_is_protected(town: Town) -> None:
    for phone, words, name, subject in ((AWA, THEFT, "coordinator", True), (BOCAR, BEATEN, "protection", False)):
        town.text(phone, words)
        reference, officer = town.case(phone).reference, town.officer(name)
        want(officer, reference)
        way = str(link(officer.get("/callbacks").text))
        for page in (officer.get(way).text, _taken(officer, way)):
            about = page.partition(f'<dd><a href="/cases/{reference}">')[2].partition("</dd>")[0]
            assert about
            assert ("étail" in about) is subject
        officer.post(f"{way}/outcome", page=way, call=_call(officer.get(way).text), outcome="not_wanted")


def _taken(officer: Officer, way: str) -> str:
    officer.post(f"{way}/calls", page=way)
    return officer.get(way).text


def _call(page: str) -> str:
    return page.partition('name="call" value="')[2].partition('"')[0]


def test_who_refused_texts_on_the_phone_and_told_their_hours_can_be_called_again(town: Town) -> None:
    town.text(AWA, "RAPPEL")
    coordinator = town.officer("coordinator")
    way = link(coordinator.get("/callbacks").text)
    assert way
    coordinator.post(f"{way}/calls", page=way)
    call = re.search(r'name="call" value="([^"]+)"', coordinator.get(way).text)
    assert call
    coordinator.post(f"{way}/outcome", page=way, call=call[1], outcome="reached")
    said = {"call": call[1], "text": THEFT, "language": "fr", "sms": "no", "hours": "any"}
    coordinator.post(f"{way}/notes", page=way, **said)
    reference, security = town.case(AWA).reference, town.officer("security")
    page = security.get(f"/cases/{reference}").text
    assert "Le citoyen a refusé les SMS : faites-le appeler." in page
    assert f'formaction="/cases/{reference}/call-requests"' in page
    assert "Un appel au citoyen attend." in want(security, reference)
    assert "son appel est demandé." in security.get(f"/cases/{reference}").text


def test_the_list_says_that_the_house_has_to_call(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    security.post(f"/cases/{reference}/answers", page=f"/cases/{reference}", text="Nous venons demain.")
    town.work()
    queue = "/inbox?queue=waiting"
    assert "attend le citoyen" in security.get(queue).text
    want(security, reference)
    assert "appel à faire" in security.get(queue).text
    assert "attend le citoyen" not in security.get(queue).text
    town.text(BOCAR, THEFT)
    other = town.case(BOCAR).reference
    security.post(f"/cases/{other}/answers", page=f"/cases/{other}", text="Nous venons demain.")
    town.work()
    security.post(f"/cases/{other}/safety", page=f"/cases/{other}", safe="no")
    assert "SMS refusés" in security.get(queue).text


def test_a_call_of_the_minute_in_which_the_case_came_can_be_noted_and_an_impossible_time_says_which_is(
    town: Town,
) -> None:
    town.clock.advance(seconds=40)
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    path, now = f"/cases/{reference}", town.clock.now()
    day, at = now.date().isoformat(), f"{now:%H:%M}"
    before = f"{now - timedelta(minutes=1):%H:%M}"
    refused = security.post(f"{path}/calls", page=path, outcome="not_reached", day=day, at=before)
    assert f"Cette heure n’est pas possible : entre {at} et {at}." in refused.text.replace("\u00a0", " ")
    assert security.post(f"{path}/calls", page=path, outcome="not_reached", day=day, at=at).status_code == 303


def test_a_call_that_reached_the_citizen_from_the_case_settles_the_wish(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, coordinator = town.case(AWA).reference, town.officer("coordinator")
    want(coordinator, reference)
    path, when = f"/cases/{reference}", {"day": "2026-03-02", "at": "09:00"}
    assert coordinator.post(f"{path}/calls", page=path, outcome="not_reached", **when).status_code == 303
    assert link(coordinator.get("/callbacks").text)
    assert coordinator.post(f"{path}/calls", page=path, outcome="reached", **when).status_code == 303
    assert "Un appel au citoyen attend." not in coordinator.get(path).text
    assert link(coordinator.get("/callbacks").text) is None
    assert "Le bureau a déjà joint le citoyen." in coordinator.get(path).text


def test_a_desk_that_may_not_make_the_call_silences_no_wish_by_saying_it_called(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security, coordinator = town.case(AWA).reference, town.officer("security"), town.officer("coordinator")
    want(security, reference)
    path = f"/cases/{reference}"
    security.post(f"{path}/calls", page=path, outcome="reached", day="2026-03-02", at="09:00")
    assert "Un appel au citoyen attend." in security.get(path).text
    assert link(coordinator.get("/callbacks").text)


def test_a_colleague_who_is_calling_keeps_the_wish_they_hold(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security, coordinator = town.case(AWA).reference, town.officer("security"), town.officer("coordinator")
    want(security, reference)
    way = link(coordinator.get("/callbacks").text)
    coordinator.post(f"{way}/calls", page="/account")
    path = f"/cases/{reference}"
    town.officer("coordinator-2").post(f"{path}/calls", page=path, outcome="reached", day="2026-03-02", at="09:00")
    assert "call_ended" not in town.kinds(town.case(AWA))


def test_a_call_is_noted_by_who_says_how_it_ended_and_nothing_is_chosen_for_them(town: Town) -> None:
    town.text(AWA, THEFT)
    path, security = f"/cases/{town.case(AWA).reference}", town.officer("security")
    choice = security.get(path).text.partition('<select name="outcome" required>')[2].partition("</select>")[0]
    assert choice.startswith('<option value="">')
    assert "selected" not in choice
    refused = security.post(f"{path}/calls", page=path, outcome="", day="2026-03-02", at="09:00")
    assert (refused.status_code, "Dites comment l’appel a fini." in refused.text) == (422, True)
    assert "called" not in town.kinds(town.case(AWA))
    security.post(f"{path}/calls", page=path, outcome="reached", day="2026-03-02", at="09:00")
    assert "appelle, essai 1 : joint." in security.get(path).text


def test_who_closes_reads_that_a_call_is_still_asked_for_and_it_stays_so(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    path = f"/cases/{reference}"
    assert "Un appel est encore demandé." not in security.get(path).text
    page = want(security, reference)
    assert "Un appel est encore demandé.</b> Clore n’y met pas fin." in page
    security.post(f"{path}/closure", page=path, text="Vu.", outcome="resolved")
    town.work()
    town.text(AWA, "1")
    assert town.case(AWA).status == "closed"
    assert "Un appel au citoyen attend." in security.get(path).text
    assert link(town.officer("coordinator").get("/callbacks").text)


def test_a_case_that_is_nothing_but_the_wish_takes_it_along_and_says_so(town: Town) -> None:
    town.text(AWA, "RAPPEL")
    path, coordinator = f"/cases/{town.case(AWA).reference}", town.officer("coordinator")
    assert "Un appel est encore demandé.</b> Clore y met fin." in coordinator.get(path).text
    coordinator.post(f"{path}/closure", page=path, text="Vu.", outcome="no_action")
    town.work()
    town.text(AWA, "1")
    assert town.case(AWA).status == "closed"
    assert "Un appel au citoyen attend." not in coordinator.get(path).text
    assert link(coordinator.get("/callbacks").text) is None
