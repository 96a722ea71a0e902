"""The hour in which 400 messages come and one person sorts them, played by a clock that is set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import or_, select

from hotline.store import scope
from hotline.store.models.casework import Accused, Case
from tests.support.town import Officer, Town

STEP, STEPS = timedelta(seconds=45), 80
LONGEST_UNSEEN = timedelta(minutes=2)
MOST_DECISIONS = 120
# Told by many in their own spelling: what the house is unsure of, and what it routes by itself.
TOLD_BY_MANY = {
    "il y a du bruit la nuit derrière l'école": 40,
    "on demande quand viennent les vivres": 45,
    "les animaux sont malades dans le hameau": 35,
    "le vieux a dit que ça va mal": 30,
    "les jeunes sont fâchés contre le chef": 30,
    "on dit ke les terroristes vont attaquer la foire de demain c vrai ou faux?": 50,
    "pas d'eau à la pompe depuis 3 jours": 30,
    "gagnez 1000000 fcfa cliquez ici www": 40,
    "bonjour": 20,
}
ACCUSATIONS = (
    "les gendarmes de Konna ont pris mon argent", "la police m'a frappé au poste", "les militaires ont brûlé nos cases",
    "des hommes en tenue ont volé mes moutons", "la garde nationale a frappé mon frère", "polisiw ye an ka wari mine",
    "the soldiers burned our houses", "les gendarmes tirent sur nous au secours",
)  # fmt: skip
DANGERS = (
    "ils tirent au secours à Sofara", "on nous attaque au village de Tenenkou venez vite", "au secours incendie",
    "une femme accouche sur la route aidez nous", "u be mogow faga an ka dugu la", "they are shooting in the village",
    "une bombe a explosé sur la route", "un enfant se noie dans le fleuve vite", "des morts et des blessés à Djenné",
    "ils brulent les maisons à Bankass",
)  # fmt: skip
ALONE = (
    "problème", "venez voir le marché", "qui est le chef ici", "la chose est arrivée hier soir", "nin ye mun ye",
    "there is something wrong at the well", "people are talking about the road", "an ka dugu la ko ma nyɛ",
    "on a vu quelque chose vers le puits", "le papier du champ", "c'est comment là-bas", "mon oncle veut parler",
)  # fmt: skip


@dataclass
class Hour:
    """What the one who plays it keeps: who texts when, what was on a screen, how many decisions it took."""

    town: Town
    dice: Random
    decisions: int = 0
    leaks: int = 0
    seen: dict[str, datetime] = field(default_factory=dict)

    def texts(self) -> list[str]:
        """Return the 400 texts in the order they come."""
        many = [self._spelt(text) for text, often in TOLD_BY_MANY.items() for _ in range(often)]
        rest = [*ACCUSATIONS * 3, *DANGERS * 2, *ALONE]
        found = [*many, *(self._spelt(text) for text in rest)]
        found += [self._spelt("on demande quand viennent les vivres") for _ in range(400 - len(found))]
        self.dice.shuffle(found)
        return found

    def _spelt(self, text: str) -> str:
        """Return a text as one of many types it: a letter lost or doubled now and then."""
        return "".join(self.dice.choice(("", letter * 2)) if self.dice.random() < 0.02 else letter for letter in text)

    def look(self, officer: Officer, *paths: str) -> str:
        """Note which cases stand on the pages, each with when it was first seen; return the pages without blanks."""
        pages = "".join("".join(officer.get(path).text.split()) for path in paths)
        for reference in re.findall(r'class="ref">(\d+)<', pages):
            self.seen.setdefault(reference, self.town.clock.now())
        return pages

    def sort_one(self, coordinator: Officer) -> bool:
        """Press the first key for whatever the page shows; False where nothing waits."""
        page = coordinator.get("/triage").text
        bare = self.look(coordinator, "/triage")
        self.leaks += sum(reference in bare for reference in self._for_the_cleared())
        found = re.search(r'action="/triage/(\d+)" class="stack"', page)
        guess = re.search(r'name="category" value="(\w+)" accesskey="1"', page)
        others = re.search(r'name="others" value="([^"]*)"', page)
        if not (found and guess and others):
            return False
        for part in others[1].split():
            # Its words stand on the page: those of the same words share a line.
            self.seen.setdefault(part.partition(":")[0], self.town.clock.now())
        choice = {"category": guess[1], "others": others[1]}
        assert coordinator.post(f"/triage/{found[1]}", page="/account", **choice).status_code == 303
        self.decisions += 1
        return True

    def look_everywhere(self, officers: dict[str, Officer]) -> None:
        """Look at the first page of each inbox, where what is routed lies; nobody is shown what accuses their body."""
        for name, officer in officers.items():
            pages, viewer = self.look(officer, "/inbox"), self.town.viewer(name)
            with self.town.application.unit() as unit:
                barred = unit.session.scalars(select(Case.reference).where(~scope.not_walled(viewer))).all()
            self.leaks += sum(reference in pages for reference in barred)

    def unseen_dangers(self) -> list[Case]:
        """Return the critical cases that stood on no page yet."""
        with self.town.application.unit() as unit:
            critical = unit.session.scalars(select(Case).where(Case.urgency == "critical")).all()
        return [case for case in critical if case.reference not in self.seen]

    def _for_the_cleared(self) -> list[str]:
        with self.town.application.unit() as unit:
            hidden = or_(Case.wall == "hinted", Case.sensitivity == "S3")
            return list(unit.session.scalars(select(Case.reference).where(hidden)))


@pytest.mark.timeout(600)
def test_one_person_sorts_four_hundred_messages_in_an_hour(town: Town) -> None:
    hour, clock = Hour(town, Random(11)), town.clock  # noqa: S311 - dice that fall alike in every run
    texts, begun = hour.texts(), clock.now()
    assert len(texts) == 400
    coordinator = town.officer("coordinator")
    desks = {name: town.officer(name) for name in ("coordinator", "security", "oversight", "protection")}
    for number in range(STEPS):
        for place in range(400 * number // STEPS, 400 * (number + 1) // STEPS):
            town.deliver_text(f"+2230000{2_000 + place:04d}", texts[place])
        town.work()
        hour.sort_one(coordinator)
        if hour.unseen_dangers():
            hour.look_everywhere(desks)
        late = [case for case in hour.unseen_dangers() if clock.now() - case.received_at > LONGEST_UNSEEN]
        assert not [(case.wall, case.category, case.needs_person, hour.decisions, number) for case in late]
        clock.advance(seconds=STEP.total_seconds())
    assert clock.now() - begun == timedelta(hours=1)
    while hour.sort_one(coordinator):
        clock.advance(seconds=STEP.total_seconds())
    assert hour.decisions <= MOST_DECISIONS
    assert hour.leaks == 0
    with town.application.unit() as unit:
        accusing = unit.session.scalars(select(Accused.case_id).distinct()).all()
        left = unit.session.scalars(select(Case.wall).where(or_(Case.needs_person, Case.wall == "hinted"))).all()
    assert len(accusing) >= len(ACCUSATIONS)
    assert len(left) >= len(ACCUSATIONS)
    assert town.verify()
