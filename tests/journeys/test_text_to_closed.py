"""A concern from its first text to the citizen's yes, and everything that can bend that road."""

from __future__ import annotations

import pytest

from hotline.domain.references import show_reference
from hotline.gateways.failures import Rejected, TryLater, Unknown
from hotline.store.models.casework import Case
from tests.support.town import Town

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
EXTORTION = "les gendarmes du poste de Mopti ont pris mon argent"


def test_a_text_becomes_a_case_is_answered_closed_and_confirmed(town: Town) -> None:
    assert town.text(AWA, THEFT).status_code == 204
    case = town.case(AWA)
    assert (case.category, town.desk_kind(case)) == ("cattle_theft", "security")
    assert show_reference(case.reference) in town.carrier.to(AWA)[0]

    liaison = town.officer("security")
    assert case.reference in liaison.get("/inbox").text.replace(" ", "")
    page = f"/cases/{case.reference}"
    assert liaison.post(f"{page}/answers", text="Une patrouille part ce matin.").status_code == 303
    town.work()
    assert town.carrier.to(AWA)[-1] == "Une patrouille part ce matin."
    town.receipt(-1, "delivered")

    assert liaison.post(f"{page}/closure", text="Bétail retrouvé", outcome="resolved").status_code == 303
    town.work()
    assert town.case(AWA).status == "closing"
    assert show_reference(case.reference) in town.carrier.to(AWA)[-1]

    town.text(AWA, "1")
    closed = town.case(AWA)
    assert (closed.status, closed.outcome, closed.citizen_answer) == ("closed", "resolved", "confirmed")
    told = town.kinds(case)
    for kind in (
        "received",
        "understood",
        "routed",
        "taken",
        "answered",
        "closing_asked",
        "closing_answered",
        "closed",
    ):
        assert kind in told
    assert town.verify() > len(told)


def test_a_refused_closing_reopens_the_case_and_flags_it_for_the_supervisor(town: Town) -> None:
    case = _closing(town)
    town.text(AWA, "2")
    again = town.case(AWA)
    assert (again.id, again.status, again.supervisor_flag) == (case.id, "open", True)
    assert again.waiting_since == town.clock.now()


def test_an_unsafe_closing_answer_silences_the_phone_and_moves_the_case_to_oversight(town: Town) -> None:
    _closing(town)
    town.text(AWA, "3")
    case = town.case(AWA)
    assert (case.status, town.desk_kind(case), case.sensitivity) == ("open", "oversight", "S2")
    sent = len(town.carrier.sent)
    oversight = town.officer("oversight")
    oversight.post(f"/cases/{case.reference}/answers", text="Nous suivons.")
    town.work()
    assert len(town.carrier.sent) == sent


def test_silence_for_seven_days_closes_the_case_as_no_answer(town: Town) -> None:
    _closing(town)
    town.receipt(-1, "delivered")
    town.pass_time(days=6, hours=23)
    assert town.case(AWA).status == "closing"
    town.pass_time(hours=2)
    assert (town.case(AWA).status, town.case(AWA).citizen_answer) == ("closed", "no_answer")


def test_a_question_that_never_went_out_counts_as_not_asked(town: Town) -> None:
    town.text(AWA, THEFT)
    town.carrier.failures.append(Rejected("blocked"))
    liaison = town.officer("security")
    liaison.post(f"/cases/{town.case(AWA).reference}/closure", text="Vu.", outcome="resolved")
    town.work()
    town.pass_time(days=8)
    assert (town.case(AWA).status, town.case(AWA).citizen_answer) == ("closed", "not_asked")


@pytest.mark.parametrize("courtesy", ["merci", "merci beaucoup", "ok merci", "1"])
def test_thanks_alone_never_reopen_a_closed_case(town: Town, courtesy: str) -> None:
    _closing(town)
    town.text(AWA, "1")
    town.text(AWA, courtesy)
    assert [case.status for case in town.cases(AWA)] == ["closed"]


