"""The data directory: its files, its lock, and the short folder that holds the sockets."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from hotline.engines.accounts import Account
from hotline.engines.errors import EngineError
from hotline.engines.files import open_private, write_private

LEAST_FREE = 200 * 1024 * 1024
LONGEST_BASE = 40  # bytes; with our own names below it a socket's path stays under the kernel's 107
PATIENCE = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """The names inside one data directory."""

    root: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own directory."""
        return self.root / "postgres"

    @property
    def queue(self) -> Path:
        """Valkey's own directory."""
        return self.root / "valkey"

    @property
    def password(self) -> Path:
        """The file with Valkey's password."""
        return self.root / "valkey.password"

    @property
    def state(self) -> Path:
        """The file that tells other commands where the running engines answer."""
        return self.root / "engines.json"

    @property
    def lock(self) -> Path:
        """The file that is locked as long as a run lasts, with its process id inside."""
        return self.root / "lock"

    @property
    def marker(self) -> str:
        """The name that every process of this data directory's engines carries in its command line.

        It follows from the directory itself: what a killed run left is found without trusting any file.
        """
        found = self.root.stat()
        return f"hotline-{found.st_dev:x}-{found.st_ino:x}-"


def make(root: Path) -> Place:
    """Make the data directory (0700) unless it is there; raises EngineError when that cannot be done."""
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(f"Cannot make the folder {root}: {error.strerror}.") from None
    return Place(root)


def hold(place: Place) -> int:
    """Lock the data directory and return the open lock; raises EngineError naming the process that has it."""
    try:
        handle = open_private(place.lock, os.O_RDWR)
    except OSError as error:
        raise EngineError(f"Cannot write in the folder {place.root}: {error.strerror}.") from None
    deadline = time.monotonic() + PATIENCE  # who only asks whether the lock is held has it for an instant
    while not _locked(handle, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            raise EngineError(f"{place.root} is in use by another run: process {holder}.")
        time.sleep(0.02)
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


def release(handle: int) -> None:
    """Unlock the data directory."""
    fcntl.flock(handle, fcntl.LOCK_UN)
    os.close(handle)


def is_held(place: Place) -> bool:
    """Say whether a run, this process's own included, has the data directory."""
    try:
        handle = os.open(place.lock, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _locked(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


def require_space(root: Path, least: int = LEAST_FREE) -> None:
    """Raise EngineError when fewer than `least` bytes are free on the disk of `root`."""
    disk = shutil.disk_usage(root)
    if disk.total and disk.free < least:
        free, needed = disk.free >> 20, least >> 20
        raise EngineError(f"The disk of {root} is full: {free} MB are free, {needed} MB are needed.")


def make_sockets(place: Place, account: Account | None) -> Path:
    """Make the short private folder of the sockets; raises EngineError."""
    for base in _bases():
        with contextlib.suppress(OSError):
            made = Path(tempfile.mkdtemp(prefix=place.marker, dir=base))
            if account:
                os.chown(made, account.uid, account.gid)
            return made
    raise EngineError("No folder for the engines' sockets can be made in the temporary directory.")


def sweep_sockets(place: Place) -> None:
    """Remove the folders of the sockets of runs that were killed."""
    for base in _bases():
        for old in base.glob(f"{place.marker}*"):
            shutil.rmtree(old, ignore_errors=True)


def write_state(place: Place, database_url: str, redis_url: str) -> None:
    """Tell other commands where the engines answer."""
    write_private(place.state, json.dumps({"database_url": database_url, "redis_url": redis_url}))


def read_state(place: Place) -> tuple[str, str] | None:
    """Return the addresses that the running engines were given, or None."""
    try:
        state = json.loads(place.state.read_text(encoding="utf-8"))
        return str(state["database_url"]), str(state["redis_url"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise EngineError(f"The data directory's disk knows no locks: {error.strerror}.") from None
    return True


def _bases() -> list[Path]:
    # Root's own temporary directory may be closed to the account that runs the engines; /run never is.
    first = "/run" if os.geteuid() == 0 else tempfile.gettempdir()
    bases = dict.fromkeys((first, "/tmp", "/var/tmp"))  # noqa: S108 - mkdtemp makes a private folder there
    return [Path(base) for base in bases if len(os.fsencode(base)) <= LONGEST_BASE]
