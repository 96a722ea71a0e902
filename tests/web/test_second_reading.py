"""The blind second reading: drawn by a lot nobody could know, without a name, within the walls, once."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select, text

from hotline import ids
from hotline.domain.second_reading import BELOW, FAULTS, MARK, is_drawn, weeks_before
from hotline.reports import catalog
from hotline.services import checkpoints
from hotline.store import checkpoints as rows
from hotline.store.models.casework import Case, Event
from hotline.store.models.people import Account
from tests.reports.test_response_times import MONDAY, TUESDAY
from tests.support.town import Officer, Town

THEFT = "On a volé nos boeufs cette nuit à Konna"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"
BEATEN = "mon mari me bat chaque jour, ne dites rien"
ANSWER = "Une patrouille passe ce soir, xylokanari."


def _phone(number: int) -> str:
    return f"+2230000{number:04}"


def _answer(town: Town, name: str, number: int, words: str = THEFT) -> tuple[Case, UUID]:
    """Let a citizen write and an officer answer; return the case and the answer's text."""
    town.text(_phone(number), words)
    case = town.case(_phone(number))
    page = f"/cases/{case.reference}"
    town.officer(name).post(f"{page}/answers", page=page, text=ANSWER)
    town.work()
    (event,) = [one for one in town.trail(case) if one.kind == "answered"]
    return case, UUID(event.data["text"])


class _AnotherLot(Exception):
    """This checkpoint would not draw it."""


def _draw(town: Town, text_id: UUID, *, wanted: bool = True) -> None:
    """Let the week pass, and write its checkpoint at a minute whose lot draws the answer, or does not."""
    town.clock.advance(days=7)
    for _ in range(1_000):
        town.clock.advance(minutes=1)
        with suppress(_AnotherLot), town.worker.unit() as unit:
            assert checkpoints.write(unit, town.worker.signer)
            row = rows.latest(unit.session)
            assert row
            if is_drawn(rows.value(row).seal(), text_id) is wanted:
                return
            raise _AnotherLot
    pytest.fail("no lot drew it")


@pytest.fixture
def drawn(town: Town) -> tuple[Case, UUID]:
    """An answer of the gendarmerie's officer that the lot drew."""
    case, text_id = _answer(town, "security", 1)
    _draw(town, text_id)
    return case, text_id


def _kept(town: Town, case: Case) -> list[Event]:
    return [event for event in town.trail(case) if event.kind == "second_read"]


def _judge(officer: Officer, text_id: UUID, verdict: str) -> int:
    path = f"/second-reading/{text_id}"
    return officer.post(path, page="/second-reading", verdict=verdict).status_code


def test_a_reader_sees_question_and_answer_and_not_whose_it_is(town: Town, drawn: tuple[Case, UUID]) -> None:
    case, text_id = drawn
    page = town.officer("coordinator").get("/second-reading")
    main = page.text.split("<main")[1].split("</main>")[0]
    assert THEFT in main
    assert ANSWER in main
    with town.application.unit() as unit:
        title = unit.session.scalars(select(Account.title).where(Account.email == "security@demo.invalid")).one()
    for telling in (title, "Gendarmerie", "Brigade", case.reference, case.alias, str(case.owner_id)):
        assert telling not in main, telling
    assert page.headers["Cache-Control"] == "no-store"
    assert str(text_id) in main


def test_a_verdict_is_kept_once_with_who_gave_it_and_no_word(town: Town, drawn: tuple[Case, UUID]) -> None:
    case, text_id = drawn
    coordinator = town.officer("coordinator")
    assert _judge(coordinator, text_id, "says_nothing") == 303
    (event,) = _kept(town, case)
    assert (event.actor, event.data) == (
        coordinator.actor(town), {"text": str(text_id), "ok": False, "why": "says_nothing"},
    )  # fmt: skip
    assert "Rien à relire" in coordinator.get("/second-reading").text
    assert _judge(coordinator, text_id, "ok") == 422
    assert len(_kept(town, case)) == 1
    rows_ = catalog.rows_for(town.application, "gaming", MONDAY, TUESDAY, None)
    figures = {row["metric"]: row["n"] for row in rows_}
    assert (figures["read_again"], figures["read_again_no"]) == (1, 1)


