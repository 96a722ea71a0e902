"""What the documents promise is there: commands, targets, files, settings."""

from __future__ import annotations

import re
from functools import cache

import click
import pytest
from click.testing import CliRunner

from hotline.cli import main
from tests.house.settings import gateway_names, names
from tests.house.tree import ROOT, files, read

LINES = {"README.md": 120, "STYLE.md": 120}
DOCUMENTS = [name for name in files() if name.endswith(".md") and ("/" not in name or name.startswith("docs/"))]
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)


def _code(name: str) -> str:
    return "\n".join(block or span for block, span in CODE.findall(read(name)))


@cache
def _commands(group: click.Group = main, before: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    """Every command and group by the words one types."""
    context = click.Context(group)
    found: dict[tuple[str, ...], click.Command] = {}
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        found[*before, word] = command
        if isinstance(command, click.Group):
            found |= _commands(command, (*before, word))
    return found


@pytest.mark.parametrize("name", [name for name in LINES if (ROOT / name).exists()])
def test_a_document_is_short_enough_to_be_read(name: str) -> None:
    assert len(read(name).splitlines()) <= LINES[name]


def test_every_command_helps_with_an_example() -> None:
    for words, command in _commands().items():
        shown = CliRunner().invoke(main, [*words, "--help"])
        assert shown.exit_code == 0, words
        assert isinstance(command, click.Group) or f"Example: hotline {' '.join(words)}" in shown.output, words


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_command_in_a_document_exists(name: str) -> None:
    for first, second in re.findall(r"(?<![\w/.-])hotline ([a-z]+)(?: ([a-z]+)\b)?", _code(name)):
        assert (first,) in _commands()
        assert not second or not isinstance(_commands()[first,], click.Group) or (first, second) in _commands()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_make_target_in_a_document_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", _code(name))) <= targets


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_in_a_document_exists(name: str) -> None:
    folders = {file.split("/")[0] for file in files() if "/" in file}
    for path in re.findall(r"(?:\]\(|`)([\w.-]+/[\w./-]*)(?:\)|`)", read(name)):
        assert path.split("/")[0] not in folders or (ROOT / path).exists(), path


@pytest.mark.parametrize("name", [*DOCUMENTS, "docker-compose.yml", "Dockerfile"])
def test_a_setting_in_a_document_exists(name: str) -> None:
    used = set(re.findall(r"\b(?:HOTLINE|TWILIO)_[A-Z_]*[A-Z]\b", read(name)))
    assert {word.removesuffix("_FILE") for word in used} <= names().keys() | gateway_names().keys()
