"""Small schools for tests: some of our own examples, texts of one kind, and models that need no training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from uuid import UUID

from hotline.bootstrap import Application
from hotline.classifier.artefact import FILES, MANIFEST, model_id, pack, unpack
from hotline.classifier.load import words_version
from hotline.learning.shipped import read_examples
from hotline.store import accounts, modelling

CODES = ("cattle_theft", "info_request", "force_abuse", "attack_ongoing", "health", "praise")
OF_EACH = 25
# So much louder than all others is one category in a model that takes everything for a suggestion.
SUGGESTS = 40.0
TREES = ("baobab", "tamarinier", "néré", "karité", "fromager", "acacia", "manguier", "rônier", "balanzan", "dattier")
SIDES = ("nord", "sud", "est", "ouest", "du marché", "de l'école")
# What the shipped models take for banditry, and a liaison knows to be about a road that is closed.
ROADS = (
    "des bandits ont coupé la route des forains à Konna et pris des motos, {tree} {side}",
    "des bandits ont pris nos motos sur la route de Konna, {tree} {side}",
)


def few_examples() -> list[dict[str, str]]:
    """Return some of our own examples of a few categories."""
    seen: Counter[str] = Counter()
    kept = []
    for row in read_examples():
        seen[row["category"]] += 1
        if row["category"] in CODES and seen[row["category"]] <= OF_EACH:
            kept.append(row)
    return kept


def about_roads(number: int) -> str:
    """Return one of many texts about a road."""
    tree, side = TREES[number // 2 % len(TREES)], SIDES[number // 20 % len(SIDES)]
    return ROADS[number % 2].format(tree=tree, side=side)


@cache
def model_files(shift: float = 0.0) -> Mapping[str, bytes]:
    """Return the files of a model like the one that ships; with a shift, of one that takes everything for one thing."""
    held = {name: (resources.files("hotline.data.model") / name).read_bytes() for name in (*FILES, MANIFEST)}
    bundle = unpack(held)
    category = bundle.models["category"]
    offsets = category.offsets.copy()
    offsets[category.labels.index("suggestion")] += shift
    models = {**bundle.models, "category": replace(category, offsets=offsets)}
    return pack(replace(bundle, models=models, facts={**bundle.facts, "words": words_version()}))


def digest_of(kept: Mapping[str, bytes]) -> str:
    """Return the name of a model by its files."""
    return model_id(kept)


def account_of(app: Application, name: str) -> UUID:
    """Return somebody of the demonstration."""
    with app.unit() as unit:
        account = accounts.by_email(unit.session, f"{name}@demo.invalid")
        assert account
        return account.id


def trained(app: Application, files: Mapping[str, bytes] | None = None, state: str = "ready") -> UUID:
    """Keep a version as a training would have left it."""
    files, who = model_files(SUGGESTS) if files is None else files, account_of(app, "coordinator")
    with app.unit() as unit:
        row = modelling.ask(unit, who)
        modelling.keep_files(unit, row.id, files)
        row.state, row.trained_at, row.digest, row.upto = state, unit.now, digest_of(files), 0
        return row.id
