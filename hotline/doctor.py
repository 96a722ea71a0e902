"""Checks an installation and says plainly what is missing for live traffic, with the remedy beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import redis
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hotline import bootstrap
from hotline.domain.walls import bodies_without_reader
from hotline.gateways.base import hook_path, main_door
from hotline.gateways.failures import BadConfig
from hotline.queue import connect
from hotline.settings import BadSettings, Settings
from hotline.store import database, office, schema

LEAST_SPACE = 1 << 30
_ENGINES = "'hotline up' starts its own there, --data names another folder, or set both addresses"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line: OK, BAD (does not work), or LIVE (works, but is missing before live traffic), with the remedy."""

    word: str
    subject: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return the line."""
        return f"{self.word:<4} {self.subject}" + (f": {self.remedy}" if self.remedy else "")


def examine(found: Settings) -> Iterator[Verdict | str]:
    """Yield a verdict for everything that can be checked, and each gateway's address as a provider is given it."""
    yield _keys(found)
    yield from _doors(found)
    yield _address(found)
    yield _mail(found)
    yield _push(found)
    yield _space(found)
    yield from _engines(found)
    if found.demo:
        yield Verdict("LIVE", "demonstration", "start without --demo, with keys and bodies of your own")


def _keys(found: Settings) -> Verdict:
    try:
        found.session_key()
        found.vault_keys()
    except BadSettings as fault:
        return Verdict("BAD", "keys", str(fault))
    return Verdict("OK", "keys can seal and open")


def _doors(found: Settings) -> Iterator[Verdict | str]:
    try:
        gateways = bootstrap.gateways_of(found)
    except (BadConfig, BadSettings) as fault:
        yield Verdict("BAD", "gateways", str(fault))
        return
    for gateway in gateways.values():
        yield f"gateway {gateway.name}: {hook_path(gateway, main_door(gateway))}"
        if not gateway.live:
            yield Verdict("LIVE", gateway.name, "has no credentials, so texts are received and none is sent")


def _address(found: Settings) -> Verdict:
    parts = urlsplit(found.address)
    if parts.scheme == "https":
        return Verdict("OK", f"public address {found.address}")
    return Verdict("LIVE", "public address", "set HOTLINE_PUBLIC_URL to the https address providers call")


def _mail(found: Settings) -> Verdict:
    if found.smtp_host and found.mail_from:
        return Verdict("OK", f"e-mail by {found.smtp_host}:{found.smtp_port}, {found.smtp_security}")
    return Verdict("LIVE", "e-mail", "off: set HOTLINE_SMTP_HOST and HOTLINE_MAIL_FROM, and officers are told by it")


def _push(found: Settings) -> Verdict:
    if found.push_contact(found.address):
        return Verdict("OK", f"push by {', '.join(found.push_services)}")
    return Verdict("LIVE", "push", "off: set HOTLINE_PUBLIC_URL to an https address, or HOTLINE_MAIL_FROM")


def _space(found: Settings) -> Verdict:
    place = found.data_dir if found.data_dir.exists() else found.data_dir.absolute().parent
    try:
        free = shutil.disk_usage(place).free
    except OSError as fault:
        return Verdict("BAD", "data directory", f"{place}: {fault.strerror}")
    if free < LEAST_SPACE:
        return Verdict("BAD", "disk", f"only {free >> 20} MB free where the data lies; make room")
    return Verdict("OK", "disk has room")


def _engines(found: Settings) -> Iterator[Verdict]:
    if not (found.database_url and found.redis_url):
        yield Verdict("LIVE", "engines", f"nothing runs in {found.data_dir.absolute()}; {_ENGINES}")
        return
    yield from _database(found.database_url.get_secret_value())
    try:
        connect(found.redis_url.get_secret_value()).ping()
        yield Verdict("OK", "queue answers")
    except redis.RedisError as fault:
        yield Verdict("BAD", "queue", f"does not answer ({type(fault).__name__}); texts are still received")


def _database(url: str) -> Iterator[Verdict]:
    engine = database.open_as_owner(url)
    try:
        current = schema.is_current(engine)
        yield Verdict("OK", "schema is current") if current else Verdict("BAD", "schema", "run 'hotline migrate'")
        if current:
            yield from _readers(url)
    except OperationalError:
        yield Verdict("BAD", "database", "does not answer at HOTLINE_DATABASE_URL")
    finally:
        engine.dispose()


def _readers(url: str) -> Iterator[Verdict]:
    engine = database.open_database(url, "migration")
    with Session(engine) as session:
        bodies, viewers = office.bodies(session), office.viewers(session)
        uncalled = office.numbers_never_called(session)
    engine.dispose()
    if not bodies:
        yield Verdict("LIVE", "bodies", "none yet: enter them at /admin, or invite with 'hotline invite'")
    unread = bodies_without_reader(bodies, viewers)
    if unread:
        yield Verdict("BAD", "walls", f"{len(unread)} bodies have no independent reader for complaints about them")
    if uncalled:
        yield Verdict("LIVE", "emergency numbers", f"{uncalled} were never called to check; write the day at /admin")
