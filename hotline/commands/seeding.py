"""The command that fills an installation: the demonstration's office, or cases to measure with."""

from __future__ import annotations

import time
from pathlib import Path

import click

from hotline.commands.running import DATA
from hotline.commands.shared import Failed, application, say
from hotline.services import demo, seeding
from hotline.services.seeding import BATCH
from hotline.store import seeding as rows
from hotline.store.database import open_as_owner

MOST = 5_000_000
# A line of progress so often.
EVERY = 10_000


@click.command("seed")
@click.option(
    "--cases", type=click.IntRange(1, MOST), help="How many cases to add; without it, the demonstration's office."
)
@DATA
def seed_command(cases: int | None, data: Path | None) -> None:
    """Add the demonstration's office, or realistic sealed cases with trails, for measuring; never on a live line.

    Example: hotline seed --cases 100000 --data elsewhere
    """
    with application(data, "migration") as app:
        if not app.settings.demo:
            raise Failed(
                "this is a live installation: only one started with --demo, or with HOTLINE_DEMO=true, is seeded"
            )
        with app.unit() as unit:
            demo.install(unit, app.settings.session_key())
        if cases is None:
            say("The demonstration's office is in place.")
            return
        began = time.monotonic()
        for made in seeding.seed(app.unit, app.tools.office, cases):
            if made % EVERY < BATCH or made == cases:
                say(f"{made:,} of {cases:,} cases, {made / (time.monotonic() - began):,.0f} a second".replace(",", " "))
        owner = open_as_owner(str(app.engine.url.render_as_string(hide_password=False)))
        rows.refresh(owner)
        owner.dispose()
