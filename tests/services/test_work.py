"""What officers do with a case besides answering: each form writes its event, and no clock is fooled."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hotline.domain import story
from hotline.domain.lifecycle import QUESTION_DAYS
from hotline.domain.ownership import Told
from hotline.domain.work import CALL_OUTCOMES, EXCLUSIONS, TAGS
from hotline.store.models.casework import Case
from hotline.web import workwords
from tests.support.staff import account, hire
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000101", "+22300000102"
BLAMER = "+22300000177"
THEFT = "on a volé mes boeufs à Konna"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
NINE = {"day": "2026-03-02", "at": "09:00"}


@pytest.fixture
def theft(town: Town) -> Case:
    """A theft that lies with the gendarmerie."""
    town.text(AWA, THEFT)
    return town.case(AWA)


@pytest.fixture
def security(town: Town) -> Officer:
    return town.officer("security")


def act(officer: Officer, case: Case, path: str, **fields: str) -> int:
    """Send a form of the case's page."""
    page = f"/cases/{case.reference}"
    return officer.post(f"{page}/{path}", page=page, **fields).status_code


def told(town: Town, case: Case) -> story.Story:
    """Tell the case's story as the figures see it."""
    found = story.tell(Told(one.kind, one.at, one.actor, one.data) for one in town.trail(case))
    assert found is not None
    return found


def test_a_question_stops_the_clock_of_closing_alone_until_the_citizen_writes(
    town: Town, theft: Case, security: Officer
) -> None:
    assert theft.closure_due_at is not None
    town.clock.advance(hours=1)
    assert act(security, theft, "questions", text="Combien de bœufs ?") == 303
    waits = town.case(AWA)
    assert (waits.status, waits.waiting_since) == ("waiting", None)
    assert waits.closure_due_at == theft.closure_due_at + timedelta(days=QUESTION_DAYS)
    assert town.carrier.to(AWA)[-1:] != ["Combien de bœufs ?"]
    town.work()
    town.clock.advance(hours=5)
    town.text(AWA, "on a volé mes boeufs, sept boeufs")
    asked = town.case(AWA)
    assert (asked.status, asked.paused_at) == ("open", None)
    assert asked.closure_due_at == theft.closure_due_at + timedelta(hours=5)
    assert asked.waiting_since == town.clock.now()
    assert [event.data["why"] for event in town.trail(theft) if event.kind == "pause_ended"] == ["citizen"]
    start = town.clock.now() - timedelta(hours=5)
    assert told(town, theft).pauses == ((start, town.clock.now()),)


@pytest.mark.parametrize("words", ["OUI", "merci"])
def test_a_mere_yes_to_an_open_question_is_read_by_somebody(
    town: Town, theft: Case, security: Officer, words: str
) -> None:
    assert act(security, theft, "questions", text="Les avez-vous vus ?") == 303
    town.work()
    town.text(AWA, words)
    case = town.case(AWA)
    assert (case.id, case.status, case.paused_at) == (theft.id, "open", None)
    assert case.waiting_since == town.clock.now()


def test_a_question_that_is_kept_back_stops_the_clock_once_the_citizen_has_it(town: Town) -> None:
    town.text(BOCAR, "mon mari me bat chaque jour, ne dites rien")
    case, officer = town.case(BOCAR), town.officer("protection")
    assert act(officer, case, "questions", text="Pouvons-nous en parler ?", about="consent") == 303
    assert town.case(BOCAR).paused_at is None
    assert "info_requested" not in town.kinds(case)
    town.clock.advance(minutes=5)
    town.text(BOCAR, f"SUIVI {case.reference}")
    assert town.case(BOCAR).paused_at == town.clock.now()
    [asked] = [event for event in town.trail(case) if event.kind == "info_requested"]
    assert (asked.actor, asked.data["about"]) == (officer.actor(town), "consent")
    town.clock.advance(minutes=5)
    town.text(BOCAR, "oui")
    answered = town.case(BOCAR)
    assert (answered.paused_at, answered.waiting_since) == (None, town.clock.now())


@pytest.mark.parametrize(
    "words",
    [
        "depuis mardi",
        "trois jours",
        "depuis mardi, quartier Sarema",
        "depuis dix jours, oui les enfants passent dedans",
    ],
)
def test_a_few_words_after_a_question_are_its_answer_whatever_a_model_guesses(
    town: Town, theft: Case, security: Officer, words: str
) -> None:
    act(security, theft, "questions", text="Depuis quand ?")
    town.work()
    town.text(AWA, words)
    case = town.case(AWA)
    assert (case.id, case.paused_at, case.urgency) == (theft.id, None, theft.urgency)
    assert town.kinds(theft).count("text_joined") == 1


