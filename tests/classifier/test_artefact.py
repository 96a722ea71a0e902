"""A model is kept as arrays and JSON; what was changed since it was trained is refused in one plain line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.classifier.artefact import ARRAYS, FILES, MANIFEST, BadModel, load_bundle, pack, save, unpack
from hotline.classifier.examples import Example
from hotline.classifier.trained import Trained
from hotline.learning.train import train

WORDS = {"water": "eau puits pompe forage robinet", "theft": "vol boeuf voleur moto argent"}
ROWS = [Example(f"{word} ici {word}", label) for label, words in WORDS.items() for word in words.split()] * 5
TEXTS = ["pas d'eau au puits", "on a volé ma moto", "bonjour", ""]


@pytest.fixture(scope="module")
def model() -> Trained:
    return train(ROWS, '[keywords]\nwater = ["eau"]\ntheft = ["vol*"]')


def test_a_kept_model_predicts_the_same(model: Trained, tmp_path: Path) -> None:
    save(model.bundle(), tmp_path / "model")
    kept = Trained.of(load_bundle(tmp_path / "model"))
    assert [kept.predict(text) for text in TEXTS] == [model.predict(text) for text in TEXTS]


def test_nothing_in_it_runs_when_it_is_read(model: Trained) -> None:
    files = pack(model.bundle())
    assert set(files) == {*FILES, MANIFEST}
    assert all(not name.endswith(("pkl", "pickle")) for name in files)
    assert b"\x80\x04" not in files[ARRAYS][:200]


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_flipped_byte_is_refused_wherever_it_is(model: Trained, name: str) -> None:
    files = pack(model.bundle())
    content = files[name]
    for at in sorted({0, len(content) // 3, len(content) // 2, len(content) - 1}):
        flipped = bytes([*content[:at], content[at] ^ 1, *content[at + 1 :]])
        with pytest.raises(BadModel, match="changed after the model was trained"):
            unpack({**files, name: flipped})


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_missing_file_is_named(model: Trained, tmp_path: Path, name: str) -> None:
    save(model.bundle(), tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(BadModel, match=name):
        load_bundle(tmp_path)


def test_a_half_written_model_is_refused(model: Trained, tmp_path: Path) -> None:
    save(model.bundle(), tmp_path)
    (tmp_path / ARRAYS).write_bytes(pack(train(ROWS[:20]).bundle())[ARRAYS])
    with pytest.raises(BadModel, match="arrays.npz was changed"):
        load_bundle(tmp_path)
