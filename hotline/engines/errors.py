"""What can go wrong with the embedded engines."""

from __future__ import annotations


class EngineError(Exception):
    """The embedded engines cannot start or stop; the message is one plain line."""

    is_plain = True
