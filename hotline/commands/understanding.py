"""Commands of the classifier: what the shipped understanding makes of a file of texts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import click

from hotline.classifier.evaluate import evaluate
from hotline.classifier.load import load
from hotline.classifier.understand import Understanding
from hotline.commands.shared import Failed, whisper
from hotline.domain.findings import Findings

COLUMNS = (
    "language", "category", "second", "confidence", "urgency", "urgency_score", "about_force", "sensitivity",
    "desk_kind", "needs_person", "because",
)  # fmt: skip
PROGRESS_EVERY = 5_000


@click.group("classifier")
def classifier_command() -> None:
    """Understand files of texts; nothing leaves this machine."""


@classifier_command.command("triage")
@click.option("--data", "source", type=click.Path(path_type=Path, dir_okay=False), required=True, help="CSV of texts.")
@click.option("--text", "column", required=True, help="Name of the column with the texts.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="CSV to write.")
def triage_command(source: Path, column: str, out: Path) -> None:
    """Triage every row of a CSV as a fresh installation would.

    Example: hotline classifier triage --data texts.csv --text text --out triaged.csv
    """
    csv.field_size_limit(1 << 24)
    understanding = load()
    try:
        with (
            source.open(encoding="utf-8-sig", newline="") as given,
            out.open("w", encoding="utf-8", newline="") as made,
        ):
            _triage(csv.DictReader(given), column, csv.writer(made), understanding)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise Failed(f"{source}: {fault}") from None


def _triage(rows: csv.DictReader[str], column: str, out: object, understanding: Understanding) -> None:
    names = list(rows.fieldnames or ())
    if column not in names:
        raise Failed(f"there is no column {column}; there are: {', '.join(names) or 'none'}")
    write = out.writerow  # type: ignore[attr-defined]
    write([*names, *COLUMNS])
    for count, row in enumerate(rows, start=1):
        found = understanding.understand(row[column] or "")
        write([*(row[name] or "" for name in names), *_cells(found)])
        if count % PROGRESS_EVERY == 0:
            whisper(f"{count} texts")


def _cells(found: Findings) -> Iterator[object]:
    yield from (found.language, found.category, found.second or "", f"{found.confidence:.4f}", found.urgency)
    yield from (
        f"{found.urgency_score:.4f}",
        "|".join(sorted(found.about_force)) or "none",
        found.sensitivity,
    )
    yield from (found.desk_kind, int(found.needs_person), " ".join(one.rule for one in found.because))


@classifier_command.command("evaluate")
@click.option("--data", "source", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Labelled CSV.")
def evaluate_command(source: Path) -> None:
    """Judge the shipped understanding on a CSV with the columns language, text, category, about_force.

    Example: hotline classifier evaluate --data labelled.csv
    """
    try:
        with source.open(encoding="utf-8-sig", newline="") as given:
            rows = list(csv.DictReader(given))
            _require_columns(rows)
            figures = evaluate(rows, load())
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise Failed(f"{source}: {fault}") from None
    for language, one in figures.items():
        shares = (one.accuracy, one.top_two, one.routed_share, one.routed_accuracy, one.wall_recall, one.needless_walls)
        click.echo(f"{language:<4} n={one.n:<5} " + " ".join(f"{share:.3f}" for share in shares))
    click.echo("columns: accuracy, top two, routed, right of those, wall recall, needless walls")
    click.echo("Texts the lexicons were written with score higher than texts nobody here has seen.")


def _require_columns(rows: list[dict[str, str]]) -> None:
    there = set(rows[0]) if rows else set()
    for column in ("language", "text", "category", "about_force"):
        if column not in there:
            raise Failed(f"there is no column {column}; there are: {', '.join(sorted(there)) or 'none'}")
