"""What lets a candidate pass and what does not, and that a model holds nobody's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from hotline.classifier.artefact import BadModel, pack, unpack
from hotline.classifier.load import load, load_taxonomy, with_kept, words_only
from hotline.classifier.scores import Guess
from hotline.learning import checks
from hotline.learning.candidate import Exam, Lessons, School, train_candidate
from tests.support.lessons import about_roads, digest_of, few_examples, model_files

LABELS = ("a", "b", "c", "d")


def guesses(wrong: int, count: int = 400, *, confidence: float = 0.9) -> list[Guess]:
    """Return guesses of which so many are wrong, spread over the labels."""
    given = []
    for at in range(count):
        truth, other = LABELS[at % 4], LABELS[(at + 1) % 4]
        given.append(Guess(truth, other if at < wrong else truth, truth, confidence))
    return given


def test_as_good_as_before_passes_and_clearly_worse_does_not() -> None:
    assert checks.no_worse(guesses(40), guesses(40)).passed
    assert checks.no_worse(guesses(40), guesses(20)).passed
    assert not checks.no_worse(guesses(40), guesses(80)).passed


def test_one_category_lost_is_refused_however_good_the_rest_is() -> None:
    lost = [replace(guess, label="b") if guess.truth == "a" and at % 4 == 0 else guess
            for at, guess in enumerate(guesses(0))]  # fmt: skip
    check = checks.no_class_lost(guesses(0), lost)
    assert (check.passed, check.detail) == (False, "a")
    assert checks.no_class_lost(guesses(0), guesses(4)).passed


def test_a_category_of_few_texts_is_not_judged_alone() -> None:
    assert checks.no_class_lost(guesses(0, 40), guesses(40, 40)).passed


def test_confidence_must_mean_what_it_says_or_no_less_than_before() -> None:
    assert checks.calibrated(guesses(40), guesses(40)).passed
    assert not checks.calibrated(guesses(40), guesses(200)).passed
    assert checks.calibrated(guesses(200), guesses(200)).passed


def test_urgent_texts_must_stand_as_early_in_the_queue() -> None:
    urgent = np.arange(100) < 20
    good, bad = np.linspace(1, 0, 100), np.linspace(0, 1, 100)
    assert checks.urgent_found(good, good, urgent).passed
    assert not checks.urgent_found(good, bad, urgent).passed


def test_accusations_must_be_held_as_before() -> None:
    held = np.ones(300, bool)
    fewer = held.copy()
    fewer[:3] = False
    assert checks.accusations_found(held, held).passed
    assert not checks.accusations_found(held, fewer).passed


def test_labels_that_nothing_speaks_for_are_refused_and_few_of_them_are_not_judged() -> None:
    odd = [replace(guess, label="b", second="c") if at % 3 == 0 and guess.truth == "a" else guess
           for at, guess in enumerate(guesses(0, 60))]  # fmt: skip
    assert checks.labels_hold(odd).passed
    flipped = [
        replace(guess, label="x", second="y") if at % 10 < 3 else guess for at, guess in enumerate(guesses(0, 60))
    ]
    assert not checks.labels_hold(flipped).passed
    assert checks.labels_hold(flipped[:10]).passed


def test_the_bound_is_the_same_every_time() -> None:
    assert checks.lower_bound(guesses(40), guesses(44)) == checks.lower_bound(guesses(40), guesses(44))


def changed(**what: object) -> Mapping[str, bytes]:
    bundle = unpack(model_files())
    return pack(replace(bundle, **what))  # type: ignore[arg-type]


def test_a_model_that_knows_a_category_that_is_gone_is_refused() -> None:
    bundle = unpack(model_files())
    category = bundle.models["category"]
    labels = ("abolished", *category.labels[1:])
    files = changed(models={**bundle.models, "category": replace(category, labels=labels)})
    with pytest.raises(BadModel, match="gone: abolished"):
        with_kept(files, "version 3", digest_of(files))


def test_a_model_of_other_words_is_refused() -> None:
    files = changed(facts={**unpack(model_files()).facts, "words": "other"})
    with pytest.raises(BadModel, match="words have changed"):
        with_kept(files, "version 3", digest_of(files))


def test_a_word_enters_a_model_when_five_people_used_it_and_no_sooner() -> None:
    own = few_examples()
    live = [
        {"text": f"{about_roads(number)} {word}", "category": "blockade_movement", "about_force": "none",
         "urgency": "normal", "words": "live", "writer": writer}
        for number, (word, writer) in enumerate(
            [("zorglub", f"w{at}") for at in range(4)] * 3 + [("tarbouka", f"v{at}") for at in range(5)]
        )
    ]  # fmt: skip
    school = School(own, words_only(), load_taxonomy())
    graduate = train_candidate(school, Lessons(live), Exam(Lessons(), load(), live[:3]))
    grams = unpack(graduate.files).space.grams
    assert not any("zorgl" in gram for gram in grams)
    assert any("tarbu" in gram for gram in grams)
    assert b"zorglub" not in b"".join(graduate.files.values())
    assert {check["name"] for check in graduate.report["checks"]} == {
        "macro_f1", "classes", "calibration", "urgent", "accusations", "labels", "gold",
    }  # fmt: skip
    again = train_candidate(school, Lessons(live), Exam(Lessons(), load(), live[:3]))
    assert again.digest == graduate.digest
