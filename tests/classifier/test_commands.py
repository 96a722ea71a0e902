"""The classifier's commands as scripts call them: columns, exit codes, and one plain line for what is wrong."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotline.cli import main
from tests.classifier.test_training import LEXICON, examples

WORSE = [
    (b"text,label\nvol\xe9,a\n", "line 2: not in UTF-8"),
    (b"text,label\nvol,a\nvo\0l,b\n", "line 3: holds a NUL"),
    ("text,label\nvol,a\n".encode("utf-16"), "line 1: this is UTF-16"),
    (b"words,label\nvol,a\n", "there is no column text; there are: words, label"),
    (b"", "there is no column text; there are: none"),
    (b"text,label\nvol,a,b,c\n", "line 2: 4 cells, but the header has 2"),
    (b'text,label\n"' + b"a" * (1 << 24) + b'b",a\n', "line 2: field larger"),
]


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["classifier", *map(str, words)])


def rows(file: Path) -> list[dict[str, str]]:
    csv.field_size_limit(1 << 24)
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with labelled texts, a lexicon, and a model trained from both by the command."""
    folder = tmp_path_factory.mktemp("texts")
    with (folder / "labelled.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text", "topic"), *((0, one.text, one.label) for one in examples())])
    (folder / "words.toml").write_text(LEXICON, encoding="utf-8")
    made = run("train", "--data", folder / "labelled.csv", "--text", "text", "--label", "topic",
               "--lexicon", folder / "words.toml", "--out", folder / "model")  # fmt: skip
    assert made.exit_code == 0, made.output
    return folder


def test_predict_keeps_every_column_and_adds_five(folder: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts.csv"
    texts.write_text('\ufeffn,text,label\n1,"pas d\'eau,\nau puits",x\n2,,y\n3,😀\n', encoding="utf-8")
    done = run("predict", "--model", folder / "model", "--data", texts, "--text", "text", "--out", tmp_path / "out.csv")
    assert done.exit_code == 0, done.output
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        header, *found = csv.reader(file)
    assert header == ["n", "text", "label", "label", "confidence", "second", "abstain", "because"]
    assert [row[:3] for row in found] == [["1", "pas d'eau,\nau puits", "x"], ["2", "", "y"], ["3", "😀", ""]]
    assert all(row[3] and row[5] and row[6] in "01" and 0 < float(row[4]) <= 1 for row in found)
    assert found[0][3] == "basic_services"
    assert all(word in "pas d'eau,\nau puits" for word in found[0][7].split(", "))


def test_zero_rows_are_fine_with_a_lexicon(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("text,topic\n", encoding="utf-8")
    words = ("--data", tmp_path / "none.csv", "--text", "text", "--label", "topic", "--out", tmp_path / "model")
    assert run("train", *words, "--lexicon", folder / "words.toml").exit_code == 0
    assert run("train", *words).exit_code == 1


def test_training_twice_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    run("train", "--data", folder / "labelled.csv", "--text", "text", "--label", "topic",
        "--lexicon", folder / "words.toml", "--out", tmp_path)  # fmt: skip
    for file in tmp_path.iterdir():
        assert file.read_bytes() == (folder / "model" / file.name).read_bytes(), file.name


@pytest.mark.parametrize(("content", "said"), WORSE, ids=[said for _, said in WORSE])
@pytest.mark.parametrize("command", ["predict", "triage", "train"])
def test_a_bad_file_is_named_with_its_line_and_leaves_nothing_behind(
    folder: Path, tmp_path: Path, command: str, content: bytes, said: str
) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    out = tmp_path / "out.csv"
    more = {"predict": ("--model", folder / "model"), "triage": (), "train": ("--label", "label")}[command]
    done = run(command, "--data", tmp_path / "bad.csv", "--text", "text", "--out", out, *more)
    assert done.exit_code == 1
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["bad.csv"]


def test_a_bad_file_leaves_the_earlier_result_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(b"text\nvol\n\xff\n")
    (tmp_path / "out.csv").write_text("earlier", encoding="utf-8")
    assert run("triage", "--data", tmp_path / "bad.csv", "--text", "text", "--out", tmp_path / "out.csv").exit_code == 1
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "earlier"


def test_a_changed_model_and_a_missing_one_are_one_line(folder: Path, tmp_path: Path) -> None:
    labelled = folder / "labelled.csv"
    for name in ("manifest.json", "model.json", "grams.json", "arrays.npz", "lexicon.toml"):
        (tmp_path / name).write_bytes((folder / "model" / name).read_bytes())
    (tmp_path / "arrays.npz").write_bytes(b"x" + (folder / "model" / "arrays.npz").read_bytes()[1:])
    for model, said in ((tmp_path, "is refused: arrays.npz was changed"), (tmp_path / "none", "holds no model")):
        done = run("predict", "--model", model, "--data", labelled, "--text", "text", "--out", tmp_path / "out.csv")
        assert (done.exit_code, len(done.output.strip().splitlines())) == (1, 1)
        assert said in done.output
    assert not (tmp_path / "out.csv").exists()


def test_wrong_use_is_told_apart_from_failure() -> None:
    assert run("predict").exit_code == 2
    assert run("triage", "--data", "nowhere.csv", "--text", "text", "--out", "out.csv").exit_code == 1


def test_triage_quotes_the_words_that_decided(tmp_path: Path) -> None:
    text = "Les gendarmes ont pris MON mouton à Konna"
    (tmp_path / "in.csv").write_text(f"text\n{text}\n", encoding="utf-8")
    assert run("triage", "--data", tmp_path / "in.csv", "--text", "text", "--out", tmp_path / "out.csv").exit_code == 0
    (found,) = rows(tmp_path / "out.csv")
    assert found["about_force"] == "gendarmerie"
    assert "gendarmes" in found["because"].split(", ")
    assert all(word in text for word in found["because"].split(", "))


def test_cross_validated_figures_are_printed_with_their_number(folder: Path) -> None:
    done = run("evaluate", "--data", folder / "labelled.csv", "--text", "text", "--label", "topic", "--folds", "2")
    assert done.exit_code == 0
    assert "n=160 macro-F1=" in done.output


def test_what_serves_texts_never_loads_what_learns_from_them() -> None:
    code = "import sys, hotline.web.app, workers.jobs, hotline.commands.understanding; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "numpy" in loaded
    assert not {"sklearn", "scipy"} & set(loaded)
