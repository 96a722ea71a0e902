"""Programs that the tests of this folder start as processes of their own and kill."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from hotline.embedded import Engines
from hotline.supervise import Child, supervise


def tell(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def hold(data_dir: str) -> None:
    """Run the engines until the input ends."""
    with Engines.start(Path(data_dir), say=tell) as engines:
        tell(engines.database_url)
        sys.stdin.read()


def abandon(data_dir: str) -> None:
    """Run the engines in a way that they outlive this process when it is killed."""
    threading.Thread(target=hold, args=(data_dir,)).start()


def watch(run_file: str, grace: str, children: str) -> None:
    """Supervise `children`, given as JSON {name: command}, as from a terminal, even if the tests run under nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    kept = [Child(name, argv, dict(os.environ)) for name, argv in json.loads(children).items()]
    sys.exit(supervise(kept, say=tell, run_file=Path(run_file), stop_grace_s=float(grace)))


PROGRAMS: dict[str, Callable[..., None]] = {"hold": hold, "abandon": abandon, "watch": watch}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
