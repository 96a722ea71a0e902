"""Commands that start processes; they load nothing else, so that the first page does not wait for them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from hotline import surround, up
from hotline.jobnames import QUEUES
from hotline.supervise import Child, supervise

DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Data directory; ./var unless told."
)


@click.command("up")
@DATA
@click.option("--port", type=int, help="Port of the web pages; 8000 unless told.")
@click.option("--demo", is_flag=True, help="Demonstration: own keys, a furnished office, simulated phones.")
@click.pass_context
def up_command(context: click.Context, data: Path | None, port: int | None, demo: bool) -> None:
    """Run the whole system in the foreground until Ctrl-C.

    Example: hotline up --demo --port 8000
    """
    context.exit(up.run(surround.find(data, joins_demo=False, port=port, demo=demo or None), click.echo))


@click.command("worker")
@click.option("--queue", type=click.Choice(QUEUES), help="Work on this queue only; else one process a queue.")
@DATA
@click.pass_context
def worker_command(context: click.Context, queue: str | None, data: Path | None) -> None:
    """Run the workers: one process a queue, restarted when one dies.

    Example: hotline worker --queue triage
    """
    environment = surround.environment_of(surround.reachable(surround.find(data)))
    if queue is not None:
        os.execve(sys.executable, up.worker(queue), environment)  # noqa: S606 - our own interpreter
    children = [Child(f"worker-{name}", up.worker(name), environment) for name in QUEUES]
    context.exit(supervise(children, say=click.echo, run_file=None, stop_grace_s=up.STOP_GRACE_S))


@click.command("timetable")
@DATA
def timetable_command(data: Path | None) -> None:
    """Run what happens by the clock: the sweep, the closing of silent cases.

    Example: hotline timetable
    """
    environment = surround.environment_of(surround.reachable(surround.find(data)))
    os.execve(sys.executable, up.worker("timetable"), environment)  # noqa: S606 - our own interpreter
