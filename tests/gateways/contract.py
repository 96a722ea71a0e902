"""What every gateway must do with the calls kept for it: one folder a gateway, one runner for all.

A folder holds `gateway.json` (its settings), `texts.json`, `receipts.json` and `refused.json`, and `presses.json` where
citizens dial by it. The calls
follow the providers' own descriptions; signatures were made with the provider's own library.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Set
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from hotline.domain.messages import DialogueEnd, InboundText, KeyPress, ReceiptReading, ScreenText
from hotline.gateways import failures
from hotline.gateways.base import RECEIPT, TEXT, USSD, USSD_END, Acknowledgement, Call, Dialled, Gateway, GatewayConfig
from hotline.gateways.failures import Forged, NoSuchDoor, Unreadable

PAYLOADS = Path(__file__).parent / "payloads"

Record = dict[str, Any]


def config_of(folder: Path) -> GatewayConfig:
    """Return the settings under which a folder's calls were made."""
    given = json.loads((folder / "gateway.json").read_text(encoding="utf-8"))
    lists = {name: tuple(given.get(name, ())) for name in ("allow", "ussd_fields")}
    return GatewayConfig(**{**given, **lists})


def records(folder: Path) -> list[Record]:
    """Return every kept call of a folder."""
    return [
        record
        for file in ("texts", "receipts", "refused", "presses")
        if (folder / f"{file}.json").exists()
        for record in json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))
    ]


def call_of(record: Record) -> Call:
    """Return a kept call as the web room would hand it over."""
    _, _, query = record["url"].partition("?")
    return Call(
        method=record["method"],
        url=record["url"],
        headers=record["headers"],
        form=tuple((name, value) for name, value in record["form"]),
        query=tuple((name, value) for name, _, value in (part.partition("=") for part in query.split("&"))),
        peer=record.get("peer"),
        path_token=record.get("path_token"),
    )


def play(gateway: Gateway, record: Record) -> None:
    """Hold a gateway to what the record says it must make of the call."""
    call = call_of(record)
    if "refused" in record:
        with pytest.raises(getattr(failures, record["refused"])) as refusal:
            take(gateway, record["door"], call)
        assert type(refusal.value).__name__ == record["refused"]
        return
    found = asdict(take(gateway, record["door"], call))
    found.pop("limits", None)
    if found.get("sent_at"):
        found["sent_at"] = found["sent_at"].isoformat()
    assert found == record["expect"]
    answer = _answered(gateway, record)
    assert 200 <= answer.status < 300
    assert "/" in answer.content_type


def take(gateway: Gateway, door: str, call: Call) -> InboundText | ReceiptReading | KeyPress | DialogueEnd:
    """Let a call in at a door, as the web room does."""
    gateway.authenticate(call)
    return _reader(gateway, door)(call)


def _reader(gateway: Gateway, door: str) -> Callable[[Call], InboundText | ReceiptReading | KeyPress | DialogueEnd]:
    if isinstance(gateway, Dialled) and door in (USSD, USSD_END):
        return gateway.read_keypress if door == USSD else gateway.read_end
    return gateway.read_text if door == TEXT else gateway.read_receipt


def _answered(gateway: Gateway, record: Record) -> Acknowledgement:
    """Return what the gateway hears; a screen is what the record says it must look like on the wire."""
    if record["door"] != USSD or not isinstance(gateway, Dialled):
        return gateway.acknowledge(record["door"])
    answer = gateway.render(ScreenText("Votre souci ?\n1 Danger", ends=record["ends"]))
    assert answer.body.decode() == record["answer"]
    return answer


def check_coverage(folder: Path, doors: Set[str] = frozenset({TEXT, RECEIPT})) -> None:
    """Hold a folder to having a good call for each door, a forged call and an unreadable one."""
    kept = records(folder)
    assert {record["door"] for record in kept if "expect" in record} == doors
    refusals = {record["refused"] for record in kept if "refused" in record}
    assert Unreadable.__name__ in refusals
    assert refusals & {Forged.__name__, NoSuchDoor.__name__}


def check_strangers(gateway: Gateway, record: Record) -> None:
    """Hold a gateway to refusing a good call that lost what proves its origin."""
    call = call_of(record)
    stripped = replace(call, path_token=None, headers={"Content-Type": call.header("content-type")})
    with pytest.raises(Forged):
        gateway.authenticate(stripped)


def check_holes(gateway: Gateway, record: Record) -> None:
    """Hold a gateway to reading a call with one field missing or odd, or else to calling it unreadable."""
    call = call_of(record)
    read = _reader(gateway, record["door"])
    for index, (name, _) in enumerate(call.form):
        for odd in (
            (),
            ((name, ""),),
            ((name, "\0\ud800" * 999),),
            ((name, "²" * 9),),
            ((name, "+0*#" * 40),),
        ):
            holed = replace(call, form=call.form[:index] + odd + call.form[index + 1 :])
            with suppress(Unreadable):
                assert read(holed).gateway == gateway.name
