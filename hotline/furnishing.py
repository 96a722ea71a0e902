"""Brings the schema up to date and adds what a fresh installation, or a demonstration, lacks."""

from __future__ import annotations

from hotline import bootstrap
from hotline.services import demo, setup
from hotline.settings import Settings
from hotline.store import schema


def furnish(ready: Settings) -> None:
    """Migrate and furnish; what is there already stays as it is."""
    schema.upgrade(ready.addresses()[0])
    application = bootstrap.build(ready, "migration")
    with application.unit() as unit:
        setup.install(unit, application.taxonomy)
    if ready.demo:
        with application.unit() as unit:
            demo.install(unit, ready.session_key())
    application.engine.dispose()
