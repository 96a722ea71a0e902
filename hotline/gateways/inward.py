"""What several gateways need to trust and read a provider's call."""

from __future__ import annotations

import base64
import hmac
import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

import phonenumbers

from hotline.domain.phones import is_alphanumeric, is_e164, is_short_code
from hotline.gateways.base import Call, GatewayConfig
from hotline.gateways.failures import BadConfig, Forged, NoSuchDoor, Unreadable

FORM = "application/x-www-form-urlencoded"

_HOME = "ML"
_LONGEST_ADDRESS = 64
_ID = re.compile(r"[!-~]{1,128}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,128}")
_SECONDS = re.compile("[0-9]{1,11}")
_SURROGATES = re.compile("[\ud800-\udfff]")

Networks = tuple[IPv4Network | IPv6Network, ...]


def read_form(body: bytes) -> tuple[tuple[str, str], ...]:
    """Return every field of a form in order, empty and repeated ones too; bad UTF-8 becomes U+FFFD."""
    return tuple(parse_qsl(body.decode(errors="replace"), keep_blank_values=True, errors="replace"))


def required_token(name: str, token: str | None) -> str:
    """Return the secret part of an unsigned gateway's address; raises BadConfig if it could be guessed."""
    if token is None or len(token) < 16:
        raise BadConfig(f"{name}: its calls are not signed, so its address needs a token of 16 letters or more")
    return token


def networks(name: str, allow: tuple[str, ...]) -> Networks:
    """Return the addresses a provider may call from; raises BadConfig."""
    try:
        return tuple(ip_network(entry, strict=False) for entry in allow)
    except ValueError as fault:
        raise BadConfig(f"{name}: {fault}") from None


def require_token(call: Call, token: str) -> None:
    """Return, in the same time for any guess, if the call came by the secret address; raises NoSuchDoor."""
    if not hmac.compare_digest((call.path_token or "").encode(errors="replace"), token.encode()):
        raise NoSuchDoor("no such address")


def require_peer(call: Call, allowed: Networks) -> None:
    """Return if the caller's address is allowed, or none is asked for; raises Forged."""
    if not allowed:
        return
    try:
        peer = ip_address(call.peer or "")
    except ValueError:
        raise Forged("the caller has no address") from None
    if isinstance(peer, IPv6Address):
        peer = peer.ipv4_mapped or peer
    if not any(peer in network for network in allowed):
        raise Forged("the caller's address is not on the list")


def require_login(call: Call, login: str | None) -> None:
    """Return, in the same time for any guess, if the caller names the login, or none is asked for; raises Forged."""
    if login is None:
        return
    said = "Basic " + base64.b64encode(login.encode()).decode()
    if not hmac.compare_digest(call.header("authorization").encode(errors="replace"), said.encode()):
        raise Forged("the caller's login is wrong")


@dataclass(frozen=True, slots=True)
class SecretAddress:
    """What proves a call that is not signed: a secret in the address, and a list of callers or a login if set."""

    token: str = field(repr=False)
    allowed: Networks
    login: str | None = field(repr=False)

    @classmethod
    def of(cls, name: str, config: GatewayConfig) -> SecretAddress:
        """Take what the settings ask for; raises BadConfig where the door would stand open."""
        if config.login is not None and not all(config.login.partition(":")):
            raise BadConfig(f"{name}: write the login of its calls as user:password")
        return cls(required_token(name, config.token), networks(name, config.allow), config.login)

    def check(self, call: Call) -> None:
        """Return if the call is the provider's; raises Forged, or NoSuchDoor for a wrong address."""
        require_token(call, self.token)
        require_peer(call, self.allowed)
        require_login(call, self.login)


def is_form(call: Call) -> bool:
    """Say whether the call is a posted form."""
    return call.method == "POST" and call.header("content-type").split(";")[0].strip().lower() == FORM


