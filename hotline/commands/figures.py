"""The commands that count: reports, and adding up anew what they add up from."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from hotline.commands.running import DATA
from hotline.commands.shared import Failed, application, say
from hotline.reports import adding
from hotline.reports.base import BadPeriod
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
        raise Failed(f"no report is called {slug}; there are: {', '.join(REPORTS)}")
    with application(data, "web") as app:
        try:
            rows = rows_for(app, slug, first.date(), last.date(), None)
        except BadPeriod as fault:
            raise Failed(PERIODS[str(fault)]) from None
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
