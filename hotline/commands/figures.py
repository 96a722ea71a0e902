"""Commands that count and check: reports, and the trail."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from hotline.commands.running import DATA
from hotline.commands.shared import Failed, application, say, whisper
from hotline.reports.base import BadPeriod
from hotline.reports.catalog import REPORTS, rows_for
from hotline.reports.files import as_csv
from hotline.store import events
from hotline.store.models.casework import HOUSE

DAY = click.DateTime(formats=["%Y-%m-%d"])
PERIODS = {"empty": "the period is empty: --to is the day after its last one", "long": "the period is too long"}
WHY = {
    "missing": "an event before it is missing",
    "unlinked": "it does not follow the event before it",
    "altered": "its content was altered",
}


@click.group("audit")
def audit_command() -> None:
    """Check the trail."""


@audit_command.command("verify")
@DATA
@click.pass_context
def verify_command(context: click.Context, data: Path | None) -> None:
    """Walk every chain of the trail; name the first event that does not hold.

    Example: hotline audit verify
    """
    with application(data, "audit") as app, app.unit() as unit:
        for found in events.verify(unit.session):
            if isinstance(found, events.Broken):
                chain = "house" if found.chain == HOUSE else f"case {found.chain}"
                say(f"BROKEN: {chain}, event {found.n} ({found.kind}): {WHY[found.why]}")
                context.exit(1)
            last = found
            if found and found % 10_000 == 0:
                whisper(f"{found} events so far")
    say(f"{last} events, every chain holds.")


@click.command("report")
@click.argument("slug")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="The day after the last one.")
@click.option("--format", "form", type=click.Choice(("csv", "json")), default="csv", help="csv unless told.")
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
    columns = REPORTS[slug].columns
    if form == "csv":
        click.echo(as_csv(columns, rows), nl=False)
    else:
        click.echo(json.dumps([{name: row[name] for name in columns} for row in rows], ensure_ascii=False, indent=2))
