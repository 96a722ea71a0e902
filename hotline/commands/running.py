"""Commands that run the system, whole or one process of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from hotline import doctor, logs, serving, settings, surround, up
from hotline.commands.shared import DATA, Failed, say
from hotline.embedded import attach
from hotline.queue import QUEUES
from hotline.supervise import Child, supervise


@click.command("up")
@DATA
@click.option("--port", type=int, help="Port of the web pages; 8000 unless told.")
@click.option("--demo", is_flag=True, help="Demonstration: own keys, a furnished office, simulated phones.")
@click.pass_context
def up_command(context: click.Context, data: Path | None, port: int | None, demo: bool) -> None:
    """Run the whole system in the foreground until Ctrl-C.

    Example: hotline up --demo --port 8000
    """
    logs.configure()
    found = surround.find(data, port=port, demo=demo or None)
    context.exit(up.run(found, say))


@click.command("web")
@click.option("--host", help="Address to listen on; 127.0.0.1 unless told.")
@click.option("--port", type=int, help="Port to listen on; 8000 unless told.")
@DATA
def web_command(host: str | None, port: int | None, data: Path | None) -> None:
    """Run one web process for Compose or systemd; engines come from the settings.

    Example: hotline web --host 0.0.0.0 --port 8000
    """
    serving.serve(_reachable(surround.find(data, host=host, port=port)))


@click.command("worker")
@click.option("--queue", type=click.Choice(QUEUES), help="Work on this queue only; else one process a queue.")
@DATA
@click.pass_context
def worker_command(context: click.Context, queue: str | None, data: Path | None) -> None:
    """Run the workers: one process a queue, restarted when one dies.

    Example: hotline worker --queue triage
    """
    logs.configure()
    environment = surround.environment_of(_reachable(surround.find(data)))
    if queue is not None:
        os.execve(sys.executable, _workers(queue), environment)  # noqa: S606 - our own interpreter
    children = [Child(f"worker-{name}", _workers(name), environment) for name in QUEUES]
    context.exit(supervise(children, say=say, run_file=None, stop_grace_s=up.STOP_GRACE_S))


@click.command("timetable")
@DATA
def timetable_command(data: Path | None) -> None:
    """Run what happens by the clock: the sweep, the closing of silent cases.

    Example: hotline timetable
    """
    environment = surround.environment_of(_reachable(surround.find(data)))
    os.execve(sys.executable, _workers("timetable"), environment)  # noqa: S606 - our own interpreter


@click.command("migrate")
@DATA
def migrate_command(data: Path | None) -> None:
    """Bring the schema up to date and add what a fresh installation lacks.

    Example: hotline migrate
    """
    logs.configure()
    with surround.engines(surround.find(data), say) as (ready, _):
        ready.vault_keys()
        up.prepare(ready, say)
    say("Schema and first furnishings are in place.")


@click.command("doctor")
@DATA
@click.pass_context
def doctor_command(context: click.Context, data: Path | None) -> None:
    """Check the settings and say what is still missing for live traffic.

    Example: hotline doctor
    """
    logs.configure()
    found = surround.find(data)
    bad = 0
    for verdict in doctor.examine(found):
        say(str(verdict))
        bad += str(verdict).startswith("BAD")
    context.exit(1 if bad else 0)


def _workers(name: str) -> list[str]:
    return [sys.executable, "-m", "workers", name]


def _reachable(found: settings.Settings) -> settings.Settings:
    """Return the settings with addresses; a single process never starts engines of its own."""
    if found.database_url and found.redis_url:
        return found
    running = attach(found.data_dir)
    if running is None:
        raise Failed("nothing runs here: start 'hotline up', or set HOTLINE_DATABASE_URL and HOTLINE_REDIS_URL")
    return surround.with_addresses(found, *running)


COMMANDS = (up_command, web_command, worker_command, timetable_command, migrate_command, doctor_command)
