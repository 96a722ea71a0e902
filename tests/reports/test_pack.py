"""The audit pack: an outsider's Python, without a line of ours on its path, draws every figure anew to the byte."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from hotline.domain.checkpoint_file import written
from hotline.reports import catalog, pack
from hotline.reports.base import View, period
from hotline.store import checkpoints, events, trail_pack
from hotline.verifier.chains import tree
from hotline.verifier.ed25519 import is_signed
from tests.reports.test_response_times import MONDAY, THEFT, TUESDAY, answer, phone, text_all
from tests.support.town import Town
from tests.web.test_admin_limits import change as change_limits
from tests.web.test_replies import body_of

BEATEN = "mon mari me bat chaque jour, ne dites rien"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"


@pytest.fixture
def folder(town: Town, tmp_path: Path) -> Path:
    """A pack over a busy Monday, unpacked."""
    _live(town)
    assert town.checkpoint()
    file = tmp_path / "pack.zip"
    with town.worker.unit() as unit, ZipFile(file, "w") as out:
        trail_pack.one_picture(unit.session)
        newest = checkpoints.latest(unit.session)
        assert newest
        one = checkpoints.value(newest)
        ends = written(one, checkpoints.count(unit.session, 1), checkpoints.ends(unit.session, 1))
        assert pack.write(unit.session, View(period(MONDAY, TUESDAY), None, unit.now), out, ends) > 50
    with ZipFile(file) as read:
        read.extractall(tmp_path / "pack")
    return tmp_path / "pack"


def _packed(folder: Path) -> list[str]:
    """Return the reports that a pack holds: each with its figures, and none less than there were."""
    slugs: list[str] = json.loads((folder / "pack.json").read_text(encoding="utf-8"))["reports"]
    assert slugs == [slug for slug in catalog.REPORTS if (folder / "figures" / f"{slug}.csv").exists()]
    assert len(slugs) >= 14
    return slugs


def _live(town: Town) -> None:
    """Let happen what figures differ by: answers late, lost, sent again; transfers, closings, a no, reads."""
    text_all(town, 7)
    text_all(town, 2, BEATEN, first=20)
    text_all(town, 1, ABUSE, first=30)
    text_all(town, 1, "Merci", first=40)
    coordinator, security = town.officer("coordinator"), town.officer("security")
    town.officer("protection").get(f"/cases/{town.case(phone(20)).reference}")
    for number in range(1, 6):
        town.clock.advance(minutes=17)
        answer(town, number)
    sent = len(town.carrier.sent)
    for index, state in ((sent - 5, "delivered"), (sent - 4, "undelivered"), (sent - 3, "delivered")):
        town.clock.advance(seconds=95)
        town.receipt(index, state, "absent" if state == "undelivered" else None)
    page = f"/cases/{town.case(phone(6)).reference}"
    coordinator.post(f"{page}/transfers", page=page, text="Pour vous.")
    _by_other_ways(town)
    for number in (1, 3):
        page = f"/cases/{town.case(phone(number)).reference}"
        security.post(f"{page}/closure", page=page, text="Fait.", outcome="resolved")
        town.work()
        town.clock.advance(minutes=3)
        town.text(phone(number), "1" if number == 1 else "2")
    town.text(phone(1), f"{town.case(phone(1)).reference} {THEFT}")
    assert change_limits(town.officer("administrator"), triage__high="1", closure="3") == 303
    _game(town)
    town.clock.advance(days=16)
    _publish(town)


def _by_other_ways(town: Town) -> None:
    """Let a case be given to an officer, another call its officer, and an inspection read of a protected one."""
    officer = town.officer("security").actor(town)
    told: list[tuple[int, str, dict[str, str | int | bool]]] = [
        (7, "assigned", {"owner": officer}),
        (30, "page_answered", {"account": officer.removeprefix("account:"), "step": 1, "reached": True}),
        (30, "sheet_read", {"referral": "r"}),
    ]
    for number, kind, data in told:
        with town.worker.unit() as unit:
            events.append(unit, town.case(phone(number)).id, kind, officer, **data)


def _publish(town: Town) -> None:
    """Publish the figures of the gendarmerie, and let its reply stand beside them."""
    administrator, security, page = town.officer("administrator"), town.officer("security"), "/reports/published"
    days = {"from": MONDAY.isoformat(), "to": TUESDAY.isoformat()}
    made = administrator.post(page, page=page, slug="response-times", body=body_of(town, "security"), **days)
    path = made.headers["Location"]
    disputed = {"disputed-not_ours": town.case(phone(2)).reference}
    assert security.post(f"{path}/replies", page=path, text="Nous avions prévenu.", **disputed).status_code == 303
    assert administrator.post(f"{path}/replies/publication", page=path).status_code == 303


def _game(town: Town) -> None:
    """Let an officer work for the clock: the same words in a hurry, then nothing, and a case given away at the end."""
    text_all(town, 3, first=50)
    for number in (50, 51):
        answer(town, number)
    town.clock.advance(hours=23)
    page = f"/cases/{town.case(phone(52)).reference}"
    town.officer("coordinator").post(f"{page}/transfers", page=page, text="Pour vous.")


def _verify(folder: Path) -> tuple[int, str]:
    """Run the verifier as an outsider would: no site packages, no environment, and nothing of ours beside it."""
    run = subprocess.run(
        [sys.executable, "-S", "-E", "verify.py"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.stderr == ""
    return run.returncode, run.stdout


def _rewritten(folder: Path, name: str, change: Callable[[Path, list[str]], list[str]]) -> None:
    path = folder / name
    path.write_text("".join(change(folder, path.read_text(encoding="utf-8").splitlines(True))), encoding="utf-8")


def _target(folder: Path, lines: list[str]) -> tuple[str, list[int]]:
    """Return a case's chain and where its events stand."""
    chain = json.loads((folder / "cases.json").read_text(encoding="utf-8"))[0]["id"]
    return chain, [index for index, line in enumerate(lines) if json.loads(line)["chain"] == chain]


