"""The settings by the names they have in the environment."""

from __future__ import annotations

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from hotline.settings import Settings


def names() -> dict[str, str]:
    """Every setting: its name in the environment, and its field."""
    return {_name(field, info): field for field, info in Settings.model_fields.items()}


def _name(field: str, info: FieldInfo) -> str:
    alias = info.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"HOTLINE_{field.upper()}"
