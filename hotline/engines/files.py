"""Small files that only their owner may read."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text` at once, mode 0600, owned by the owner of its folder; raises OSError."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)
    hand_over(fresh)
    fresh.replace(path)


def open_private(path: Path, flags: int) -> int:
    """Open or make `path`, mode 0600, owned by its folder's owner, never through a link; raises OSError."""
    handle = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    hand_over(path)
    return handle


def hand_over(path: Path) -> None:
    """When running as root, give `path` to the owner of its folder, who may run without root next time."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
