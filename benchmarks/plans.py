"""How the database reads its big tables for a page: by which index, or from end to end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

BIG = ("cases", "messages", "outbound", "events", "contacts", "accused", "notes")
# A table whose reading costs the planner less than this is not big yet.
SMALL = 200
_SCAN = re.compile(rf"Seq Scan on ({'|'.join(BIG)})\b")
_INDEX = re.compile(rf"Scan(?: Backward)? using (\w+) on ({'|'.join(BIG)})\b")
_BITMAP = re.compile(r"Bitmap Index Scan on (\w+)")
_COST = re.compile(r"cost=[\d.]+\.\.([\d.]+)")


@dataclass
class Plans:
    """Every query that was asked, once, by the page that asked it first."""

    engine: Engine
    page: str = ""
    asked: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def watch(self) -> None:
        """Keep what is asked from now on."""

        @event.listens_for(self.engine, "before_cursor_execute")
        def keep(*told: Any) -> None:
            statement, given = told[2], told[3]
            if statement.lstrip().startswith("SELECT"):
                self.asked.setdefault(statement, (self.page, given))

    def read(self) -> tuple[dict[str, list[str]], list[str]]:
        """Return by page the indexes through which big tables are read, and each big table read from end to end."""
        indexes, scans = dict[str, list[str]](), list[str]()
        connection = self.engine.raw_connection()
        for statement, (page, given) in dict(self.asked).items():
            cursor = connection.cursor()
            cursor.execute("EXPLAIN " + statement, given)
            lines = [str(line[0]) for line in cursor.fetchall()]
            scans += [f"{page}: {told}" for told in _scans(lines)]
            used = {found for line in lines for found in _indexes(line)}
            indexes[page] = sorted({*indexes.get(page, []), *used})
        connection.close()
        return indexes, scans


def _indexes(line: str) -> list[str]:
    return [name for name, _ in _INDEX.findall(line)] + _BITMAP.findall(line)


def _scans(lines: list[str]) -> list[str]:
    """Return the lines of a plan that read a big table from end to end, each with what is looked for in it."""
    found = ((at, line) for at, line in enumerate(lines) if _SCAN.search(line) and _cost(line) > SMALL)
    return [f"{line.strip()} | {lines[min(at + 1, len(lines) - 1)].strip()[:200]}" for at, line in found]


def _cost(line: str) -> int:
    """Return what a line of a plan costs, by the planner."""
    told = _COST.search(line)
    return int(float(told[1])) if told else 0
