"""Imports point one way, as the table in STYLE.md says."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.house.rooms import DOORS, room_of, rooms
from tests.house.tree import imports, modules, read

OURS = ("hotline", "workers", "migrations", "benchmarks")


def _outside(module: str) -> Iterator[str]:
    """Yield what a module imports of others, by first name, the standard library left out."""
    for wanted in imports(modules()[module]):
        first = wanted.split(".")[0]
        if first not in OURS and first not in sys.stdlib_module_names:
            yield first


def test_every_module_is_in_a_room_of_the_table() -> None:
    assert {room_of(name) for name, file in modules().items() if read(file)} <= set(rooms())


def test_every_room_of_the_table_stands() -> None:
    here = {module.removeprefix("hotline.").split(".")[0] for module in modules()}
    assert set(rooms()) - here == {DOORS}


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_module_imports_only_what_its_room_may(module: str) -> None:
    room = rooms().get(room_of(module))
    ours = {name for name in imports(modules()[module]) if name.split(".")[0] in OURS and name != "hotline"}
    assert room or not ours
    assert {name for name in ours if room and not room.admits(name)} == set()
    assert set(_outside(module)) <= set(room.libraries if room else ())


def test_no_two_modules_import_each_other_in_a_ring() -> None:
    graph = {name: {wanted for wanted in imports(file) if wanted in modules()} for name, file in modules().items()}
    while leaves := {name for name, wanted in graph.items() if not wanted & graph.keys() - {name}}:
        graph = {name: wanted for name, wanted in graph.items() if name not in leaves}
    assert sorted(graph) == []


@pytest.mark.parametrize("name", [file for file in modules().values() if file.endswith("/__init__.py")])
def test_a_package_says_nothing_at_its_door(name: str) -> None:
    assert read(name) == ""
