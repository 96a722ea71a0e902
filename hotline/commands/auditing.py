"""Commands that keep the trail honest: check it, and hand a checkpoint out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from hotline.commands.packing import pack_command
from hotline.commands.running import DATA
from hotline.commands.shared import Failed, application, say, whisper
from hotline.domain.checkpoint_file import Handed, Unreadable, read, written
from hotline.services import checkpoints
from hotline.services.checkpoints import Foreign
from hotline.store import checkpoints as rows
from hotline.store.events import Broken
from hotline.store.models.casework import HOUSE

FILE = click.Path(path_type=Path, dir_okay=False)
WHY = {
    "missing": "an event before it is missing",
    "unlinked": "it does not follow the event before it",
    "altered": "its content was altered",
    "cut": "it is gone with all that followed: the tail was cut",
    "rewritten": "it is not the event that the checkpoint holds: the chain was rewritten",
    "gone": "the whole chain was removed",
    "checkpoint": "it is missing, not the one that was signed, or not borne out by the chain ends kept for it",
}


@click.group("audit")
def audit_command() -> None:
    """Check the trail, and hand out what proves it later."""


audit_command.add_command(pack_command)


@audit_command.command("verify")
@click.option("--checkpoint", "file", type=FILE, help="A checkpoint handed out earlier: cut tails and rewrites show.")
@DATA
@click.pass_context
def verify_command(context: click.Context, data: Path | None, file: Path | None) -> None:
    """Walk every chain of the trail, hold it against the checkpoints, and name the first event that does not hold.

    Example: hotline audit verify --checkpoint monday.json
    """
    try:
        handed = _read(file) if file else None
        with application(data, "audit") as app, app.unit() as unit:
            for found in checkpoints.check(unit, app.signer, handed):
                if isinstance(found, Broken):
                    say(f"BROKEN: {_place(found)}: {WHY[found.why]}")
                    context.exit(1)
                last = found
                if found and found % 10_000 == 0:
                    whisper(f"{found} events so far")
    except (Foreign, Unreadable) as fault:
        whisper(f"Error: {file}: {fault}")
        context.exit(2)
    borne_out = f" Checkpoint {handed.checkpoint.number} is borne out." if handed else ""
    say(f"{last} events, every chain holds.{borne_out}")


@audit_command.command("checkpoint")
@click.option("--out", type=FILE, required=True, help="The file to write; never one that is there already.")
@DATA
def checkpoint_command(out: Path, data: Path | None) -> None:
    """Write the newest checkpoint into a file to keep elsewhere. It tells how many cases there are: choose who has it.

    Example: hotline audit checkpoint --out monday.json
    """
    with application(data, "migration") as app:
        with app.unit() as unit:
            checkpoints.write(unit, app.signer)
        with app.unit() as unit:
            rows.take_time(unit.session)
            newest = rows.latest(unit.session)
            if newest is None:
                raise Failed("the trail is still empty: there is nothing to sign")
            one = rows.value(newest)
            count = rows.count(unit.session, one.number)
            _write(out, written(one, count, rows.ends(unit.session, one.number)))
            checkpoints.note_handed_out(unit, one.number, "command", "file")
    say(f"{out}: checkpoint {one.number} of {one.at:%Y-%m-%d %H:%M} UTC, {count} chains")
    say(f"root {one.root.hex()}")
    say(f"key {one.public_key.hex()}")


def _read(file: Path) -> Handed:
    try:
        return read(file.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise Unreadable(fault.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise Unreadable("it is not whole: not in UTF-8") from None


def _write(out: Path, pieces: Iterator[str]) -> None:
    """Write beside it first, so that a full disk leaves no half of a checkpoint behind."""
    part = out.with_name(f"{out.name}.part")
    if out.exists():
        raise Failed(f"{out} exists already: checkpoints are never overwritten")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.writelines(pieces)
        part.rename(out)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise Failed(f"{out}: {fault.strerror}") from None


def _place(found: Broken) -> str:
    """Say where it broke as the shell may know it."""
    if found.why == "checkpoint":
        return f"checkpoint {found.n}"
    chain = "house" if found.chain == HOUSE else f"case {found.chain}" if found.chain else "a chain no longer known"
    return f"{chain}, event {found.n}" + (f" ({found.kind})" if found.kind else "")
