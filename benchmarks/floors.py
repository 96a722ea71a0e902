"""Each figure that the classifier is held to beside its floor and its goal, on public files that are not shipped.

Run: python -m benchmarks.floors --sms sms.csv --english en.toml --original creole.toml --languages sentences.csv
The lexicons are what an administrator would enter on day one, about 150 words. One text in five is held out and
labelled by a model trained on the others; other files and lexicons give figures a few points beside these.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from hotline.classifier.artefact import save
from hotline.classifier.examples import Example
from hotline.classifier.scores import Guess, accuracy, calibration_error, found_early, macro_f1, top_two
from hotline.classifier.trained import Trained
from hotline.learning.thumbs import mistype
from hotline.learning.tongues import cut
from hotline.learning.train import train

PARTS, FEW, SEED = 5, 500, 0
QUEUE_SHARE, SNIPPETS = 0.3, 250
COLUMNS = {"English": "message", "originals": "original"}
# What is held to: (floor, goal) for English and for the originals; of the last rows there is one.
HELD = {
    "macro-F1": ((0.53, 0.58), (0.45, 0.50)), "accuracy": ((0.71, 0.74), (0.66, 0.69)),
    "top two": ((0.86, 0.89), (0.82, 0.85)), "calibration error": ((0.06, 0.025), (0.06, 0.025)),
    "right of the sure": ((0.83, 0.85), (0.83, 0.85)), "share of the sure": ((0.55, 0.66), (0.42, 0.54)),
    "macro-F1 of 500 labels": ((0.46, 0.53), (0.40, 0.46)), "macro-F1 of the lexicon": ((0.37, 0.40), (0.35, 0.38)),
    "urgent in the first 30 %": ((0.70, 0.76), (0.66, 0.72)),
}  # fmt: skip
LANGUAGES = {20: (0.90, 0.94), 40: (0.96, 0.98), 80: (0.98, 0.99)}
COST = {"seconds of training": (120.0, 60.0), "megabytes": (20.0, 3.0), "ms a text": (20.0, 5.0)}


def main() -> None:
    """Measure, and print."""
    wanted = _wanted()
    rows = _read(wanted.sms)
    for number, (name, lexicon) in enumerate(zip(COLUMNS, (wanted.english, wanted.original), strict=True)):
        for figure, value in _of_sms(rows, COLUMNS[name], lexicon.read_text(encoding="utf-8")):
            floor, goal = HELD[figure][number] if figure in HELD else COST[figure]
            print(f"{name:<10} {figure:<26} {value:8.3f}   floor {floor:g}   goal {goal:g}", flush=True)
    for length, share in _of_languages(_read(wanted.languages)):
        floor, goal = LANGUAGES[length]
        print(f"language of {length} mistyped signs {share:14.3f}   floor {floor:g}   goal {goal:g}", flush=True)


def _of_sms(rows: Sequence[Mapping[str, str]], column: str, lexicon: str) -> Iterator[tuple[str, float]]:
    told = [row for row in rows if row[column].strip()]
    alone = train([], lexicon, SEED)
    yield "macro-F1 of the lexicon", macro_f1(_guesses(alone, told, column))
    part = np.random.default_rng(SEED).integers(PARTS, size=len(told))
    learnt = [row for row, at in zip(told, part, strict=True) if at]
    held = [row for row, at in zip(told, part, strict=True) if not at]
    few = np.random.default_rng(SEED).permutation(len(learnt))[:FEW]
    small = train([Example(learnt[at][column], learnt[at]["category"]) for at in few.tolist()], lexicon, SEED)
    yield "macro-F1 of 500 labels", macro_f1(_guesses(small, held, column))
    begun = time.process_time()
    model = train([Example(row[column], row["category"]) for row in learnt], lexicon, SEED)
    spent = (time.process_time() - begun) * len(told) / len(learnt)
    begun = time.process_time()
    guesses = _guesses(model, held, column)
    each = (time.process_time() - begun) / len(held)
    sure = [guess for guess in guesses if guess.sure]
    yield "macro-F1", macro_f1(guesses)
    yield "accuracy", accuracy(guesses)
    yield "top two", top_two(guesses)
    yield "calibration error", calibration_error(guesses)
    yield "right of the sure", accuracy(sure)
    yield "share of the sure", len(sure) / len(guesses)
    urgent = train([Example(row[column], row["urgent"]) for row in learnt], lexicon, SEED)
    found = [urgent.predict(row[column]) for row in held]
    scores = [one.confidence if one.label == "1" else 1 - one.confidence for one in found]
    yield "urgent in the first 30 %", found_early(scores, [row["urgent"] == "1" for row in held], QUEUE_SHARE)
    yield "seconds of training", spent
    yield "megabytes", _megabytes(model)
    yield "ms a text", each * 1_000


def _of_languages(rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, float]]:
    dice = np.random.default_rng(SEED)
    part = dice.integers(PARTS, size=len(rows))
    model = train([Example(row["text"], row["lang"]) for row, at in zip(rows, part, strict=True) if at], "", SEED)
    held: dict[str, list[str]] = {}
    for row, at in zip(rows, part, strict=True):
        if not at and len(held.setdefault(row["lang"], [])) < SNIPPETS:
            held[row["lang"]].append(row["text"])
    for length in LANGUAGES:
        right = [
            model.predict(snippet).label == language
            for language, texts in held.items()
            for text in texts
            if len(snippet := mistype(cut(text, length, dice), dice)) >= length * 0.8
        ]
        yield length, float(np.mean(right))


def _guesses(model: Trained, rows: Sequence[Mapping[str, str]], column: str) -> list[Guess]:
    found = [model.predict(row[column]) for row in rows]
    return [
        Guess(row["category"], one.label, one.second, one.confidence, not one.abstain)
        for row, one in zip(rows, found, strict=True)
    ]


def _megabytes(model: Trained) -> float:
    with TemporaryDirectory() as folder:
        save(model.bundle(), Path(folder))
        return sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, what in (
        ("--sms", "message, original, category, urgent"), ("--english", "a lexicon"), ("--original", "a lexicon"),
        ("--languages", "lang, text"),
    ):  # fmt: skip
        parser.add_argument(name, type=Path, required=True, help=what)
    return parser.parse_args()


if __name__ == "__main__":
    main()
