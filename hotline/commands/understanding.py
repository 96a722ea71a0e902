"""Commands that understand files of texts: the shipped understanding, and models trained from a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from hotline.classifier.artefact import load_bundle
from hotline.classifier.load import load
from hotline.classifier.trained import Trained
from hotline.commands.lazy import LazyGroup
from hotline.commands.tables import reading, writing
from hotline.domain.findings import Findings

# Learning loads scikit-learn; whoever only predicts must not wait for it.
COMMANDS = {
    "train": "learning",
    "predict": "understanding",
    "triage": "understanding",
    "evaluate": "judging",
    "build": "learning",
    "letters": "learning",
}
PREDICTED = ("label", "confidence", "second", "abstain", "because")
TRIAGED = (
    "language", "category", "second", "confidence", "urgency", "urgency_score", "about_force", "sensitivity",
    "desk_kind", "needs_person", "because",
)  # fmt: skip
BETWEEN_WORDS = ", "
DATA = click.option("--data", "source", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A CSV.")
TEXT = click.option("--text", "column", required=True, help="Its column with the texts.")
OUT = click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="CSV to write.")


@click.group("classifier", cls=LazyGroup, commands_in=COMMANDS)
def classifier_command() -> None:
    """Understand files of texts; nothing leaves this machine."""


@click.command("predict")
@click.option("--model", type=click.Path(path_type=Path, file_okay=False), required=True, help="A trained model.")
@DATA
@TEXT
@OUT
def predict_command(model: Path, source: Path, column: str, out: Path) -> None:
    """Label every row of a CSV by a trained model, with the words of the text that spoke for the label.

    Example: hotline classifier predict --model model --data texts.csv --text text --out labelled.csv
    """
    trained = Trained.of(load_bundle(model))
    with reading(source) as table, writing(out) as made:
        at = table.column(column)
        made.writerow([*table.names, *PREDICTED])
        for row in table.rows("texts"):
            found = trained.predict(row[at])
            because = BETWEEN_WORDS.join(row[at][start:end] for start, end in found.spans)
            cells = (found.label, f"{found.confidence:.6f}", found.second, int(found.abstain), because)
            made.writerow([*row, *cells])


@click.command("triage")
@DATA
@TEXT
@OUT
def triage_command(source: Path, column: str, out: Path) -> None:
    """Triage every row of a CSV as a fresh installation would.

    Example: hotline classifier triage --data texts.csv --text text --out triaged.csv
    """
    understanding = load()
    with reading(source) as table, writing(out) as made:
        at = table.column(column)
        made.writerow([*table.names, *TRIAGED])
        for row in table.rows("texts"):
            made.writerow([*row, *_cells(row[at], understanding.understand(row[at]))])


def _cells(text: str, found: Findings) -> Iterator[object]:
    yield from (found.language, found.category, found.second or "", f"{found.confidence:.4f}", found.urgency)
    yield from (f"{found.urgency_score:.4f}", "|".join(sorted(found.about_force)) or "none", found.sensitivity)
    yield from (found.desk_kind, int(found.needs_person), BETWEEN_WORDS.join(_words(text, found)))


def _words(text: str, found: Findings) -> list[str]:
    """Quote the words that decided, each once."""
    quoted = [text[one.start : one.end] for one in found.because if one.start is not None and one.end is not None]
    return list(dict.fromkeys(quoted))
