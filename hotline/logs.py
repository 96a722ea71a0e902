"""Logs: one JSON line an event, and no run of eight digits or more ever, wherever it comes from."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Eight digits are a Malian number; the marks people write between digits hide nothing.
_NUMBER = re.compile(r"\+?\d(?:[ .\-]?\d){7,}")
_BLOTTED = "[number]"


def configure() -> None:
    """Send this process's logs to standard error, blotted."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            _blot_event,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Blotting("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def blot(text: str) -> str:
    """Return the text without anything that could be a phone number."""
    return _NUMBER.sub(_BLOTTED, text)


def _blot_event(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = blot(value)
    return event


class _Blotting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return blot(super().format(record))
