"""A group of commands that loads each one when it is asked for, so that none waits for what only others need."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands are named in a table: command -> module below hotline.commands."""

    def __init__(self, *args: Any, commands_in: Mapping[str, str], hidden: frozenset[str] = frozenset(), **kw: Any):
        """Remember where each command lies."""
        super().__init__(*args, **kw)
        self._modules = dict(commands_in)
        self._hidden = hidden

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names shown in the help."""
        return [name for name in self._modules if name not in self._hidden]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in self._modules:
            return None
        module = import_module(f"hotline.commands.{self._modules[cmd_name]}")
        found: click.Command = getattr(module, f"{cmd_name}_command")
        return found
