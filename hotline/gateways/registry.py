"""Every gateway there is, one line each."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import sha256

from hotline.gateways.africastalking import AfricasTalkingGateway
from hotline.gateways.android import AndroidGateway
from hotline.gateways.base import Gateway, GatewayConfig
from hotline.gateways.failures import BadConfig
from hotline.gateways.infobip import InfobipGateway
from hotline.gateways.jasmin import JasminGateway
from hotline.gateways.kannel import KannelGateway
from hotline.gateways.orange import OrangeGateway
from hotline.gateways.simulator import SimulatorGateway
from hotline.gateways.twilio import TwilioGateway

GATEWAYS: dict[str, Callable[[GatewayConfig], Gateway]] = {
    "twilio": TwilioGateway,
    "africastalking": AfricasTalkingGateway,
    "infobip": InfobipGateway,
    "kannel": KannelGateway,
    "jasmin": JasminGateway,
    "orange": OrangeGateway,
    "android": AndroidGateway,
    "simulator": SimulatorGateway,
}


def build(name: str, config: GatewayConfig) -> Gateway:
    """Return the gateway of that name; raises BadConfig."""
    if name not in GATEWAYS:
        raise BadConfig(f"no gateway is called {name}; there are {', '.join(sorted(GATEWAYS))}")
    return GATEWAYS[name](config)


def path_token(secret_key: bytes, name: str) -> str:
    """Return the secret part of a gateway's address: the same for the same key, 128 bits as hex."""
    return hmac.new(secret_key, f"gateway address:{name}".encode(), sha256).hexdigest()[:32]
