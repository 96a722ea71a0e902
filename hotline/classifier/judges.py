"""The trained half of the understanding: what a text is about, whether it accuses a force, how much it hurries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.classifier.accused import Reading
from hotline.classifier.artefact import BadModel
from hotline.classifier.bundle import Bundle
from hotline.classifier.linear import Linear
from hotline.classifier.scene import Scene
from hotline.classifier.vocabulary import FORCES
from hotline.domain.taxonomy import Category

CATEGORY, ACCUSES, URGENT = "category", "accuses", "urgent"
YES, NO = "yes", "no"
# Where a text goes decides how sure a model must be of it.
SECURITY, NOBODY, ELSEWHERE = "security", "nobody", "elsewhere"
ROUTES = (SECURITY, NOBODY, ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the models make of one text: categories from the likeliest on, and two chances from 0 to 1."""

    categories: tuple[tuple[str, float], ...]
    accuses: float
    urgent: float


@dataclass(frozen=True)
class Judges:
    """Three models over one space, and from which confidence on they are trusted."""

    category: Linear
    accuses: Linear
    urgent: Linear
    sure_from: Mapping[str, float]
    wall_from: Mapping[str, float]
    version: str = ""

    @classmethod
    def of(cls, bundle: Bundle, version: str = "") -> Judges:
        """Take up what was kept; raises BadModel when it was trained for something else."""
        try:
            category, accuses, urgent = (bundle.models[name] for name in (CATEGORY, ACCUSES, URGENT))
            sure, wall = (dict(bundle.facts[name]) for name in ("sure_from", "wall_from"))
            return cls(category, accuses, urgent, sure, wall, version)
        except (KeyError, TypeError):
            raise BadModel("this model was not trained to understand citizens") from None

    def judge(self, keys: Sequence[str], clues: Mapping[str, float]) -> Judgement:
        """Judge one text, given as the keys of its words and what the lexicons and the grammar of blame found."""
        point = self.category.space.place(keys, clues)
        chances = sorted(zip(self.category.labels, self.category.at(point).tolist(), strict=True), key=_likeliest_first)
        accuses, urgent = (float(model.at(point)[model.labels.index(YES)]) for model in (self.accuses, self.urgent))
        return Judgement(tuple(chances), accuses, urgent)


def clues_of(scene: Scene, reading: Reading, sums: Mapping[str, float]) -> dict[str, float]:
    """List what was found in a text beside its letters: evidence by category, concepts, wrongs and roles."""
    clues = dict(sums)
    clues |= {f"#{hit.label}": 1.0 for hit in scene.hits if not hit.is_category}
    clues |= {f"@{accusation.wrong.label}": 1.0 for accusation in reading.accusations}
    clues |= {f"@{role}": 1.0 for hit, role in reading.roles.items() if hit.label in FORCES}
    if reading.others_did_it:
        clues["@others"] = 1.0
    return clues


def route_of(category: Category) -> str:
    """Say which way a category's texts go: to a force, to nobody, or elsewhere."""
    return {"security": SECURITY, "none": NOBODY}.get(category.desk_kind, ELSEWHERE)


def _likeliest_first(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]
