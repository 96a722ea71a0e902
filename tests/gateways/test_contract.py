"""Every gateway against the calls kept for it."""

from __future__ import annotations

import pytest

from hotline.gateways import registry
from hotline.gateways.base import RECEIPT, TEXT, USSD, USSD_END, hook_path
from tests.gateways import contract
from tests.gateways.contract import PAYLOADS, Record

NAMES = sorted(registry.GATEWAYS)
TEXTS, ALL = {TEXT, RECEIPT}, {TEXT, RECEIPT, USSD, USSD_END}
DOORS = {name: ALL if (PAYLOADS / name / "presses.json").exists() else TEXTS for name in NAMES}
KEPT = [(name, record) for name in NAMES for record in contract.records(PAYLOADS / name)]
GOOD = [(name, record) for name, record in KEPT if "expect" in record]


def _spoken(rows: list[tuple[str, Record]]) -> list[str]:
    return [f"{name}: {record['says']}" for name, record in rows]


@pytest.mark.parametrize(("name", "record"), KEPT, ids=_spoken(KEPT))
def test_a_kept_call_is_read_as_it_should_be(name: str, record: Record) -> None:
    contract.play(registry.build(name, contract.config_of(PAYLOADS / name)), record)


@pytest.mark.parametrize(("name", "record"), GOOD, ids=_spoken(GOOD))
def test_a_call_that_lost_its_proof_is_forged(name: str, record: Record) -> None:
    contract.check_strangers(registry.build(name, contract.config_of(PAYLOADS / name)), record)


@pytest.mark.parametrize(("name", "record"), GOOD, ids=_spoken(GOOD))
def test_a_call_with_a_hole_is_read_or_unreadable_and_nothing_else(name: str, record: Record) -> None:
    contract.check_holes(registry.build(name, contract.config_of(PAYLOADS / name)), record)


@pytest.mark.parametrize("name", NAMES)
def test_every_gateway_keeps_calls_of_each_kind(name: str) -> None:
    contract.check_coverage(PAYLOADS / name, DOORS[name])


@pytest.mark.parametrize("name", NAMES)
def test_every_gateway_goes_by_its_own_name_and_doors(name: str) -> None:
    gateway = registry.build(name, contract.config_of(PAYLOADS / name))
    assert gateway.name == name
    assert gateway.doors == DOORS[name]


def test_no_payload_is_kept_for_a_gateway_that_is_gone() -> None:
    assert sorted(folder.name for folder in PAYLOADS.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_address_given_to_a_provider_is_the_one_it_called(name: str) -> None:
    gateway = registry.build(name, contract.config_of(PAYLOADS / name))
    kept = next(record for gateway_name, record in GOOD if gateway_name == name)
    assert kept["url"].endswith(hook_path(gateway, kept["door"]))


def test_twilio_hears_an_empty_answer_that_sends_nothing_back() -> None:
    gateway = registry.build("twilio", contract.config_of(PAYLOADS / "twilio"))
    answer = gateway.acknowledge(TEXT)
    assert (answer.status, answer.content_type) == (200, "text/xml")
    assert answer.body == b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
