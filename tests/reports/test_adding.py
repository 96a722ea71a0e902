"""Figures added up before are those told afresh, to the byte, whatever happened in between and whoever looks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.domain.metrics import SMALLEST_SHOWN, Wait, figures
from hotline.domain.walls import Viewer
from hotline.reports import adding, catalog, parts, summaries
from hotline.reports.parts import EPOCH, Array, Facts, Part
from hotline.reports.ranks import Skims, of_rank, skim_of
from hotline.store import figures as pages
from hotline.store.models.figures import FigurePage
from tests.reports.test_response_times import ABUSE, MONDAY, THEFT, answer, phone, text_all, viewer_of
from tests.support.town import Town

SLUGS = tuple(catalog.REPORTS)
LAST = date(2026, 5, 1)
EPOCH_ID = UUID(int=0)


def drawn(town: Town, viewer: Viewer | None = None, last: date = LAST) -> str:
    return json.dumps({slug: catalog.rows_for(town.application, slug, MONDAY, last, viewer) for slug in SLUGS})


def barred(town: Town) -> Viewer:
    force = viewer_of(town, "security")
    return Viewer(force.account_id, "administrator", force.body_id, None, True, True)


def add_up(town: Town) -> None:
    with town.worker.unit() as unit:
        adding.add(unit)


def forget(town: Town) -> None:
    with town.worker.unit() as unit:
        pages.begin(unit.session, "", unit.now)


def a_busy_month(town: Town) -> None:
    """Texts, answers, closings, a complaint, and cases of the month after, with an adding up in between."""
    text_all(town, 6)
    text_all(town, 1, ABUSE, first=900)
    for number in range(1, 4):
        town.clock.advance(minutes=7)
        answer(town, number)
    town.receipt(len(town.carrier.sent) - 1, "undelivered", "phone_unreachable")
    list(adding.rebuild(town.worker.unit))
    page = f"/cases/{town.case(phone(1)).reference}"
    town.officer("security").post(f"{page}/closure", page=page, outcome="resolved", text="Vu.")
    town.work()
    town.text(phone(1), "1")
    town.pass_time(days=35)
    text_all(town, 5, THEFT, first=100)
    add_up(town)
    answer(town, 100)


def test_added_up_or_told_afresh_the_figures_are_the_same(town: Town) -> None:
    a_busy_month(town)
    for viewer in (None, viewer_of(town, "auditor"), barred(town)):
        before = drawn(town, viewer)
        assert drawn(town, viewer, date(2026, 3, 20)) != before
        edge = drawn(town, viewer, date(2026, 4, 7))
        forget(town)
        assert drawn(town, viewer) == before
        assert drawn(town, viewer, date(2026, 4, 7)) == edge
        list(adding.rebuild(town.worker.unit))
        assert drawn(town, viewer) == before
        assert drawn(town, viewer, date(2026, 4, 7)) == edge


def test_filters_leave_the_same_whether_added_up_or_told_afresh(town: Town) -> None:
    a_busy_month(town)
    desk = frozenset({str(town.case(phone(2)).desk_id)})
    narrow = {"urgency": frozenset({"high"}), "desk": desk}

    def asked() -> object:
        return [catalog.rows_for(town.application, slug, MONDAY, LAST, None, **narrow) for slug in SLUGS]

    before = asked()
    forget(town)
    assert asked() == before
    assert asked() != [catalog.rows_for(town.application, slug, MONDAY, LAST, None) for slug in SLUGS]


def test_a_page_of_walled_cases_is_no_page_to_the_barred_body(town: Town) -> None:
    text_all(town, 2)
    list(adding.rebuild(town.worker.unit))
    with town.application.unit() as unit:
        before = pages.pages(unit.session, barred(town), (MONDAY.replace(day=1), LAST))
    text_all(town, 1, ABUSE, first=900)
    add_up(town)
    with town.application.unit() as unit:
        assert pages.pages(unit.session, barred(town), (MONDAY.replace(day=1), LAST)) == before
        assert len(pages.pages(unit.session, viewer_of(town, "auditor"), (MONDAY.replace(day=1), LAST))) == 2
        assert unit.session.scalars(select(FigurePage)).all()


def test_a_wall_that_comes_later_hides_the_case_at_once(town: Town) -> None:
    text_all(town, 6)
    list(adding.rebuild(town.worker.unit))
    before = drawn(town, barred(town))
    text_all(town, 1, ABUSE, first=900)
    assert drawn(town, barred(town)) == before
    add_up(town)
    assert drawn(town, barred(town)) == before


def test_much_that_changed_is_added_up_and_little_waits(town: Town) -> None:
    text_all(town, 2)
    assert adding.keep(town.worker.unit) == 2
    text_all(town, 1, first=50)
    assert adding.keep(town.worker.unit) == 0
    town.clock.advance(minutes=11)
    assert adding.keep(town.worker.unit) == 1


ENDS = st.one_of(st.none(), st.integers(0, 9_000))
WAITS = st.lists(st.tuples(st.integers(0, 5_000), ENDS, st.one_of(st.none(), st.integers(0, 9_000))), max_size=40)


@given(WAITS, st.integers(0, 20_000))
def test_arrays_say_what_the_plain_rules_say(drawn_waits: list[tuple[int, int | None, int | None]], now: int) -> None:
    def at(seconds: int | None) -> datetime | None:
        return None if seconds is None else EPOCH + timedelta(seconds=seconds)

    waits = [Wait(EPOCH_ID, EPOCH + timedelta(seconds=start), at(end), at(due)) for start, end, due in drawn_waits]
    page = parts.page_of([Facts(EPOCH_ID, 1, {}, [("w", wait)], {}) for wait in waits])
    row = summaries.line("w", [page["wait:w"]] if waits else [], EPOCH + timedelta(seconds=now))
    plain = figures("w", waits, EPOCH + timedelta(seconds=now))
    assert (row["n"], row["median_s"], row["p90_s"], row["max_s"], row["within_target_pct"], row["at_least"]) == (
        plain.n, plain.median_s, plain.p90_s, plain.max_s,
        plain.within_target_pct if plain.n >= SMALLEST_SHOWN else None, "|".join(plain.at_least),
    )  # fmt: skip


@given(st.lists(st.lists(st.integers(0, 300), max_size=300).map(sorted), min_size=1, max_size=6), st.randoms())
def test_a_rank_is_found_in_several_sorted_arrays_as_in_one(runs: list[list[int]], dice: Random) -> None:
    whole = sorted(value for run in runs for value in run)
    for rank in {0, len(whole) - 1, dice.randrange(len(whole) or 1)} if whole else ():
        arrays = [np.array(run, np.int32) for run in runs]
        assert of_rank(arrays, rank) == whole[rank]
        parts_of = [parts.Part(value=one, judged=np.zeros(len(one), np.int8)) for one in arrays[1:]]

        def read(slices: Sequence[tuple[int, int]], held: Sequence[Part] = parts_of) -> list[Array]:
            return [one.value[begin:end] for one, (begin, end) in zip(held, slices, strict=True)]

        assert of_rank(arrays[:1], rank, Skims([skim_of(one) for one in parts_of], read)) == whole[rank]


@given(st.integers(0, 2**32))
def test_pages_may_be_cut_and_joined_in_any_order(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - a test's
    told = [_case(dice, number) for number in range(dice.randint(1, 12))]
    gone = [one.case_id for one in told if dice.random() < 0.4]
    left = [one for one in told if one.case_id not in gone]
    cut = dice.randint(0, len(told))
    page = parts.without(parts.joined(parts.page_of(told[:cut]), parts.page_of(told[cut:])), gone)
    assert parts.size(page) == len(left)
    for name, part in parts.page_of(left).items():
        assert sorted(page[name].value.tolist()) == sorted(part.value.tolist()) or name.startswith("trait:")
        assert [page[name].words[code] for code in page[name].value if part.words] == [
            part.words[code] for code in part.value if part.words
        ]
        assert page[name].of.tolist() == part.of.tolist()
        assert page[name].start.tolist() == part.start.tolist()


def _case(dice: Random, number: int) -> Facts:
    from_start = EPOCH + timedelta(seconds=dice.randint(0, 99))
    end = None if dice.random() < 0.5 else from_start + timedelta(seconds=dice.randint(0, 99))
    waits = [("w", Wait(EPOCH_ID, from_start, end))] * dice.randint(0, 2)
    traits = {"urgency": dice.choice(("high", "low")), "place": dice.choice("abc")}
    return Facts(type(EPOCH_ID)(int=number + 1), 1, traits, waits, {"n": 3} if dice.random() < 0.5 else {})


@pytest.mark.parametrize("n", [1, 4])
def test_a_single_small_group_takes_the_next_smallest_with_it(n: int) -> None:
    sizes = {"big": 90, "middle": 7, "small": n, "none": 0}
    rows = [{**summaries.empty(name), "n": size, "suppressed": int(size < 5)} for name, size in sizes.items()]
    hidden = {row["metric"] for row in summaries.guarded(rows) if row["suppressed"]}
    assert hidden == {"middle", "small", "none"}
    both = [*rows, {**summaries.empty("other"), "n": 2}]
    assert {row["metric"] for row in summaries.guarded(both) if row["suppressed"]} == {"small", "other", "none"}
