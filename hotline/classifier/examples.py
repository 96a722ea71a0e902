"""A labelled text to learn from or to be judged on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One text with the label a person gave it, and who wrote it where that is known."""

    text: str
    label: str
    writer: str = ""
