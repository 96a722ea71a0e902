"""What is installed: locked by hash, from no named index, and each package earning its place."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.house.tree import SOURCES, imports, python, read

LOCKS = ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt")
# Direct dependencies that no line of ours imports, and what for.
UNSEEN = {
    "psycopg": "SQLAlchemy's driver, named in the address",
    "pydantic": "the types of pydantic-settings",
    "setuptools": "builds the editable install",
    "tzdata": "zone names on slim machines",
}
# Imported through the package that brings them and is made for it.
BROUGHT = {"werkzeug": "flask", "jinja2": "flask", "markupsafe": "flask", "wtforms": "flask-wtf", "urllib3": "requests"}


def _project() -> dict[str, list[str]]:
    return dict(tomllib.loads(read("pyproject.toml"))["project"])


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", found.group()).lower() if found else ""


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^ ;]+)", read(lock), flags=re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_carries_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", read(lock), flags=re.MULTILINE).strip())
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+( ; .+)? \\\n", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_folder(lock: str) -> None:
    assert re.findall(r"^-.*|.*://.*", read(lock), flags=re.MULTILINE) == []


def test_the_locks_agree_with_each_other() -> None:
    run, embedded, dev = (_pins(lock) for lock in LOCKS)
    assert run.items() <= embedded.items() <= dev.items()


def test_what_the_project_asks_for_is_in_the_lock() -> None:
    assert {_name(wanted) for wanted in _project()["dependencies"]} <= _pins("requirements.txt").keys()


def test_the_queue_is_the_release_whose_kills_were_tried() -> None:
    assert "rq==3.0.0" in _project()["dependencies"]


def test_every_library_we_import_is_asked_for_and_every_one_asked_for_is_used() -> None:
    owners = {module: _name(owner[0]) for module, owner in packages_distributions().items()}
    firsts = {wanted.split(".")[0] for name in python(*SOURCES) for wanted in imports(name)}
    used = {owners[first] for first in firsts if first in owners and first not in SOURCES}
    asked = {_name(wanted) for wanted in _project()["dependencies"]}
    assert used - BROUGHT.keys() - asked == set()
    assert asked - used - UNSEEN.keys() == set()
