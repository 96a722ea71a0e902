"""The audit pack: definitions, figures, the events beneath them, a checkpoint, and what checks it all elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from importlib.resources import files
from io import TextIOWrapper
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.orm import Session

from hotline.reports import catalog
from hotline.reports.base import View
from hotline.reports.files import Table, csv_lines
from hotline.store import trail, trail_pack
from hotline.store.models.casework import HOUSE
from hotline.store.trail import Tracked

VERSION = 1
_START = "import sys\n\nfrom verifier.__main__ import main\n\nsys.exit(main())\n"
_READ_ME = """\
An audit pack: figures about a period, and everything they were drawn from.

To check it, unpack it, go into the folder, and run with any Python from 3.11 on:

    python3 verify.py

The verifier lies beside it in plain words (verifier/), needs nothing else, and asks no network. It says whether

- every event follows the one before it, and none was altered, taken out, put in or exchanged;
- the chains are those that the signed checkpoint (checkpoint.json) holds, so that none was cut or written anew;
- every file in figures/ is, to the byte, what the events give by the definitions in definitions.json;
- everything that was ever published, and what bodies replied, lies in published/, signed, as the trail tells.

Hold the key and the root it prints against those you were given on paper or by another way: a pack that was
made up as a whole agrees with itself.

pack.json         the period, when it was drawn, which figures it holds
definitions.json  what each figure means
cases.json        what is kept of each case received in the period: no text, no number, no reference
events.jsonl      every event of those cases, and of the house itself; accounts and cases are ids
names.json        what ids of desks and accounts are called in the figures
published/        each published statement with its signature, and the body's reply: the figure without what it disputes
calendars.json    the working hours, and the limits of each version, by which targets were reckoned
checkpoint.json   the newest signed checkpoint: how far every chain had come
"""


def write(session: Session, view: View, out: ZipFile, checkpoint: Iterable[str]) -> int:
    """Write a pack over the cases received in the period, and return how many events it holds."""
    cases = trail.received(session, view.viewer, view.period.start, view.period.end)
    for name, content in _small(session, view, cases):
        out.writestr(name, content, ZIP_DEFLATED)
    _stream(out, "checkpoint.json", checkpoint)
    count = 0

    def lines() -> Iterator[str]:
        nonlocal count
        for event in trail_pack.chains(session, [*(case.id for case in cases), HOUSE]):
            count += 1
            yield _json(event, indent=None) + "\n"

    _stream(out, "events.jsonl", lines())
    return count


def _small(session: Session, view: View, cases: list[Tracked]) -> Iterator[tuple[str, str]]:
    yield "README.txt", _READ_ME
    yield "verify.py", _START
    yield from _verifier()
    days = {"first": view.period.first.isoformat(), "last": view.period.last.isoformat()}
    drawn_at = view.now.astimezone(UTC).isoformat()
    yield "pack.json", _json({"version": VERSION, **days, "drawn_at": drawn_at, "reports": list(catalog.REPORTS)})
    yield "definitions.json", _json({slug: _definition(slug) for slug in catalog.REPORTS})
    yield "cases.json", _json([_facts(case) for case in cases])
    yield (
        "names.json",
        _json(
            {
                "desks": trail.desk_names(session),
                "accounts": trail.account_names(session),
                "places": trail.place_names(session),
            }
        ),
    )
    yield "calendars.json", _json(trail_pack.calendars(session))
    yield from ((f"published/{number}.json", _json(held)) for number, held in trail_pack.published(session))
    for slug, report in catalog.REPORTS.items():
        table = Table(report.columns, catalog.rows_in(session, slug, view), {})
        yield f"figures/{slug}.csv", "".join(csv_lines(table))


def _verifier() -> Iterator[tuple[str, str]]:
    """Yield the verifier's files, which stand on their own once they call each other by their bare names."""
    for file in sorted(files("hotline.verifier").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            yield f"verifier/{file.name}", file.read_text(encoding="utf-8").replace("hotline.verifier", "verifier")


def _definition(slug: str) -> Mapping[str, Any]:
    report = catalog.REPORTS[slug]
    return {"title": report.title, "definition": list(report.definition), "columns": list(report.columns)}


def _facts(case: Tracked) -> Mapping[str, Any]:
    return {
        "id": str(case.id), "category": case.category, "channel": case.channel, "language": case.language,
        "urgency": case.urgency, "sensitivity": case.sensitivity, "exercise": case.exercise,
        "has_citizen": case.has_citizen, "unsorted": case.unsorted, "calendar": _id(case.calendar_id),
        "place": _id(case.place_id),
    }  # fmt: skip


def _id(value: UUID | None) -> str | None:
    return str(value) if value else None


def _json(value: Any, indent: int | None = 1) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _stream(out: ZipFile, name: str, pieces: Iterable[str]) -> None:
    """Write piece by piece, so that a year of events needs no room."""
    with out.open(name, "w", force_zip64=True) as raw, TextIOWrapper(raw, encoding="utf-8", newline="") as file:
        file.writelines(pieces)
