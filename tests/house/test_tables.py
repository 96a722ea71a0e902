"""What two places share: jobs and functions, lint rules and the files they spare, one command for people and CI."""

from __future__ import annotations

import inspect
import re
import tomllib

from hotline.queue import FUNCTIONS, Job
from tests.house.tree import python, read
from workers import jobs


def test_every_job_has_its_function_and_only_those_can_be_named() -> None:
    assert {job: f"{jobs.__name__}.{job.value}" for job in Job} == FUNCTIONS
    for job in Job:
        assert inspect.getfullargspec(getattr(jobs, job.value)).args == []


def test_one_file_each_may_ask_the_time_roll_dice_and_read_the_environment() -> None:
    lint = tomllib.loads(read("pyproject.toml"))["tool"]["ruff"]["lint"]
    banned = lint["flake8-tidy-imports"]["banned-api"]
    assert {"datetime.datetime.now", "time.time", "uuid.uuid4", "secrets", "random", "os.environ"} <= banned.keys()
    spared = {path for path, rules in lint["per-file-ignores"].items() if "TID251" in rules}
    assert spared == {"hotline/clock.py", "hotline/ids.py", "hotline/settings.py", "tests/**"}


def test_every_folder_of_tests_is_in_a_phase_of_make_test() -> None:
    phases = " ".join(re.findall(r"\(call tests,([^)]+)\)", read("Makefile"))).split()
    with_tests = {name.split("/")[1] for name in python("tests") if re.search(r"/test_\w+\.py$", name)}
    assert {name for name in with_tests if not name.endswith(".py")} <= set(phases)


def test_what_ci_runs_is_what_a_person_types() -> None:
    assert re.findall(r"^make \w+$", read(".ci/run"), flags=re.MULTILINE) == ["make lint", "make test"]
    assert "run: bash .ci/run" in read(".github/workflows/ci.yml")
