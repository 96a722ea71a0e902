"""What every command shares: where the data lies, how it speaks, and how it fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from hotline import bootstrap, logs, surround
from hotline.bootstrap import Application
from hotline.settings import BadSettings
from hotline.store import schema

ELSEWHERE = "if the hotline runs with another folder, name that one with --data"


class Failed(Exception):
    """The command could not do it; the message is one plain line."""

    is_plain = True


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
    found = surround.find(data)
    if found.database_url is None and not found.data_dir.is_dir():
        raise Failed(f"{found.data_dir.absolute()} does not exist: start 'hotline up' first, or {ELSEWHERE}")
    try:
        found.vault_keys()
    except BadSettings as fault:
        raise Failed(f"{fault}; looked in {found.data_dir.absolute()}: {ELSEWHERE}") from None
    with surround.engines(found, whisper) as (ready, _):
        built = bootstrap.build(ready, role)
        try:
            _require_schema(built)
            yield built
        except OperationalError as fault:
            raise Failed(f"the database does not answer: {str(fault.orig).strip().splitlines()[0]}") from None
        finally:
            built.engine.dispose()


def _require_schema(built: Application) -> None:
    if not schema.is_current(built.engine):
        raise Failed("the schema is not up to date: run 'hotline migrate'")
