"""A checkpoint handed out by command, and the trail held against it: exit codes and lines that scripts rely on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hotline import surround
from hotline.domain.checkpoints import VERSION
from hotline.settings import Settings
from tests.support.tampering import tamper
from tests.support.town import Town

AWA = "+22300000101"
BINTA = "+22300000102"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
Typed = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A house without the demonstration's own keys, as a command finds it by its environment."""
    (tmp_path / "data").mkdir()
    return settings.model_copy(update={"data_dir": tmp_path / "data", "demo": False, "simulator": True})


@pytest.fixture
def typed(settings: Settings) -> Typed:
    """What types `hotline audit ...`."""

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        told = surround.environment_of(settings) | {"HOTLINE_GATEWAYS": "twilio", "HOTLINE_SIMULATOR": "1"}
        command = [sys.executable, "-m", "hotline.cli", "audit", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=told)

    return run


@pytest.fixture
def handed(town: Town, typed: Typed, tmp_path: Path) -> Path:
    """A checkpoint over two cases, as a file somebody keeps."""
    town.text(AWA, THEFT)
    town.text(BINTA, THEFT)
    assert typed("checkpoint", "--out", tmp_path / "kept.json").returncode == 0
    return tmp_path / "kept.json"


def test_a_checkpoint_is_handed_out_and_borne_out(town: Town, typed: Typed, handed: Path) -> None:
    file = handed.read_text(encoding="utf-8")
    for telling in (AWA[1:], "boeufs", str(town.case(AWA).id), town.case(AWA).reference, town.case(AWA).alias):
        assert telling not in file
    said = typed("verify", "--checkpoint", handed)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == f"{town.verify()} events, every chain holds. Checkpoint 1 is borne out.\n"
    assert town.verify() == len(town.trail(town.case(AWA))) + len(town.trail(town.case(BINTA))) + 1


def test_a_checkpoint_is_never_overwritten(typed: Typed, handed: Path, tmp_path: Path) -> None:
    before = handed.read_bytes()
    said = typed("checkpoint", "--out", handed)
    assert (said.returncode, said.stderr) == (1, f"Error: {handed} exists already: checkpoints are never overwritten\n")
    assert handed.read_bytes() == before
    said = typed("checkpoint", "--out", tmp_path / "nowhere" / "kept.json")
    assert (said.returncode, said.stderr.count("\n")) == (1, 1)


def test_a_rewritten_chain_is_named(town: Town, typed: Typed, handed: Path) -> None:
    case = town.case(AWA)
    last = town.trail(case)[-1]
    tamper(town.worker, lambda hand: hand.do("UPDATE events SET actor = 'x' WHERE id = :id", id=town.trail(case)[0].id))
    said = typed("verify", "--checkpoint", handed)
    assert (said.returncode, said.stdout.split(" (")[0]) == (1, f"BROKEN: case {case.id}, event 1")
    tamper(town.worker, lambda hand: hand.rehash(case.id))
    tamper(town.worker, lambda hand: hand.forget_checkpoints())
    assert typed("verify").returncode == 0
    said = typed("verify", "--checkpoint", handed)
    assert said.returncode == 1
    assert said.stdout == (
        f"BROKEN: case {case.id}, event {last.n} ({last.kind}): "
        "it is not the event that the checkpoint holds: the chain was rewritten\n"
    )


SPOILT: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another time": (lambda plain: plain.update(at="2026-03-01T00:00:00+00:00"), "its signature does not fit"),
    "another root": (lambda plain: plain.update(root="0" * 64), "its chain ends do not give its root"),
    "a chain less": (lambda plain: plain["ends"].pop(), "chain ends are missing"),
    "a chain less, counted": (lambda plain: plain.update(count=1, ends=plain["ends"][:1]), "do not give its root"),
    "no chain": (lambda plain: plain.pop("ends"), "chain ends are missing"),
    "turned round": (lambda plain: plain["ends"].reverse(), "out of order"),
    "a line of nonsense": (lambda plain: plain["ends"].append("x"), "a chain end in it is not readable"),
    "another version": (lambda plain: plain.update(version=VERSION + 1), "no checkpoint of a version known here"),
    "a huge number": (lambda plain: plain.update(number=10**30), "its number is not readable"),
    "no signature": (lambda plain: plain.pop("signature"), "its signature is not readable"),
    "no zone": (lambda plain: plain.update(at="2026-03-01"), "its time is not readable"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_checkpoint_that_was_changed_is_refused_in_one_line(typed: Typed, handed: Path, how: str) -> None:
    plain = json.loads(handed.read_text(encoding="utf-8"))
    SPOILT[how][0](plain)
    handed.write_text(json.dumps(plain), encoding="utf-8")
    said = typed("verify", "--checkpoint", handed)
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)
    assert SPOILT[how][1] in said.stderr


def test_what_is_no_checkpoint_is_refused_in_one_line(typed: Typed, handed: Path, tmp_path: Path) -> None:
    whole = handed.read_bytes()
    for content in (b"", whole[: len(whole) // 2], b"\xff\xfe", b"[]", b"[" * 100_000, b"null"):
        handed.write_bytes(content)
        said = typed("verify", "--checkpoint", handed)
        assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1), content[:20]
    assert typed("verify", "--checkpoint", tmp_path / "nowhere.json").returncode == 2
    assert typed("verify", "--checkpoint", tmp_path).returncode == 2


def test_a_pack_is_handed_out_whole_checked_and_never_overwritten(typed: Typed, handed: Path, tmp_path: Path) -> None:
    asked = ("pack", "--from", "2026-03-01", "--to", "2026-04-01", "--out")
    said = typed(*asked, tmp_path / "march.zip")
    assert (said.returncode, said.stderr) == (0, "")
    shutil.unpack_archive(tmp_path / "march.zip", tmp_path / "pack")
    checked = subprocess.run(
        [sys.executable, "-S", "-E", "verify.py"], cwd=tmp_path / "pack", capture_output=True, text=True, check=False
    )
    assert checked.stdout.endswith("Everything holds.\n"), checked.stdout
    before = (tmp_path / "march.zip").read_bytes()
    again = typed(*asked, tmp_path / "march.zip")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert (tmp_path / "march.zip").read_bytes() == before
    assert typed("pack", "--from", "2026-03-01", "--to", "2026-03-01", "--out", tmp_path / "none.zip").returncode == 2
    assert not list(tmp_path.glob("*.part"))
