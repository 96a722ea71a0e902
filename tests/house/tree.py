"""The checkout as data: which files there are, what each module imports."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("hotline", "workers", "migrations", "benchmarks")
TEXT = {"", ".cfg", ".css", ".csv", ".example", ".html", ".ini", ".js", ".json", ".mako", ".md", ".po", ".py"}
TEXT |= {".sh", ".svg", ".toml", ".txt", ".xml", ".yaml", ".yml"}


@cache
def files() -> tuple[str, ...]:
    """Every file that is or will be in the repository, as git sees it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return tuple(sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file()))


def texts() -> tuple[str, ...]:
    """Every file that a person may read."""
    return tuple(name for name in files() if Path(name).suffix in TEXT)


def python(*folders: str) -> tuple[str, ...]:
    """Every Python file below these folders."""
    return tuple(name for name in files() if name.endswith(".py") and name.split("/")[0] in folders)


def read(name: str) -> str:
    """The content of a file, by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def parsed(name: str) -> ast.Module:
    """A Python file as a tree."""
    return ast.parse(read(name), name)


@cache
def modules() -> dict[str, str]:
    """Every module of ours by its dotted name, and the file it lives in."""
    return {dotted(name): name for name in python(*SOURCES)}


def dotted(name: str) -> str:
    """The dotted name of a file."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(name: str) -> Iterator[str]:
    """Every module a file imports; `from hotline import clock` is an import of hotline.clock."""
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                longer = f"{node.module}.{alias.name}"
                yield longer if longer in modules() else node.module
