"""Every gateway against the calls kept for it."""

from __future__ import annotations

import pytest

from hotline.gateways import registry
from hotline.gateways.base import HEARTBEAT, RECEIPT, TEXT, USSD, USSD_END, USSD_STATUS, Gateway, hook_path
from tests.gateways import contract
from tests.gateways.contract import PAYLOADS, Record

NAMES = sorted(registry.GATEWAYS)
KEPT = [(name, record) for name in NAMES for record in contract.records(PAYLOADS / name)]
GOOD = [(name, record) for name, record in KEPT if "expect" in record]


def built(name: str) -> Gateway:
    return registry.build(name, contract.config_of(PAYLOADS / name))


def _spoken(rows: list[tuple[str, Record]]) -> list[str]:
    return [f"{name}: {record['says']}" for name, record in rows]


@pytest.mark.parametrize(("name", "record"), KEPT, ids=_spoken(KEPT))
def test_a_kept_call_is_read_as_it_should_be(name: str, record: Record) -> None:
    contract.play(built(name), record)


@pytest.mark.parametrize(("name", "record"), GOOD, ids=_spoken(GOOD))
def test_a_call_that_lost_its_proof_is_forged(name: str, record: Record) -> None:
    contract.check_strangers(built(name), record)


@pytest.mark.parametrize(("name", "record"), GOOD, ids=_spoken(GOOD))
def test_a_call_with_a_hole_is_read_or_unreadable_and_nothing_else(name: str, record: Record) -> None:
    contract.check_holes(built(name), record)


@pytest.mark.parametrize("name", NAMES)
def test_every_gateway_keeps_calls_of_each_kind(name: str) -> None:
    contract.check_coverage(PAYLOADS / name, built(name).doors.keys())


@pytest.mark.parametrize("name", NAMES)
def test_every_gateway_goes_by_its_own_name_and_doors(name: str) -> None:
    gateway = built(name)
    assert gateway.name == name
    assert all(record["method"] in gateway.doors[record["door"]] for kept, record in GOOD if kept == name)


def test_no_payload_is_kept_for_a_gateway_that_is_gone() -> None:
    assert sorted(folder.name for folder in PAYLOADS.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_address_given_to_a_provider_is_the_one_it_called(name: str) -> None:
    for record in [record for kept, record in GOOD if kept == name]:
        address, _, _ = record["url"].partition("?")
        behind = f"/{record['rest']}" if record.get("rest") else ""
        assert address.endswith(hook_path(built(name), record["door"]) + behind)


def test_a_gateway_that_sorts_its_calls_is_told_of_every_kind() -> None:
    sorted_ = {
        name: {
            contract.meant(built(name), record["door"], contract.call_of(record))
            for kept, record in GOOD
            if kept == name
        }
        for name in ("infobip", "android")
    }
    assert sorted_ == {"infobip": {USSD, USSD_END, USSD_STATUS}, "android": {TEXT, RECEIPT, HEARTBEAT}}


def test_twilio_hears_an_empty_answer_that_sends_nothing_back() -> None:
    gateway = registry.build("twilio", contract.config_of(PAYLOADS / "twilio"))
    answer = gateway.acknowledge(TEXT)
    assert (answer.status, answer.content_type) == (200, "text/xml")
    assert answer.body == b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
