"""Officers are told away from the pages: once, past no wall, whatever fails or dies on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.domain.notices import EMAIL, NEVER, SMS, USUAL, Choices
from hotline.domain.references import show_reference
from hotline.post.base import Letter, LoginRefused, NoReader, Unreachable, Unsure
from hotline.services import notifying, spreading, upkeep
from hotline.store import notices
from hotline.store.models.casework import Accused, Case
from hotline.store.models.gateways import Alert
from hotline.store.models.notices import Telling
from hotline.store.models.people import Account
from tests.support import staff
from tests.support.letterbox import Letterbox, letterbox
from tests.support.postbag import ADDRESS, Postbag
from tests.support.town import Town

PHONE = "+22300000101"
PUMP = "la pompe du forage de Konna est en panne depuis une semaine"
ACCUSES = "les gendarmes de Konna ont pris l'argent de mon frère au poste"
ATTACK = "attaque en cours à Konna, des hommes armés tirent sur le village"


class Killed(BaseException):
    """The process died here."""


def wish(town: Town, name: str, quiet: str = NEVER, **ways: set[str]) -> None:
    """Have somebody told at any hour, by e-mail unless said otherwise."""
    chosen = {kind: frozenset(ways.get(kind, {EMAIL})) for kind in USUAL}
    with town.application.unit() as unit:
        notices.choose(unit, staff.account(town, name).id, Choices(chosen, quiet, digest=False))


def give(town: Town, case: Case, giver: str, taker: str) -> None:
    """Have one colleague given a case by another."""
    page, owner = f"/cases/{case.reference}", str(staff.account(town, taker).id)
    answer = town.officer(giver).post(f"{page}/assignment", page=page, account=owner)
    assert answer.status_code == 303


def tellings(town: Town) -> list[tuple[str, str | None]]:
    """Return how what the new colleague was to be told stands."""
    mine = select(Telling).where(Telling.account_id == staff.account(town, "other").id).order_by(Telling.created_at)
    with town.worker.unit() as unit:
        return [(row.state, row.why) for row in unit.session.scalars(mine)]


@pytest.fixture
def case(town: Town) -> Case:
    """A civil case that its officer gave to a colleague, of which nobody was told yet."""
    staff.hire(town, "other", like="civil")
    wish(town, "other")
    town.text(PHONE, PUMP)
    town.watch()
    give(town, town.case(PHONE), "civil", "other")
    return town.case(PHONE)


@pytest.fixture
def post() -> Postbag:
    return Postbag()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Letterbox]:
    with letterbox(tmp_path) as found:
        yield found


def test_who_is_given_a_case_gets_its_reference_and_its_link_once(town: Town, case: Case, post: Postbag) -> None:
    post.run(town)
    post.run(town, minutes=5)
    assert post.to("other") == [[(show_reference(case.reference), f"/cases/{case.reference}")]]
    assert post.readers() == {"other"}


def test_a_real_letter_leaves_by_a_real_server(town: Town, case: Case, box: Letterbox) -> None:
    town.watch()
    spreading.spread(town.worker.unit, town.worker.tools.office, {EMAIL})
    notifying.send_due(town.worker.unit, {EMAIL: box.mail()}, ADDRESS)
    (letter,) = box.taken
    wanted = f"{show_reference(case.reference)} {ADDRESS}/cases/{case.reference}"
    assert letter.get_content().strip() == wanted
    assert "Konna" not in letter.as_string()


def test_the_citizens_next_words_are_told_once_until_somebody_looks(town: Town, case: Case, post: Postbag) -> None:
    post.run(town)
    town.officer("other").get(f"/cases/{case.reference}")
    town.text(PHONE, "la pompe est toujours en panne, venez vite")
    town.text(PHONE, "la pompe du forage, toujours rien")
    post.run(town, seconds=5)
    post.run(town, minutes=1)
    assert len(post.to("other")) == 2
    page = f"/cases/{case.reference}"
    assert town.officer("other").post(f"{page}/answers", page=page, text="On arrive.").status_code == 303
    town.work()
    town.text(PHONE, "la pompe du forage est encore en panne ce matin")
    post.run(town, seconds=5)
    assert len(post.to("other")) == 3


def test_a_server_that_is_away_loses_nothing(town: Town, case: Case, post: Postbag) -> None:
    post.failures += [Unreachable(), Unreachable()]
    post.run(town)
    assert tellings(town) == [("waiting", "unreachable")]
    post.run(town, seconds=59)
    assert len(post.failures) == 1
    post.run(town, seconds=1)
    post.run(town, minutes=5)
    assert [len(lines) for lines in post.to("other")] == [1]
    assert tellings(town) == [("sent", None)]


def test_a_dead_server_is_tried_once_a_run_and_holds_up_nothing_else(town: Town, case: Case, post: Postbag) -> None:
    wish(town, "civil", alert={SMS, EMAIL}, assigned={SMS})
    give(town, case, "other", "civil")
    wish(town, "coordinator")
    post.failures += [Unreachable() for _ in range(50)]
    for _ in range(3):
        town.text(f"+2230000020{_}", ATTACK)
    post.run(town)
    assert len(post.failures) == 49


def test_after_a_day_in_vain_it_is_given_up_and_the_administration_was_told(
    town: Town, case: Case, post: Postbag
) -> None:
    wish(town, "other", alert=set())
    post.failures += [LoginRefused() for _ in range(200)]
    for minutes in (0, 1, 5, 15, 60, 180, 360, 720):
        post.run(town, minutes=minutes)
    assert tellings(town) == [("failed", "login_refused")]
    with town.application.unit() as unit:
        alert = unit.session.scalars(select(Alert).where(Alert.kind == notifying.FAILS)).one()
    assert (alert.subject, alert.detail, alert.closed_at) == ("email", "login_refused", None)
    assert "Les alertes par e-mail ne partent pas." in town.officer("administrator").get("/admin").text


@pytest.mark.parametrize("failure", [NoReader(), Unsure()])
def test_what_cannot_or_may_have_arrived_is_not_sent_again(
    town: Town, case: Case, post: Postbag, failure: BaseException
) -> None:
    post.failures.append(failure)
    post.run(town)
    post.run(town, days=1)
    assert post.letters == []
    assert tellings(town)[0][0] == "failed"


def test_a_sender_that_dies_in_the_middle_tells_nobody_twice(town: Town, case: Case, post: Postbag) -> None:
    post.failures.append(Killed())
    with suppress(Killed):
        post.run(town)
    assert tellings(town) == [("sending", None)]
    post.run(town, minutes=5)
    assert tellings(town) == [("sending", None)]
    post.run(town, minutes=6)
    assert tellings(town) == [("failed", "interrupted")]
    assert post.letters == []
    assert case.reference in town.officer("other").get("/alerts").text


def test_two_senders_at_once_send_nothing_twice(town: Town, case: Case, post: Postbag) -> None:
    class Beside:
        """While it hands over a letter, another sender looks for what is due."""

        def send(self, letter: Letter) -> None:
            notifying.send_due(town.worker.unit, {EMAIL: post}, ADDRESS)
            post.send(letter)

    town.watch()
    spreading.spread(town.worker.unit, town.worker.tools.office, {EMAIL})
    notifying.send_due(town.worker.unit, {EMAIL: Beside()}, ADDRESS)
    assert post.to("other") == [[(show_reference(case.reference), f"/cases/{case.reference}")]]


def test_after_ninety_days_what_was_told_is_forgotten_and_not_told_again(town: Town, case: Case, post: Postbag) -> None:
    wish(town, "other", alert=set())
    post.run(town)
    town.clock.advance(days=91)
    upkeep.purge_tellings(town.worker.unit)
    assert tellings(town) == []
    post.run(town)
    assert len(post.to("other")) == 1


def test_what_waited_together_is_one_letter(town: Town, case: Case, post: Postbag) -> None:
    wish(town, "other", quiet="off_shift")
    post.run(town, hours=11)
    town.text(PHONE, "la pompe est en panne, il n'y a plus d'eau")
    post.run(town, seconds=5)
    assert post.to("other") == []
    post.run(town, hours=11, minutes=30)
    (lines,) = post.to("other")
    assert len(lines) >= 2


def test_a_wall_that_rose_meanwhile_stops_what_was_on_its_way(town: Town, case: Case, post: Postbag) -> None:
    post.failures.append(Unreachable())
    post.run(town)
    with town.application.unit() as unit:
        unit.session.add(Accused(case_id=case.id, body_id=staff.account(town, "other").body_id))
    post.run(town, minutes=5)
    assert post.letters == []
    assert tellings(town) == [("dropped", "walled")]


def test_who_left_is_told_nothing_more(town: Town, case: Case, post: Postbag) -> None:
    with town.application.unit() as unit:
        unit.session.get_one(Account, staff.account(town, "other").id).deactivated_at = unit.now
    post.run(town)
    assert post.letters == []


def test_a_complaint_about_a_force_sends_its_people_nothing_at_any_hour(town: Town, post: Postbag) -> None:
    for name in ("security", "coordinator", "oversight", "administrator"):
        wish(town, name)
    town.text(PHONE, ACCUSES)
    for _ in range(12):
        post.run(town, days=1)
    assert "security" not in post.readers()
    assert "oversight" in post.readers()


def test_a_desk_that_is_asked_to_take_a_case_learns_the_page_and_no_reference(
    town: Town, case: Case, post: Postbag
) -> None:
    wish(town, "security")
    page = f"/cases/{case.reference}"
    desk = staff.desk_of(town, "security")
    answer = town.officer("other").post(f"{page}/transfers", page=page, desk=desk, text="Pour vous.")
    assert answer.status_code == 303
    post.run(town)
    assert post.to("security") == [[("", "/transfers")]]


def test_an_officer_who_wishes_so_gets_the_reference_by_text(town: Town, case: Case, post: Postbag) -> None:
    wish(town, "civil", assigned={SMS}, wrote={SMS}, alert=set())
    give(town, case, "other", "civil")
    post.run(town)
    town.work()
    phone = next(iter({text.to for text in town.carrier.sent} - {PHONE}))
    assert town.carrier.to(phone) == [show_reference(case.reference)]


def test_who_is_called_for_a_critical_case_is_told_at_night_as_well(town: Town, post: Postbag) -> None:
    wish(town, "security", quiet="off_shift")
    town.clock.advance(hours=14)
    town.text(PHONE, ATTACK)
    post.run(town)
    assert post.to("security") == [
        [(show_reference(town.case(PHONE).reference), f"/cases/{town.case(PHONE).reference}")]
    ]


def test_without_a_mail_server_nothing_waits_for_one(town: Town, case: Case) -> None:
    town.watch()
    spreading.spread(town.worker.unit, town.worker.tools.office, {SMS})
    assert tellings(town) == []


def test_a_note_for_a_colleague_is_told_with_nothing_of_what_it_says(town: Town, case: Case, post: Postbag) -> None:
    wish(town, "civil")
    page = f"/cases/{case.reference}"
    account = str(staff.account(town, "civil").id)
    answer = town.officer("other").post(f"{page}/mentions", page=page, account=account, text="La pompe de Konna")
    assert answer.status_code == 303
    post.run(town)
    assert post.to("civil") == [[(show_reference(case.reference), page)]]
