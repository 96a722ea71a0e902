"""The migrations are one line, each named by its number, so that two people who add one at a time notice."""

from __future__ import annotations

import re
from pathlib import Path

FILES = sorted((Path(__file__).parents[2] / "migrations" / "versions").glob("[0-9]*.py"))


def test_each_migration_follows_the_one_before_and_bears_its_number() -> None:
    before = None
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        told = re.search(r"^revision = \"(\d+)\"\ndown_revision = (?:\"(\d+)\"|None)$", text, re.M)
        assert told, file.name
        assert told[1] == file.name[:4], file.name
        assert told[2] == before, file.name
        before = told[1]
