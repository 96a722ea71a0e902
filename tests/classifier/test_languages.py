"""Which language a text is in: by script and by spelling, also mistyped, mixed, or in none of ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from hotline.classifier.artefact import BadModel, load_bundle
from hotline.classifier.letters import Letters
from hotline.classifier.load import load, load_lexicons
from hotline.cli import main
from hotline.learning.shipped import read_examples
from hotline.learning.thumbs import mistype
from hotline.learning.tongues import Sentence, judge_letters, learn_letters

DATA = Path(__file__).parents[2] / "hotline" / "data"
UNDERSTANDING = load()
OURS = [row for row in read_examples() if row["language"] in ("fr", "bm", "en", "ar") and len(row["text"]) > 20]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("les animaux ont mangé tout le mil du champ de mon voisin", "fr"),
        ("slt svp koi de 9 pr la route de Gao", "fr"),
        ("an ka dugu mogow be ji nini kabini kunun sogoma", "bm"),
        ("Dɔgɔtɔrɔso la fura tɛ yen, denmisɛnw banana", "bm"),
        ("the bridge has fallen and nobody can cross the river", "en"),
        ("انقطع الماء عن القرية منذ يومين", "ar"),
        ("ⴰⵎⴰⵏ ⵓⵔ ⵍⵍⵉⵏ", "taq"),
        ("aman wer ellen dagh aghrem nanagh", "taq"),
        ("ߖߌ ߕߍ߫ ߝߏߣߌ߲߫", "nqo"),
        ("min ngalaa ndiyam e wuro amen, na'i maayii", "ff"),
        ("hari si bara ir koyraa ra", "ses"),
        ("jaw l msel7in l yowm w 5thaw l bgar", "und"),
        ("khoya sra9ou lina lghnem dyalna lbareh", "und"),
        ("12 500", "und"),
        ("😀", "und"),
        ("中文", "und"),
        ("", "und"),
    ],
)
def test_a_language_is_known_by_its_script_or_its_spelling(text: str, code: str) -> None:
    assert UNDERSTANDING.understand(text).language == code


def test_thumbs_and_missing_accents_hide_no_language() -> None:
    dice = np.random.default_rng(3)
    for length, wanted in ((40, 0.96), (80, 0.98)):
        sample = [row for row in OURS if len(row["text"]) >= length * 0.8][::5]
        found = [
            UNDERSTANDING.understand(mistype(row["text"][:length], dice)).language == row["language"] for row in sample
        ]
        assert len(found) > 30
        assert sum(found) / len(found) >= wanted


def test_a_mixed_text_shows_each_language_also_across_scripts() -> None:
    shares = dict(UNDERSTANDING.understand("bonjour la route est coupée شكرا على المساعدة").language_shares)
    assert shares["fr"] > 0.3
    assert shares["ar"] > 0.3


def test_what_the_contact_chose_tips_the_scale_and_no_more() -> None:
    assert UNDERSTANDING.understand("attaque").language == "fr"
    assert UNDERSTANDING.understand("attaque", prior_language="bm").language != "fr"
    assert UNDERSTANDING.understand("start", prior_language="bm").language == "und"
    french = "la route de Douentza est coupée depuis hier"
    assert UNDERSTANDING.understand(french, prior_language="bm").language == "fr"


@pytest.mark.parametrize(
    "text", ["khoya sra9ou lina lghnem dyalna lbareh", "ߖߌ ߕߍ߫ ߝߏߣߌ߲߫", "ina son ruwa a garinmu don Allah"]
)
def test_what_is_in_none_of_our_languages_is_for_a_person(text: str) -> None:
    assert UNDERSTANDING.understand(text).needs_person


def test_a_model_of_another_kind_tells_no_languages_apart() -> None:
    with pytest.raises(BadModel, match="not trained to tell languages apart"):
        Letters.of(load_bundle(DATA / "model"))


def test_what_was_learnt_tells_apart_what_was_not_seen() -> None:
    sentences = [Sentence(row["language"], row["text"]) for row in OURS if row["language"] != "ar"]
    judged = judge_letters(sentences, load_lexicons(), folds=2)
    assert set(judged) == {20, 40, 80}
    assert all(right > 0.9 for _, right in judged.values())
    assert learn_letters(sentences, ()).models["letters"].labels == ("bm", "en", "fr")


def test_the_command_learns_from_a_file_and_prints_how_well(tmp_path: Path) -> None:
    with (tmp_path / "in.csv").open("w", encoding="utf-8") as file:
        file.write("text,lang\n")
        file.writelines(f'"{row["text"].replace(chr(34), "")}",{row["language"]}\n' for row in OURS)
    words = ("--data", tmp_path / "in.csv", "--text", "text", "--label", "lang", "--folds", "2", "--out", tmp_path)
    done = CliRunner().invoke(main, ["classifier", "letters", *map(str, words)])
    assert done.exit_code == 0, done.output
    assert "20 mistyped characters: 0.9" in done.output
    assert Letters.of(load_bundle(tmp_path)).likelihoods("bonjour")["fr"] == 1.0
