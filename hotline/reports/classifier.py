"""Classifier agreement: where a person looked at what was understood by itself, how often they left it as it was."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.domain.metrics import SMALLEST_SHOWN, Wait
from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.gather import Counted
from hotline.reports.summaries import empty, guarded, left_out, number


def rows(drawn: Drawn) -> list[Row]:
    """Return the share that people left as it was: of all, then for each subject that was understood."""
    kept, changed = drawn.counts("kept:"), drawn.counts("changed:")
    subjects = sorted({*kept, *changed}, key=lambda code: (-kept.get(code, 0) - changed.get(code, 0), code))
    whole = _line("looked_at", sum(kept.values()), sum(changed.values()))
    each = [_line(code, kept.get(code, 0), changed.get(code, 0)) for code in subjects]
    return [whole, *guarded(each), number("by_itself", drawn.count("by_itself")), *left_out(drawn)]


def told(one: Counted) -> Iterator[tuple[str, Wait | int]]:
    """Yield whether the first person who sorted a case, or corrected its subject, left it what it was."""
    looks = [event for event in one.events if event.kind in ("sorted", "category_corrected")]
    if not looks:
        yield "by_itself", 1
        return
    before, after = looks[0].data.get("before"), looks[0].data.get("category")
    yield f"{'kept' if before == after else 'changed'}:{before}", 1


def _line(metric: str, kept: int, changed: int) -> Row:
    n = kept + changed
    if n < SMALLEST_SHOWN:
        return {**empty(metric), "n": n}
    return {
        **empty(metric),
        "n": n,
        "within_target_pct": round(100 * kept / n, 1),
        "suppressed": 0,
        "in_time": kept,
        "judged": n,
    }


CLASSIFIER = Report(
    slug="classifier",
    title=later("Accord avec le tri automatique"),
    definition=(
        later("Comptés : les dossiers qu’une personne a triés ou corrigés."),
        later("La part dit combien sont restés au sujet compris seul."),
        later("Seul compte le premier regard. Il voyait la proposition."),
        later("Moins de cinq dossiers : la part est cachée."),
    ),
    columns=COLUMNS,
    metrics={"looked_at": later("Vus par une personne"), "by_itself": later("Jamais vus au tri")},
    rows=rows,
)
