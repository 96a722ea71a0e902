"""The `hotline` command. Exit codes: 0 done, 1 failed, 2 wrong use; every error is one plain line."""

from __future__ import annotations

import sys
from typing import Any

import click

from hotline.commands.lazy import LazyGroup

# Each command is loaded when it is asked for: `hotline up` must not wait for what only others need.
COMMANDS = {
    "up": "running",
    "worker": "running",
    "timetable": "running",
    "web": "serving",
    "migrate": "keeping",
    "furnish": "keeping",
    "doctor": "keeping",
    "keys": "keeping",
    "invite": "keeping",
    "seed": "seeding",
    "simulate": "citizens",
    "replay": "rereading",
    "audit": "auditing",
    "report": "figures",
    "figures": "figures",
    "export": "figures",
    "classifier": "understanding",
}
HIDDEN = frozenset({"furnish"})


class _Group(LazyGroup):
    """The whole command: its failures are one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what can go wrong in the ordinary way says so plainly."""
        try:
            return super().invoke(ctx)
        except Exception as fault:
            if not getattr(fault, "is_plain", False):
                raise
            raise click.ClickException(str(fault)) from None


@click.group(cls=_Group, commands_in=COMMANDS, hidden=HIDDEN, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A hotline: a text becomes a case, a desk answers it, the citizen closes it."""


if __name__ == "__main__":
    sys.exit(main())