def require_form(call: Call) -> None:
    """Return if the call is a posted form; raises Unreadable."""
    if not is_form(call):
        raise Unreadable("not a posted form")


def with_fields(call: Call) -> Call:
    """Return the call with all its fields as its form, whether they were posted or stand in its address."""
    return replace(call, form=(*(call.form if is_form(call) else ()), *call.query))


def with_document(call: Call, *path: str) -> Call:
    """Return the call with the plain values of a JSON object, found along `path`, as its form; raises Unreadable.

    Whatever the call says its body is: some providers name another kind, or none.
    """
    found = _document(call.body)
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        raise Unreadable(f"no JSON object {'.'.join(path)}".rstrip())
    plain = ((name, _word(value)) for name, value in found.items())
    return replace(call, form=tuple((name, word) for name, word in plain if word is not None))


def read_field(call: Call, name: str) -> str:
    """Return a form field that must be there, though it may be empty; raises Unreadable."""
    value = call.value(name)
    if value is None:
        raise Unreadable(f"{name} is missing")
    return value


def read_text_field(call: Call, name: str) -> str:
    """Return a citizen's words as they came; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    return _SURROGATES.sub("\ufffd", read_field(call, name))


def read_octets(call: Call, name: str) -> bytes:
    """Return a field as the octets it came in, for words whose alphabet another field tells; raises Unreadable."""
    sent = call.body if is_form(call) else call.url.partition("?")[2].encode(errors="replace")
    for part in sent.split(b"&"):
        key, _, value = part.partition(b"=")
        if unquote_to_bytes(key.replace(b"+", b" ")) == name.encode():
            return unquote_to_bytes(value.replace(b"+", b" "))
    raise Unreadable(f"{name} is missing")


def is_id(value: str) -> bool:
    """Say whether this can be a provider's id: 1 to 128 visible ASCII characters."""
    return _ID.fullmatch(value) is not None


def read_id(call: Call, name: str) -> str:
    """Return a provider's id; raises Unreadable for what cannot be one."""
    value = read_field(call, name)
    if not is_id(value):
        raise Unreadable(f"{name} is not an id")
    return value


def read_token(value: str | None) -> str | None:
    """Return our receipt token, or None for what cannot be one."""
    return value if value and _TOKEN.fullmatch(value) else None


def read_address(call: Call, name: str) -> str:
    """Return a possible number in E.164 form, a short code or word as it is; raises Unreadable.

    Possible is enough: +223 00 xx xx xx is no valid number and yet what tests and demonstrations use.
    """
    address = read_field(call, name).strip()
    if not address or len(address) > _LONGEST_ADDRESS or not address.isprintable():
        raise Unreadable(f"{name} is not an address")
    if is_alphanumeric(address) or is_short_code(address):
        return address
    try:
        number = phonenumbers.parse(address, _HOME)
    except phonenumbers.NumberParseException:
        return address
    if not phonenumbers.is_possible_number(number):
        return address
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_phone(call: Call, name: str) -> str:
    """Return a number in E.164 form, the `+` put before one from abroad that lacks it; raises Unreadable."""
    phone = read_address(call, name)
    phone = phone if is_e164(phone) or is_short_code(phone) else f"+{phone}"
    if not is_e164(phone):
        raise Unreadable(f"{name} is not a phone")
    return phone


def read_moment(value: str | None) -> datetime | None:
    """Return an ISO moment, UTC if it names no zone, or None: a wrong date must not cost us the text."""
    try:
        moment = datetime.fromisoformat((value or "").strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def read_unix(value: str | None) -> datetime | None:
    """Return the moment that so many seconds after 1970 are, or None: a wrong date must not cost us the text."""
    return datetime.fromtimestamp(int(value), UTC) if value and _SECONDS.fullmatch(value) else None


def _document(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _word(value: Any) -> str | None:
    """Return a value as a form would hold it; lists, objects and nothing at all are no values."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | int | float) else None
