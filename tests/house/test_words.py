"""What stands in no file: strangers' numbers, machines' paths, registries' hosts, words about its making."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import read, texts


def _joined(*halves: tuple[str, str]) -> str:
    """Put forbidden words together here, so that this file does not hold them."""
    return "|".join(re.escape(first + second) for first, second in halves)


PATHS = _joined(("/wo", "rk/"), ("/ro", "ot/"), ("/opt/", "wheels"), ("/opt/", "pypi"), ("/Us", "ers/"))
HOSTS = _joined(
    ("py", "pi.org"), ("python", "hosted"), ("registry.", "npmjs"), ("deb.", "debian.org"), ("proxy.", "golang"),
)  # fmt: skip
WRITERS = _joined(
    ("A", "I"), ("L", "LM"), ("G", "PT"), ("Ope", "nAI"), ("Anthro", "pic"), ("Cla", "ude"), ("chat", "bot"),
    ("co", "pilot"), ("ai", "-generated"), ("co-auth", "ored-by"), ("language ", "model"), ("sub", "agent"),
)  # fmt: skip
UNFINISHED = _joined(("TO", "DO"), ("FIX", "ME"), ("X", "XX"), ("lorem", " ipsum"))
NUMBER = re.compile(r"(?<![\w.])(?:\+|00)?223((?:[ .-]?\d\d){4})(?![\w])")
# Files that show where the block ends, or what a number is not.
EDGES = ("tests/domain/test_phones.py", "tests/domain/test_references.py")
READ = [name for name in texts() if not name.startswith("requirements") and name != "LICENSE"]


@pytest.mark.parametrize("name", READ)
def test_a_file_holds_no_path_of_a_machine_and_no_host_of_a_registry(name: str) -> None:
    assert re.findall(rf"(?<![\w.])(?:{PATHS})|{HOSTS}", read(name)) == []


@pytest.mark.parametrize("name", READ)
def test_a_file_speaks_of_the_hotline_and_not_of_its_making(name: str) -> None:
    assert re.findall(rf"(?<![\w-])(?:{WRITERS})(?![\w-])", read(name)) == []


@pytest.mark.parametrize("name", [name for name in READ if name.endswith((".py", ".html", ".js", ".css", ".toml"))])
def test_nothing_is_left_half_done(name: str) -> None:
    assert re.findall(rf"\b(?:{UNFINISHED})\b", read(name)) == []


@pytest.mark.parametrize("name", [name for name in READ if name not in EDGES])
def test_a_malian_number_is_of_the_block_that_nobody_has(name: str) -> None:
    numbers = [re.sub(r"\D", "", digits) for digits in NUMBER.findall(read(name))]
    assert [number for number in numbers if not number.startswith("0000")] == []
