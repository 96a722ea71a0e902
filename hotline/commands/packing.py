"""The command that hands out an audit pack: figures with all that is beneath them, to be checked elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import click

from hotline.commands.figures import DAY, PERIODS
from hotline.commands.running import DATA
from hotline.commands.shared import Failed, application, say
from hotline.domain.checkpoint_file import written
from hotline.reports import pack
from hotline.reports.base import BadPeriod, View, period
from hotline.services import checkpoints, witness
from hotline.store import checkpoints as rows
from hotline.store import trail_pack


@click.command("pack")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="The day after the last one.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="The file to write; never one that is there already.")  # fmt: skip
@DATA
def pack_command(first: datetime, last: datetime, out: Path, data: Path | None) -> None:
    """Write definitions, figures, their events, a checkpoint and a verifier into one file for an outside auditor.

    Whoever has it sees times, states and owners of every case of the period, whatever the walls; no text, no number.
    Unpacked, `python3 verify.py` checks it with nothing but Python.

    Example: hotline audit pack --from 2026-03-01 --to 2026-04-01 --out march.zip
    """
    try:
        days = period(first.date(), last.date())
    except BadPeriod as fault:
        raise click.UsageError(PERIODS[str(fault)]) from None
    with application(data, "migration") as app:
        with app.unit() as unit:
            checkpoints.write(unit, app.signer)
        with app.unit() as unit:
            newest = rows.latest(unit.session)
            if newest is None:
                raise Failed("the trail is still empty: there is nothing to pack")
            number = newest.number
        with _file(out) as file:
            with app.unit() as unit:
                told = {"first": days.first.isoformat(), "last": days.last.isoformat()}
                witness.note_export(unit, "command", "pack", checkpoint=number, **told)
            with app.unit() as unit:
                trail_pack.one_picture(unit.session)
                one = rows.value(rows.numbered(unit.session, number) or newest)
                ends = written(one, rows.count(unit.session, number), rows.ends(unit.session, number))
                count = pack.write(unit.session, View(days, None, unit.now), file, ends)
    say(f"{out}: {count} events, checkpoint {number}, root {one.root.hex()}")


@contextmanager
def _file(out: Path) -> Iterator[ZipFile]:
    """Write beside it first, so that a full disk leaves no half of a pack behind."""
    part = out.with_name(f"{out.name}.part")
    if out.exists():
        raise Failed(f"{out} exists already: packs are never overwritten")
    try:
        with ZipFile(part, "w", ZIP_DEFLATED) as file:
            yield file
        part.rename(out)
    except OSError as fault:
        raise Failed(f"{out}: {fault.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
