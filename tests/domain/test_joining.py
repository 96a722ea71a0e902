"""Where a text belongs, as a table; and whatever joins a case may be read by everybody who reads that case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.callbacks import WISH
from hotline.domain.findings import SENSITIVITIES
from hotline.domain.joining import Candidate, Place, Text, find_place, may_join
from hotline.domain.walls import BODY_KINDS, ROLES, Body, CaseFacts, Viewer, barred_by, may_read

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OLD, NEW, WALLED, DONE, LONG_DONE = (UUID(int=number) for number in range(1, 6))
FORCE, MAIRIE, STRANGER = (UUID(int=number) for number in range(11, 14))
BARRED = {FORCE: frozenset({FORCE}), MAIRIE: frozenset({MAIRIE})}


def text(**changed: object) -> Text:
    plain = Text(
        category="cattle_theft", sensitivity="S1", accused=frozenset(), understood=True, unsure=False,
        thanks_only=False, names=frozenset(),
    )  # fmt: skip
    return replace(plain, **changed)  # type: ignore[arg-type]


def case(case_id: UUID, **changed: object) -> Candidate:
    plain = Candidate(
        case_id=case_id, reference=f"100000{case_id.int}", status="open", category="cattle_theft", sensitivity="S1",
        accused=frozenset(), closed_at=None,
    )  # fmt: skip
    return replace(plain, **changed)  # type: ignore[arg-type]


def closed(case_id: UUID, *, category: str = "cattle_theft", **ago: float) -> Candidate:
    return case(case_id, status="closed", category=category, closed_at=NOW - timedelta(**ago))


ACCUSING = {"accused": frozenset({FORCE}), "sensitivity": "S2"}
THANKS = text(category="chatter", thanks_only=True)
WISHING = text(category=WISH)
WISHING_ABOUT_OLD = replace(WISHING, names=frozenset({"1000001"}))
CASE_ASKED = case(OLD, category="displacement_aid", asked=True)
WISHED, WITH_A_FORCE = {"category": WISH}, {"independent": False}

TABLE = [
    pytest.param(text(), [], "open", None, id="a first text opens a case"),
    pytest.param(text(), [case(OLD)], "join", OLD, id="more of the same joins"),
    pytest.param(text(category="health"), [case(OLD)], "open", OLD, id="another subject opens its own, linked"),
    pytest.param(text(category="health", unsure=True), [case(OLD)], "join", OLD, id="no sure subject follows"),
    pytest.param(THANKS, [case(OLD)], "thank", OLD, id="thanks alone ask for nothing"),
    pytest.param(THANKS, [case(OLD, asked=True)], "join", OLD, id="a mere yes answers the question that is open"),
    pytest.param(
        text(category="communal_conflict", sensitivity="S2"), [case(NEW, category="communal_conflict"), CASE_ASKED],
        "join", OLD, id="what comes after a question is its answer, whatever it looks like",
    ),
    pytest.param(
        text(category="attack_threat", sensitivity="S2", pressing=True), [CASE_ASKED], "open", OLD,
        id="a danger answers no question",
    ),
    pytest.param(text(**ACCUSING), [CASE_ASKED], "open", OLD, id="an accusation answers no question"),
    pytest.param(text(category="gbv", sensitivity="S3"), [CASE_ASKED], "open", OLD, id="nor does what is protected"),
    pytest.param(
        text(category="detention_missing", sensitivity="S3", guessed=True), [CASE_ASKED], "join", OLD,
        id="what only a guess protects is the answer it says",
    ),
    pytest.param(
        text(category="detention_missing", sensitivity="S3", guessed=True), [case(OLD)], "open", OLD,
        id="where nobody asked, what only a guess protects stays apart",
    ),
    pytest.param(
        text(**ACCUSING, guessed=True), [CASE_ASKED], "open", OLD, id="a guess that may accuse answers no question"
    ),
    pytest.param(text(category="follow_up"), [case(OLD)], "join", OLD, id="a question about it follows"),
    pytest.param(text(understood=False), [case(OLD)], "open", OLD, id="what nobody vouches for stays apart"),
    pytest.param(text(sensitivity="S2"), [case(OLD)], "open", OLD, id="what is more sensitive stays apart"),
    pytest.param(text(), [case(OLD, sensitivity="S2")], "join", OLD, id="what is less sensitive joins"),
    pytest.param(text(**ACCUSING), [case(OLD, sensitivity="S3")], "open", OLD, id="an accusation stays apart"),
    pytest.param(text(**ACCUSING), [case(OLD, **ACCUSING)], "join", OLD, id="the same accusation joins"),
    pytest.param(text(), [case(OLD, **ACCUSING)], "join", OLD, id="more words join behind the wall"),
    pytest.param(
        text(accused=frozenset({FORCE, MAIRIE}), sensitivity="S2"), [case(OLD, **ACCUSING)], "open", OLD,
        id="a wider accusation stays apart",
    ),
    pytest.param(
        text(category="health", names=frozenset({"1000001"})), [case(NEW), case(OLD)], "join", OLD,
        id="a reference outranks the subject",
    ),
    pytest.param(
        text(names=frozenset({"1000001"}), **ACCUSING), [case(NEW), case(OLD)], "open", NEW,
        id="and never the wall",
    ),
    pytest.param(text(), [case(NEW), case(OLD)], "join", NEW, id="the newest of a kind"),
    pytest.param(text(), [case(NEW, category="health"), case(OLD)], "join", OLD, id="the subject before the newest"),
    pytest.param(
        text(category="follow_up"), [case(NEW), case(WALLED, **ACCUSING)], "join", WALLED,
        id="words without a subject go behind the wall rather than before it",
    ),
    pytest.param(text(), [closed(DONE, days=1), case(OLD)], "join", OLD, id="open before closed"),
    pytest.param(text(), [closed(DONE, days=13, hours=23)], "reopen", DONE, id="within fourteen days it reopens"),
    pytest.param(text(), [closed(DONE, days=14)], "open", None, id="later it is a new case"),
    pytest.param(text(names=frozenset({"1000004"})), [closed(DONE, days=29)], "appeal", DONE, id="an appeal"),
    pytest.param(text(names=frozenset({"1000004"})), [closed(DONE, days=30)], "open", None, id="an appeal too late"),
    pytest.param(THANKS, [closed(DONE, days=1)], "thank", DONE, id="thanks reopen nothing"),
    pytest.param(THANKS, [case(OLD)], "thank", OLD, id="thanks for an open case"),
    pytest.param(THANKS, [closed(LONG_DONE, days=15)], "open", None, id="thanks out of nowhere"),
    pytest.param(replace(THANKS, **ACCUSING), [case(OLD)], "open", OLD, id="thanks wrapped round an accusation"),
    pytest.param(WISHING, [case(OLD)], "open", OLD, id="a wish for a call guesses at no case"),
    pytest.param(WISHING, [case(NEW), case(OLD, **WISHED)], "join", OLD, id="it goes to an earlier wish"),
    pytest.param(
        replace(WISHING, wishes_too=True), [case(NEW, **WISHED), CASE_ASKED], "join", OLD,
        id="an answer that asks for a call is the answer",
    ),
    pytest.param(WISHING, [CASE_ASKED], "open", OLD, id="a mere wish answers no question"),
    pytest.param(replace(WISHING, wishes_too=True), [case(OLD)], "open", OLD, id="nor do words that nobody asked for"),
    pytest.param(
        replace(WISHING, wishes_too=True), [replace(CASE_ASKED, **WITH_A_FORCE), case(WALLED, **ACCUSING)], "open",
        OLD, id="an answer that asks for a call keeps away from who is accused elsewhere",
    ),
    pytest.param(WISHING, [closed(DONE, days=1, **WISHED)], "open", DONE, id="a settled wish is settled"),
    pytest.param(WISHING, [case(NEW), case(OLD, wished=True)], "join", OLD, id="or to the wish that stands elsewhere"),
    pytest.param(
        WISHING, [case(OLD, wished=True, **WITH_A_FORCE), case(WALLED, **ACCUSING)], "open", OLD,
        id="but not where those read it who are accused elsewhere",
    ),
    pytest.param(WISHING_ABOUT_OLD, [case(OLD, **WITH_A_FORCE)], "join", OLD, id="or to the case it names"),
    pytest.param(
        WISHING_ABOUT_OLD, [case(OLD, **WITH_A_FORCE), case(WALLED, **ACCUSING)], "open", OLD,
        id="but shows there to nobody who may not call, being accused elsewhere",
    ),
    pytest.param(
        WISHING_ABOUT_OLD, [case(OLD), case(WALLED, **ACCUSING)], "join", OLD, id="an independent desk reads it anyway"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("words", "candidates", "how", "where"), TABLE)
def test_a_text_goes_where_the_table_says(
    words: Text, candidates: list[Candidate], how: str, where: UUID | None
) -> None:
    assert find_place(words, candidates, BARRED, NOW) == Place(how, where)


def test_a_body_nobody_knows_hides_a_text_from_everybody_and_so_from_every_case_that_somebody_reads() -> None:
    accusing = text(accused=frozenset({STRANGER}))
    assert not may_join(accusing, case(OLD), BARRED)
    assert not may_join(accusing, case(OLD, accused=frozenset({FORCE})), {FORCE: frozenset({FORCE, STRANGER})})
    assert may_join(accusing, case(OLD, accused=frozenset({STRANGER})), BARRED)


IDS = [UUID(int=number) for number in range(1, 7)]
SOME = st.frozensets(st.sampled_from(IDS), max_size=3)
FORCES = st.sampled_from([None, "police", "gendarmerie"])


@st.composite
def _bodies(draw: st.DrawFn) -> list[Body]:
    """Bodies with any chain of command and any partners; parents may be missing, and some ids name no body."""
    known = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1))
    return [
        Body(
            id=one, kind=draw(st.sampled_from(BODY_KINDS)), force=draw(FORCES),
            parent_id=draw(st.sampled_from([None, *IDS])), partner_ids=draw(SOME), psea=draw(st.booleans()),
            active=True,
        )
        for one in known
    ]  # fmt: skip


VIEWERS = st.builds(
    Viewer, account_id=st.just(UUID(int=99)), role=st.sampled_from(ROLES), body_id=st.sampled_from([None, *IDS]),
    desk_id=st.sampled_from([None, OLD]), cleared=st.booleans(), active=st.booleans(),
)  # fmt: skip
LEVELS = st.sampled_from(SENSITIVITIES)
CATEGORIES = st.sampled_from(["cattle_theft", "health", "follow_up", "chatter", WISH])
TEXTS = st.builds(
    Text, category=CATEGORIES, sensitivity=LEVELS, accused=SOME, understood=st.booleans(), unsure=st.booleans(),
    thanks_only=st.booleans(), pressing=st.booleans(),
    names=st.sampled_from([frozenset(), frozenset({"1000001"}), frozenset({"1000002"})]),
)  # fmt: skip
CASES = st.builds(
    Candidate, case_id=st.sampled_from(IDS), reference=st.sampled_from(["1000001", "1000002"]),
    status=st.sampled_from(["new", "open", "closing", "closed"]), category=CATEGORIES, sensitivity=LEVELS, accused=SOME,
    closed_at=st.sampled_from([NOW - timedelta(days=1), NOW - timedelta(days=20)]), independent=st.booleans(),
    asked=st.booleans(),
)  # fmt: skip


@given(_bodies(), VIEWERS, TEXTS, st.lists(CASES, max_size=4, unique_by=lambda one: one.case_id))
def test_a_join_never_makes_a_text_readable_to_a_barred_viewer(
    bodies: list[Body], viewer: Viewer, words: Text, candidates: list[Candidate]
) -> None:
    barred = barred_by(bodies)
    place = find_place(words, candidates, barred, NOW)
    if place.how == "open":
        return
    joined = next(one for one in candidates if one.case_id == place.case_id)
    of_the_case = CaseFacts(OLD, joined.sensitivity, joined.accused)
    of_the_text = CaseFacts(OLD, words.sensitivity, words.accused)
    assert may_read(viewer, of_the_text, barred) or not may_read(viewer, of_the_case, barred)


@given(_bodies(), TEXTS, CASES)
def test_what_somebody_of_the_case_may_not_read_does_not_join_it(
    bodies: list[Body], words: Text, candidate: Candidate
) -> None:
    """The same said the other way round, over everybody who could sit at the case's desk or coordinate."""
    barred = barred_by(bodies)
    facts, of_text = (CaseFacts(OLD, one.sensitivity, one.accused) for one in (candidate, words))
    viewers = [
        Viewer(UUID(int=99), role, body, OLD, cleared, active=True)
        for role in ("liaison", "coordinator") for body in (None, *IDS) for cleared in (True, False)
    ]  # fmt: skip
    leaks = any(may_read(one, facts, barred) and not may_read(one, of_text, barred) for one in viewers)
    assert not (leaks and may_join(words, candidate, barred))
