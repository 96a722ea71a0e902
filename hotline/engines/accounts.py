"""Which account the engines run as: PostgreSQL refuses to run as root."""

from __future__ import annotations

import contextlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from hotline.engines.errors import EngineError

UNPRIVILEGED = ("hotline", "nobody")


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that give up root."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged user of this machine."""

    uid: int
    gid: int


def engine_account(root: Path, cluster: Path) -> Account | None:
    """Return whom root lets the engines run as, or None when this process is itself unprivileged.

    The owner of the cluster, else of the data directory, else `hotline` if there is one, else `nobody`: no
    account is made and no existing folder changes hands. Raises EngineError when there is none.
    """
    if os.geteuid() != 0:
        return None
    for owned in (cluster, root):
        if owned.exists() and owned.stat().st_uid != 0:
            return _of(owned.stat().st_uid)
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(found.pw_uid, found.pw_gid)
    raise EngineError("PostgreSQL refuses to run as root, and there is no other user: start as one.")


def identity(account: Account | None) -> Identity:
    """Return the `subprocess` arguments that make a process run as `account`."""
    return Identity(user=account.uid, group=account.gid, extra_groups=[]) if account else Identity()


def _of(uid: int) -> Account:
    with contextlib.suppress(KeyError):
        return Account(uid, pwd.getpwuid(uid).pw_gid)
    return Account(uid, uid)
