"""Commands that learn: a model from a file of labelled texts, and the models that ship with the hotline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hotline.classifier.artefact import save
from hotline.classifier.examples import Example
from hotline.classifier.load import load_lexicons, load_taxonomy, words_only
from hotline.commands.shared import Failed, say, whisper
from hotline.commands.tables import reading
from hotline.learning import shipped
from hotline.learning.tongues import CODES, Sentence, judge_letters, learn_letters
from hotline.learning.train import train

LEXICON = click.option(
    "--lexicon", type=click.Path(path_type=Path, dir_okay=False),
    help="TOML with one table, keywords: label = list of words or phrases.",
)  # fmt: skip
MIXED = "mix"
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


@click.command("build")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the models.")
def build_command(out: Path) -> None:
    """Train the models that ship with the hotline from its own examples; needed after a change of its words.

    Example: hotline classifier build --out hotline/data/model
    """
    rows = shipped.read_examples()
    name = save(shipped.train_shipped(rows, words_only(), load_taxonomy(), whisper), out)
    say(f"{out}: model {name}, {len(rows)} texts")


@click.command("letters")
@click.option("--data", "source", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A CSV.")
@click.option("--text", "column", required=True, help="Its column with sentences.")
@click.option("--label", required=True, help="Its column with the language of each, as bam, ful, fra.")
@click.option("--folds", type=click.IntRange(2, 20), default=5, help="In how many parts to cut for judging; 5.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the model.")
def letters_command(out: Path, folds: int, **data: Any) -> None:
    """Learn how languages are spelt, from sentences and our own examples, and print how well that tells them apart.

    Example: hotline classifier letters --data sentences.csv --text text --label lang --out hotline/data/letters
    """
    given = [Sentence(CODES.get(one.label, one.label), one.text) for one in read_examples(**data)]
    lexicons = load_lexicons()
    for length, (n, right) in judge_letters(given, lexicons, folds, whisper).items():
        say(f"{length} mistyped characters: {right:.3f} right, n={n}")
    own = [Sentence(row["language"], row["text"]) for row in shipped.read_examples() if row["language"] != MIXED]
    name = save(learn_letters([*given, *own], lexicons), out)
    say(f"{out}: model {name}, {len(given) + len(own)} sentences")
