"""Turns the environment into one frozen Settings; the only reader of os.environ."""

from __future__ import annotations

import base64
import binascii
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from hotline.post_settings import PostSettings, Words

_MOVED = re.compile(r"([+-])(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class BadSettings(Exception):
    """A setting is missing or wrong; the message is one plain line."""

    is_plain = True


def _offset(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = _MOVED.fullmatch(value)
    if not found:
        raise ValueError("write it as +8d, -2h, +30m or +5s")
    sign, count, unit = found.groups()
    moved = timedelta(**{_UNITS[unit]: int(count)})
    return moved if sign == "+" else -moved


def _vendor(name: str) -> AliasChoices:
    return AliasChoices(name.upper(), name)


Moved = Annotated[timedelta, BeforeValidator(_offset)]


class _Environment(EnvSettingsSource):
    """The environment, in which every NAME may be given as NAME_FILE holding a path."""

    def __call__(self) -> dict[str, Any]:
        environment = {key.lower(): value for key, value in os.environ.items() if value.strip() and _ours(key)}
        for key in [key for key in environment if key.endswith("_file")]:
            environment[key.removesuffix("_file")] = _content(key, environment.pop(key))
        self.env_vars = environment
        return super().__call__()


class Settings(PostSettings):
    """Everything the service is told from outside, checked once at the start."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_", frozen=True, extra="ignore", populate_by_name=True)

    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    data_dir: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str | None = None
    secret_key: SecretStr | None = None
    data_keys: SecretStr | None = None
    index_key: SecretStr | None = None
    gateways: Words = ()
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    web_processes: int = Field(default=1, ge=1, le=16)
    web_threads: int = Field(default=8, ge=1, le=64)
    demo: bool = False
    simulator: bool = False
    clock: Moved = timedelta(0)
    lock_minutes: int = Field(default=15, ge=1, le=470)
    undo_seconds: int = Field(default=10, ge=0, le=60)
    acknowledgement_pause: int = Field(default=120, ge=0, le=3600)
    presses_a_minute: int = Field(default=60, ge=10, le=10_000)
    concerns_an_hour: int = Field(default=30, ge=5, le=10_000)
    shadow_messages: int = Field(default=200, ge=0, le=100_000)
    twilio_account_sid: str | None = Field(default=None, validation_alias=_vendor("twilio_account_sid"))
    twilio_auth_token: SecretStr | None = Field(default=None, validation_alias=_vendor("twilio_auth_token"))
    twilio_messaging_service_sid: str | None = Field(
        default=None, validation_alias=_vendor("twilio_messaging_service_sid")
    )
    twilio_sender: str | None = None
    twilio_api_url: str | None = None
    simulator_sender: str = "+22300000999"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read only what is passed in and the environment."""
        return init_settings, _Environment(settings_cls)

    @property
    def address(self) -> str:
        """Return the public address without a trailing slash, as providers and links use it."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def lock_after(self) -> timedelta:
        """Return after how long a page that was left alone is locked."""
        return timedelta(minutes=self.lock_minutes)

    @property
    def simulated(self) -> bool:
        """Say whether the simulator's phones and pages are switched on."""
        return self.demo or self.simulator

    @property
    def enabled_gateways(self) -> tuple[str, ...]:
        """Return the gateways in use; a demonstration brings its own three."""
        wanted = self.gateways or (("twilio", "africastalking") if self.demo else ("twilio",))
        return (*wanted, "simulator") if self.simulated and "simulator" not in wanted else wanted

    def addresses(self) -> tuple[str, str]:
        """Return the database's and the queue's address; raises BadSettings when one is missing."""
        if self.database_url is None or self.redis_url is None:
            raise BadSettings(
                "HOTLINE_DATABASE_URL or HOTLINE_REDIS_URL is missing: start with 'hotline up' or set both"
            )
        return self.database_url.get_secret_value(), self.redis_url.get_secret_value()

    def session_key(self) -> bytes:
        """Return the key that signs forms and derives gateway tokens; raises BadSettings when it is missing."""
        return _required(self.secret_key, "HOTLINE_SECRET_KEY").encode()

    def vault_keys(self) -> tuple[dict[str, bytes], bytes]:
        """Return the data keys by id (the first writes) and the index key; raises BadSettings."""
        keys: dict[str, bytes] = {}
        for entry in _required(self.data_keys, "HOTLINE_DATA_KEYS").split(","):
            key_id, _, encoded = entry.strip().partition(":")
            if not key_id or len(key_id) > 20 or key_id in keys:
                raise BadSettings("HOTLINE_DATA_KEYS: write id:base64, each id once and of at most 20 letters")
            keys[key_id] = _key(encoded, "HOTLINE_DATA_KEYS")
        return keys, _key(_required(self.index_key, "HOTLINE_INDEX_KEY"), "HOTLINE_INDEX_KEY")


class GatewaySettings(BaseSettings):
    """What one gateway is told, as HOTLINE_<GATEWAY>_URL and so on: the same names for each of them."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    url: str | None = None
    user: str | None = None
    password: SecretStr | None = None
    sender: str | None = None
    sender_name: str | None = None
    token: SecretStr | None = None
    login: SecretStr | None = None
    allow: Words = ()
    rate: float | None = Field(default=None, gt=0, le=1000)
    ussd_fields: Words = ()
    ussd_septets: int = Field(default=160, ge=80, le=182)
    ussd_latin_only: bool = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read only the environment, under the prefix of the one gateway."""
        prefix = env_settings.env_prefix if isinstance(env_settings, EnvSettingsSource) else None
        return (_Environment(settings_cls, env_prefix=prefix),)


def load(**given: Any) -> Settings:
    """Return the settings of this process; raises BadSettings with every fault in one line."""
    try:
        settings = Settings(**given)
    except ValidationError as faults:
        raise BadSettings("; ".join(_plain(fault) for fault in faults.errors())) from None
    if settings.clock and not settings.demo:
        raise BadSettings("HOTLINE_CLOCK moves the clock: it works only with --demo")
    if settings.public_url and not settings.public_url.startswith(("http://", "https://")):
        raise BadSettings("HOTLINE_PUBLIC_URL must start with https:// (or http:// on this machine)")
    return settings


def load_gateway(name: str) -> GatewaySettings:
    """Return what the environment tells the gateway of that name; raises BadSettings."""
    prefix = f"HOTLINE_{name.upper()}_"
    under: dict[str, Any] = {"_env_prefix": prefix}
    try:
        return GatewaySettings(**under)
    except ValidationError as faults:
        raise BadSettings("; ".join(_plain(fault, prefix) for fault in faults.errors())) from None


def child_environment(**changed: str) -> dict[str, str]:
    """Return this process's environment with `changed` on top, for a child process."""
    return {**os.environ, **changed}


def _ours(key: str) -> bool:
    return key.upper().startswith(("HOTLINE_", "TWILIO_"))


def _plain(fault: Any, prefix: str = "HOTLINE_") -> str:
    name = prefix + str(fault["loc"][0]).upper() if fault["loc"] else "settings"
    name = name.replace("HOTLINE_TWILIO_ACCOUNT", "TWILIO_ACCOUNT").replace("HOTLINE_HOTLINE", "HOTLINE")
    return f"{name}: {fault['msg'].removeprefix('Value error, ')}"


def _content(key: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSettings(f"{key.upper()}: cannot read {path}: {fault.__class__.__name__}") from None


def _required(value: SecretStr | None, name: str) -> str:
    if value is None:
        raise BadSettings(f"{name} is missing: make keys with 'hotline keys --out DIR' and name its files")
    return value.get_secret_value()


def _key(encoded: str, name: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadSettings(f"{name}: a key is not base64") from None
    if len(key) != 32:
        raise BadSettings(f"{name}: a key must be 32 bytes long")
    return key
