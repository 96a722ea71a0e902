"""A phone in the shell: it dials the running system by the same hook as a carrier, and counts what it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.running import Running

pytestmark = pytest.mark.timeout(300)


def simulate(running: Running, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `hotline simulate ussd` on the running system."""
    return subprocess.run(
        [sys.executable, "-m", "hotline.cli", "simulate", "ussd", *words, "--data", str(running.data_dir)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def text(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `hotline simulate sms`, with the folder it is told."""
    return subprocess.run(
        [sys.executable, "-m", "hotline.cli", "simulate", "sms", "--from", "+22300000314", *words],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_a_text_prints_its_reference_and_beside_it_what_the_phone_receives(running: Running) -> None:
    done = text("on a volé mes boeufs à Konna", "--data", str(running.data_dir))
    reference = done.stdout.strip()
    assert re.fullmatch(r"\d{3} \d{4}", reference)
    assert f"< Votre message est arrivé: dossier {reference}." in done.stderr


def test_a_folder_where_nothing_runs_is_named_with_the_way_to_name_another(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        done = text("on a volé mes boeufs", "--data", str(folder))
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert str(folder) in done.stderr
        assert "name that one with --data" in done.stderr


def test_each_screen_and_each_key_is_counted_where_that_is_asked(running: Running) -> None:
    said = simulate(running, "--from", "+22300000311", "--keys", "6,1", "--count").stdout.split("\n")
    assert [line for line in said if line.startswith("[")][0].endswith("/160 · GSM-7]")
    assert "> 6  [1/160 · GSM-7]" in said
    assert any("/80 · UCS-2 because of " in line for line in said)


def test_a_draft_on_the_screen_is_named(running: Running) -> None:
    said = simulate(running, "--from", "+22300000312", "--keys", "3,1", "--count").stdout
    assert "a draft: nobody has reviewed Fulfulde" in said
    assert "2 Bombu" in said


def test_without_being_asked_it_prints_screens_and_keys_alone(running: Running) -> None:
    done = simulate(running, "--from", "+22300000313", "--keys", "1")
    assert done.returncode == 0
    assert "1 Danger, vol" in done.stdout
    assert "GSM-7" not in done.stdout


def test_a_number_that_is_none_is_wrong_use(running: Running) -> None:
    done = simulate(running, "--from", "300", "--count")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