@pytest.mark.parametrize("words", ["oui il frappe les enfants", "les enfants ont peur du monsieur"])
def test_what_tells_of_harm_to_children_answers_no_question(
    town: Town, theft: Case, security: Officer, words: str
) -> None:
    act(security, theft, "questions", text="Depuis quand ?")
    town.work()
    town.text(AWA, words)
    assert "text_joined" not in town.kinds(theft)


def test_a_question_nobody_answers_gives_seven_days_and_no_more(town: Town, theft: Case, security: Officer) -> None:
    act(security, theft, "questions", text="Combien de bœufs ?")
    town.pass_time(days=QUESTION_DAYS, seconds=1)
    town.pass_time(days=1)
    after = town.case(AWA)
    assert (after.status, after.paused_at) == ("open", None)
    assert theft.closure_due_at is not None
    assert after.closure_due_at == theft.closure_due_at + timedelta(days=QUESTION_DAYS)
    assert town.kinds(theft).count("pause_ended") == 1


def test_a_question_that_cannot_go_out_stops_nothing(town: Town, theft: Case, security: Officer) -> None:
    town.text(AWA, "STOP")
    assert act(security, theft, "questions", text="Combien ?") == 303
    assert "info_requested" not in town.kinds(theft)
    assert town.case(AWA).closure_due_at == theft.closure_due_at


def test_an_answer_ends_the_pause_and_a_second_question_begins_its_own(
    town: Town, theft: Case, security: Officer
) -> None:
    act(security, theft, "questions", text="Combien ?")
    town.clock.advance(hours=2)
    act(security, theft, "questions", text="Et où ?")
    assert [kind for kind in town.kinds(theft) if kind in ("info_requested", "pause_ended")] == [
        "info_requested", "pause_ended", "info_requested",
    ]  # fmt: skip
    act(security, theft, "answers", text="Nous venons.")
    assert town.case(AWA).paused_at is None


def test_a_snooze_stops_no_clock_and_ends_when_the_citizen_writes(town: Town, theft: Case, security: Officer) -> None:
    assert act(security, theft, "snooze", day="2026-03-05", sure="2026-03-05") == 303
    aside = town.case(AWA)
    assert (aside.due_at, aside.waiting_since) == (theft.due_at, theft.waiting_since)
    town.text(AWA, "on a volé mes boeufs encore")
    assert town.case(AWA).snoozed_until is None
    act(security, theft, "snooze", day="2026-03-05", sure="2026-03-05")
    assert re.search(r"En attente</span><b class=\"push\">1<", security.get("/inbox").text)
    assert theft.reference in security.get("/inbox?queue=waiting").text
    town.pass_time(days=3)
    assert [event.data["why"] for event in town.trail(theft) if event.kind == "snooze_ended"] == ["citizen", "time"]


@pytest.mark.parametrize("day", ["2026-03-02", "1999-01-01", "2026-12-01", "9999-12-31"])
def test_a_case_is_not_put_aside_for_ever_nor_for_yesterday(
    town: Town, theft: Case, security: Officer, day: str
) -> None:
    assert act(security, theft, "snooze", day=day) == 422
    assert town.case(AWA).snoozed_until is None


def test_tags_are_of_the_list_six_at_most_and_leave_no_words(town: Town, theft: Case, security: Officer) -> None:
    assert act(security, theft, "tags", tag="mes propres mots") == 422
    for tag in TAGS[:6]:
        assert act(security, theft, "tags", tag=tag) == 303
    assert act(security, theft, "tags", tag=TAGS[0]) == 303
    assert act(security, theft, "tags", tag=TAGS[6]) == 422
    assert act(security, theft, "tags", off=TAGS[0]) == 303
    kinds = town.kinds(theft)
    assert (kinds.count("tagged"), kinds.count("untagged")) == (6, 1)


