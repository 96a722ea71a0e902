"""Critical cases call people: five minutes each, next at once who is not reached, nobody twice, never past the wall."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from uuid import UUID

import pytest
from sqlalchemy import select, update

from hotline import ids
from hotline.domain.references import show_reference
from hotline.domain.walls import Viewer
from hotline.services import callout, clocks
from hotline.services.casework import Asked, NotFound
from hotline.store.models.casework import Accused, Case
from hotline.store.models.clocks import Notice
from hotline.store.models.duty import Duty, Page
from hotline.store.models.people import Account
from hotline.store.models.traffic import Outbound
from hotline.store.office import viewer_of
from tests.services.test_clocks import Killed, killed_at
from tests.support.town import Town

PHONE = "+22300000101"
ATTACK = "attaque en cours à Konna, des hommes armés tirent sur le village"
ACCUSES = "les gendarmes tirent sur nous en ce moment à Konna, il y a des morts"
BEATEN = "une fille de 10 ans est violée en ce moment, venez vite"
PHONES = {
    "security": "+22300000901", "oversight": "+22300000903", "coordinator": "+22300000905",
    "coordinator-2": "+22300000906",
}  # fmt: skip


def account(town: Town, name: str) -> Account:
    with town.application.unit() as unit:
        return unit.session.scalars(select(Account).where(Account.email == f"{name}@demo.invalid")).one()


def viewer(town: Town, name: str) -> Viewer:
    return viewer_of(account(town, name))


def called(town: Town, case: Case) -> list[str]:
    """Return who was called for a case, in order."""
    with town.application.unit() as unit:
        people = {str(row.id): row.email.partition("@")[0] for row in unit.session.scalars(select(Account))}
    return [people[str(one.data["account"])] for one in town.trail(case) if one.kind == "paged"]


def pages(town: Town) -> list[Page]:
    with town.application.unit() as unit:
        return list(unit.session.scalars(select(Page).order_by(Page.paged_at, Page.step)))


def texts_to(town: Town, name: str) -> list[str]:
    return [text.text for text in town.carrier.sent if text.to == PHONES[name]]


def answer(town: Town, case: Case, name: str, page_id: UUID, *, reached: bool) -> None:
    with town.application.unit() as unit:
        callout.answer(unit, Asked(viewer(town, name), case.reference), page_id, reached=reached)


@pytest.fixture
def case(town: Town) -> Case:
    """A critical case that lies with the gendarmerie."""
    town.text(PHONE, ATTACK)
    case = town.case(PHONE)
    assert (case.urgency, case.wall) == ("critical", "none")
    return case


def test_whoever_is_on_duty_is_texted_the_reference_and_nothing_else(town: Town, case: Case) -> None:
    town.watch()
    town.work()
    assert called(town, case) == ["security"]
    assert texts_to(town, "security") == [show_reference(case.reference)]
    assert texts_to(town, "coordinator") == []


def test_after_five_minutes_the_next_on_the_tree_is_called(town: Town, case: Case) -> None:
    town.watch()
    town.watch(minutes=4, seconds=59)
    assert called(town, case) == ["security"]
    town.watch(seconds=1)
    assert called(town, case) == ["security", "coordinator"]
    assert [(two.paged_at - one.paged_at).total_seconds() for one, two in [pages(town)]] == [300]


def test_not_reached_calls_the_next_at_once_and_reached_ends_it(town: Town, case: Case) -> None:
    town.watch()
    answer(town, case, "coordinator", pages(town)[0].id, reached=False)
    town.watch(seconds=5)
    assert called(town, case) == ["security", "coordinator"]
    answer(town, case, "coordinator", pages(town)[1].id, reached=True)
    town.watch(hours=1)
    assert len(pages(town)) == 2
    (said,) = [one for one in town.trail(case) if one.kind == "page_answered" and one.data["reached"]]
    assert said.actor == f"account:{account(town, 'coordinator').id}"


def test_to_be_reached_stops_the_pick_up_and_not_the_first_answer(town: Town, case: Case) -> None:
    town.watch()
    answer(town, case, "security", pages(town)[0].id, reached=True)
    town.watch(hours=3)
    breached = {one.data["clock"] for one in town.trail(case) if one.kind == "breached"}
    assert breached == {"first_answer"}
    assert town.case(PHONE).first_answered_at is None


def test_who_takes_the_case_is_called_no_more_and_nobody_else_is(town: Town, case: Case) -> None:
    town.watch()
    town.officer("security").post(f"/cases/{case.reference}/ownership", page=f"/cases/{case.reference}")
    town.watch(minutes=6)
    assert called(town, case) == ["security"]
    with town.application.unit() as unit:
        assert unit.session.scalars(select(Notice.over_at).where(Notice.kind == "page")).one() is not None


def test_a_text_that_cannot_arrive_is_not_waited_for(town: Town, case: Case) -> None:
    with town.application.unit() as unit:
        unit.session.execute(update(Account).where(Account.email == "security@demo.invalid").values(phone_sealed=None))
        row = unit.session.scalars(select(Account).where(Account.email == "security@demo.invalid")).one()
        row.phone_sealed = unit.vault.seal("12345", "accounts", "phone_sealed", row.id)
    town.watch()
    town.watch(seconds=5)
    assert called(town, case) == ["security", "coordinator"]


def test_when_nobody_is_reached_the_administration_is_told_once(town: Town, case: Case) -> None:
    for _ in range(12):
        town.watch(minutes=5)
    assert called(town, case) == ["security", "coordinator", "coordinator-2"] * 3
    with town.application.unit() as unit:
        query = select(Account.role).join(Notice, Notice.account_id == Account.id)
        assert list(unit.session.scalars(query.where(Notice.kind == "nobody_reached"))) == ["administrator"]


def test_a_transfer_calls_the_new_desk(town: Town, case: Case) -> None:
    town.watch()
    officer, page = town.officer("security"), f"/cases/{case.reference}"
    officer.post(f"{page}/ownership", page=page)
    town.watch(minutes=1)
    assert officer.post(f"{page}/transfers", page=page, text="hors de notre zone").status_code == 303
    assert "transferred" in town.kinds(case)
    town.watch(minutes=1)
    assert called(town, town.case(PHONE)) == ["security", "coordinator"]


@pytest.mark.parametrize(("cleared", "first"), [(True, ["coordinator", "oversight"]), (False, ["oversight"] * 2)])
def test_a_critical_case_behind_a_wall_calls_the_cleared_at_once_and_nobody_accused(
    town: Town, cleared: bool, first: list[str]
) -> None:
    with town.application.unit() as unit:
        unit.session.get_one(Account, account(town, "coordinator").id).cleared_at = unit.now if cleared else None
    town.text(PHONE, ACCUSES)
    case = town.case(PHONE)
    assert (case.urgency, case.wall) == ("critical", "hinted")
    for _ in range(12):
        town.watch(minutes=5)
        town.work()
    assert case.sensitivity == "S3"
    assert called(town, case)[:2] == first
    assert "security" not in called(town, case)
    assert texts_to(town, "security") == []
    assert texts_to(town, first[0])[0] == show_reference(case.reference)


def test_a_protected_case_calls_its_focal_point_alone(town: Town) -> None:
    town.text(PHONE, BEATEN)
    case = town.case(PHONE)
    assert (case.urgency, case.sensitivity) == ("critical", "S3")
    for _ in range(5):
        town.watch(minutes=5)
    assert set(called(town, case)) == {"protection"}


def test_a_wall_that_stands_by_the_time_of_sending_keeps_the_text_back(town: Town, case: Case) -> None:
    town.watch()
    with town.application.unit() as unit:
        unit.session.add(Accused(case_id=case.id, body_id=account(town, "security").body_id))
    town.work()
    assert texts_to(town, "security") == []
    with town.application.unit() as unit:
        row = unit.session.scalars(select(Outbound).where(Outbound.kind == "page")).one()
    assert (row.state, row.failure) == ("cancelled", "walled")


def test_a_text_about_what_is_done_meanwhile_is_kept_back(town: Town, case: Case) -> None:
    town.watch()
    answer(town, case, "security", pages(town)[0].id, reached=True)
    town.work()
    assert texts_to(town, "security") == []


def test_nobody_answers_for_a_case_they_may_not_read_or_a_call_of_another(town: Town, case: Case) -> None:
    town.watch()
    for name, page_id in (("civil", pages(town)[0].id), ("security", ids.new_id())):
        with pytest.raises(NotFound):
            answer(town, case, name, page_id, reached=True)


def test_said_twice_it_counts_once(town: Town, case: Case) -> None:
    town.watch()
    for reached in (False, True, False):
        answer(town, case, "security", pages(town)[0].id, reached=reached)
    assert Counter(town.kinds(case))["page_answered"] == 1


def test_the_night_shift_is_called_at_night(town: Town, case: Case) -> None:
    with town.application.unit() as unit:
        other = account(town, "security")
        unit.session.execute(update(Duty).where(Duty.account_id == other.id).values(opens=1080, closes=450))
        night = Account(
            id=ids.new_id(), email="night@demo.invalid", title="Liaison 9", role="liaison", body_id=other.body_id,
            desk_id=other.desk_id, languages=["fr"], password_hash="x", created_at=unit.now,
        )  # fmt: skip
        unit.session.add(night)
        unit.session.flush()
        unit.session.add(
            Duty(
                id=ids.new_id(), account_id=night.id, desk_id=other.desk_id, step=1, opens=450, closes=1080,
                days=[str(day) for day in range(7)], first=unit.now.date(), last=None,
            )
        )  # fmt: skip
    town.watch()
    assert called(town, case) == ["night"]


def test_killed_at_any_step_and_run_again_it_calls_each_person_once(town: Town, case: Case) -> None:
    step, over = 1, False
    while not over:
        with killed_at(town, step) as seen, suppress(Killed):
            clocks.watch(town.worker.unit, town.worker.tools.office)
        over, step = seen[0] < step, step + 3
    town.work()
    town.watch()
    town.work()
    assert called(town, case) == ["security"]
    assert texts_to(town, "security") == [show_reference(case.reference)]
    assert town.verify()
