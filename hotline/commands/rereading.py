"""The command that reads the journal of raw calls again."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from hotline.commands.running import DATA
from hotline.commands.shared import Failed, application, say, whisper
from hotline.gateways.registry import GATEWAYS
from hotline.services.rereading import Outcome, Span, read_again
from hotline.services.upkeep import JOURNAL_DAYS

MEANINGS = {
    Outcome.TAKEN: "texts that could not be read when they came",
    Outcome.CHANGED: "texts that are read differently now, stored beside the first reading",
    Outcome.RECEIPT: "receipts that could not be read when they came",
    Outcome.KNOWN: "texts that could not be read and came again since",
    Outcome.SAME: "read as before",
    Outcome.UNREADABLE: "still not to be read",
    Outcome.NO_GATEWAY: "of gateways not in use",
    Outcome.NO_KEY: "sealed with a key that is not at hand",
    Outcome.PASSED: "keys pressed and signs of life, past since",
}


@click.command("replay")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="From when on; 30 days unless told.")
@click.option("--gateway", type=click.Choice(sorted(GATEWAYS)), help="Of one gateway only.")
@click.option("--dry-run", is_flag=True, help="Count, and change nothing.")
@DATA
def replay_command(since: datetime | None, gateway: str | None, dry_run: bool, data: Path | None) -> None:
    """Read the journal of raw calls again and take what could not be read, or is read differently by now.

    Safe to repeat: a text known by its id or its words is not taken twice. No word and no number is printed.

    Example: hotline replay --since 2026-03-01 --dry-run
    """
    with application(data, "web") as app:
        if gateway is not None and gateway not in app.gateways:
            raise Failed(f"{gateway} is not in use: name it in HOTLINE_GATEWAYS")
        start = since.replace(tzinfo=UTC) if since else app.clock.now() - timedelta(days=JOURNAL_DAYS)
        counts: Counter[Outcome] = Counter()
        for outcome in read_again(app.unit, app.gateways, Span(start, gateway), dry_run=dry_run):
            counts[outcome] += 1
            if counts.total() % 10_000 == 0:
                whisper(f"{counts.total()} calls so far")
    for outcome, meaning in MEANINGS.items():
        say(f"{counts[outcome]:>8} {outcome.value:<11} {meaning}")
    say(f"{counts.total():>8} calls read again{', nothing changed' if dry_run else ''}")
