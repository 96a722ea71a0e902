"""Sorting by people: one message in one pair of hands, the wall until two agree, and an alert that tells no tale."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hotline.domain.walls import Viewer
from hotline.services import casework, sorting
from hotline.services.casework import Asked, Mistake
from hotline.services.sorting import Choice
from hotline.store import accounts, office
from hotline.store.models.casework import Case
from hotline.store.models.office import Body
from hotline.store.models.people import Account
from hotline.store.models.sorting import LabelEvent
from hotline.web.because import words_pointed_at
from tests.support.town import Officer, Town

ALI, AWA, OUMAR = "+22300000201", "+22300000202", "+22300000203"
VAGUE = "des choses étranges la nuit"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


def viewer_of(town: Town, name: str) -> Viewer:
    with town.application.unit() as unit:
        account = accounts.by_email(unit.session, f"{name}@demo.invalid")
        assert account
        return office.viewer_of(account)


def second_overseer(town: Town) -> Viewer:
    """Return another cleared person at the oversight desk."""
    first = viewer_of(town, "oversight")
    with town.application.unit() as unit:
        known = unit.session.get_one(Account, first.account_id)
        other = Account(
            id=UUID(int=77), email="oversight2@demo.invalid", title="Contrôle 2", role="liaison", body_id=known.body_id,
            desk_id=known.desk_id, languages=["fr"], cleared_at=unit.now, created_at=unit.now,
        )  # fmt: skip
        unit.session.add(other)
        return office.viewer_of(other)


def shown(officer: Officer) -> str:
    """Return the reference of the message in the officer's hands."""
    found = re.search(r'action="/triage/(\d+)"', officer.get("/triage").text)
    return found[1] if found else ""


def guesses(officer: Officer) -> list[str]:
    """Return the categories that one key each chooses."""
    return re.findall(r'<button class="guess" name="category" value="([^"]+)"', officer.get("/triage").text)


def decide(town: Town, viewer: Viewer, reference: str, choice: Choice) -> Case:
    with town.application.unit() as unit:
        held = town.application.tools.office.read(unit.session)
        return sorting.decide(unit, Asked(viewer, reference), choice, held)


def test_a_vague_message_is_sorted_with_one_key(town: Town) -> None:
    town.text(ALI, VAGUE)
    case = town.case(ALI)
    coordinator = town.officer("coordinator")
    page = coordinator.get("/triage").text
    assert VAGUE.split()[0] in page
    assert shown(coordinator) == case.reference
    path, seen = f"/triage/{case.reference}", str(case.version)
    answer = coordinator.post(path, page="/triage", category="cattle_theft", seen=seen)
    assert answer.status_code == 303
    after = town.case(ALI)
    assert (after.category, after.needs_person) == ("cattle_theft", False)
    assert town.desk_kind(after) == "security"
    assert [kind for kind in town.kinds(after) if kind in ("sorted", "transferred")] == ["sorted", "transferred"]
    assert shown(coordinator) == ""


def test_a_decision_leaves_a_label_that_nobody_can_rewrite(town: Town) -> None:
    town.text(ALI, VAGUE)
    decide(town, viewer_of(town, "coordinator"), town.case(ALI).reference, Choice("cattle_theft"))
    with town.application.unit() as unit:
        label = unit.session.scalars(select(LabelEvent)).one()
        assert (label.new_category, label.suggestion_visible, label.new_accuses) == ("cattle_theft", True, False)
        assert label.model_version
    for change in ("UPDATE label_events SET new_category = 'spam_test'", "DELETE FROM label_events"):
        with pytest.raises(DBAPIError), town.application.unit() as unit:
            unit.session.execute(text(change))


def test_sorting_late_gives_nobody_more_time(town: Town) -> None:
    town.text(ALI, VAGUE)
    received = town.case(ALI).received_at
    town.clock.advance(hours=5)
    decide(town, viewer_of(town, "coordinator"), town.case(ALI).reference, Choice("attack_ongoing"))
    case = town.case(ALI)
    assert case.urgency == "critical"
    assert case.answer_due_at == received + timedelta(hours=2)


