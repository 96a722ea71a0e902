"""A report's rows in words: what each is called, what it found, and its figures as people read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from hotline.domain.questions import EXTRACT, STEPS, WORD
from hotline.reports.base import Report, Row
from hotline.reports.counts import LESS
from hotline.reports.gather import LEFT_OUT
from hotline.reports.response_times import RESPONSE_TIMES
from hotline.web import casewords
from hotline.web.i18n import gettext, later
from hotline.web.percents import percent
from hotline.web.surroundings import here
from hotline.web.times import span

ONE_MINUTE_S = 60
_DURATIONS = ("median_s", "p90_s", "max_s")
HEADS = {
    "n": later("Dossiers"), "median_s": later("Médiane"), "p90_s": later("9 sur 10 en"), "max_s": later("Le plus long"),
    "within_target_pct": later("Dans le délai"),
}  # fmt: skip
# Reports whose share is of something else than a limit.
_SHARES = {"classifier": later("Gardés tels quels")}

# Reports that count other things than cases as well.
_COUNTED, _COUNTS = ("gaming", "protected-access", "reopenings", "transfers", "delivery"), later("Nombre")

_LESS = {
    EXTRACT: later("%(who)s, un extrait seulement"),
    STEPS: later("%(who)s, les étapes seulement"),
    WORD: later("%(who)s, un mot cherché s’y trouve"),
}


def namer() -> Callable[[Report, str], str]:
    """Return what calls the rows by their names: the report's own words, or those of subjects, languages, reasons."""
    with here().unit() as unit:
        held = here().tools.office.read(unit.session).categories
    categories = {code: casewords.category_label(row) for code, row in held.items()}
    known = {**casewords.LANGUAGES, **LEFT_OUT}
    reasons = {f"why_{code}": words for code, words in casewords.REASONS.items()}

    def named(report: Report, metric: str) -> str:
        less, _, who = metric.partition(":")
        if less in LESS:
            return gettext(_LESS[less], who=named(report, who))
        words = report.metrics.get(metric) or known.get(metric) or reasons.get(metric)
        return gettext(words) if words else categories.get(metric, metric)

    return named


def finding(report: Report, rows: Sequence[Row]) -> str:
    """Return the sentence the title says: what was found, not what was looked for."""
    if report is not RESPONSE_TIMES:
        return gettext(report.title)
    line = next((row for row in rows if row["metric"] == "first_response"), None)
    if line is None or not isinstance(line["median_s"], int):
        return gettext("Trop peu de dossiers pour dire un temps.")
    length = length_of(line, "median_s")
    if "median_s" in str(line["at_least"]):
        return gettext("La moitié des dossiers attend %(length)s sa première réponse.", length=length)
    return gettext("La moitié des dossiers attend sa première réponse %(length)s ou moins.", length=length)


def heads(report: Report) -> dict[str, str]:
    """Return what the columns are called; the share of a report that knows no limit has its own name."""
    counted = {"n": _COUNTS} if report.slug in _COUNTED else {}
    return {**HEADS, **counted, **({"within_target_pct": _SHARES[report.slug]} if report.slug in _SHARES else {})}


def in_words(report: Report, rows: Sequence[Row]) -> list[list[str]]:
    """Return the lines of a report as people read them, the heads first."""
    named, columns = namer(), heads(report)
    head = [gettext("Mesure"), *(gettext(words) for words in columns.values())]
    return [head, *([named(report, str(row["metric"])), *(cells(report)(row, one) for one in columns)] for row in rows)]


def shown(row: Row, column: str) -> str:
    """Return a cell as people read it; a file has the bare figure."""
    value = row[column]
    if column in _DURATIONS and isinstance(value, int):
        return length_of(row, column)
    if column in _DURATIONS and row["suppressed"]:
        return gettext("caché") if row["n"] != 0 else ""
    if column == "within_target_pct" and value is not None:
        return percent(float(str(value)) / 100, "#,##0.###")
    return "" if value is None else str(value)


def shown_share(row: Row, column: str) -> str:
    """Return a cell of a report that has a share and no times."""
    if column in _DURATIONS:
        return ""
    if column == "within_target_pct" and row["suppressed"] and row[column] is None and row["n"] != 0:
        return gettext("caché")
    return shown(row, column)


def cells(report: Report) -> Callable[[Row, str], str]:
    """Return what shows the cells of a report."""
    return shown_share if report.slug in _SHARES else shown


def columns_of(report: Report, rows: Sequence[Row]) -> list[str]:
    """Return the columns that hold something in one row at least; how many there are is always one."""
    show = cells(report)
    return [column for column in heads(report) if column == "n" or any(show(row, column) for row in rows)]


def on_page(report: Report) -> Callable[[Row, str], str]:
    """Return what shows a cell on a page: a share with what it is of, and a dash where there is nothing to tell."""
    show = cells(report)

    def told(row: Row, column: str) -> str:
        is_hidden = column == "within_target_pct" and row["suppressed"] and row["n"]
        words = show(row, column) or (gettext("caché") if is_hidden else "—")
        if column == "within_target_pct" and row.get("judged"):
            return gettext("%(share)s (%(some)s sur %(all)s)", share=words, some=row["in_time"], all=row["judged"])
        return words

    return told


def length_of(row: Row, column: str) -> str:
    """Return a duration in words, with a bound where open cases may still raise it."""
    value = row[column]
    words = span(timedelta(seconds=value)) if isinstance(value, int) else ""
    at_least = column in str(row["at_least"]).split("|")
    if at_least and isinstance(value, int) and value < ONE_MINUTE_S:
        return gettext("au moins quelques secondes")
    return gettext("au moins %(length)s", length=words) if at_least else words