def _alter(folder: Path, lines: list[str]) -> list[str]:
    _, at = _target(folder, lines)
    lines[at[2]] = lines[at[2]].replace('"kind": "', '"kind": "x')
    return lines


def _delete(folder: Path, lines: list[str]) -> list[str]:
    _, at = _target(folder, lines)
    return [line for index, line in enumerate(lines) if index != at[2]]


def _insert(folder: Path, lines: list[str]) -> list[str]:
    _, at = _target(folder, lines)
    return [*lines[: at[2]], lines[at[2]], *lines[at[2] :]]


def _swap(folder: Path, lines: list[str]) -> list[str]:
    _, at = _target(folder, lines)
    one, other = json.loads(lines[at[1]]), json.loads(lines[at[2]])
    one["n"], other["n"] = other["n"], one["n"]
    lines[at[1]], lines[at[2]] = json.dumps(other) + "\n", json.dumps(one) + "\n"
    return lines


def _cut(folder: Path, lines: list[str]) -> list[str]:
    _, at = _target(folder, lines)
    return [line for index, line in enumerate(lines) if index not in at[-2:]]


def _remove(folder: Path, lines: list[str]) -> list[str]:
    _, at = _target(folder, lines)
    return [line for index, line in enumerate(lines) if index not in at]


def _rewrite(folder: Path, lines: list[str]) -> list[str]:
    """Alter an event and link the whole chain anew, so that by itself it holds."""
    _, at = _target(folder, lines)
    previous = bytes(32)
    for index in at:
        event = json.loads(lines[index])
        event["actor"] = "system"
        line = {name: event[name] for name in ("chain", "n", "at", "kind", "actor", "data")}
        event["previous"] = previous.hex()
        previous = sha256(previous + json.dumps(line, sort_keys=True, separators=(",", ":")).encode()).digest()
        event["hash"] = previous.hex()
        lines[index] = json.dumps(event) + "\n"
    return lines


def _without_an_end(_: Path, lines: list[str]) -> list[str]:
    return [*lines[:-4], lines[-4].rstrip(",\n") + "\n", *lines[-2:]]


