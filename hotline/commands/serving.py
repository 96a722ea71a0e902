"""The command of the web process."""

from __future__ import annotations

from pathlib import Path

import click

from hotline import surround, webserver
from hotline.commands.running import DATA


@click.command("web")
@click.option("--host", help="Address to listen on; 127.0.0.1 unless told.")
@click.option("--port", type=int, help="Port to listen on; 8000 unless told.")
@DATA
def web_command(host: str | None, port: int | None, data: Path | None) -> None:
    """Run one web process for Compose or systemd; engines come from the settings.

    Example: hotline web --host 0.0.0.0 --port 8000
    """
    webserver.serve(surround.reachable(surround.find(data, host=host, port=port)))
