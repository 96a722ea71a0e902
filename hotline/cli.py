"""The `hotline` command. Exit codes: 0 done, 1 failed, 2 wrong use; every error is one plain line."""

from __future__ import annotations

import sys
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from hotline.commands import citizens, figures, keeping, running, understanding
from hotline.commands.shared import Failed
from hotline.domain.datafile import DataFault
from hotline.embedded import EngineError
from hotline.gateways.base import BadConfig
from hotline.settings import BadSettings


class _Plain(click.Group):
    """A group whose failures are one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what can go wrong in the ordinary way says so plainly."""
        try:
            return super().invoke(ctx)
        except (BadSettings, BadConfig, EngineError, DataFault, Failed) as fault:
            raise click.ClickException(str(fault)) from None
        except OperationalError as fault:
            raise click.ClickException(f"the database does not answer: {_first_line(fault.orig)}") from None


@click.group(cls=_Plain, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A hotline: a text becomes a case, a desk answers it, the citizen closes it."""


def _first_line(fault: BaseException | None) -> str:
    lines = str(fault).strip().splitlines()
    return lines[0] if lines else "no reason given"


for command in (
    *running.COMMANDS,
    *keeping.COMMANDS,
    *citizens.COMMANDS,
    *figures.COMMANDS,
    *understanding.COMMANDS,
):
    main.add_command(command)

if __name__ == "__main__":
    sys.exit(main())
