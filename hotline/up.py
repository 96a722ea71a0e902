"""The whole system in the foreground: engines, schema, web, workers and timetable, until Ctrl-C."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable

from hotline import bootstrap, surround
from hotline.embedded import Engines
from hotline.gateways.base import hook_path
from hotline.queue import QUEUES
from hotline.services import demo, setup
from hotline.settings import BadSettings, Settings
from hotline.store import database
from hotline.supervise import Child, supervise

Say = Callable[[str], None]
# A little longer than the longest request or job, so that what is under way ends by itself.
STOP_GRACE_S = 35


def run(found: Settings, say: Say) -> int:
    """Run everything until told to stop; raises BadSettings and EngineError with one plain line."""
    found.vault_keys()
    found.session_key()
    bootstrap.gateways_of(found)
    _require_free(found)
    say(f"Data directory: {found.data_dir.absolute()}")
    with surround.engines(found, say) as (ready, engines):
        prepare(ready, say)
        surround.remember(ready)
        _announce(ready, say)
        return _supervise(ready, engines, say)


def prepare(ready: Settings, say: Say) -> None:
    """Bring the schema up to date and add what a fresh installation, or a demonstration, lacks."""
    url, _ = ready.addresses()
    say("Schema: bringing it up to date.")
    database.upgrade(url)
    application = bootstrap.build(ready, "migration")
    with application.unit() as unit:
        setup.install(unit, application.taxonomy)
    if ready.demo:
        with application.unit() as unit:
            demo.install(unit, ready.session_key())
    application.engine.dispose()


def _supervise(ready: Settings, engines: Engines | None, say: Say) -> int:
    environment = surround.environment_of(ready)
    run = [sys.executable, "-m"]
    children = [Child("web", [*run, "hotline.cli", "web"], environment)]
    children += [Child(f"worker-{queue}", [*run, "workers", queue], environment) for queue in QUEUES]
    children += [Child("timetable", [*run, "workers", "timetable"], environment)]
    return supervise(
        children, say=say, run_file=ready.data_dir / "run" / "processes.json", stop_grace_s=STOP_GRACE_S,
        tend=engines.revive if engines else None,
    )  # fmt: skip


def _announce(ready: Settings, say: Say) -> None:
    say(f"Open {ready.address}/sign-in")
    for gateway in bootstrap.gateways_of(ready).values():
        say(f"gateway {gateway.name}: {hook_path(gateway, 'text')}")
    if ready.simulated:
        say(f"Simulator: {ready.address}/simulator")
    if ready.demo:
        say("Demonstration sign-ins:")
        for email, password in demo.sign_ins(ready.session_key()):
            say(f"{email}  {password}")
    say("Ctrl-C stops everything.")


def _require_free(found: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((found.host, found.port))
        except OSError as fault:
            why = "is taken" if fault.errno == errno.EADDRINUSE else f"cannot be used ({fault.strerror})"
            raise BadSettings(f"Port {found.port} {why}: choose another with --port") from None
