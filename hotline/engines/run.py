"""What both engines share during one run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hotline.engines.accounts import Account
from hotline.engines.binaries import Binaries
from hotline.engines.place import Place
from hotline.engines.processes import Say


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the engines in one data directory."""

    place: Place
    account: Account | None
    binaries: Binaries
    sockets: Path
    say: Say
