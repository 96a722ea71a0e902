"""The command that judges: cross-validated figures, of what ships or of a training on somebody's labelled texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from hotline.classifier.evaluate import ALL, Figures, evaluate, judge, walls
from hotline.classifier.load import load, load_taxonomy, words_only
from hotline.classifier.scores import accuracy, calibration_error, f1_by_label, macro_f1, top_two
from hotline.commands.learning import LEXICON, SEED, read_examples, read_words
from hotline.commands.shared import Failed, say, whisper
from hotline.commands.tables import reading
from hotline.learning import shipped
from hotline.learning.crossvalidate import cross_validate

ASKED = ("language", "text", "category", "about_force")
CAVEAT = (
    "fresh: texts written after the words, wilfully roundabout; known: the words were deepened with these in sight.\n"
    "Both come from the same desks as the words: strangers' texts will lie between the two, or below."
)
HELD_TO = (
    "held to, whoever writes: accuracy .45, goal .70; top-two .60, goal .85; routed .55, right-of-those .85; leaked 0; "
    "walled-of-harmless .15 at most"
)


@click.command("evaluate")
@click.option("--data", "source", type=click.Path(path_type=Path, dir_okay=False), help="A labelled CSV; else our own.")
@click.option("--text", "column", help="Its column with the texts, to judge a training on it.")
@click.option("--label", help="Its column with the labels, to judge a training on it.")
@LEXICON
@click.option("--folds", type=click.IntRange(2, 20), default=5, help="In how many parts to cut; 5 unless told.")
@SEED
def evaluate_command(lexicon: Path | None, folds: int, seed: int, **data: Any) -> None:
    """Print figures of the shipped understanding, as it is installed and cross-validated.

    With --data alone it judges that understanding on a CSV with the columns language, text, category, about_force.
    With --text and --label as well it cross-validates a training on that CSV.

    Example: hotline classifier evaluate --folds 5
    """
    if not data["source"]:
        _judge_shipped(folds)
    elif data["column"] and data["label"]:
        guesses = cross_validate(read_examples(**data), read_words(lexicon), folds=folds, seed=seed, tell=whisper)
        _print_guesses(guesses)
    elif data["column"] or data["label"]:
        raise click.UsageError("--text and --label go together")
    else:
        _print_figures(evaluate(_rows(data["source"]), load()))


def _judge_shipped(folds: int) -> None:
    rows = shipped.read_examples()
    _judge_as_installed(rows)
    found = shipped.cross_validate_shipped(rows, words_only(), load_taxonomy(), folds=folds, tell=whisper)
    figures: dict[str, Figures] = {}
    for row, findings in zip(rows, found, strict=True):
        for group in (row["words"], f"{row['words']} {row['language']}"):
            figures[group] = figures.get(group, Figures()) + judge(row, findings)
    say(f"\nCross-validated in {folds} parts, each text judged by models trained without it:")
    _print_figures(dict(sorted(figures.items())))
    say(CAVEAT)


def _judge_as_installed(rows: shipped.Rows) -> None:
    """Print what a fresh installation makes of texts that it never learnt, and of every one that should be walled."""
    understanding = load()
    say("As installed, texts that no model learnt from:")
    _print_figures(evaluate(shipped.read_examples(shipped.UNSEEN), understanding))
    say("In the manner of many hands, never learnt from (roundabout: wilfully; mentions: a force named, not accused):")
    strangers = shipped.read_examples(shipped.STRANGERS)
    manners = dict.fromkeys(row["manner"] for row in strangers)
    by_manner = {name: evaluate([row for row in strangers if row["manner"] == name], understanding) for name in manners}
    _print_figures({name: figures[ALL] for name, figures in by_manner.items()} | evaluate(strangers, understanding))
    say(HELD_TO)
    calls, thanks = (shipped.read_examples(name) for name in (shipped.HELP_CALLS, shipped.THANKS))
    walled = sum(bool(understanding.understand(row["text"]).about_force) for row in calls)
    kept = sum(walls(understanding.understand(row["text"]), row["force"]) for row in thanks)
    say(f"calls for help that name a force: {walled} of {len(calls)} taken for an accusation")
    say(f"accusations wrapped in thanks: {kept} of {len(thanks)} walled from the accused")
    every = evaluate(rows, understanding)[ALL]
    say(f"every example, learnt from: {every.leaked} of {every.accusing} accusing a force lie on the desk of one")


def _rows(source: Path) -> list[Mapping[str, str]]:
    with reading(source) as table:
        places = [table.column(name) for name in ASKED]
        return [dict(zip(ASKED, (row[at] for at in places), strict=True)) for row in table.rows("texts")]


def _print_figures(figures: Mapping[str, Figures]) -> None:
    for group, one in figures.items():
        say(
            f"{group:<10} n={one.n:<5} accuracy={one.accuracy:.3f} top-two={one.top_two:.3f} "
            f"routed={one.routed_share:.3f} right-of-those={one.routed_accuracy:.3f} "
            f"walled-of-accusing={one.wall_recall:.3f} leaked={one.leaked} walled-of-harmless={one.needless_walls:.3f}"
        )


def _print_guesses(guesses: Sequence[Any]) -> None:
    if not guesses:
        raise Failed("there are no labelled texts")
    sure = [guess for guess in guesses if guess.sure]
    say(
        f"n={len(guesses)} macro-F1={macro_f1(guesses):.3f} accuracy={accuracy(guesses):.3f} "
        f"top-two={top_two(guesses):.3f} calibration-error={calibration_error(guesses):.3f}"
    )
    say(f"sure of {len(sure) / len(guesses):.3f}, right of those {accuracy(sure):.3f}")
    for label, f1 in f1_by_label(guesses).items():
        say(f"{label}: F1 {f1:.3f}, n={sum(guess.truth == label for guess in guesses)}")
