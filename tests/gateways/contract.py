"""What every gateway must do with the calls kept for it: one folder a gateway, one runner for all.

A folder holds `gateway.json` (its settings) and `refused.json`, `texts.json` and `receipts.json` where it carries
texts, `presses.json` where citizens dial by it, and `beats.json` where it tells that it is alive. The calls follow the
providers' own descriptions; signatures were made with the provider's own library, or by its recipe where there is none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from dataclasses import asdict, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from hotline.domain.messages import ScreenText
from hotline.gateways import failures, inward, journal
from hotline.gateways.base import (
    HEARTBEAT,
    RECEIPT,
    TEXT,
    USSD,
    USSD_END,
    USSD_STATUS,
    Acknowledgement,
    Call,
    Dialled,
    Gateway,
    GatewayConfig,
    Questioned,
    Sorting,
)
from hotline.gateways.failures import Forged, NoSuchDoor, Unreadable

# What a gateway says of all its calls alike.
OF_THE_GATEWAY = ("limits", "repeats_within_s")
PAYLOADS = Path(__file__).parent / "payloads"

Record = dict[str, Any]
Read = Callable[[Call], Any]
Fields = tuple[tuple[str, str], ...]

READS = {
    TEXT: "read_text", RECEIPT: "read_receipt", HEARTBEAT: "read_heartbeat",
    USSD: "read_keypress", USSD_END: "read_end", USSD_STATUS: "read_session",
}  # fmt: skip
ODD: tuple[Any, ...] = ("", "\0\ud800" * 999, "²" * 9, "+0*#" * 40)
ODDER: tuple[Any, ...] = (*ODD, None, True, -7, 1.5, 10**40, [], ["1"], {}, {"": 1})


def config_of(folder: Path) -> GatewayConfig:
    """Return the settings under which a folder's calls were made."""
    given = json.loads((folder / "gateway.json").read_text(encoding="utf-8"))
    lists = {name: tuple(given.get(name, ())) for name in ("allow", "ussd_fields")}
    return GatewayConfig(**{**given, **lists})


def records(folder: Path) -> list[Record]:
    """Return every kept call of a folder."""
    return [
        record
        for file in ("texts", "receipts", "refused", "presses", "beats")
        if (folder / f"{file}.json").exists()
        for record in json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))
    ]


def call_of(record: Record) -> Call:
    """Return a kept call as the web room would hand it over; `octets`: a body that is no text, as hex."""
    form = tuple((name, value) for name, value in record.get("form", ()))
    body = bytes.fromhex(record["octets"]) if "octets" in record else record.get("body", "").encode()
    return Call(
        method=record["method"],
        url=record["url"],
        headers=record["headers"],
        form=form,
        body=_posted(form) if form else body,
        query=inward.read_form(record["url"].partition("?")[2].encode(errors="replace")),
        peer=record.get("peer"),
        path_token=record.get("path_token"),
        rest=record.get("rest", ""),
        received_at=datetime.fromisoformat(record["received_at"]) if "received_at" in record else None,
    )


def play(gateway: Gateway, record: Record) -> None:
    """Hold a gateway to what the record says it must make of the call."""
    call = call_of(record)
    if "refused" in record:
        with pytest.raises(getattr(failures, record["refused"])) as refusal:
            take(gateway, record["door"], call)
        assert type(refusal.value).__name__ == record["refused"]
        return
    assert plain(take(gateway, record["door"], call)) == record["expect"]
    _play_again(gateway, record, call)
    answer = _answered(gateway, record)
    assert 200 <= answer.status < 300
    assert "/" in answer.content_type


def _play_again(gateway: Gateway, record: Record, call: Call) -> None:
    """Out of the journal a call is read as it was at the door; a form that no octets carry never came by one."""
    if call.form and call.form != inward.read_form(call.body):
        return
    again = journal.read(journal.FORM_NOW, journal.write(call))
    assert plain(_reader(gateway, meant(gateway, record["door"], again))(again)) == record["expect"]


def take(gateway: Gateway, door: str, call: Call) -> Any:
    """Let a call in at a door, as the web room does."""
    gateway.authenticate(call)
    return _reader(gateway, meant(gateway, door, call))(call)


def meant(gateway: Gateway, door: str, call: Call) -> str:
    """Return the door a call is for, which some gateways say in the call itself."""
    return gateway.door_of(door, call) if isinstance(gateway, Sorting) else door


def _reader(gateway: Gateway, door: str) -> Read:
    read: Read = getattr(gateway, READS[door])
    return read


def plain(found: Any) -> Any:
    """Return what was read of the call as JSON has it."""
    if not is_dataclass(found) or isinstance(found, type):
        return found
    values = {name: value for name, value in asdict(found).items() if name not in OF_THE_GATEWAY}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _answered(gateway: Gateway, record: Record) -> Acknowledgement:
    """Return what the gateway hears; where a record says what it must look like on the wire, it looks so."""
    door = meant(gateway, record["door"], call_of(record))
    answer = gateway.acknowledge(door)
    if door == USSD and isinstance(gateway, Dialled):
        answer = gateway.render(ScreenText("Votre souci ?\n1 Danger", ends=record["ends"]))
    elif door == USSD_STATUS and isinstance(gateway, Questioned):
        answer = gateway.render_status(active=True)
    assert answer.body.decode() == record.get("answer", answer.body.decode())
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
    read = _reader(gateway, meant(gateway, record["door"], call))
    for holed in (*_holed_forms(call), *_holed_queries(call), *_holed_bodies(call)):
        with suppress(Unreadable):
            found = read(holed)
            assert getattr(found, "gateway", gateway.name) == gateway.name


def _holed_forms(call: Call) -> Iterator[Call]:
    for form in _holed_fields(call.form):
        yield replace(call, form=form, body=_posted(form))


def _holed_queries(call: Call) -> Iterator[Call]:
    address, _, _ = call.url.partition("?")
    for query in _holed_fields(call.query):
        yield replace(call, query=query, url=f"{address}?{_posted(query).decode()}")


def _holed_fields(fields: Fields) -> Iterator[Fields]:
    for index, (name, _) in enumerate(fields):
        for odd in ((), *(((name, value),) for value in ODD)):
            yield fields[:index] + odd + fields[index + 1 :]


def _posted(fields: Fields) -> bytes:
    return urlencode(fields, errors="replace").encode()


def _holed_bodies(call: Call) -> Iterator[Call]:
    """Yield a body with each of its JSON values missing or odd, however deep, and bodies that are none."""
    if not call.body or call.form:
        return
    for body in (b"", b"\xff\xfe", b"[" * 50_000, b'{"a": 1' + b"0" * 5_000 + b"}", b"null", b"[]", b'"x"'):
        yield replace(call, body=body)
    with suppress(ValueError):
        for holed in _holed(json.loads(call.body)):
            yield replace(call, body=json.dumps(holed).encode())


def _holed(value: Any) -> Iterator[Any]:
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        rest = {other: kept for other, kept in value.items() if other != name}
        yield rest
        yield from ({**rest, name: odd} for odd in ODDER)
        yield from ({**rest, name: deeper} for deeper in _holed(inner))