def test_a_follow_up_within_fourteen_days_reopens_and_later_opens_a_new_case(town: Town) -> None:
    _closing(town)
    town.text(AWA, "1")
    town.pass_time(days=13)
    town.text(AWA, "mes boeufs sont toujours perdus, du nouveau ?")
    assert [case.status for case in town.cases(AWA)] == ["open"]
    liaison = town.officer("security")
    liaison.post(f"/cases/{town.case(AWA).reference}/closure", text="Vu.", outcome="no_action")
    town.work()
    town.text(AWA, "1")
    town.pass_time(days=15)
    town.text(AWA, "du nouveau pour mon dossier ?")
    assert len(town.cases(AWA)) == 2


def test_an_appeal_that_names_the_reference_is_taken_for_thirty_days(town: Town) -> None:
    case = _closing(town)
    town.text(AWA, "1")
    town.pass_time(days=29)
    town.text(AWA, f"dossier {show_reference(case.reference)} : mes boeufs sont toujours perdus")
    again = town.case(AWA)
    assert (again.id, again.status, again.supervisor_flag) == (case.id, "open", True)


def test_stop_is_obeyed_at_once_and_a_new_concern_is_still_taken(town: Town) -> None:
    town.text(AWA, "STOP")
    assert town.carrier.to(AWA) == []
    town.text(AWA, THEFT)
    case = town.case(AWA)
    assert town.carrier.to(AWA) == []
    assert "acknowledgement_withheld" in town.kinds(case)
    liaison = town.officer("security")
    liaison.post(f"/cases/{case.reference}/answers", text="Nous venons.")
    town.work()
    assert town.carrier.to(AWA) == []
    assert "STOP" in liaison.get(f"/cases/{case.reference}").text


def test_an_empty_text_asks_to_be_called_back(town: Town) -> None:
    town.text(AWA, "   ")
    case = town.case(AWA)
    assert (case.category, town.desk_kind(case)) == ("callback_request", "coordination")


def test_an_undelivered_answer_is_no_answer(town: Town) -> None:
    town.text(AWA, THEFT)
    waited_since = town.case(AWA).waiting_since
    liaison = town.officer("security")
    liaison.post(f"/cases/{town.case(AWA).reference}/answers", text="Nous venons.")
    town.work()
    assert town.case(AWA).waiting_since is None
    town.receipt(-1, "undelivered", "wrong_number")
    case = town.case(AWA)
    assert (case.waiting_since, case.first_answered_at, case.delivery_failed) == (waited_since, None, True)


def test_a_busy_provider_is_tried_again_and_an_unclear_one_is_not(town: Town) -> None:
    town.carrier.failures.append(TryLater("provider_busy"))
    town.text(AWA, THEFT)
    assert town.carrier.to(AWA) == []
    town.pass_time(minutes=5)
    assert len(town.carrier.to(AWA)) == 1
    town.carrier.failures.append(Unknown("reset"))
    liaison = town.officer("security")
    liaison.post(f"/cases/{town.case(AWA).reference}/answers", text="Nous venons.")
    town.work()
    town.pass_time(hours=2)
    assert len(town.carrier.to(AWA)) == 1
    assert town.case(AWA).delivery_failed


def test_the_same_text_brought_fifty_times_is_one_case_and_one_acknowledgement(town: Town) -> None:
    for _ in range(50):
        assert town.deliver_text(AWA, THEFT, provider_id="same").status_code == 204
    town.work()
    assert len(town.cases(AWA)) == 1
    assert len(town.carrier.sent) == 1


def _closing(town: Town) -> Case:
    town.text(AWA, THEFT)
    case = town.case(AWA)
    liaison = town.officer("security")
    liaison.post(f"/cases/{case.reference}/closure", text="Vu.", outcome="resolved")
    town.work()
    return case


def test_the_same_words_brought_back_by_the_browser_are_not_sent_twice(town: Town) -> None:
    town.text(AWA, THEFT)
    page = f"/cases/{town.case(AWA).reference}/answers"
    liaison = town.officer("security")
    assert liaison.post(page, text="Nous venons.").status_code == 303
    town.work()
    again = liaison.post(page, text="Nous venons.")
    assert again.status_code == 422
    assert "Ce texte vient de partir" in again.text
    town.work()
    assert town.carrier.to(AWA).count("Nous venons.") == 1
