"""The table of rooms, read from STYLE.md: what is drawn there is what stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tests.house.tree import read

DOORS = "doors"


@dataclass(frozen=True)
class Room:
    """One row: what a room may import of ours, and which libraries."""

    name: str
    ours: tuple[str, ...]
    libraries: tuple[str, ...]

    def admits(self, module: str) -> bool:
        """Say whether this room may import a module of ours."""
        return any(_within(module, allowed) for allowed in (self.name, *self.ours))


@cache
def rooms() -> dict[str, Room]:
    """Every room by its name; a row may name several, which then share it."""
    found: dict[str, Room] = {}
    for line in read("STYLE.md").splitlines():
        cells = [re.findall(r"`([\w.]+)`", cell) for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 3:
            names, ours, libraries = cells
            found |= {name: Room(name, (*names, *ours), tuple(libraries)) for name in names}
    return found


def room_of(module: str) -> str:
    """The room a module is in: its folder or file below hotline, or its top folder; an unnamed file is a door."""
    parts = module.split(".")
    inside = parts[0] == "hotline" and len(parts) > 1
    name = parts[1] if inside else parts[0]
    return DOORS if inside and name not in rooms() and len(parts) == 2 else name


def _within(module: str, allowed: str) -> bool:
    bare = module.removeprefix("hotline.")
    return bare == allowed or bare.startswith(allowed + ".") or room_of(module) == allowed
