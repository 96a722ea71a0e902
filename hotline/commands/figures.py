"""The commands that count: reports, files of cases, and adding up anew what reports add up from."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import click

from hotline.commands.running import DATA
from hotline.commands.shared import Failed, application, say, whisper
from hotline.domain.exports import Mark
from hotline.reports import adding, building
from hotline.reports.base import LONGEST_DAYS, BadPeriod
from hotline.reports.catalog import REPORTS, rows_for
from hotline.reports.files import Table, as_csv
from hotline.reports.gather import TAGS
from hotline.services import witness

DAY = click.DateTime(formats=["%Y-%m-%d"])
FORMATS = "csv unless told; hxl is csv with the row of tags that humanitarian tools read."
PERIODS = {"empty": "the period is empty: --to is the day after its last one", "long": "the period is too long"}


@click.command("report")
@click.argument("slug")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="The day after the last one.")
@click.option("--format", "form", type=click.Choice(("csv", "hxl", "json")), default="csv", help=FORMATS)
@DATA
def report_command(slug: str, first: datetime, last: datetime, form: str, data: Path | None) -> None:
    """Print a report over the cases received in a period; the shell counts every case, whatever the walls.

    Example: hotline report response-times --from 2026-03-01 --to 2026-04-01
    """
    if slug not in REPORTS:
        raise click.UsageError(f"no report is called {slug}; there are: {', '.join(REPORTS)}")
    with application(data, "web") as app:
        try:
            rows = rows_for(app, slug, first.date(), last.date(), None)
        except BadPeriod as fault:
            raise click.UsageError(PERIODS[str(fault)]) from None
        days = {"first": first.date().isoformat(), "last": last.date().isoformat()}
        with app.unit() as unit:
            witness.note_export(unit, "command", "report", slug=slug, format=form, **days)
    columns = REPORTS[slug].columns
    if form != "json":
        click.echo(as_csv(Table(columns, rows, TAGS), tagged=form == "hxl"), nl=False)
    else:
        click.echo(json.dumps([{name: row[name] for name in columns} for row in rows], ensure_ascii=False, indent=2))


@click.group("figures")
def figures_command() -> None:
    """Look after what reports were added up from."""


@figures_command.command("rebuild")
@DATA
def rebuild_command(data: Path | None) -> None:
    """Add every case up anew from its events; reports say the same before, after and meanwhile, only slower.

    Example: hotline figures rebuild
    """
    with application(data, "worker") as app:
        total = 0
        for month, cases in adding.rebuild(app.unit):
            total += cases
            say(f"{month:%Y-%m}: {cases} cases")
    say(f"{total} cases added up")


@click.group("export")
def export_command() -> None:
    """Write files for others, without a text, a number or a protected case."""


@export_command.command("cases")
@click.option("--format", "form", type=click.Choice(("csv", "xlsx")), default="csv", help="csv unless told.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option("--from", "first", type=DAY, help="First day; the last ten years unless told.")
@click.option("--to", "last", type=DAY, help="The day after the last one; tomorrow unless told.")
@DATA
def cases_command(form: str, out: Path, first: datetime | None, last: datetime | None, data: Path | None) -> None:
    """Write one line a case received in a period: times, states, owners; the shell's file is within no wall.

    Example: hotline export cases --format xlsx --out cases.xlsx
    """
    with application(data, "worker") as app:
        with app.unit() as unit:
            until = last.date() if last else (unit.now + timedelta(days=1)).date()
            since = first.date() if first else until - timedelta(days=LONGEST_DAYS)
            try:
                view = building.view_of(since, until, unit)
            except BadPeriod as fault:
                raise click.UsageError(PERIODS[str(fault)]) from None
            days = {"first": since.isoformat(), "last": until.isoformat()}
            mark = Mark(witness.note_export(unit, "command", "cases", format=form, **days), "command", unit.now)
        with app.unit() as unit:
            content = building.drawn(unit, view, form, mark, lambda done: whisper(f"{done} cases so far"))
    try:
        out.write_bytes(content)
    except OSError as fault:
        raise Failed(f"{out}: {fault.strerror}") from None
    say(f"{out}: export {mark.number}, to be destroyed by {mark.until:%Y-%m-%d}")
