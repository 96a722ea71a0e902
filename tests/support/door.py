"""The web application behind a real port of this machine, for those who come by HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import WSGIRequestHandler, make_server

from hotline import bootstrap
from hotline.bootstrap import Application
from hotline.clock import Clock
from hotline.settings import Settings
from hotline.web.app import create_app


class _Patient(WSGIRequestHandler):
    """Gives up on a caller who says nothing, so that the end of a test does not wait for one."""

    timeout = 5  # seconds


@contextmanager
def served(settings: Settings, clock: Clock) -> Iterator[Application]:
    """Serve an application of its own, whose settings name the port it is reached at, while the block lasts."""
    server = make_server("127.0.0.1", 0, lambda environ, start: [], threaded=True, request_handler=_Patient)
    # Whoever is still being answered keeps a connection of the pool: it is handed back before the pool is emptied.
    server.daemon_threads = False
    port = server.server_port
    ready = settings.model_copy(update={"port": port, "public_url": f"http://127.0.0.1:{port}"})
    app = bootstrap.build(ready, "web", clock=clock)
    server.app = create_app(app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.engine.dispose()
