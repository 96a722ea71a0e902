"""Commands that count and check: reports, and the trail."""

from __future__ import annotations

from pathlib import Path

import click

from hotline.commands.running import DATA
from hotline.commands.shared import application, say, whisper
from hotline.store import events
from hotline.store.models.casework import HOUSE

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
