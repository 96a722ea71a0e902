"""A message pressed under those that come next is sorted at once, by one pair of hands; and a guess is called one."""

from __future__ import annotations

from uuid import UUID

import pytest

from hotline.domain.walls import Viewer
from hotline.services import sorting
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.services.sorting import Choice
from hotline.store import office
from hotline.store.models.casework import Case
from hotline.store.models.people import Account
from tests.support.staff import viewer
from tests.support.town import Town

ALI, AWA = "+22300000201", "+22300000202"
VAGUE = "des choses étranges la nuit"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


def colleague_of(town: Town, first: Viewer) -> Viewer:
    """Return another account of the same role at the same desk."""
    with town.application.unit() as unit:
        known = unit.session.get_one(Account, first.account_id)
        other = Account(
            id=UUID(int=79), email="second@demo.invalid", title="Second", role=known.role, body_id=known.body_id,
            desk_id=known.desk_id, languages=["fr"], cleared_at=known.cleared_at, created_at=unit.now,
        )  # fmt: skip
        unit.session.add(other)
        return office.viewer_of(other)


def test_what_is_pressed_is_in_these_hands_and_what_was_held_is_free(town: Town) -> None:
    town.text(ALI, VAGUE)
    town.text(AWA, "venez voir le marché")
    mine, reference = viewer(town, "coordinator"), town.case(AWA).reference
    other = colleague_of(town, mine)
    with town.application.unit() as unit:
        assert sorting.take_next(unit, mine)
        sorting.take(unit, mine, reference)
    with town.application.unit() as unit:
        with pytest.raises(Mistake, match="in_other_hands"):
            sorting.take(unit, other, reference)
        taken = sorting.take_next(unit, other)
        assert taken is not None
        assert taken.reference == town.case(ALI).reference


def test_what_a_colleague_sorts_is_not_opened_by_a_press(town: Town) -> None:
    town.text(ALI, ABUSE)
    reference, other = town.case(ALI).reference, colleague_of(town, viewer(town, "oversight"))
    with town.application.unit() as unit:
        assert sorting.take_next(unit, other)
    oversight = town.officer("oversight")
    assert oversight.get(f"/triage/{reference}").status_code == 303
    assert "Une autre personne trie ce message." in oversight.get("/triage").text


@pytest.mark.parametrize("name", ["coordinator", "security", "civil", "protection"])
def test_who_may_not_sort_a_message_gets_what_they_get_for_one_that_is_not_there(town: Town, name: str) -> None:
    town.text(ALI, ABUSE)
    officer = town.officer(name)
    barred, unknown = officer.get(f"/triage/{town.case(ALI).reference}"), officer.get("/triage/1234567")
    assert (barred.status_code, barred.text) == (unknown.status_code, unknown.text)
    assert barred.status_code in (403, 404)
    assert "case_read" not in town.kinds(town.case(ALI))


def test_a_sorted_message_is_no_longer_opened_to_be_sorted(town: Town) -> None:
    town.text(ALI, VAGUE)
    coordinator, reference = town.officer("coordinator"), town.case(ALI).reference
    coordinator.post(f"/triage/{reference}", page="/triage", category="cattle_theft")
    assert coordinator.get(f"/triage/{reference}").status_code == 404


def test_a_guess_is_called_one_until_somebody_sorted_the_message(town: Town) -> None:
    town.text(ALI, VAGUE)
    town.text(AWA, "venez voir le marché")
    coordinator, case = town.officer("coordinator"), town.case(ALI)
    pages = (f"/cases/{case.reference}", "/inbox?queue=all", "/triage")
    for path in pages:
        assert "(à vérifier)" in coordinator.get(path).text, path
    for one in (case, town.case(AWA)):
        coordinator.post(f"/triage/{one.reference}", page=f"/triage/{one.reference}", category="cattle_theft")
    for path in pages:
        assert "(à vérifier)" not in coordinator.get(path).text, path


def test_the_other_choice_stays_open_when_it_is_refused_and_says_who_removes_an_accusation(town: Town) -> None:
    town.text(ALI, VAGUE)
    coordinator, reference = town.officer("coordinator"), town.case(ALI).reference
    assert "<details><summary>Autre choix" in coordinator.get("/triage").text
    refused = coordinator.post(f"/triage/{reference}", page="/triage", other="", urgency="high")
    assert refused.status_code == 422
    assert "<details open><summary>Autre choix" in refused.text
    assert 'value="high" selected' in refused.text
    assert "Retirer une accusation revient à deux personnes habilitées" in refused.text


def test_nobody_alone_lifts_a_wall_that_a_person_confirmed_and_that_waits_to_be_sorted_again(town: Town) -> None:
    town.text(ALI, ABUSE)
    overseer, reference = viewer(town, "oversight"), town.case(ALI).reference
    office = town.application.tools.office
    with town.application.unit() as unit:
        sorting.decide(unit, Asked(overseer, reference), Choice("checkpoint_extortion"), office.read(unit.session))
    with town.application.unit() as unit:
        case = unit.session.get_one(Case, town.case(ALI).id)
        case.needs_person = True
    assert (town.case(ALI).wall, town.case(ALI).needs_person) == ("confirmed", True)
    for who in ("oversight", "coordinator"):
        asked = Asked(viewer(town, who), reference)
        with pytest.raises((Mistake, NotFound)), town.application.unit() as unit:
            sorting.decide(unit, asked, Choice("cattle_theft", wall="lifted"), office.read(unit.session))
    assert town.officer("security").get(f"/cases/{reference}").status_code == 404
