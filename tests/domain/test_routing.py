"""Routing: who gets which concern and why, and what no rule can do."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.desks import Desk
from hotline.domain.findings import Findings
from hotline.domain.routing import NoDesk, route
from hotline.domain.rules import DEFAULT_RULES, Concern, RuleError, Rules, parse_rules


def uid(number: int) -> UUID:
    return UUID(int=number)


def desk(number, kind, force=None, *, places=(), languages=("fr",), psea=False, active=True) -> Desk:
    return Desk(uid(number), uid(number + 100), kind, force, frozenset(places), frozenset(languages), active, psea)


KONNA = ("konna", "mopti-cercle", "mopti")
GENDARMERIE = desk(1, "security", "gendarmerie", places=["mopti"])
POLICE = desk(2, "security", "police", places=["mopti"])
GARDE_SEGOU = desk(3, "security", "garde", places=["segou"])
GOUVERNORAT = desk(4, "civil", places=["mopti"])
MAIRIE = desk(5, "civil", places=["konna"])
OVERSIGHT = desk(6, "oversight")
PROTECTION = desk(7, "protection")
FOCAL_POINT = desk(8, "protection", psea=True)
COORDINATION = desk(9, "coordination")
DESKS = (
    GENDARMERIE, POLICE, GARDE_SEGOU, MAIRIE, GOUVERNORAT, OVERSIGHT, PROTECTION, FOCAL_POINT, COORDINATION,
)  # fmt: skip
FRESH = parse_rules(DEFAULT_RULES)
THEFT = Findings("fr", (), "cattle_theft", None, 0.9, "high", 0.7, "S1", "security", False)
WATER = replace(THEFT, category="basic_services", desk_kind="civil", urgency="normal")


def routed(findings, path=KONNA, *, rules=FRESH, desks=DESKS, barred=(), language=None):
    bodies = frozenset(one.body_id for one in barred)
    return route(Concern(findings, path, language or findings.language), rules, desks, bodies)


def reasons(decision) -> list[str]:
    return [reason.rule for reason in decision.because]


def test_a_cattle_theft_goes_to_the_gendarmerie_of_its_place_with_its_reasons():
    decision = routed(THEFT)
    assert decision.desk_id == GENDARMERIE.id
    assert reasons(decision) == ["route:rule", "route:place", "route:force"]
    assert not decision.needs_person


def test_an_inspection_is_never_given_a_whole_case_though_it_is_a_civil_desk_of_the_place():
    inspection = replace(MAIRIE, id=uid(0), body_id=uid(100), inspects=True)
    assert routed(WATER, desks=(inspection, *DESKS)).desk_id == MAIRIE.id


def test_an_independent_body_that_takes_referrals_keeps_its_complaints():
    overseer = replace(OVERSIGHT, inspects=True)
    desks = (*(desk for desk in DESKS if desk.kind != "oversight"), overseer)
    beaten = replace(THEFT, about_force=frozenset({"gendarmerie"}))
    assert routed(beaten, desks=desks, barred=[GENDARMERIE]).desk_id == overseer.id


def test_the_second_force_is_taken_where_the_first_has_no_desk():
    assert routed(THEFT, ("niono", "segou")).desk_id == GARDE_SEGOU.id


def test_a_neighbourhood_crime_goes_to_the_police():
    assert routed(replace(THEFT, category="local_crime")).desk_id == POLICE.id


def test_the_desk_with_the_narrowest_area_wins():
    assert routed(WATER).desk_id == MAIRIE.id
    assert routed(WATER, ("sofara", "mopti-cercle", "mopti")).desk_id == GOUVERNORAT.id


def test_a_desk_for_everywhere_comes_after_one_for_the_place():
    national = desk(0, "civil")
    assert routed(WATER, desks=(*DESKS, national)).desk_id == MAIRIE.id
    assert routed(WATER, ("kayes",), desks=(*DESKS, national)).desk_id == national.id


def test_a_place_without_a_desk_goes_to_the_coordination_and_asks_for_a_person():
    decision = routed(WATER, ("kayes",))
    assert decision.desk_id == COORDINATION.id
    assert decision.needs_person
    assert "route:no_desk" in reasons(decision)


def test_without_a_place_the_preferred_force_decides_when_it_has_one_desk():
    assert routed(THEFT, ()).desk_id == GENDARMERIE.id


def test_without_a_place_two_equal_desks_are_not_guessed_between():
    decision = routed(WATER, ())
    assert decision.desk_id == COORDINATION.id
    assert decision.needs_person


def test_the_chosen_language_outranks_the_one_of_the_text():
    speaker = desk(20, "civil", places=["konna"], languages=("ff",))
    assert routed(WATER, desks=(*DESKS, speaker), language="ff").desk_id == speaker.id
    assert routed(WATER, desks=(*DESKS, speaker)).desk_id == MAIRIE.id


def test_equal_desks_are_chosen_alike_every_time():
    twin = desk(40, "civil", places=["konna"])
    decisions = {routed(WATER, desks=order).desk_id for order in ((*DESKS, twin), (twin, *DESKS))}
    assert decisions == {MAIRIE.id}


def test_what_is_unsure_goes_to_the_coordination_before_any_rule():
    decision = routed(replace(THEFT, needs_person=True))
    assert decision.desk_id == COORDINATION.id
    assert decision.needs_person
    assert reasons(decision)[0] == "route:unsure"


@pytest.mark.parametrize("kind", ["coordinator", "none"])
def test_a_category_without_a_body_is_for_the_coordination(kind):
    decision = routed(replace(THEFT, category="info_request", desk_kind=kind))
    assert decision.desk_id == COORDINATION.id
    assert not decision.needs_person


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"about_force": frozenset({"gendarmerie"})}, OVERSIGHT),
        ({"about_civil": frozenset({"mairie"})}, OVERSIGHT),
        ({"about_force": frozenset({"police"}), "desk_kind": "civil_protected"}, PROTECTION),
        ({"about_hotline": True}, FOCAL_POINT),
    ],
)
def test_an_accusation_goes_to_an_independent_desk_whatever_the_rules_say(found, expected):
    always = parse_rules(
        [{"id": "all", "position": 1, "when": {"category": "cattle_theft"}, "desk_id": GENDARMERIE.id}]
    )
    for rules in (always, FRESH):
        decision = routed(replace(THEFT, **found), rules=rules)
        assert decision.desk_id == expected.id
        assert reasons(decision)[0] == "route:accusation"


def test_a_body_named_by_a_person_makes_it_an_accusation_too():
    assert routed(THEFT, barred=[POLICE]).desk_id == OVERSIGHT.id


def test_a_closed_desk_gets_nothing():
    assert routed(WATER, desks=(replace(MAIRIE, active=False), GOUVERNORAT)).desk_id == GOUVERNORAT.id


def test_a_focal_point_that_sits_in_a_civil_body_is_not_independent():
    desks = (desk(20, "civil", psea=True), PROTECTION)
    assert routed(replace(THEFT, about_hotline=True), desks=desks).desk_id == PROTECTION.id


def test_a_barred_oversight_desk_is_passed_over():
    accused = replace(THEFT, about_force=frozenset({"police"}))
    assert routed(accused, barred=[POLICE, OVERSIGHT]).desk_id == PROTECTION.id


def test_a_complaint_about_the_hotline_never_falls_back_to_the_coordination():
    with pytest.raises(NoDesk):
        routed(replace(THEFT, about_hotline=True), desks=(GENDARMERIE, COORDINATION))


@pytest.mark.parametrize("unsure", [False, True])
@pytest.mark.parametrize(("kind", "expected"), [("civil_protected", PROTECTION), ("civil_oversight", OVERSIGHT)])
def test_a_protected_concern_goes_to_its_independent_desk_sure_or_not(kind, expected, unsure):
    concern = replace(THEFT, category="gbv", sensitivity="S3", desk_kind=kind, needs_person=unsure)
    assert routed(concern).desk_id == expected.id


def test_no_rule_hands_a_protected_concern_to_a_force():
    careless = [{"id": "gbv", "position": 1, "when": {"category": ["gbv"]}, "desk_kind": "security"}]
    concern = replace(THEFT, category="gbv", sensitivity="S3", desk_kind="civil_protected")
    assert routed(concern, rules=parse_rules(careless)).desk_id == PROTECTION.id


def test_no_rule_hands_a_wish_for_a_call_to_a_body_it_may_complain_about():
    wish = replace(WATER, category="callback_request", desk_kind="coordinator")
    bold = [{"id": "calls", "position": 1, "when": {"category": ["callback_request"]}, "desk_kind": "security"}]
    assert routed(wish, rules=parse_rules(bold)).desk_id == COORDINATION.id
    assert routed(replace(wish, desk_kind="civil")).desk_id == COORDINATION.id


def test_staff_misconduct_goes_to_the_focal_point_on_a_fresh_install():
    concern = replace(THEFT, category="staff_misconduct", sensitivity="S3", desk_kind="civil_protected")
    assert routed(concern).desk_id == FOCAL_POINT.id


@pytest.mark.parametrize(
    "when",
    [
        {"category": "cattle_theft"},
        {"urgency": ["high", "critical"]},
        {"place": ["mopti"]},
        {"language": ["fr", "bm"]},
        {"category": ["cattle_theft"], "place": "konna", "urgency": "high"},
    ],
)
def test_a_rule_holds_when_all_its_conditions_do(when):
    rules = parse_rules([{"id": 7, "position": 1, "when": when, "desk_id": str(POLICE.id)}])
    decision = routed(THEFT, rules=rules)
    assert decision.desk_id == POLICE.id
    assert (decision.because[0].rule, decision.because[0].detail) == ("route:rule", "7")


@pytest.mark.parametrize(
    "when",
    [
        {"category": "health"},
        {"category": "cattle_theft", "urgency": "low"},
        {"place": "konna", "urgency": "low"},
    ],
)
def test_a_rule_with_a_condition_that_fails_is_passed_over(when):
    rules = parse_rules([{"id": "x", "position": 1, "when": when, "desk_id": POLICE.id}])
    assert routed(WATER, rules=rules).desk_id == MAIRIE.id


def test_rules_are_tried_by_position_and_a_gone_desk_is_passed_over():
    rows = [
        {"id": "second", "position": 2, "when": {"place": "mopti"}, "desk_id": POLICE.id},
        {"id": "first", "position": 1, "when": {"place": "mopti"}, "desk_id": uid(77)},
    ]
    assert [rule.id for rule in parse_rules(rows).rules] == ["first", "second"]
    assert routed(WATER, rules=parse_rules(rows)).desk_id == POLICE.id


GOOD = {"id": "r", "position": 1, "when": {"place": "mopti"}, "desk_kind": "civil"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"when": {"urgency": ["urgent"]}},
            "rule r: urgency 'urgent' is none of low, normal, high, critical",
        ),
        (
            {"when": {"colour": "red"}},
            "rule r: condition 'colour' is none of category, urgency, place, language",
        ),
        ({"when": {}}, "rule r: a rule without a condition would catch everything"),
        ({"when": {"place": []}}, "rule r: place names no code"),
        ({"when": {"place": [1]}}, "rule r: place must be a list of codes, not [1]"),
        ({"desk_kind": "army"}, "rule r: desk_kind 'army' is none of security, civil"),
        ({"desk_kind": None}, "rule r: give either desk_kind or desk_id"),
        ({"desk_id": uid(1)}, "rule r: give either desk_kind or desk_id"),
        ({"desk_kind": None, "desk_id": "here"}, "rule r: desk_id 'here' is no desk's id"),
        ({"position": "top"}, "rule r: position must be a whole number, not 'top'"),
        ({"colour": "red"}, "rule r: 'colour' is none of desk_id, desk_kind"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named_with_what_to_mend(change, said):
    with pytest.raises(RuleError) as caught:
        parse_rules([GOOD | change])
    assert str(caught.value).startswith(said)


def test_a_rule_id_used_twice_is_refused():
    with pytest.raises(RuleError, match="rule r: the id is used twice"):
        parse_rules([GOOD, GOOD])


FINDINGS = st.builds(
    Findings,
    language=st.sampled_from(("fr", "bm")),
    language_shares=st.just(()),
    category=st.sampled_from(("cattle_theft", "gbv", "health", "staff_misconduct")),
    second=st.none(),
    confidence=st.just(0.5),
    urgency=st.just("high"),
    urgency_score=st.just(0.5),
    sensitivity=st.sampled_from(("S0", "S2", "S3")),
    desk_kind=st.sampled_from(("security", "civil", "civil_oversight", "civil_protected", "coordinator", "none")),
    needs_person=st.booleans(),
    about_force=st.frozensets(st.sampled_from(("police", "garde")), max_size=2),
    about_hotline=st.booleans(),
)
OPEN_RULE = {"id": "any", "position": 1, "when": {"language": ["fr", "bm"]}, "desk_kind": "security"}


@settings(max_examples=60, deadline=None)
@given(
    FINDINGS,
    st.sampled_from(((), KONNA, ("segou",))),
    st.sets(st.sampled_from(DESKS)),
    st.sampled_from((Rules(), FRESH, parse_rules([OPEN_RULE]))),
)
def test_a_barred_body_never_gets_a_concern_and_accusations_stay_independent(findings, path, barred, rules):
    try:
        decision = routed(findings, path, rules=rules, barred=barred)
    except NoDesk:
        left = {one.kind for one in set(DESKS) - barred}
        assert not {"oversight", "protection"} & left
        return
    chosen = next(one for one in DESKS if one.id == decision.desk_id)
    assert chosen not in barred
    assert decision.because
    if findings.accuses or barred or findings.sensitivity == "S3":
        assert chosen.kind in ("oversight", "protection", "coordination")
    if findings.about_hotline:
        assert chosen.kind != "coordination"