def test_a_call_that_reached_the_citizen_answers_them_and_one_that_did_not_does_not(
    town: Town, theft: Case, security: Officer
) -> None:
    assert act(security, theft, "calls", outcome="not_reached", **NINE) == 303
    assert town.case(AWA).waiting_since is not None
    assert act(security, theft, "calls", outcome="reached", **NINE) == 303
    after = town.case(AWA)
    assert (after.waiting_since, after.status) == (None, "open")
    assert told(town, theft).first_response.end == town.clock.now()
    assert "essai 2" in security.get(f"/cases/{theft.reference}").text


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "won", **NINE}, {"outcome": "reached", "day": "2026-03-02", "at": "23:00"},
        {"outcome": "reached", "day": "1990-01-01", "at": "09:00"}, {"outcome": "reached", "day": "x", "at": "y"}, {},
    ],
)  # fmt: skip
def test_a_call_that_cannot_have_been_is_refused(
    town: Town, theft: Case, security: Officer, fields: dict[str, str]
) -> None:
    assert act(security, theft, "calls", **fields) == 422
    assert "called" not in town.kinds(theft)


def test_a_change_of_urgency_counts_from_the_first_text_and_keeps_the_old_due_time(
    town: Town, theft: Case, security: Officer
) -> None:
    town.watch(days=1)
    security = town.officer("security")
    assert act(security, theft, "urgency", urgency="critical") == 303
    raised = town.case(AWA)
    assert raised.answer_due_at == theft.received_at + timedelta(hours=2)
    town.watch()
    changes = {event.data["clock"]: event.data for event in town.trail(theft) if event.kind == "due_changed"}
    assert theft.answer_due_at is not None
    assert changes["first_answer"]["before"] == theft.answer_due_at.isoformat()
    assert act(security, theft, "urgency", urgency="low") == 303
    assert town.kinds(theft).count("urgency_changed") == 1
    assert act(security, theft, "urgency", urgency="whenever") == 422


def test_what_does_not_count_can_count_again(town: Town, theft: Case, security: Officer) -> None:
    said = {"text": "Un message d’essai du matin.", "sure": "1"}
    for why in EXCLUSIONS:
        assert act(security, theft, "exclusion", why=why, **said) == 303
    assert told(town, theft).excluded == EXCLUSIONS[-1]
    assert act(security, theft, "exclusion", why="") == 303
    assert told(town, theft).excluded == ""
    assert act(security, theft, "exclusion", why="dull", **said) == 422


def test_no_case_leaves_the_figures_without_a_written_reason_and_a_second_yes(
    town: Town, theft: Case, security: Officer
) -> None:
    for given in ({}, {"sure": "1"}, {"text": "Essai."}, {"text": "  ", "sure": "1"}):
        assert act(security, theft, "exclusion", why="test", **given) == 422
    assert told(town, theft).excluded == ""
    act(security, theft, "exclusion", why="test", text="Un essai du matin.", sure="1")
    assert "Un essai du matin." in security.get(f"/cases/{theft.reference}").text


def test_a_desk_alone_takes_no_protected_or_accusing_case_out_of_the_figures(town: Town) -> None:
    town.text(BLAMER, "les gendarmes au barrage prennent 2000 f par passager sans recu")
    complaint, oversight = town.case(BLAMER), town.officer("oversight")
    assert act(oversight, complaint, "exclusion", why="test", text="Essai.", sure="1") == 422
    page = oversight.get(f"/cases/{complaint.reference}").text
    assert ("seule la coordination l’écarte" in page, "Ne pas compter" in page) == (True, False)
    assert told(town, complaint).excluded == ""


def test_a_text_that_asks_for_nothing_makes_nobody_wait(town: Town, theft: Case, security: Officer) -> None:
    act(security, theft, "answers", text="Nous venons.")
    town.clock.advance(hours=1)
    town.text(AWA, "les boeufs volés, bonne nuit à vous")
    waits = town.case(AWA)
    assert waits.waiting_since is not None
    assert act(security, theft, "courtesy", message=str(waits.last_message_id)) == 303
    assert town.case(AWA).waiting_since is None
    assert told(town, theft).open_wait is None
    assert act(security, theft, "courtesy", message=str(theft.id)) == 422


def test_of_two_texts_one_asks_and_the_citizen_still_waits(town: Town, theft: Case, security: Officer) -> None:
    town.clock.advance(hours=1)
    town.text(AWA, "boeufs volés merci d’avance à vous")
    act(security, theft, "courtesy", message=str(town.case(AWA).last_message_id))
    assert town.case(AWA).waiting_since == theft.waiting_since


def test_an_alert_reaches_the_coordination_unless_it_may_not_know(town: Town, theft: Case, security: Officer) -> None:
    assert act(security, theft, "escalation", text="Nous ne pouvons pas agir.") == 303
    assert town.case(AWA).supervisor_flag
    assert "Nous ne pouvons pas agir." in town.officer("coordinator").get(f"/cases/{theft.reference}").text
    town.text(BOCAR, "mon mari me bat chaque jour, ne dites rien")
    assert act(town.officer("protection"), town.case(BOCAR), "escalation", text="Aidez.") == 422


