"""The settings by the names they have in the environment."""

from __future__ import annotations

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from hotline.gateways.registry import GATEWAYS
from hotline.settings import GatewaySettings, Settings


def names() -> dict[str, str]:
    """Every setting of the house: its name in the environment, and its field."""
    return {_name(field, info): field for field, info in Settings.model_fields.items()}


def gateway_names() -> dict[str, tuple[str, str]]:
    """Every setting of a gateway: its name in the environment, the gateway, and its field."""
    own = {
        f"HOTLINE_{name.upper()}_{field.upper()}": (name, field)
        for name, gateway in GATEWAYS.items()
        for field in gateway.settings
        if field in GatewaySettings.model_fields
    }
    return {name: where for name, where in own.items() if name not in names()}


def _name(field: str, info: FieldInfo) -> str:
    alias = info.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"HOTLINE_{field.upper()}"