def test_danger_comes_before_what_has_waited_longer(town: Town) -> None:
    town.text(ALI, VAGUE)
    town.clock.advance(minutes=5)
    town.text(AWA, "ils tirent ils tirent quelque chose est grave")
    with town.application.unit() as unit:
        case = unit.session.get_one(Case, town.case(AWA).id)
        case.urgency, case.needs_person, case.wall, case.sensitivity = "critical", True, "none", "S2"
    assert shown(town.officer("coordinator")) == town.case(AWA).reference


def test_two_coordinators_are_never_given_the_same_message(town: Town) -> None:
    for number, words in enumerate((VAGUE, "venez voir le marché", "problème")):
        town.text(f"+22300000{300 + number}", words)
    first = viewer_of(town, "coordinator")
    with town.application.unit() as unit:
        known = unit.session.get_one(Account, first.account_id)
        unit.session.add(
            Account(id=UUID(int=78), email="c2@demo.invalid", title="Coordination 2", role="coordinator",
                    body_id=known.body_id, desk_id=known.desk_id, languages=["fr"], created_at=unit.now)
        )  # fmt: skip
    second = Viewer(UUID(int=78), "coordinator", first.body_id, first.desk_id, False, True)
    held: list[str] = []
    both = Barrier(2)

    def take(viewer: Viewer) -> None:
        both.wait()
        with town.application.unit() as unit:
            case = sorting.take_next(unit, viewer)
            assert case
            held.append(case.reference)

    hands = [Thread(target=take, args=(viewer,)) for viewer in (first, second)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(set(held)) == 2


def test_what_one_holds_another_cannot_decide_until_the_hands_are_free(town: Town) -> None:
    town.text(ABUSE_PHONE := ALI, ABUSE)
    other = second_overseer(town)
    with town.application.unit() as unit:
        assert sorting.take_next(unit, viewer_of(town, "oversight"))
    reference = town.case(ABUSE_PHONE).reference
    with pytest.raises(Mistake, match="in_other_hands"):
        decide(town, other, reference, Choice("force_abuse"))
    town.clock.advance(minutes=3)
    assert decide(town, other, reference, Choice("force_abuse")).wall == "confirmed"


def test_a_message_passed_over_goes_to_others_and_comes_back_later(town: Town) -> None:
    town.text(ALI, VAGUE)
    coordinator = town.officer("coordinator")
    reference = shown(coordinator)
    coordinator.post(f"/triage/{reference}/pass", page="/triage")
    assert shown(coordinator) == ""
    town.clock.advance(minutes=6)
    assert shown(coordinator) == reference


def test_an_accusation_is_sorted_by_oversight_and_by_nobody_else(town: Town) -> None:
    town.text(ALI, ABUSE)
    case = town.case(ALI)
    assert shown(town.officer("oversight")) == case.reference
    for name in ("coordinator", "security", "civil", "protection"):
        officer = town.officer(name)
        assert shown(officer) == ""
        assert officer.post(f"/triage/{case.reference}", page="/account", category="cattle_theft").status_code == 404


def test_a_general_choice_that_accuses_walls_the_case_at_once(town: Town) -> None:
    town.text(ALI, VAGUE)
    decide(town, viewer_of(town, "coordinator"), town.case(ALI).reference, Choice("checkpoint_extortion"))
    case = town.case(ALI)
    assert (case.wall, town.desk_kind(case)) == ("confirmed", "oversight")
    assert town.officer("security").get(f"/cases/{case.reference}").status_code == 404


def test_it_takes_two_to_lift_a_wall(town: Town) -> None:
    town.text(ALI, ABUSE)
    first, second, reference = viewer_of(town, "oversight"), second_overseer(town), town.case(ALI).reference
    choice = Choice("cattle_theft", wall="lifted")
    assert decide(town, first, reference, choice).wall == "hinted"
    assert town.officer("security").get(f"/cases/{reference}").status_code == 404
    with pytest.raises(Mistake, match="second_person"):
        decide(town, first, reference, choice)
    after = decide(town, second, reference, choice)
    assert (after.wall, after.needs_person) == ("lifted", False)
    assert town.desk_kind(town.case(ALI)) == "security"
    assert town.officer("security").get(f"/cases/{reference}").status_code == 200
    assert {"wall_lift_asked", "wall_lifted"} <= set(town.kinds(town.case(ALI)))


def test_a_confirmed_wall_forgets_who_wanted_it_lifted(town: Town) -> None:
    town.text(ALI, ABUSE)
    first, second, reference = viewer_of(town, "oversight"), second_overseer(town), town.case(ALI).reference
    decide(town, first, reference, Choice("force_abuse", wall="lifted"))
    assert decide(town, second, reference, Choice("force_abuse")).wall == "confirmed"
    assert town.officer("oversight").get("/triage").status_code == 200
    assert town.verify()


def test_a_safety_alert_says_the_danger_and_nothing_else(town: Town) -> None:
    town.text(ALI, "les gendarmes tirent sur nous a Konna venez vite")
    case = town.case(ALI)
    oversight = town.officer("oversight")
    page = oversight.get("/triage").text
    assert shown(oversight) == case.reference
    outside = dict(re.findall(r'<option value="([0-9a-f-]{36})">([^<]+)', page))
    assert not any("Gendarmerie" in name for name in outside.values())
    desk = next(key for key, name in outside.items() if "Protection civile" in name or "Police" in name)
    answer = oversight.post(f"/triage/{case.reference}/alert", page="/triage", danger="attack_ongoing", place="Konna",
                            desk=desk)  # fmt: skip
    assert answer.status_code == 303
    with town.application.unit() as unit:
        new = unit.session.scalars(select(Case).where(Case.channel == "alert")).one()
        desk_body = unit.session.get_one(Body, town.application.tools.office.read(unit.session).body_of(new.desk_id))
    assert (str(new.desk_id), new.urgency, new.contact_id) == (desk, "critical", None)
    assert desk_body.kind in ("security", "civil")
    said = repr([(event.kind, event.actor, event.data) for event in town.trail(new)])
    for secret in (case.reference, str(case.id), "gendarm", "account:", "tirent"):
        assert secret not in said
    assert "safety_alert_sent" in town.kinds(case)
    assert town.officer("security").get("/inbox").status_code == 200


def test_an_alert_never_goes_to_a_walled_desk(town: Town) -> None:
    town.text(ALI, ABUSE)
    case, oversight = town.case(ALI), town.officer("oversight")
    with town.application.unit() as unit:
        held = town.application.tools.office.read(unit.session)
        walled = next(desk.id for desk in held.desks if desk.force == "gendarmerie")
    path = f"/triage/{case.reference}/alert"
    for danger, desk, code in (("abduction", str(walled), 422), ("gossip", str(walled), 422), ("abduction", "x", 400)):
        assert oversight.post(path, page="/triage", danger=danger, place="", desk=desk).status_code == code


def test_an_alert_goes_to_nobody_by_default(town: Town) -> None:
    town.text(ALI, ABUSE)
    reference, oversight = town.case(ALI).reference, town.officer("oversight")
    form = oversight.get("/triage").text.partition(f'action="/triage/{reference}/alert"')[2].partition("</form>")[0]
    assert "selected" not in form
    assert form.count("required><") + form.count('required>\n<option value=""') == 2
    for given, said in (({"danger": "abduction"}, "qui prévenir"), ({}, "Choisissez un danger")):
        answer = oversight.post(f"/triage/{reference}/alert", page="/triage", **given)
        assert (answer.status_code, said in answer.text) == (422, True)


def test_what_is_quoted_says_something(town: Town) -> None:
    spans = [{"start": 0, "end": 2}, {"start": 3, "end": 8}, {"start": 9, "end": 11}]
    assert words_pointed_at(spans, "de boeuf la") == ["boeuf"]


def test_what_comes_next_opens_with_one_press(town: Town) -> None:
    town.text(ALI, VAGUE)
    town.text(AWA, "venez voir le marché")
    coordinator = town.officer("coordinator")
    coming = ({town.case(ALI).reference, town.case(AWA).reference} - {shown(coordinator)}).pop()
    assert f'<a class="row" href="/triage/{coming}">' in coordinator.get("/triage").text
    page = coordinator.get(f"/triage/{coming}").text
    assert f'action="/triage/{coming}"' in page
    assert shown(coordinator) == coming
    coordinator.post(f"/triage/{coming}", page=f"/triage/{coming}", category="cattle_theft")
    assert [case.needs_person for case in (*town.cases(ALI), *town.cases(AWA)) if case.reference == coming] == [False]


def test_a_choice_is_taken_back_by_one_key_until_somebody_worked_on_it(town: Town) -> None:
    town.text(ALI, VAGUE)
    coordinator, reference = town.officer("coordinator"), town.case(ALI).reference
    coordinator.post(f"/triage/{reference}", page="/triage", category="cattle_theft")
    assert 'action="/triage/last/end"' in coordinator.get("/triage").text
    coordinator.post("/triage/last/end", page="/triage")
    assert (town.case(ALI).needs_person, shown(coordinator)) == (True, reference)
    assert town.kinds(town.case(ALI))[-1] in ("sorting_undone", "case_read")
    assert 'action="/triage/last/end"' not in coordinator.get("/triage").text
    coordinator.post(f"/triage/{reference}", page="/triage", other="health")
    assert town.case(ALI).category == "health"
    with town.application.unit() as unit:
        casework.take(unit, Asked(viewer_of(town, "coordinator"), reference))
    coordinator.post("/triage/last/end", page="/account")
    assert not town.case(ALI).needs_person


def test_after_a_choice_is_taken_back_the_guesses_are_those_of_before(town: Town) -> None:
    town.text(ALI, VAGUE)
    coordinator, reference = town.officer("coordinator"), town.case(ALI).reference
    before, first = guesses(coordinator), town.case(ALI).category
    assert len(before) == 2
    for wrong in ("cattle_theft", before[1]):
        coordinator.post(f"/triage/{reference}", page="/triage", category=wrong)
        assert town.case(ALI).category == wrong
        coordinator.post("/triage/last/end", page="/triage")
        assert (guesses(coordinator), town.case(ALI).category) == (before, first)


def test_a_wall_stays_when_the_choice_that_raised_it_is_taken_back(town: Town) -> None:
    town.text(ALI, VAGUE)
    coordinator, reference = town.officer("coordinator"), town.case(ALI).reference
    before = guesses(coordinator)
    coordinator.post(f"/triage/{reference}", page="/triage", other="checkpoint_extortion")
    walled = town.case(ALI)
    assert walled.wall == "confirmed"
    coordinator.post("/triage/last/end", page="/triage")
    case = town.case(ALI)
    assert (case.wall, case.sensitivity, case.desk_id) == (walled.wall, walled.sensitivity, walled.desk_id)
    assert guesses(coordinator)[0] == before[0]


def test_a_choice_is_nobody_elses_to_take_back_nor_after_ten_minutes(town: Town) -> None:
    town.text(ALI, VAGUE)
    coordinator, reference = town.officer("coordinator"), town.case(ALI).reference
    coordinator.post(f"/triage/{reference}", page="/triage", category="cattle_theft")
    for officer in (town.officer("oversight"), town.officer("security")):
        officer.post("/triage/last/end", page="/account")
        assert not town.case(ALI).needs_person
    town.clock.advance(minutes=11)
    coordinator.post("/triage/last/end", page="/account")
    assert not town.case(ALI).needs_person


def test_taking_a_choice_back_lowers_no_wall(town: Town) -> None:
    town.text(ALI, VAGUE)
    coordinator, reference = town.officer("coordinator"), town.case(ALI).reference
    coordinator.post(f"/triage/{reference}", page="/triage", other="force_abuse", blames="gendarmerie")
    walled = town.case(ALI)
    coordinator.post("/triage/last/end", page="/account")
    case = town.case(ALI)
    assert (case.wall, case.sensitivity, case.desk_id) == (walled.wall, walled.sensitivity, walled.desk_id)


def test_praise_is_read_by_a_person_before_the_unit_sees_it(town: Town) -> None:
    town.text(ALI, "merci aux gendarmes de Konna ils nous ont bien aidés, bravo")
    case = town.case(ALI)
    assert case.needs_person or case.wall == "hinted"
    assert town.officer("security").get(f"/cases/{case.reference}").status_code == 404


@pytest.mark.parametrize("fields", [{"category": "gossip"}, {}, {"category": "health", "urgency": "very"}])
def test_junk_is_refused_and_the_message_stays(town: Town, fields: dict[str, str]) -> None:
    town.text(ALI, VAGUE)
    coordinator, reference = town.officer("coordinator"), town.case(ALI).reference
    assert coordinator.post(f"/triage/{reference}", page="/triage", **fields).status_code == 422
    assert shown(coordinator) == reference
    assert coordinator.post(f"/triage/{reference}", page="/triage", category="health", blames="x").status_code == 400


def test_an_old_page_sorts_nothing(town: Town) -> None:
    town.text(ALI, VAGUE)
    case, coordinator = town.case(ALI), town.officer("coordinator")
    town.text(ALI, "et encore autre chose par là")
    coordinator.post(f"/triage/{case.reference}", page="/triage", category="health", seen=str(case.version - 1))
    assert town.case(ALI).category != "health"


def test_a_name_that_several_places_bear_is_shown_and_not_guessed(town: Town) -> None:
    town.text(ALI, "des choses étranges la nuit vers Somo")
    coordinator, case = town.officer("coordinator"), town.case(ALI)
    assert case.place_id is None
    page = coordinator.get("/triage").text
    offered = dict(re.findall(r'<option value="(ML[0-9]+-somo)">([^<]+)', page))
    assert len(offered) == 2
    assert len(set(offered.values())) == 2
    chosen = min(offered)
    answer = coordinator.post(f"/triage/{case.reference}", page="/triage", other="basic_services", place=chosen)
    assert answer.status_code == 303
    after = town.case(ALI)
    with town.application.unit() as unit:
        held = town.application.tools.office.read(unit.session)
    assert after.place_id == held.places[chosen].id
    assert "place_chosen" in town.kinds(after)
    assert town.verify()


def test_a_place_that_is_known_is_not_replaced_and_one_that_is_none_is_refused(town: Town) -> None:
    town.text(ALI, "des choses étranges la nuit à Konna")
    coordinator, case = town.officer("coordinator"), town.case(ALI)
    assert case.place_id is not None
    path = f"/triage/{case.reference}"
    assert coordinator.post(path, page="/triage", other="health", place="nowhere").status_code == 422
    coordinator.post(path, page="/triage", other="health", place="ML0405-somo")
    assert town.case(ALI).place_id == case.place_id


def test_words_that_were_read_as_a_place_are_shown_beside_it(town: Town) -> None:
    town.text(ALI, "des choses étranges la nuit à Tenenkoou")
    page = town.officer("coordinator").get("/triage").text
    assert re.search(r"nenkou, Mopti \(lu dans : <q [^>]*>Tenenkoou</q>\)", page)
