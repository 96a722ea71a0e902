"""What sorting leaves behind: labels to learn from, unless they were taken back, and a note of who read what."""

from __future__ import annotations

from hotline.store import learning
from tests.support.town import Town

ALI, AWA = "+22300000201", "+22300000202"
VAGUE = "des choses étranges la nuit"


def learnt(town: Town) -> tuple[list[str], int]:
    """Return the categories that may be learnt, and how many labels the page of learning counts."""
    with town.application.unit() as unit:
        said = [one.label.new_category for one in learning.said(unit.session)]
        assert sum(count for _, count in learning.givers(unit.session)) == len(said)
        return said, learning.count_since(unit.session, 0)


def test_a_choice_taken_back_teaches_nothing_and_the_next_one_does(town: Town) -> None:
    town.text(ALI, VAGUE)
    coordinator, reference = town.officer("coordinator"), town.case(ALI).reference
    coordinator.post(f"/triage/{reference}", page="/triage", category="cattle_theft")
    assert learnt(town) == (["cattle_theft"], 1)
    town.clock.advance(minutes=1)
    coordinator.post("/triage/last/end", page="/triage")
    assert learnt(town) == ([], 0)
    town.clock.advance(minutes=1)
    coordinator.post(f"/triage/{reference}", page="/triage", other="health")
    assert learnt(town) == (["health"], 1)


def test_that_a_protected_text_is_noted_as_read_is_said_before_it_is_opened(town: Town) -> None:
    noted = "Chaque texte protégé montré ici inscrit votre lecture."
    assert noted in town.officer("protection").get("/triage").text
    assert noted not in town.officer("coordinator").get("/triage").text
    town.text(ALI, "Les gendarmes de Kendié nous ont frappés et ont pris notre argent")
    town.text(AWA, "la police de Kendié a torturé mon frère au poste, il saigne")
    page = town.officer("oversight").get("/triage").text
    assert "L’ouvrir inscrit votre lecture." in page
    # What tells the row apart is no more than where it is from, and how it came.
    assert "Protégé · Cercle de Bandiagara" in page
