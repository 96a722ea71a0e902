"""The web process: gunicorn with threads, told from our settings."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from hotline import wsgi
from hotline.engines.processes import dies_with_parent
from hotline.settings import Settings

# A request waits for one send at most; what is under way when we are told to stop gets as long to end.
LONGEST_REQUEST_S = 30


class _Log(Logger):  # type: ignore[misc]
    """Gunicorn's own log without what a request says: a bridge's text may stand in its address."""

    def warning(self, msg: str, *args: Any, **more: Any) -> None:
        """Log a warning; of a request that is none only that there was one."""
        if msg.startswith("Invalid request"):
            super().warning("Invalid request")
        else:
            super().warning(msg, *args, **more)

    def exception(self, msg: str, *args: Any, **more: Any) -> None:
        """Log what kind of fault there was, and not at which address."""
        super().error("%s (%s)", msg.partition(" %")[0], getattr(sys.exc_info()[0], "__name__", "no fault"))


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, load: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._load, self._options = load, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._load()


def serve(settings: Settings, load: Callable[[], Flask] | None = None) -> None:
    """Serve the application, or what `load` returns, until told to stop."""
    ask = dies_with_parent(signal.SIGKILL)
    _Server(
        load or partial(wsgi.create_app, settings),
        {
            "bind": f"{settings.host}:{settings.port}",
            "worker_class": "gthread",
            "workers": settings.web_processes,
            "threads": settings.web_threads,
            "timeout": LONGEST_REQUEST_S * 2,
            "graceful_timeout": LONGEST_REQUEST_S,
            "keepalive": 30,
            "loglevel": "warning",
            "logger_class": _Log,
            # As long as can be: by GET, a letter outside ASCII takes six characters of the line.
            "limit_request_line": 8190,
            "control_socket_disable": True,
            # A worker that outlives its killed parent would hold the port of the next run.
            "post_fork": lambda server, worker: ask() if ask else None,
        },
    ).run()
