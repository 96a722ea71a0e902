"""Who may know of a wish for a call, and when to try again: rows of the rule, then what holds for any office."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.callbacks import (
    BETWEEN_MISSES,
    HOURS,
    LATEST,
    Caller,
    Outcome,
    Said,
    Wish,
    ends,
    first_try,
    first_try_unasked,
    is_possible_later,
    is_warned_of,
    may_call,
    may_know,
    may_ring,
    next_try,
)
from hotline.domain.findings import SENSITIVITIES
from hotline.domain.walls import BODY_KINDS, ROLES, Body, CaseFacts, Viewer, barred_by, may_read

FORCE, POLICE, MAIRIE, OVERSIGHT, PROTECTION, COORDINATION = (UUID(int=number) for number in range(1, 7))
KINDS = dict(
    zip((FORCE, POLICE, MAIRIE, OVERSIGHT, PROTECTION, COORDINATION),
        ("security", "security", "civil", "oversight", "protection", "coordination"), strict=True)
)  # fmt: skip
FORCES = {FORCE: "gendarmerie", POLICE: "police"}
BODIES = [Body(one, kind, FORCES.get(one), None, frozenset(), False, True) for one, kind in KINDS.items()]
BARRED = barred_by(BODIES)
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def desk(body: UUID) -> UUID:
    return UUID(int=body.int + 100)


def caller(body: UUID, *, role: str = "liaison", cleared: bool = False, speaks: str = "fr ff") -> Caller:
    viewer = Viewer(UUID(int=99), role, body, desk(body), cleared, active=True)
    return Caller(viewer, KINDS[body], frozenset(speaks.split()))


def wish(at: UUID = COORDINATION, *, level: str = "S1", language: str = "ff", placed: bool = False) -> Wish:
    return Wish(CaseFacts(desk(at), level), frozenset(), language, placed)


COORDINATOR = caller(COORDINATION, role="coordinator")
CLEARED = caller(OVERSIGHT, cleared=True)
KNOWN = [
    pytest.param(COORDINATOR, wish(), True, id="a wish about nothing yet is for the coordination"),
    pytest.param(caller(COORDINATION, role="coordinator", speaks="fr"), wish(), True, id="in whatever language"),
    pytest.param(CLEARED, wish(), True, id="and for a cleared officer with its language"),
    pytest.param(caller(OVERSIGHT, cleared=True, speaks="fr"), wish(), False, id="not without the language"),
    pytest.param(caller(OVERSIGHT), wish(), False, id="not without clearance"),
    pytest.param(caller(FORCE, cleared=True), wish(), False, id="never for a force"),
    pytest.param(caller(FORCE, role="coordinator", cleared=True), wish(), False, id="whatever the role there"),
    pytest.param(caller(MAIRIE, cleared=True), wish(), False, id="nor for a town hall"),
    pytest.param(caller(FORCE), wish(FORCE), False, id="not even about the force's own case"),
    pytest.param(caller(FORCE), wish(FORCE, placed=True), True, id="unless a person placed it there"),
    pytest.param(caller(POLICE, role="coordinator"), wish(FORCE, placed=True), False, id="there, and not next door"),
    pytest.param(COORDINATOR, wish(FORCE, placed=True), True, id="the coordination still sees what it placed"),
    pytest.param(CLEARED, wish(FORCE, placed=True), False, id="a placed call is for those who read its case"),
    pytest.param(caller(PROTECTION), wish(PROTECTION), True, id="an independent desk calls about its own case"),
    pytest.param(CLEARED, wish(PROTECTION, level="S3"), False, id="a protected case is for its readers"),
    pytest.param(COORDINATOR, wish(PROTECTION, level="S3"), False, id="a coordinator without clearance is none"),
    pytest.param(caller(PROTECTION, cleared=True), wish(PROTECTION, level="S3"), True, id="its own desk is"),
    pytest.param(caller(OVERSIGHT, role="auditor", cleared=True), wish(), False, id="auditors call nobody"),
    pytest.param(caller(COORDINATION, role="administrator"), wish(), False, id="nor do administrators"),
]


@pytest.mark.parametrize(("who", "what", "knows"), KNOWN)
def test_whoever_the_row_says_knows_of_a_wish(who: Caller, what: Wish, knows: bool) -> None:
    assert may_know(who, what, BARRED) is knows


def test_a_body_that_any_case_of_the_phone_accuses_knows_of_no_wish_of_that_phone() -> None:
    placed = wish(FORCE, placed=True)
    assert may_know(caller(FORCE), placed, BARRED)
    assert not may_know(caller(FORCE), replace(placed, phone_accuses=frozenset({FORCE})), BARRED)
    assert may_know(caller(FORCE), replace(placed, phone_accuses=frozenset({MAIRIE})), BARRED)
    assert not may_know(COORDINATOR, replace(wish(), phone_accuses=frozenset({COORDINATION})), BARRED)
    assert not may_know(COORDINATOR, replace(wish(), phone_accuses=frozenset({UUID(int=77)})), BARRED)


def test_a_case_that_accuses_is_called_about_by_its_readers_alone() -> None:
    accusing = Wish(CaseFacts(desk(OVERSIGHT), "S2", frozenset({FORCE})), frozenset({FORCE}), "ff")
    assert may_know(caller(OVERSIGHT), accusing, BARRED)
    assert may_know(COORDINATOR, accusing, BARRED)
    assert not may_know(caller(PROTECTION, cleared=True), accusing, BARRED)


def test_whoever_calls_speaks_the_language_or_nobody_knows_which_it_is() -> None:
    french = caller(COORDINATION, role="coordinator", speaks="fr")
    assert may_know(french, wish(), BARRED)
    assert not may_call(french, wish(), BARRED)
    assert may_call(COORDINATOR, wish(), BARRED)
    assert may_call(french, wish(language="und"), BARRED)


IDS = [UUID(int=number) for number in range(1, 7)]
SOME = st.frozensets(st.sampled_from([*IDS, UUID(int=9)]), max_size=3)
OFFICES = st.lists(
    st.builds(
        Body, id=st.sampled_from(IDS), kind=st.sampled_from(BODY_KINDS), force=st.sampled_from([None, "police"]),
        parent_id=st.sampled_from([None, *IDS]), partner_ids=SOME, psea=st.booleans(), active=st.just(True),
    ),
    min_size=1, max_size=6, unique_by=lambda body: body.id,
)  # fmt: skip
DESKS = st.sampled_from([None, UUID(int=201), UUID(int=202)])
VIEWERS = st.builds(
    Viewer, account_id=st.just(UUID(int=99)), role=st.sampled_from(ROLES), body_id=st.sampled_from(IDS),
    desk_id=DESKS, cleared=st.booleans(), active=st.booleans(),
)  # fmt: skip
CALLERS = st.builds(
    Caller, viewer=VIEWERS, body_kind=st.sampled_from(BODY_KINDS),
    languages=st.frozensets(st.sampled_from(["fr", "ff", "taq"])),
)  # fmt: skip
CASES = st.builds(CaseFacts, desk_id=DESKS, sensitivity=st.sampled_from(SENSITIVITIES), accused=SOME)


@given(OFFICES, CALLERS, CASES, st.lists(CASES, max_size=3), st.sampled_from(["ff", "taq", "und"]), st.booleans())
def test_a_wish_never_widens_the_walls(
    bodies: list[Body], who: Caller, case: CaseFacts, others: list[CaseFacts], language: str, placed: bool
) -> None:
    barred = barred_by(bodies)
    accused = frozenset().union(*(one.accused for one in (case, *others)))
    if not may_know(who, Wish(case, accused, language, placed), barred):
        return
    assert who.viewer.active
    # Whoever knows of it could be told of every case of that phone, as far as the wall goes.
    for one in (case, *others):
        everywhere = replace(who.viewer, role="coordinator", cleared=True)
        assert may_read(everywhere, one, barred)
    if case.accused or case.sensitivity == "S3":
        assert may_read(who.viewer, case, barred)
    if not who.is_independent:
        assert placed
        assert who.viewer.desk_id == case.desk_id
        assert may_read(who.viewer, case, barred)


@pytest.mark.parametrize(
    ("outcome", "misses", "settles"),
    [
        (Outcome.REACHED, 0, True), (Outcome.NOT_REACHED, 0, False), (Outcome.NOT_REACHED, 1, False),
        (Outcome.NOT_REACHED, 2, True), (Outcome.LATER, 2, False), (Outcome.WRONG_NUMBER, 0, True),
        (Outcome.NOT_WANTED, 0, True), (Outcome.UNSAFE, 0, True),
    ],
)  # fmt: skip
def test_three_misses_settle_a_wish_and_a_later_time_never_does(outcome: Outcome, misses: int, settles: bool) -> None:
    assert ends(outcome, misses) is settles


def test_who_rang_at_night_is_called_at_once_unless_they_told_their_hours() -> None:
    night = NINE.replace(hour=2)
    assert first_try(night, "any") == night
    assert first_try(night, "evening") == night.replace(hour=17)
    assert first_try(NINE.replace(hour=22), "morning") == NINE.replace(hour=7) + timedelta(days=1)


@pytest.mark.parametrize(
    ("missed", "hours", "urgency", "again"),
    [
        (9, "any", "normal", (0, 11)), (20, "any", "normal", (1, 7)), (20, "any", "critical", (0, 22)),
        (9, "morning", "normal", (0, 11)), (11, "morning", "normal", (1, 7)), (9, "evening", "critical", (0, 17)),
        (4, "any", "low", (0, 7)),
    ],
)  # fmt: skip
def test_a_miss_is_followed_two_hours_later_within_the_hours(
    missed: int, hours: str, urgency: str, again: tuple[int, int]
) -> None:
    days, hour = again
    assert next_try(NINE.replace(hour=missed), hours, urgency) == NINE.replace(hour=hour) + timedelta(days=days)


MOMENTS = st.integers(0, 366 * 24 * 60).map(lambda minutes: NINE + timedelta(minutes=minutes))


@given(MOMENTS, st.sampled_from(sorted(HOURS)))
def test_no_retry_is_sooner_than_two_hours_or_outside_the_hours_told(missed: datetime, hours: str) -> None:
    again = next_try(missed, hours, "normal")
    opens, closes = HOURS[hours]
    assert again - missed >= BETWEEN_MISSES
    assert opens <= again.hour < closes


def test_a_later_time_lies_ahead_and_within_two_weeks() -> None:
    assert is_possible_later(NINE + timedelta(minutes=1), NINE)
    assert not is_possible_later(NINE, NINE)
    assert is_possible_later(NINE + LATEST, NINE)
    assert not is_possible_later(NINE + LATEST + timedelta(minutes=1), NINE)


HOURS_TOLD, ASKED = Said("call_manner_told", own=True, by_citizen=False), Said("call_asked", own=True, by_citizen=True)
NO_TEXTS = Said("safety_told", own=True, by_citizen=False)
UNSAFE = Said("called", own=False, by_citizen=False, why="unsafe")
RINGS = [
    pytest.param([], False, id="who said nothing of calls is not called"),
    pytest.param([NO_TEXTS], False, id="nor who only refused texts"),
    pytest.param([HOURS_TOLD, NO_TEXTS], True, id="who told their hours and refused texts is"),
    pytest.param([NO_TEXTS, ASKED], True, id="and who asked to be called"),
    pytest.param([replace(HOURS_TOLD, own=False)], False, id="hours told in another case say nothing here"),
    pytest.param([ASKED, Said("safety_told", own=False, by_citizen=True)], False, id="a warning counts from anywhere"),
    pytest.param([ASKED, UNSAFE], False, id="a call that was dangerous ends it"),
    pytest.param([UNSAFE, ASKED], True, id="until they ask again"),
    pytest.param([ASKED, Said("called", own=True, by_citizen=False, why="not_wanted")], False, id="no call is wanted"),
    pytest.param([ASKED, Said("reopened", own=True, by_citizen=True, why="not_safe")], False, id="unsafe to answer"),
    pytest.param([ASKED, Said("reopened", own=True, by_citizen=True, why="refused")], True, id="a no is no warning"),
]


@pytest.mark.parametrize(("said", "rings"), RINGS)
def test_a_phone_without_texts_rings_only_as_its_owner_last_allowed(said: list[Said], rings: bool) -> None:
    assert may_ring(said) is rings


def test_refusing_texts_is_no_warning_of_the_phone() -> None:
    assert not is_warned_of([HOURS_TOLD, NO_TEXTS])
    assert is_warned_of([UNSAFE])


def test_whom_an_officer_wants_called_at_night_is_rung_by_day_unless_it_burns() -> None:
    night = NINE.replace(hour=0, minute=35)
    assert first_try_unasked(night, "any", "normal") == NINE.replace(hour=7)
    assert first_try_unasked(night, "any", "critical") == night
    assert first_try_unasked(NINE, "any", "normal") == NINE
