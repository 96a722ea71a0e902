"""The composition root: settings in, a working application out; nothing is built at import."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256

from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from hotline.classifier.load import Shipped, load, load_languages, load_taxonomy
from hotline.classifier.news import load_signs
from hotline.clock import Clock, SystemClock
from hotline.domain.language import Language
from hotline.domain.notices import EMAIL, PUSH
from hotline.domain.paces import HOUR, MINUTE, Pace, Paces
from hotline.domain.taxonomy import Taxonomy
from hotline.gateways.base import Gateway, GatewayConfig
from hotline.gateways.registry import build as build_gateway
from hotline.gateways.registry import path_token
from hotline.post.base import Carrier
from hotline.post.mail import Mail, MailConfig
from hotline.post.push import Push, PushConfig
from hotline.queue import Waker
from hotline.services.languages import LanguageReader
from hotline.services.modelling import ModelReader
from hotline.services.presence import Presence
from hotline.services.reading import Tools
from hotline.settings import Settings, load_gateway
from hotline.signing import Signer, public_push_key, push_key
from hotline.store.database import open_database
from hotline.store.office import OfficeReader
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault


@dataclass(frozen=True)
class Application:
    """Everything a door or a worker needs, built once a process."""

    settings: Settings
    clock: Clock
    vault: Vault
    signer: Signer
    engine: Engine
    sessions: sessionmaker[Session]
    waker: Waker
    presence: Presence
    taxonomy: Taxonomy
    tools: Tools
    gateways: Mapping[str, Gateway]
    post: Mapping[str, Carrier]
    push_key: str
    marks: Mapping[str, str]

    def unit(self) -> UnitOfWork:
        """Return a fresh unit of work."""
        return UnitOfWork(self.sessions, self.vault, self.clock, self.waker)


def build(settings: Settings, role: str, *, clock: Clock | None = None) -> Application:
    """Build the application of a process that acts as `role` (web, worker, audit, migration); raises BadSettings."""
    database_url, redis_url = settings.addresses()
    keys, index_key = settings.vault_keys()
    engine = open_database(database_url, role)
    taxonomy, languages = load_taxonomy(), load_languages()
    if role == "web":
        # Nor must the first call of a gateway wait for the words by which a danger is known.
        load_signs()
    if role == "worker":
        # The first text must not wait for the lexicons, and a broken one must be named at the start.
        load()
    return Application(
        settings=settings,
        clock=clock or SystemClock(settings.clock),
        vault=Vault(keys, index_key),
        signer=Signer(settings.session_key()),
        engine=engine,
        sessions=sessionmaker(engine, expire_on_commit=False),
        waker=Waker(redis_url),
        presence=Presence(redis_url),
        taxonomy=taxonomy,
        tools=_tools(settings, languages, taxonomy),
        gateways=gateways_of(settings),
        post=_post(settings),
        push_key=public_push_key(settings.session_key()),
        marks=_marks(settings),
    )


def _tools(settings: Settings, languages: Mapping[str, Language], taxonomy: Taxonomy) -> Tools:
    pause = settings.acknowledgement_pause
    paces = Paces(Pace(settings.presses_a_minute, MINUTE), Pace(settings.concerns_an_hour, HOUR))
    return Tools(ModelReader(Shipped()), LanguageReader(languages), OfficeReader(), taxonomy, pause, paces)


def gateways_of(settings: Settings) -> dict[str, Gateway]:
    """Build the enabled gateways; raises BadConfig for one that cannot work."""
    return {name: build_gateway(name, _config(settings, name)) for name in settings.enabled_gateways}


def _post(settings: Settings) -> dict[str, Carrier]:
    """Return the ways by which officers can be told away from the pages; by text they can be as ever."""
    found: dict[str, Carrier] = {}
    if settings.smtp_host and settings.mail_from:
        config = MailConfig(
            settings.smtp_host, settings.smtp_port, settings.mail_from, settings.smtp_security, settings.smtp_user,
            _word(settings.smtp_password), settings.smtp_authority,
        )  # fmt: skip
        found[EMAIL] = Mail(config)
    contact = settings.push_contact(settings.address)
    if contact:
        found[PUSH] = Push(PushConfig(push_key(settings.session_key()), contact, settings.push_services))
    return found


def _marks(settings: Settings) -> dict[str, str]:
    """Return a keyed hash of every gateway's settings: who stopped under other ones may be started again."""
    key = settings.session_key()
    return {
        name: hmac.new(key, repr(asdict(_config(settings, name))).encode(), sha256).hexdigest()
        for name in settings.enabled_gateways
    }


def _config(settings: Settings, name: str) -> GatewayConfig:
    if name == "twilio":
        return _twilio(settings)
    token = path_token(settings.session_key(), name)
    if name == "simulator":
        carrier = f"http://127.0.0.1:{settings.port}/simulator/carrier/{token}"
        return GatewayConfig(
            public_url=settings.address, url=carrier, sender=settings.simulator_sender, token=token, live=True
        )
    own = load_gateway(name)
    return GatewayConfig(
        public_url=settings.address, url=own.url, user=own.user, password=_word(own.password), sender=own.sender,
        sender_name=own.sender_name, token=token, signing_key=_word(own.token), login=_word(own.login),
        allow=own.allow, rate=own.rate, live=own.password is not None, ussd_fields=own.ussd_fields,
        ussd_septets=own.ussd_septets, ussd_latin_only=own.ussd_latin_only,
    )  # fmt: skip


def _word(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _twilio(settings: Settings) -> GatewayConfig:
    """Without credentials a demonstration gets throw-away ones, with which the vendor is never called."""
    token, rate = settings.twilio_auth_token, load_gateway("twilio").rate
    live = settings.twilio_account_sid is not None and token is not None
    return GatewayConfig(
        public_url=settings.address, url=settings.twilio_api_url, sender=settings.twilio_sender,
        user=settings.twilio_account_sid or "AC" + "0" * 32,
        password=token.get_secret_value() if token else path_token(settings.session_key(), "twilio"),
        messaging_service_sid=settings.twilio_messaging_service_sid, live=live, rate=rate,
    )  # fmt: skip