def test_who_wrote_it_is_never_its_second_reader(town: Town, drawn: tuple[Case, UUID]) -> None:
    case, text_id = drawn
    security = town.officer("security")
    assert "Rien à relire" in security.get("/second-reading").text
    assert _judge(security, text_id, "ok") == 404
    assert _kept(town, case) == []


def test_what_the_lot_left_cannot_be_judged(town: Town) -> None:
    case, text_id = _answer(town, "security", 1)
    _draw(town, text_id, wanted=False)
    coordinator = town.officer("coordinator")
    assert "Rien à relire" in coordinator.get("/second-reading").text
    assert _judge(coordinator, text_id, "ok") == 404
    assert _kept(town, case) == []


def test_a_walled_answer_is_drawn_for_nobody_of_the_accused(town: Town) -> None:
    """And neither the page nor the answer to a guess differs by it."""
    walled, text_id = _answer(town, "oversight", 2, ABUSE)
    _draw(town, text_id)
    accused = town.officer("security")
    assert "Rien à relire" in accused.get("/second-reading").text
    there = accused.post(f"/second-reading/{text_id}", page="/second-reading", verdict="ok")
    nowhere = accused.post(f"/second-reading/{ids.new_id()}", page="/second-reading", verdict="ok")
    assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data)
    assert there.status_code == 404
    assert _kept(town, walled) == []


def test_a_protected_answer_is_noted_as_read_before_it_is_shown(town: Town) -> None:
    case, text_id = _answer(town, "protection", 3, BEATEN)
    with town.application.unit() as unit:
        cleared = unit.session.scalars(select(Account).where(Account.email == "coordinator@demo.invalid")).one()
        cleared.cleared_at = unit.now
    _draw(town, text_id)
    coordinator = town.officer("coordinator")
    before = town.kinds(case).count("case_read")
    assert "bat chaque jour" in coordinator.get("/second-reading").text
    assert town.kinds(case).count("case_read") == before + 1
    with town.application.unit() as unit:
        cleared = unit.session.scalars(select(Account).where(Account.email == "coordinator@demo.invalid")).one()
        cleared.cleared_at = None
    assert "bat chaque jour" not in coordinator.get("/second-reading").text


@pytest.mark.parametrize("verdict", ["", "maybe", "x" * 5000, "<b>"])
def test_a_verdict_that_is_none_is_refused_beside_its_field(town: Town, drawn: tuple[Case, UUID], verdict: str) -> None:
    case, text_id = drawn
    coordinator = town.officer("coordinator")
    answer = coordinator.post(f"/second-reading/{text_id}", page="/second-reading", verdict=verdict)
    assert answer.status_code == 422
    assert 'id="e-verdict"' in answer.text
    assert _kept(town, case) == []


def test_after_four_weeks_nobody_is_asked_any_more(town: Town, drawn: tuple[Case, UUID]) -> None:
    _, text_id = drawn
    town.clock.advance(days=28)
    coordinator = town.officer("coordinator")
    assert "Rien à relire" in coordinator.get("/second-reading").text
    assert _judge(coordinator, text_id, "ok") == 404


def test_rule_and_query_draw_the_same_and_about_one_in_twenty(town: Town) -> None:
    seal = b"s" * 32
    some = [UUID(int=number * 7919 + 1) for number in range(4_000)]
    mine = {one for one in some if is_drawn(seal, one)}
    assert 150 < len(mine) < 250
    with town.application.unit() as unit:
        lot = unit.session.execute(
            text("SELECT one FROM unnest(CAST(:some AS uuid[])) AS one"
                 " WHERE substr(sha256(CAST(:lot AS bytea) || uuid_send(one)), 1, 2) < CAST(:below AS bytea)"),
            {"some": some, "lot": MARK + seal, "below": BELOW},
        )  # fmt: skip
        assert set(lot.scalars()) == mine


def test_a_week_is_monday_to_sunday_and_four_are_kept() -> None:
    weeks = weeks_before(datetime(2026, 3, 11, 15, tzinfo=UTC))
    assert [week.start.date().isoformat() for week in weeks] == ["2026-03-02", "2026-02-23", "2026-02-16", "2026-02-09"]
    assert weeks[0].end == datetime(2026, 3, 9, tzinfo=UTC)
    assert weeks_before(datetime(2026, 3, 9, tzinfo=UTC))[0] == weeks[0]
    assert len(FAULTS) == 6
