"""Every event that the code can write, read from the code: its kind and its keys, none listed by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import hotline

ROOT, ROOMS = Path(hotline.__file__).parent, ("services", "web", "commands")
# What writes into the house's chain or a case's, and at which argument it takes the kind; none where it is its own.
HOUSE_CHAIN = {"append_house": 1, "tell": 0, "note_export": None, "note_print": None, "note_search": None}
CASE = {"append": 2, "record": 3, "_record": 3, "_tell_open_cases": 1}
OWN_KINDS = {"note_export": "exported", "note_print": "printed", "note_search": "searched"}


@dataclass(frozen=True)
class Call:
    """One place that writes an event: its kinds, as far as they can be read, its keys, and what is left open."""

    where: str
    kinds: frozenset[str]
    keys: frozenset[str]
    values: frozenset[tuple[str, str]]
    spread: frozenset[str]


def calls(writers: dict[str, int | None]) -> Iterator[Call]:
    """Yield each place of the code that calls one of the writers."""
    for path in (one for room in ROOMS for one in sorted((ROOT / room).rglob("*.py"))):
        whole = ast.parse(path.read_text())
        for function in (one for one in ast.walk(whole) if isinstance(one, ast.FunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _is_writer(node, writers):
                    yield _call(node, writers, function, (path, whole))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_writer(node: ast.Call, writers: dict[str, int | None]) -> bool:
    name = _name(node.func)
    if name in ("append", "tell") and ast.unparse(node.func) not in ("events.append", "change.tell"):
        return False
    return name in writers and len(node.args) > (writers[name] or 0)


def _call(
    node: ast.Call, writers: dict[str, int | None], function: ast.FunctionDef, of: tuple[Path, ast.Module]
) -> Call:
    path, whole = of
    name, at = _name(node.func), writers[_name(node.func)]
    kinds = {OWN_KINDS[name]} if at is None else set(_strings(node.args[at], function, whole))
    keys, spread, values = set[str](), set[str](), set[tuple[str, str]]()
    if at is None:
        keys.add("what")
        values |= {("what", text) for text in _strings(node.args[2], function, whole)}
    for keyword in node.keywords:
        if keyword.arg:
            keys.add(keyword.arg)
            values |= {(keyword.arg, text) for text in _strings(keyword.value, function, whole)}
        else:
            found = set(_keys(keyword.value, function, whole))
            keys |= found
            spread |= set() if found else {ast.unparse(keyword.value)}
    where = f"{path.relative_to(ROOT)}:{function.name}"
    return Call(where, frozenset(kinds), frozenset(keys), frozenset(values), frozenset(spread))


def _strings(node: ast.expr, function: ast.FunctionDef, whole: ast.Module) -> Iterator[str]:
    """Yield what an argument can be, where the code says it in words; a name is followed to what was put in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body, function, whole)
        yield from _strings(node.orelse, function, whole)
    elif isinstance(node, ast.JoinedStr):
        told = [sorted(set(_strings(part, function, whole))) for part in node.values]
        yield from ("".join(parts) for parts in product(*told))
    elif isinstance(node, ast.FormattedValue):
        yield from _strings(node.value, function, whole)
    elif isinstance(node, ast.Name):
        held = [*_put_in(node.id, function), *(value for one in whole.body for value in _put_in(node.id, one))]
        for value in held:
            if node.id not in {_name(part) for part in ast.walk(value) if isinstance(part, ast.expr)}:
                yield from _strings(value, function, whole)
        yield from _handed(node.id, function, whole)


def _keys(node: ast.expr, function: ast.FunctionDef, whole: ast.Module) -> Iterator[str]:
    """Yield the keys of what is spread into an event: a table written out, or a name or a function that holds one."""
    if isinstance(node, ast.Dict):
        yield from (str(one.value) for one in node.keys if isinstance(one, ast.Constant))
    elif isinstance(node, ast.DictComp):
        listed = [one for made in node.generators for one in ast.walk(made.iter)]
        yield from (one.value for one in listed if isinstance(one, ast.Constant) and isinstance(one.value, str))
    elif isinstance(node, ast.IfExp | ast.Name):
        parts = _put_in(node.id, function) if isinstance(node, ast.Name) else (node.body, node.orelse)
        for value in parts:
            yield from _keys(value, function, whole)
    elif isinstance(node, ast.Call):
        for made in (one for one in whole.body if isinstance(one, ast.FunctionDef) and one.name == _name(node.func)):
            for one in (one for one in ast.walk(made) if isinstance(one, ast.Return) and one.value):
                yield from _keys(one.value, made, whole)  # type: ignore[arg-type]


def _put_in(name: str, where: ast.AST) -> Iterator[ast.expr]:
    """Yield what is put in a name, or added to it."""
    for one in ast.walk(where):
        targets = one.targets if isinstance(one, ast.Assign) else [getattr(one, "target", None)]
        if any(isinstance(at, ast.Name) and at.id == name for at in targets) and getattr(one, "value", None):
            yield one.value  # type: ignore[attr-defined]


def _handed(name: str, function: ast.FunctionDef, whole: ast.Module) -> Iterator[str]:
    """Yield what the module hands to a function under a name."""
    names = [argument.arg for argument in function.args.args]
    if name not in names:
        return
    for caller in (one for one in ast.walk(whole) if isinstance(one, ast.FunctionDef) and one is not function):
        for node in ast.walk(caller):
            if isinstance(node, ast.Call) and _name(node.func) == function.name:
                given = node.args[names.index(name) :][:1] + [one.value for one in node.keywords if one.arg == name]
                for value in given:
                    yield from _strings(value, caller, whole)
