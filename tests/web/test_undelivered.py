"""Texts that did not arrive: what an officer may do about them, and what an administrator sees of them."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import ids
from hotline.domain.messages import REASONS
from hotline.store.models.casework import Accused
from hotline.store.models.people import Account
from hotline.store.models.traffic import Outbound
from hotline.web import casewords
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000101", "+22300000102"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
WORDS = "Une patrouille part."


@pytest.fixture
def theft(town: Town) -> str:
    town.text(AWA, THEFT)
    return town.case(AWA).reference


@pytest.fixture
def security(town: Town) -> Officer:
    return town.officer("security")


@pytest.fixture
def failed(town: Town, theft: str, security: Officer) -> Outbound:
    """An answer that the operator refused for good."""
    security.post(f"/cases/{theft}/answers", text=WORDS)
    town.work()
    town.receipt(-1, "failed", "blocked")
    return answer(town)


def answer(town: Town, kind: str = "answer") -> Outbound:
    with town.application.unit() as unit:
        found = select(Outbound).where(Outbound.kind == kind).order_by(Outbound.number.desc())
        return unit.session.scalars(found).first() or pytest.fail("nothing was written")


def decide(officer: Officer, reference: str, text: Outbound, decision: str, **more: str) -> TestResponse:
    fields = {"attempts": str(text.attempts), "decision": decision, **more}
    return officer.post(f"/cases/{reference}/texts/{text.id}", page="/account", **fields)


def lose(town: Town, settled: bool = True) -> Outbound:
    """Make an officer's answer one of which nobody knows, and nobody will."""
    with town.application.unit() as unit:
        moment = unit.now if settled else None
        mine = update(Outbound).where(Outbound.kind == "answer")
        unit.session.execute(mine.values(state="unknown", settled_at=moment))
    return answer(town)


def test_a_failed_answer_offers_to_be_sent_again_and_says_why(theft: str, security: Officer, failed: Outbound) -> None:
    page = security.get(f"/cases/{theft}").text
    assert "bloque ce numéro" in page
    assert "Renvoyer" in page
    assert "Laisser ainsi" not in page


def test_two_clicks_send_once_and_the_case_is_answered_again(
    town: Town, theft: str, security: Officer, failed: Outbound
) -> None:
    assert town.case(AWA).waiting_since is not None
    for _ in range(2):
        assert decide(security, theft, failed, "again").status_code == 303
    town.work()
    assert town.carrier.to(AWA).count(WORDS) == 2
    case = town.case(AWA)
    assert (case.waiting_since, case.delivery_failed) == (None, False)
    assert case.first_answered_at == town.clock.now()
    assert town.kinds(case).count("sent_again") == 1
    [event] = [event for event in town.trail(case) if event.kind == "sent_again"]
    assert event.data["text"] == str(failed.id)
    assert WORDS not in str(event.data)
    assert answer(town).id == failed.id


def test_a_click_on_an_old_page_after_it_failed_again_is_asked_again(
    town: Town, theft: str, security: Officer, failed: Outbound
) -> None:
    decide(security, theft, failed, "again")
    town.work()
    town.receipt(-1, "failed", "blocked")
    assert town.case(AWA).waiting_since is not None
    late = decide(security, theft, failed, "again")
    assert late.status_code == 422
    assert "déjà reparti" in late.text
    assert decide(security, theft, answer(town), "again").status_code == 303


def test_a_text_that_arrived_after_all_before_the_second_try_is_not_sent_twice(
    town: Town, theft: str, security: Officer, failed: Outbound
) -> None:
    decide(security, theft, failed, "again")
    town.receipt(-1, "delivered")
    town.work()
    assert town.carrier.to(AWA).count(WORDS) == 1
    assert answer(town).state == "delivered"


@pytest.mark.parametrize(("words", "said"), [("STOP", "a écrit STOP"), ("", "pas sûr")])
def test_to_who_may_not_be_texted_nothing_is_sent_again(
    town: Town, theft: str, security: Officer, failed: Outbound, words: str, said: str
) -> None:
    if words:
        town.text(AWA, words)
    else:
        security.post(f"/cases/{theft}/safety", safe="no")
    page = security.get(f"/cases/{theft}").text
    assert "Renvoyer" not in page
    refused = decide(security, theft, failed, "again")
    assert refused.status_code == 422
    assert said in refused.text
    town.work()
    assert town.carrier.to(AWA).count(WORDS) == 1


def test_a_new_answer_takes_the_place_of_the_failed_one(
    town: Town, theft: str, security: Officer, failed: Outbound
) -> None:
    security.post(f"/cases/{theft}/answers", text="Elle arrive demain.")
    assert "Renvoyer" not in security.get(f"/cases/{theft}").text
    assert not town.case(AWA).delivery_failed


