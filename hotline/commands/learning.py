"""Commands that learn and judge: a model from a file of labelled texts, and cross-validated figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hotline.classifier.artefact import save
from hotline.classifier.examples import Example
from hotline.classifier.scores import accuracy, calibration_error, f1_by_label, macro_f1, top_two
from hotline.commands.shared import Failed, say, whisper
from hotline.commands.tables import reading
from hotline.learning.crossvalidate import cross_validate
from hotline.learning.train import train

LEXICON = click.option(
    "--lexicon", type=click.Path(path_type=Path, dir_okay=False),
    help="TOML with one table, keywords: label = list of words or phrases.",
)  # fmt: skip
SEED = click.option("--seed", type=int, default=0, help="The same seed gives the same model; 0 unless told.")


@click.command("train")
@click.option("--data", "source", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A CSV.")
@click.option("--text", "column", required=True, help="Its column with the texts.")
@click.option("--label", required=True, help="Its column with the labels; rows without one are left out.")
@click.option("--contact", help="Its column that says who wrote; without it each different text counts as one writer.")
@LEXICON
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the model.")
@SEED
def train_command(out: Path, lexicon: Path | None, seed: int, **data: Any) -> None:
    """Train a model from labelled texts, a lexicon, or both. A word used by fewer than five writers stays out.

    Example: hotline classifier train --data labelled.csv --text text --label category --lexicon words.toml --out model
    """
    examples = read_examples(**data)
    model = train(examples, read_words(lexicon), seed, whisper)
    name = save(model.bundle(), out)
    trusted = f"confidence {model.sure_from:.3f}" if model.sure_from <= 1 else "none: too few labels, a person decides"
    say(f"{out}: model {name}, {len(examples)} rows, {len(model.linear.labels)} labels; sure from {trusted}")


def read_examples(source: Path, column: str, label: str, contact: str | None = None) -> list[Example]:
    """Read the labelled rows of a CSV; raises Failed."""
    with reading(source) as table:
        text_at, label_at = table.column(column), table.column(label)
        contact_at = table.column(contact) if contact else None
        return [
            Example(row[text_at], row[label_at].strip(), row[contact_at] if contact_at is not None else "")
            for row in table.rows()
            if row[label_at].strip()
        ]


def read_words(lexicon: Path | None) -> str:
    """Read a lexicon as it is written, nothing when there is none; raises Failed."""
    try:
        return lexicon.read_text(encoding="utf-8-sig") if lexicon else ""
    except OSError as fault:
        raise Failed(f"{lexicon}: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise Failed(f"{lexicon}: not in UTF-8") from None


@click.command("evaluate")
@click.option("--data", "source", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A CSV.")
@click.option("--text", "column", required=True, help="Its column with the texts.")
@click.option("--label", required=True, help="Its column with the labels.")
@LEXICON
@click.option("--folds", type=click.IntRange(2, 20), default=5, help="In how many parts to cut; 5 unless told.")
@SEED
def evaluate_command(lexicon: Path | None, folds: int, seed: int, **data: Any) -> None:
    """Print cross-validated figures.

    Example: hotline classifier evaluate --data labelled.csv --text text --label category --folds 5
    """
    guesses = cross_validate(read_examples(**data), read_words(lexicon), folds=folds, seed=seed, tell=whisper)
    sure = [guess for guess in guesses if guess.sure]
    say(f"n={len(guesses)} macro-F1={macro_f1(guesses):.3f} accuracy={accuracy(guesses):.3f} "
        f"top-two={top_two(guesses):.3f} calibration-error={calibration_error(guesses):.3f}")  # fmt: skip
    say(f"sure of {len(sure) / len(guesses):.3f}, right of those {accuracy(sure):.3f}")
    for label, f1 in f1_by_label(guesses).items():
        say(f"{label}: F1 {f1:.3f}, n={sum(guess.truth == label for guess in guesses)}")
