"""What an officer typed into a form of a case that did not pass."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """What an officer wrote and must not lose: in which form, how much of the trail they had seen, what is wrong.

    `about`: what a question is about, or which translation was to leave. `chosen`: how a closing was to end.
    `calm`: nothing is wrong, it is only shown once more.
    `happened`: what was asked for was refused because it, or something else, is done already.
    """

    form: str = ""
    text: str = ""
    seen: int | None = None
    mistake: str = ""
    about: str = ""
    chosen: str = ""
    calm: bool = False
    moved: bool = False
    warned: bool = False
    happened: bool = False
