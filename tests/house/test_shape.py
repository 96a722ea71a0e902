"""Small rooms: the length of files and functions, and a sentence over each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import SOURCES, parsed, python, read

FILE_LINES, TEST_LINES, FUNCTION_LINES, ARGUMENTS = 250, 400, 40, 5
# File: why it may be longer. Migrations are not listed: one is a list of tables, written once and never edited.
LONGER: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef
ORDINARY = tuple(name for name in python(*SOURCES) if not name.startswith("migrations/versions/"))


def _functions(name: str) -> Iterator[Function]:
    return (node for node in ast.walk(parsed(name)) if isinstance(node, Function))


def _arguments(function: Function) -> int:
    given = function.args
    named = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in named if name not in ("self", "cls")])


def _public(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    for holder in [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]:
        for node in holder.body:
            if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
                inside_private = isinstance(holder, ast.ClassDef) and holder.name.startswith("_")
                if not inside_private:
                    yield node


@pytest.mark.parametrize("name", [*ORDINARY, *python("tests")])
def test_a_file_can_be_read_in_one_sitting(name: str) -> None:
    most = TEST_LINES if name.startswith("tests/") else FILE_LINES
    assert len(read(name).splitlines()) <= most or name in LONGER


def test_no_file_is_excused_that_needs_no_excuse() -> None:
    assert [name for name in LONGER if len(read(name).splitlines()) <= FILE_LINES] == []


@pytest.mark.parametrize("name", ORDINARY)
def test_a_function_fits_a_screen_and_takes_few_arguments(name: str) -> None:
    for function in _functions(name):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= FUNCTION_LINES, f"{function.name} has {length} lines"
        assert _arguments(function) <= ARGUMENTS, f"{function.name} takes {_arguments(function)} arguments"


@pytest.mark.parametrize("name", [name for name in python(*SOURCES) if not name.endswith("__init__.py")])
def test_a_module_and_what_it_offers_say_in_a_sentence_what_they_are(name: str) -> None:
    tree = parsed(name)
    assert ast.get_docstring(tree), "the module says nothing"
    assert [node.name for node in _public(tree) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("name", python(*SOURCES))
def test_an_exemption_from_a_rule_names_the_rule_and_the_reason(name: str) -> None:
    for line in read(name).splitlines():
        if "# no" + "qa" in line:
            assert re.search(r"# no" + r"qa: [A-Z]+\d+(, ?[A-Z]+\d+)* - \w", line), line
        if "# type: " + "ignore" in line:
            assert re.search(r"# type: ig" + r"nore\[[a-z-]+\]", line), line
