"""What every command shares: where the data lies, how it speaks, and how it fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from hotline import bootstrap, logs, surround
from hotline.bootstrap import Application
from hotline.settings import Settings
from hotline.store import database

DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Data directory; ./var unless told."
)


class Failed(Exception):
    """The command could not do it; the message is one plain line."""


def say(line: str) -> None:
    """Print one line at once."""
    click.echo(line)


def whisper(line: str) -> None:
    """Print one line beside the command's own output."""
    click.echo(line, err=True)


@contextmanager
def application(data: Path | None, role: str) -> Iterator[Application]:
    """Yield the application for a command, on the running system or on engines started for its duration."""
    logs.configure()
    with surround.engines(surround.find(data), whisper) as (ready, _):
        _require_schema(ready)
        built = bootstrap.build(ready, role)
        try:
            yield built
        finally:
            built.engine.dispose()


def _require_schema(ready: Settings) -> None:
    engine = database.open_as_owner(ready.addresses()[0])
    current = database.is_current(engine)
    engine.dispose()
    if not current:
        raise Failed("the schema is not up to date: run 'hotline migrate'")
