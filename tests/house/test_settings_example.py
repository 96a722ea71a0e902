"""`.env.example` lists every setting, each with one line that says what it is for."""

from __future__ import annotations

import pytest

from hotline import settings
from hotline.gateways.registry import GATEWAYS
from hotline.settings import GatewaySettings, Settings
from tests.house.settings import gateway_names, names
from tests.house.tree import read

LINES = read(".env.example").splitlines()
GIVEN = dict(line.split("=", 1) for line in LINES if line and not line.startswith("#"))


def test_every_setting_is_listed_once_and_nothing_else_is() -> None:
    listed = [line.split("=")[0] for line in LINES if line and not line.startswith("#")]
    assert sorted(listed) == sorted([*names(), *gateway_names()])


@pytest.mark.parametrize("name", sorted([*names(), *gateway_names()]))
def test_one_line_above_says_what_it_is_for(name: str) -> None:
    at = next(n for n, line in enumerate(LINES) if line.startswith(name + "="))
    assert LINES[at - 1].startswith("# ")
    assert not LINES[at - 2]


@pytest.mark.parametrize("name", sorted(names()))
def test_the_value_shown_is_the_one_that_holds_when_nothing_is_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    field = names()[name]
    monkeypatch.setenv(name, GIVEN[name])
    assert getattr(settings.load(), field) == Settings.model_fields[field].default


@pytest.mark.parametrize("name", sorted(gateway_names()))
def test_the_value_shown_for_a_gateway_is_the_one_that_holds_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway, field = gateway_names()[name]
    monkeypatch.setenv(name, GIVEN[name])
    assert getattr(settings.load_gateway(gateway), field) == GatewaySettings.model_fields[field].default


def test_a_gateway_names_only_settings_that_there_are() -> None:
    for gateway in GATEWAYS.values():
        assert set(gateway.settings) <= set(GatewaySettings.model_fields)
