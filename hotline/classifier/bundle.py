"""What is kept of a training: one space, the linear models that share it, the lexicon as given, and facts about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline.classifier.linear import Linear
from hotline.classifier.space import Space


@dataclass(frozen=True)
class Bundle:
    """Linear models by name, all over one space; `facts` holds what was measured, chosen and trained on."""

    space: Space
    models: Mapping[str, Linear]
    lexicon: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
