"""`hotline replay` as an operator types it: counts and no words, and the exit codes that scripts rely on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hotline import surround
from hotline.settings import Settings
from tests.support.town import LINE, Town

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A house without the demonstration's own keys, as a command finds it by its environment."""
    (tmp_path / "data").mkdir()
    return settings.model_copy(update={"data_dir": tmp_path / "data", "demo": False, "simulator": True})


def _typed(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    told = surround.environment_of(settings) | {"HOTLINE_GATEWAYS": "twilio", "HOTLINE_SIMULATOR": "1"}
    command = [sys.executable, "-m", "hotline.cli", "replay", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=told)


def _counts(said: str) -> dict[str, int]:
    return {word: int(count) for count, word in re.findall(r"^ *(\d+) (\S+) ", said, flags=re.MULTILINE)}


def test_the_journal_is_read_again_by_command(town: Town, settings: Settings) -> None:
    town.deliver_text(AWA, THEFT)
    path = f"/hooks/simulator/{town.application.gateways['simulator'].token}/text"
    town.web.test_client().post(path, data={"id": "u-1", "from": AWA, "to": LINE, "words": THEFT})
    said = _typed(settings, "--since", "2026-03-01", "--gateway", "simulator")
    assert (said.returncode, said.stderr) == (0, "")
    counted = _counts(said.stdout)
    assert {word: count for word, count in counted.items() if count} == {"same": 1, "unreadable": 1, "calls": 2}
    assert "boeufs" not in said.stdout
    assert "00000101" not in said.stdout
    assert "nothing changed" not in said.stdout
    assert "nothing changed" in _typed(settings, "--since", "2026-03-01T09:00", "--dry-run").stdout


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("--gateway", "nobody"), 2, "nobody"),
        (("--since", "last week"), 2, "last week"),
        (("--everything",), 2, "--everything"),
        (("--gateway", "orange"), 1, "Error: orange is not in use: name it in HOTLINE_GATEWAYS"),
    ],
)
def test_wrong_use_is_told_from_what_cannot_be_done(
    settings: Settings, words: tuple[str, ...], code: int, why: str
) -> None:
    said = _typed(settings, *words)
    assert said.returncode == code
    assert why in said.stderr.splitlines()[-1]