def test_a_note_for_a_colleague_tells_them_the_reference_and_nobody_who_may_not_read_it(
    town: Town, theft: Case, security: Officer
) -> None:
    coordinator, words = account(town, "coordinator"), "Le vétérinaire a-t-il répondu ?"
    assert act(security, theft, "mentions", account=str(account(town, "civil").id), text=words) == 422
    assert act(security, theft, "mentions", account=str(account(town, "security").id), text=words) == 422
    assert act(security, theft, "mentions", account=str(coordinator.id), text=" ") == 422
    assert act(security, theft, "mentions", account=str(coordinator.id), text=words) == 303
    told_of = town.officer("coordinator").get("/alerts").text
    assert f'<a href="/cases/{theft.reference}">Un collègue vous a écrit une note</a>' in told_of
    assert theft.reference in told_of.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    assert words not in told_of
    assert words in town.officer("coordinator").get(f"/cases/{theft.reference}").text
    assert f"demande à {coordinator.title} de regarder" in security.get(f"/cases/{theft.reference}").text


def test_a_case_is_given_to_a_colleague_of_its_desk_and_to_nobody_else(
    town: Town, theft: Case, security: Officer
) -> None:
    second = hire(town, "second", "security")
    assert act(security, theft, "assignment", account=str(account(town, "civil").id)) == 422
    assert act(security, theft, "assignment", account=str(second)) == 303
    assert town.case(AWA).owner_id == second
    assert told(town, theft).segments[-1].owner == f"account:{second}"
    assert act(security, theft, "assignment", account="nobody") == 400


def test_who_is_deactivated_is_given_nothing_and_leaves_the_case_to_the_desk(
    town: Town, theft: Case, security: Officer
) -> None:
    second = hire(town, "second", "security")
    act(security, theft, "assignment", account=str(second))
    administrator = town.officer("administrator")
    administrator.post(f"/admin/accounts/{second}/deactivation", page=f"/admin/accounts/{second}")
    with town.application.unit() as unit:
        assert unit.session.get(type(theft), theft.id).owner_id is None  # type: ignore[union-attr]
    assert act(security, theft, "assignment", account=str(second)) == 422
    assert told(town, theft).segments[-1].owner == ""


def test_an_appeal_is_for_other_eyes_where_there_are_any(town: Town, theft: Case, security: Officer) -> None:
    act(security, theft, "closure", text="Vu.", outcome="no_action")
    town.work()
    town.text(AWA, "1")
    town.text(AWA, f"dossier {theft.reference} : les boeufs ne sont pas rendus")
    appealed = town.case(AWA)
    assert (appealed.status, appealed.owner_id) == ("open", None)
    for path, fields in (("answers", {"text": "Non."}), ("ownership", {}), ("closure", {"text": ""})):
        assert act(security, theft, path, **fields) == 422
    coordinator = town.officer("coordinator")
    assert act(coordinator, theft, "answers", text="Nous revoyons.") == 303
    act(coordinator, theft, "closure", text="Vu.", outcome="resolved")
    assert "same_officer" not in town.kinds(theft)


def test_other_bodies_doors_to_a_case_stay_shut(town: Town, theft: Case) -> None:
    forms = {
        "questions": {"text": "x"}, "snooze": {"day": "2026-03-05"}, "tags": {"tag": TAGS[0]}, "courtesy": {
            "message": str(theft.last_message_id)}, "calls": {"outcome": "reached", **NINE},
        "urgency": {"urgency": "low"}, "exclusion": {"why": "spam"}, "escalation": {"text": "x"},
        "mentions": {"text": "x", "account": str(account(town, "coordinator").id)},
        "assignment": {"account": str(account(town, "civil").id)}, "merges": {"text": "1000008"},
    }  # fmt: skip
    for name in ("civil", "protection", "administrator", "auditor"):
        somebody = town.officer(name)
        for path, fields in forms.items():
            answer = somebody.post(f"/cases/{theft.reference}/{path}", page="/account", **fields)
            absent = somebody.post(f"/cases/1000008/{path}", page="/account", **fields)
            assert (answer.status_code, answer.data) == (404, absent.data), (name, path)


def test_every_code_has_its_words() -> None:
    assert set(TAGS) == set(workwords.TAG_WORDS)
    assert set(EXCLUSIONS) == set(workwords.EXCLUSION_WORDS)
    assert set(CALL_OUTCOMES) == set(workwords.CALL_WORDS)
