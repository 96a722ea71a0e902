"""By which gateway a text leaves: the rules, the order behind them, and what was tried in vain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.sending import (
    Route,
    Tried,
    choose,
    has_fresh_route,
    is_prompt,
    order,
    parse_directions,
)

TWILIO, ORANGE, ANDROID = Route("twilio"), Route("orange"), Route("android")
PHONES = Route("simulator", simulated=True)
REAL = (TWILIO, ORANGE, ANDROID)


def names(last: str | None, rules: list[dict[str, Any]], *routes: Route, operator: str | None = None) -> list[str]:
    return [route.name for route in order(last, operator, parse_directions(rules), routes)]


@pytest.mark.parametrize(
    ("last", "rules", "expected"),
    [
        ("orange", [], ["orange", "twilio", "android"]),
        ("gone", [], ["twilio", "orange", "android"]),
        (None, [], ["twilio", "orange", "android"]),
        ("orange", [{"last": "orange", "send": "twilio"}], ["twilio"]),
        ("twilio", [{"last": "orange", "send": "orange"}], ["twilio", "orange", "android"]),
        ("twilio", [{"last": "any", "send": "orange"}], ["orange"]),
        ("twilio", [{"last": "any", "send": "gone"}], ["twilio", "orange", "android"]),
        ("gone", [{"last": "gone", "send": "orange"}], ["orange"]),
        ("twilio", [{"last": "twilio", "send": "orange"}, {"last": "any", "send": "twilio"}], ["orange"]),
        ("twilio", [{"last": "any", "operator": "any", "send": ["gone", "android", "orange"]}], ["android", "orange"]),
        ("twilio", [{"last": "any", "send": []}], ["twilio", "orange", "android"]),
    ],
)
def test_the_first_rule_that_fits_is_the_list_else_the_gateway_last_used_leads(
    last: str | None, rules: list[dict[str, Any]], expected: list[str]
) -> None:
    assert names(last, rules, *REAL) == expected


@pytest.mark.parametrize(
    ("operator", "expected"), [("orange", "orange"), ("malitel", "android"), ("telecel", "twilio"), (None, "twilio")]
)
def test_a_rule_may_be_for_one_operator(operator: str | None, expected: str) -> None:
    rules = [
        {"last": "any", "operator": "orange", "send": ["orange"]},
        {"last": "twilio", "operator": "malitel", "send": ["android"]},
    ]
    assert names("twilio", rules, *REAL, operator=operator)[0] == expected


def test_simulated_and_real_phones_never_stand_in_for_each_other() -> None:
    assert names("simulator", [], TWILIO, PHONES) == ["simulator"]
    assert names("twilio", [], TWILIO, ORANGE, PHONES) == ["twilio", "orange"]
    assert names("gone", [], TWILIO, PHONES) == ["twilio"]
    assert names("gone", [{"last": "any", "send": "simulator"}], TWILIO, PHONES) == ["simulator"]


def test_where_no_real_gateway_has_credentials_the_simulated_one_leads_for_who_never_wrote() -> None:
    bare = Route("twilio", live=False)
    assert names("by_hand", [], bare, PHONES) == ["simulator", "twilio"]
    assert names("twilio", [], bare, PHONES) == ["twilio"]


def chosen(*routes: Route, tried: tuple[Tried, ...] = ()) -> str | None:
    found = choose(routes, tried)
    return found.name if found else None


def stopped(route: Route) -> Route:
    return Route(route.name, stopped=True)


def busy(route: Route, result: str = "trylater", code: str = "provider_busy") -> Tried:
    return Tried(route.name, result, code)


def test_what_is_stopped_is_passed_over_and_with_nothing_left_the_text_waits() -> None:
    assert chosen(stopped(TWILIO), ORANGE) == "orange"
    assert chosen(stopped(TWILIO), stopped(ORANGE)) is None
    assert chosen() is None


def test_what_has_no_credentials_is_passed_over_unless_nothing_has() -> None:
    bare = Route("twilio", live=False)
    assert chosen(bare, ORANGE) == "orange"
    assert chosen(bare, stopped(ORANGE)) is None
    assert chosen(bare) == "twilio"


def test_a_resting_gateway_lets_another_carry_the_text_but_not_where_there_is_none() -> None:
    resting = Route("twilio", resting=True)
    assert chosen(resting, ORANGE) == "orange"
    assert chosen(resting) == "twilio"


@pytest.mark.parametrize(
    ("result", "code"),
    [
        ("trylater", "provider_busy"), ("trylater", "route_failed"), ("undelivered", "route_failed"),
        ("rejected", "configuration"), ("misconfigured", "no_credit"),
    ],
)  # fmt: skip
def test_a_failure_that_another_route_may_not_have_passes_the_text_on(result: str, code: str) -> None:
    failed = busy(TWILIO, result, code)
    assert chosen(TWILIO, ORANGE, tried=(failed,)) == "orange"
    assert has_fresh_route((TWILIO, ORANGE), (failed,))
    assert not has_fresh_route((TWILIO,), (failed,))


@pytest.mark.parametrize(
    ("result", "code"), [("undelivered", "phone_unreachable"), ("rejected", "wrong_number"), ("failed", "blocked")]
)
def test_a_failure_that_is_the_phones_own_does_not(result: str, code: str) -> None:
    assert chosen(TWILIO, ORANGE, tried=(busy(TWILIO, result, code),)) == "twilio"


def test_every_gateway_is_tried_once_before_any_is_tried_again() -> None:
    tried: tuple[Tried, ...] = ()
    order_tried, fresh = [], []
    for _ in range(6):
        found = choose(REAL, tried)
        assert found
        order_tried.append(found.name)
        tried = (*tried, busy(found))
        fresh.append(has_fresh_route(REAL, tried))
    assert order_tried == ["twilio", "orange", "android"] * 2
    assert fresh == [True, True, False] * 2


@pytest.mark.parametrize("result", ["unknown", None, "accepted"])
def test_what_may_have_left_goes_by_no_other_gateway(result: str | None) -> None:
    tried = (Tried("orange", result, "unknown"), busy(ORANGE))
    assert chosen(TWILIO, ORANGE, tried=tried) == "orange"
    assert chosen(TWILIO, stopped(ORANGE), tried=tried) is None
    assert chosen(TWILIO, tried=tried) is None


def test_what_the_providers_list_lacks_may_go_by_any() -> None:
    assert chosen(TWILIO, ORANGE, tried=(Tried("orange", "missing"),)) == "twilio"


ATTEMPTS = st.builds(
    Tried,
    st.sampled_from(["twilio", "orange", "android"]),
    st.sampled_from(["trylater", "rejected", "misconfigured", "undelivered", "missing", "unknown", None]),
    st.sampled_from(["provider_busy", "route_failed", "configuration", "phone_unreachable", "unknown"]),
)


@given(st.lists(ATTEMPTS, max_size=8), st.lists(st.booleans(), min_size=3, max_size=3))
def test_whatever_was_tried_a_text_that_may_have_left_is_never_given_to_another(
    tried: list[Tried], stops: list[bool]
) -> None:
    routes = [Route(route.name, stopped=stop) for route, stop in zip(REAL, stops, strict=True)]
    found = choose(routes, tried)
    left_by = {one.gateway for one in tried if one.may_have_left}
    assert found is None or not found.stopped
    assert found is None or not left_by or found.name in left_by


@pytest.mark.parametrize(
    ("kind", "urgency", "expected"),
    [
        ("answer", "low", True), ("acknowledgement", "normal", True), ("reply", None, True),
        ("closing_question", "normal", False), ("closing_question", "critical", True), ("progress", "high", True),
        ("progress", None, False),
    ],
)  # fmt: skip
def test_answers_and_what_is_urgent_go_first(kind: str, urgency: str | None, expected: bool) -> None:
    assert is_prompt(kind, urgency) is expected