def test_of_a_text_nobody_knows_about_an_officer_decides_once_nobody_looks_any_more(
    town: Town, theft: str, security: Officer
) -> None:
    security.post(f"/cases/{theft}/answers", text=WORDS)
    town.work()
    looking = lose(town, settled=False)
    page = security.get(f"/cases/{theft}").text
    assert "On le cherche encore." in page
    assert "Renvoyer" not in page
    decide(security, theft, looking, "again")
    assert answer(town).state == "unknown"
    lost = lose(town)
    page = security.get(f"/cases/{theft}").text
    assert "Renvoyer" in page
    assert "Laisser ainsi" in page
    for _ in range(2):
        assert decide(security, theft, lost, "leave").status_code == 303
    assert town.kinds(town.case(AWA)).count("left_unsent") == 1
    assert not town.case(AWA).delivery_failed
    assert "Laisser ainsi" not in security.get(f"/cases/{theft}").text
    town.work()
    assert town.carrier.to(AWA).count(WORDS) == 1


def test_a_failed_acknowledgement_is_shown_and_can_be_sent_again(town: Town, theft: str, security: Officer) -> None:
    town.receipt(-1, "failed", "blocked")
    assert "Renvoyer" in security.get(f"/cases/{theft}").text
    waited = town.case(AWA).waiting_since
    decide(security, theft, answer(town, "acknowledgement"), "again")
    town.work()
    assert len(town.carrier.to(AWA)) == 2
    assert town.case(AWA).waiting_since == waited


def test_a_closing_question_is_sent_again_only_while_it_is_asked(town: Town, theft: str, security: Officer) -> None:
    security.post(f"/cases/{theft}/closure", text="Vu.", outcome="resolved")
    town.work()
    town.receipt(-1, "failed", "blocked")
    question = answer(town, "closing_question")
    assert decide(security, theft, question, "again").status_code == 303
    town.work()
    town.receipt(-1, "failed", "blocked")
    town.pass_time(days=8)
    assert decide(town.officer("security"), theft, answer(town, "closing_question"), "again").status_code == 422


def test_a_protected_answer_goes_only_when_the_citizen_asks(town: Town) -> None:
    town.text(AWA, "mon mari me bat chaque jour, ne dites rien")
    case, protection = town.case(AWA), town.officer("protection")
    protection.post(f"/cases/{case.reference}/answers", text=WORDS)
    town.text(AWA, f"SUIVI {case.reference}")
    town.receipt(-1, "failed", "blocked")
    decide(protection, case.reference, answer(town), "again")
    town.work()
    assert town.carrier.to(AWA).count(WORDS) == 1
    assert answer(town).state == "held"


@pytest.mark.parametrize("decision", ["", "delete", "AGAIN"])
def test_a_decision_that_is_none_is_refused(theft: str, security: Officer, failed: Outbound, decision: str) -> None:
    assert decide(security, theft, failed, decision).status_code == 400


def test_a_text_of_another_case_or_of_nobody_is_not_found(town: Town, security: Officer, failed: Outbound) -> None:
    town.text(BOCAR, "On a volé mes moutons à Ténenkou")
    other = town.case(BOCAR).reference
    assert decide(security, other, failed, "again").status_code == 404
    failed.id = ids.new_id()
    assert decide(security, town.case(AWA).reference, failed, "again").status_code == 404


def test_without_our_form_token_nothing_is_sent_again(theft: str, security: Officer, failed: Outbound) -> None:
    assert decide(security, theft, failed, "again", csrf_token="stolen").status_code == 400


@pytest.mark.parametrize("name", ["civil", "auditor", "administrator"])
def test_who_may_not_work_on_the_case_may_not_send_again(town: Town, theft: str, failed: Outbound, name: str) -> None:
    assert decide(town.officer(name), theft, failed, "again").status_code == 404
    town.work()
    assert town.carrier.to(AWA).count(WORDS) == 1


def test_an_administrator_sees_times_states_and_owners_and_no_word(town: Town, theft: str, failed: Outbound) -> None:
    admin = town.officer("administrator")
    assert "1 SMS attend une décision." in admin.get("/admin").text
    page = admin.get("/admin/undelivered").text
    for shown in (theft[:3], "Non remis", "bloque ce numéro", "simulator", "Liaison 1"):
        assert shown in page
    assert WORDS not in page
    assert AWA not in page
    assert not re.search(r"\+223", page)
    assert admin.get("/admin/undelivered?page=2").status_code == 200
    for junk in ("x", "-1", "9" * 50, "²"):
        assert admin.get(f"/admin/undelivered?page={junk}").status_code == 200


def test_nobody_else_sees_the_list(town: Town) -> None:
    for name in ("security", "coordinator", "auditor"):
        assert town.officer(name).get("/admin/undelivered").status_code == 404


def test_what_is_walled_from_the_administrators_body_is_neither_listed_nor_counted(town: Town) -> None:
    admin = town.officer("administrator")
    before = admin.get("/admin").text
    town.text(AWA, EXTORTION)
    town.receipt(-1, "failed", "blocked")
    with town.application.unit() as unit:
        accuse_the_administrators_body(unit.session, town.case(AWA).id)
    assert "Tout est arrivé" in admin.get("/admin/undelivered").text
    assert blank(admin.get("/admin").text) == blank(before)


def accuse_the_administrators_body(session: Session, case_id: UUID) -> None:
    body = session.scalars(select(Account.body_id).where(Account.email == "administrator@demo.invalid")).one()
    session.add(Accused(case_id=case_id, body_id=body))


def blank(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_every_reason_of_a_failure_has_its_sentence() -> None:
    assert set(REASONS) <= set(casewords.REASONS)