TAMPERINGS: dict[str, tuple[str, Callable[[Path, list[str]], list[str]], str]] = {
    "a row altered": ("events.jsonl", _alter, "its content was altered"),
    "a row deleted": ("events.jsonl", _delete, "an event before it is missing"),
    "a row inserted": ("events.jsonl", _insert, "an event before it is missing"),
    "two rows swapped": ("events.jsonl", _swap, "it does not follow the event before it"),
    "a tail cut": ("events.jsonl", _cut, "the tail was cut"),
    "a chain removed": ("events.jsonl", _remove, "all of it is gone"),
    "a chain rewritten": ("events.jsonl", _rewrite, "the chain was rewritten"),
    "half a file": ("events.jsonl", lambda _, lines: [*lines[:-1], lines[-1][:40]], "the pack is not whole"),
    "a checkpoint cut short": ("checkpoint.json", lambda _, lines: lines[: len(lines) // 2], "the pack is not whole"),
    "an end taken out": ("checkpoint.json", _without_an_end, "chain ends are missing"),
    "another root": (
        "checkpoint.json",
        lambda _, lines: [line.replace('"root": "', '"root": "00') for line in lines], "do not give its root",
    ),
    "another time": (
        "checkpoint.json",
        lambda _, lines: [line.replace('"at": "2026-', '"at": "2025-') for line in lines], "signature does not fit",
    ),
    "a published figure embellished": (
        "published/1.json",
        lambda _, lines: [line.replace('"n": 5', '"n": 10') for line in lines],
        "published/1.json, figures: it is not the one that the trail tells of",
    ),
    "a reply softened": (
        "published/1.json",
        lambda _, lines: [line.replace("prévenu", "remercié") for line in lines],
        "published/1.json, reply: it is not the one that the trail tells of",
    ),
    "a signature that is none": (
        "published/1.json",
        lambda _, lines: [line.replace('"signature": "', '"signature": "00') for line in lines],
        "its signature does not fit",
    ),
    "a figure embellished": (
        "figures/response-times.csv",
        lambda _, lines: [line.replace("first_response,10", "first_response,9") for line in lines],
        "figures/response-times.csv: the events give other figures",
    ),
}  # fmt: skip


def test_an_outsider_draws_every_figure_anew_and_finds_every_tampering(folder: Path) -> None:
    code, said = _verify(folder)
    assert code == 0, said
    assert said.count("the same to the byte") == len(_packed(folder))
    drawn = dict(line.split(",")[:2] for line in (folder / "figures" / "gaming.csv").read_text().splitlines())
    assert int(drawn["hasty"]) > 0
    assert int(drawn["repeated"]) > 0
    assert int(drawn["empty_answer"]) > 0
    assert int(drawn["late_transfer"]) == 1
    for name, (file, change, why) in TAMPERINGS.items():
        spoiled = folder.parent / "spoiled"
        shutil.copytree(folder, spoiled)
        _rewritten(spoiled, file, change)
        assert (spoiled / file).read_bytes() != (folder / file).read_bytes(), name
        code, said = _verify(spoiled)
        assert code == 1, name
        assert why in said, (name, said)
        shutil.rmtree(spoiled)


def test_what_was_published_and_is_kept_back_is_missed(folder: Path) -> None:
    (folder / "published" / "1.json").unlink()
    code, said = _verify(folder)
    assert code == 1
    assert "published/1.json, figures: the trail tells of it, and it is not here" in said
    assert "published/1.json, reply: the trail tells of it, and it is not here" in said


def test_screen_file_command_and_pack_have_the_same_bytes(town: Town, folder: Path) -> None:
    auditor = town.officer("auditor")
    for slug in _packed(folder):
        screen = auditor.get(f"/reports/{slug}.csv?from={MONDAY}&to={TUESDAY}").data
        assert screen == (folder / "figures" / f"{slug}.csv").read_bytes(), slug


def test_no_text_no_number_no_reference_and_no_address_is_in_a_pack(town: Town, folder: Path) -> None:
    held = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.*") if path.suffix != ".py")
    for words in (
        "boeufs",
        "mari",
        "frapp",
        "0000001",
        "@demo.invalid",
        *(town.case(phone(n)).reference for n in (1, 20)),
    ):
        assert words not in held, words


def test_the_verifier_is_whole_without_us(folder: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-S", "-E", "-c", "import hotline"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert "No module named 'hotline'" in run.stderr
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in folder.rglob("*.py")) < 1_200


def test_a_signature_is_checked_as_a_library_checks_it(town: Town) -> None:
    signer = town.worker.signer
    signature = signer.sign(b"message")
    assert is_signed(b"message", signature, signer.public_key)
    for message, sign, key in (
        (b"massage", signature, signer.public_key), (b"message", signature[::-1], signer.public_key),
        (b"message", signature, bytes(32)), (b"message", b"", signer.public_key),
        (b"message", signature[:32] + b"\xff" * 32, signer.public_key), (b"message", signature, b"\xff" * 32),
    ):  # fmt: skip
        assert not is_signed(message, sign, key)


def test_the_tree_is_that_of_the_house() -> None:
    assert tree([b""]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
