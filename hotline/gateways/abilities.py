"""What some providers can do besides carrying texts: list them, forget them; or that their phones are not real."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from hotline.domain.reconciling import Listing


@runtime_checkable
class Reconciles(Protocol):
    """A gateway that can list what it was given: so a text of which nobody knows whether it left can be looked for."""

    def find(self, to: str) -> Listing:
        """Return what the provider lists for a number; raises SendFailure."""
        ...


@runtime_checkable
class Erases(Protocol):
    """A gateway that can be told to forget a text, in or out, by its own id for it."""

    def erase(self, provider_id: str) -> None:
        """Have the provider delete words and number; what it no longer has is a success. Raises SendFailure."""
        ...


@runtime_checkable
class Simulated(Protocol):
    """A gateway to phones that are not real: no real phone's text is ever sent by it instead, nor theirs by another."""

    simulated: bool
