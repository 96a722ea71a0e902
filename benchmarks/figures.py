"""How long a year's report takes: cases by a seed with their events, added up, and then as many times over as told.

Run: .venv/bin/python -m benchmarks.figures --cases 100000 --times 10
The figures of `--times` are pages of figures alone: each of the seeded year holds its cases so many times. Beside the
figures of a report stands its whole web page, pictures included, as an administrator opens it.
"""

from __future__ import annotations

import argparse
import base64
import re
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from hotline import bootstrap
from hotline.bootstrap import Application
from hotline.demo_accounts import password_of
from hotline.embedded import Engines
from hotline.reports import adding, catalog
from hotline.reports.parts import Page, joined
from hotline.reports.shelves import part_of, rows_of
from hotline.services import demo, setup
from hotline.settings import Settings
from hotline.store import figures, schema
from hotline.web.app import create_app

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
KEY = base64.b64encode(b"k" * 32).decode()
FIRST, LAST, TURNS = date(2025, 1, 1), date(2026, 1, 1), 7
# Seven events a case: received, routed, acknowledged, taken, answered, delivered, closed; a tenth are never answered.
SLUGS = ("response-times", "compliance", "backlog", "topics", "waits", "silence", "channels", "gaming")
SEED = """
SELECT setseed(0.42);
INSERT INTO cases (id, reference, alias, contact_id, channel, language, status, category, urgency, sensitivity, wall,
                   needs_person, place_id, desk_id, version, received_at, delivery_failed, supervisor_flag, exercise)
SELECT gen_random_uuid(), 'B' || n, 'b', (SELECT id FROM contacts LIMIT 1), (ARRAY['sms','ussd'])[1 + n % 2],
       (ARRAY['fr','bm','ar'])[1 + n % 3], 'open', (SELECT code FROM categories ORDER BY code OFFSET n % 9 LIMIT 1),
       (ARRAY['normal','high','critical','low'])[1 + n % 4], 'S1', 'none', false,
       (SELECT id FROM places ORDER BY code OFFSET n % 50 LIMIT 1),
       (SELECT id FROM desks ORDER BY name, id OFFSET n % 4 LIMIT 1), 1,
       timestamptz '2025-01-01' + random() * interval '365 days', false, false, false
FROM generate_series(1, :cases) AS n;
INSERT INTO accused (case_id, body_id)
SELECT id, (SELECT id FROM bodies ORDER BY code OFFSET (ascii(right(reference, 1)) % 3) LIMIT 1)
FROM cases WHERE reference LIKE 'B%7';
INSERT INTO events (id, chain, n, at, kind, actor, data, previous_hash, hash)
SELECT gen_random_uuid(), c.id, k.n, c.received_at + k.n * (60 + random() * 5000) * interval '1 second', k.kind,
       k.actor,
       jsonb_build_object('received_at', c.received_at, 'urgency', c.urgency, 'sensitivity', c.sensitivity,
                          'desk', c.desk_id, 'body', '', 'text', '', 'outcome', 'resolved', 'citizen', 'confirmed',
                          'purpose', k.purpose), '', ''
FROM cases AS c CROSS JOIN (VALUES
    (1, 'received', 'system', ''), (2, 'routed', 'system', ''), (3, 'text_accepted', 'system', 'acknowledgement'),
    (4, 'taken', 'account:1', ''), (5, 'answered', 'account:1', ''), (6, 'text_delivered', 'system', ''),
    (7, 'closed', 'account:1', '')) AS k (n, kind, actor, purpose)
WHERE c.reference LIKE 'B%' AND (k.n < 5 OR c.reference NOT LIKE '%3');
"""


def main() -> None:
    """Seed, add up, multiply, and measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=100_000)
    asked.add_argument("--times", type=int, default=10)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, Engines.start(Path(folder), say=lambda line: None) as engines:
        app = _furnished(engines.database_url, engines.redis_url)
        began = time.monotonic()
        owner = create_engine(engines.database_url.replace("postgresql://", "postgresql+psycopg://"))
        with owner.begin() as connection:
            for statement in SEED.split(";\n"):
                if statement.strip():
                    connection.execute(text(statement), {"cases": given.cases} if ":cases" in statement else {})
        print(f"seeded {given.cases} cases in {time.monotonic() - began:.0f} s", flush=True)
        began = time.monotonic()
        count = sum(n for _, n in adding.rebuild(app.unit))
        print(f"added up {count} cases in {time.monotonic() - began:.0f} s", flush=True)
        _measure(app, count)
        _multiply(app, given.times)
        _measure(app, count * given.times)


def _furnished(database_url: str, redis_url: str) -> Application:
    schema.upgrade(database_url)
    settings = Settings(
        database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), demo=True, public_url="http://127.0.0.1:8000",
        secret_key=SecretStr("s" * 40), data_keys=SecretStr(f"k1:{KEY}"), index_key=SecretStr(KEY),
    )  # fmt: skip
    app = bootstrap.build(settings, "migration")
    with app.unit() as unit:
        setup.install(unit, app.taxonomy)
    with app.unit() as unit:
        demo.install(unit, settings.session_key())
        unit.session.execute(
            text(
                "INSERT INTO contacts (id, phone_index, phone_sealed, last_gateway, last_recipient, exercise,"
                " created_at) VALUES (gen_random_uuid(), 'b', 'b', 'simulator', '', false, now())"
            )
        )
    return app


def _multiply(app: Application, times: int) -> None:
    """Make every page hold its cases so many times; what is told of each stays what it was."""
    with app.unit() as unit:
        ids = figures.pages(unit.session, None, (FIRST, LAST))
        for page_id in ids:
            once: Page = {name: part_of(name, row) for name, row in figures.whole(unit.session, page_id)}
            page = once
            for _ in range(times - 1):
                page = joined(page, once)
            figures.write_parts(unit.session, page_id, rows_of(page))


def _measure(app: Application, cases: int) -> None:
    client = _administrator(app)
    for slug in SLUGS:
        address = f"/reports/{slug}?from={FIRST}&to={LAST}"
        _time(f"{cases} cases, {slug}", partial(catalog.rows_for, app, slug, FIRST, LAST, None))
        _time(f"{cases} cases, {slug}, page", partial(client.get, address))


def _time(what: str, act: Callable[[], object]) -> None:
    took, worked = [], []
    for _ in range(TURNS):
        began, busy = time.perf_counter(), time.process_time()
        act()
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
    wall = f"median {median(took):.0f} ms, best {min(took):.0f} ms"
    print(f"{what}: {wall}, own work {min(worked):.0f} ms", flush=True)


def _administrator(app: Application) -> FlaskClient:
    client, email = create_app(app).test_client(), "administrator@demo.invalid"
    token = _TOKEN.search(client.get("/sign-in").text)
    password = password_of(app.settings.session_key(), email)
    fields = {"csrf_token": token[1] if token else "", "email": email, "password": password}
    if client.post("/sign-in", data=fields).status_code != HTTPStatus.SEE_OTHER:
        raise SystemExit(f"{email} cannot sign in")
    return client


if __name__ == "__main__":
    main()
