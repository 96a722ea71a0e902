"""What a command stands on: a data directory, its keys, and engines that run already or for the command's duration."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from hotline import demo_accounts, ids, settings
from hotline.embedded import Engines, attach
from hotline.settings import BadSettings, Settings

Say = Callable[[str], None]
MIGRATIONS = Path(__file__).parent.parent / "migrations" / "versions"
KEY_FILES = {"secret_key": "secret.key", "data_keys": "data.keys", "index_key": "index.key"}


def find(data: Path | None, *, joins_demo: bool = True, **given: Any) -> Settings:
    """Return the settings for a data directory; a demonstration's directory brings its own keys and knows its port."""
    wanted = {name: value for name, value in given.items() if value is not None}
    if data is not None:
        wanted["data_dir"] = data
    found = settings.load(**wanted)
    place = found.data_dir
    kept = _kept(place)
    if kept.get("demo") and not found.demo and found.data_keys:
        raise BadSettings(f"{place} holds a demonstration, and keys of your own are set: name another with --data")
    if kept.get("demo") and not found.demo and not joins_demo:
        raise BadSettings(f"{place} holds a demonstration: add --demo, or name another with --data")
    if found.demo or kept.get("demo"):
        kept_keys = _demo_keys(place, make=found.demo)
        given_keys = {name for name in KEY_FILES if getattr(found, name) is not None}
        wanted |= {"demo": True} | {name: key for name, key in kept_keys.items() if name not in given_keys}
    for name in ("port", "public_url"):
        if name not in wanted and name not in found.model_fields_set and name in kept:
            wanted[name] = kept[name]
    return settings.load(**wanted)


@contextmanager
def engines(found: Settings, say: Say) -> Iterator[tuple[Settings, Engines | None]]:
    """Yield the settings with database and queue addresses: given, found running, or started for the duration."""
    running = attach(found.data_dir)
    if running:
        yield with_addresses(found, *running), None
        return
    if not (found.database_url and found.redis_url):
        say(f"Nothing runs in {found.data_dir.absolute()}: engines start there for this command. --data names another.")
    with own_engines(found, say) as own:
        yield own


@contextmanager
def own_engines(found: Settings, say: Say) -> Iterator[tuple[Settings, Engines | None]]:
    """Yield the settings with the given addresses, or with engines started here; never joins another run's."""
    if found.database_url and found.redis_url:
        yield found, None
        return
    with Engines.start(found.data_dir, say=say) as started:
        yield with_addresses(found, started.database_url, started.redis_url), started


def with_addresses(found: Settings, database_url: str, redis_url: str) -> Settings:
    """Return the settings with the engines' addresses."""
    return found.model_copy(update={"database_url": SecretStr(database_url), "redis_url": SecretStr(redis_url)})


def reached(found: Settings) -> Settings:
    """Return the settings with the addresses of the engines that run in their data directory, if any do."""
    running = None if found.database_url and found.redis_url else attach(found.data_dir)
    return with_addresses(found, *running) if running else found


def reachable(found: Settings) -> Settings:
    """Return the settings with addresses; raises BadSettings where nothing runs. Starts nothing."""
    ready = reached(found)
    ready.addresses()
    return ready


def is_furnished(found: Settings) -> bool:
    """Say whether this data directory was furnished by this very code, in this very mode."""
    kept = _kept(found.data_dir)
    return kept.get("furnished") == _furnishing() and bool(kept.get("demo")) == found.demo


def sign_ins(found: Settings) -> Iterator[str]:
    """Yield the lines with the demonstration's e-mails and passwords, and whose they are."""
    if found.demo:
        yield "Demonstration sign-ins:"
        for email, password, place in demo_accounts.sign_ins(found.session_key()):
            yield f"{email}  {password}  {place}"


def remember(found: Settings) -> None:
    """Write down in the data directory how this system is reached, for commands that come later."""
    place = found.data_dir / "run"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = {
        "demo": found.demo, "port": found.port, "public_url": found.public_url, "furnished": _furnishing(),
    }  # fmt: skip
    (place / "system.json").write_text(json.dumps(kept), encoding="utf-8")


def environment_of(found: Settings) -> dict[str, str]:
    """Return what a child process needs in its environment to have the same settings."""
    told = {
        "HOTLINE_DATABASE_URL": found.database_url, "HOTLINE_REDIS_URL": found.redis_url,
        "HOTLINE_SECRET_KEY": found.secret_key, "HOTLINE_DATA_KEYS": found.data_keys,
        "HOTLINE_INDEX_KEY": found.index_key,
    }  # fmt: skip
    plain = {name: value.get_secret_value() for name, value in told.items() if value}
    plain |= {
        "HOTLINE_DATA_DIR": str(found.data_dir),
        "HOTLINE_PORT": str(found.port),
        "HOTLINE_HOST": found.host,
    }
    if found.demo:
        plain["HOTLINE_DEMO"] = "1"
    if found.public_url:
        plain["HOTLINE_PUBLIC_URL"] = found.public_url
    return settings.child_environment(**plain)


def fresh_keys(folder: Path) -> dict[str, Path]:
    """Write a fresh set of keys into a folder, readable by its owner alone; raises BadSettings where one lies."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    values = {
        "secret_key": ids.new_token(48),
        "data_keys": "k1:" + base64.b64encode(ids.new_key()).decode(),
        "index_key": base64.b64encode(ids.new_key()).decode(),
    }
    paths = {name: folder / KEY_FILES[name] for name in values}
    for name, path in paths.items():
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise BadSettings(f"{path} exists already: keys are never overwritten") from None
        path.write_text(values[name] + "\n", encoding="ascii")
    return paths


def _demo_keys(place: Path, *, make: bool) -> dict[str, str]:
    folder = place / "keys"
    try:
        if make and not (folder / KEY_FILES["index_key"]).exists():
            for name in KEY_FILES.values():
                (folder / name).unlink(missing_ok=True)
            fresh_keys(folder)
        return {name: (folder / file).read_text(encoding="ascii").strip() for name, file in KEY_FILES.items()}
    except OSError as fault:
        raise BadSettings(f"{fault.filename}: {fault.strerror}: the demonstration's keys lie there") from None


def _furnishing() -> str:
    """Return a fingerprint of everything that furnishing puts into the database."""
    package = resources.files("hotline")
    sources = [package / "taxonomy.toml", package / "data" / "office.toml", package / "data" / "demo.toml"]
    digest = sha256("".join(sorted(step.name for step in MIGRATIONS.glob("*.py"))).encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _kept(place: Path) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads((place / "run" / "system.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: value for name, value in kept.items() if value is not None}
