"""Reports in the shell: a wrong question is wrong use, said in a line; a right one gets the figures of the page."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest

from hotline.reports.catalog import REPORTS
from tests.support.running import Running

pytestmark = pytest.mark.timeout(300)
MARCH = ("--from", "2026-03-01", "--to", "2026-04-01")


def report(running: Running, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `hotline report` on the running system."""
    return subprocess.run(
        [sys.executable, "-m", "hotline.cli", "report", *words, "--data", str(running.data_dir)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense", *MARCH),
        ("../waits", *MARCH),
        ("waits", "--from", "2026-03-01", "--to", "2026-03-01"),
        ("waits", "--from", "2026-04-01", "--to", "2026-03-01"),
        ("waits", "--from", "2016-04-01", "--to", "2027-03-01"),
        ("waits", "--from", "yesterday", "--to", "2026-03-01"),
        ("waits", "--from", "2026-03-01"),
        ("waits", *MARCH, "--format", "pdf"),
    ],
)
def test_a_report_asked_for_wrongly_is_wrong_use(running: Running, words: tuple[str, ...]) -> None:
    done = report(running, *words)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False), done.stderr
    assert done.stderr.strip().split("\n")[-1].startswith("Error: ")


def test_a_report_says_the_same_as_csv_and_as_json(running: Running) -> None:
    rows = list(csv.DictReader(io.StringIO(report(running, "delivery", *MARCH).stdout)))
    told = json.loads(report(running, "delivery", *MARCH, "--format", "json").stdout)
    assert [row["metric"] for row in rows] == [row["metric"] for row in told]
    assert list(rows[0]) == list(REPORTS["delivery"].columns)
