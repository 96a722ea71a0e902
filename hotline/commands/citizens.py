"""Commands that stand in for a citizen's phone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import click
import requests

from hotline.bootstrap import Application
from hotline.commands.running import DATA
from hotline.commands.shared import Failed, application, say
from hotline.domain.phones import is_e164
from hotline.domain.references import show_reference
from hotline.gateways.registry import path_token
from hotline.services import simulated_carrier
from hotline.store import messages

PATIENCE_S = 15.0


@click.group("simulate")
def simulate_command() -> None:
    """Be a phone in the shell, through the same hooks as a real carrier."""


@simulate_command.command("sms")
@click.option("--from", "sender", required=True, help="The phone: +223 00 and six digits.")
@click.argument("text")
@DATA
def sms_command(sender: str, text: str, data: Path | None) -> None:
    """Send a text from a simulated phone and print the reference of its case.

    Example: hotline simulate sms --from +22300000001 "on a volé mes boeufs à Konna"
    """
    if not is_e164(sender):
        raise Failed(f"{sender} is no number: write it as +22300000001")
    with application(data, "web") as app:
        address, token = _carrier(app)
        try:
            sent = simulated_carrier.send_text(app, address, token, sender, text)
        except requests.RequestException as fault:
            raise Failed(f"{address} did not take the text: is 'hotline up' running?") from fault
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with app.unit() as unit:
                outcome = messages.outcome_of(unit.session, "simulator", sent)
            if outcome is not None:
                say(show_reference(outcome) if outcome else "(no case: a command or an answer)")
                return
            time.sleep(0.1)
    raise Failed("stored, but not triaged yet: are the workers running?")


@simulate_command.command("ussd")
@click.option("--from", "sender", required=True, help="The phone: +223 00 and six digits.")
@click.option("--keys", default=None, help="Keys to press, with commas between; without, they are asked for.")
@DATA
def ussd_command(sender: str, keys: str | None, data: Path | None) -> None:
    """Dial from a simulated phone, press keys, and print each screen; without more keys it hangs up.

    Example: hotline simulate ussd --from +22300000001 --keys 1,1,1
    """
    if not is_e164(sender):
        raise click.UsageError("write the phone as +223 and eight digits")
    with application(data, "web") as app:
        address, token = _carrier(app)
        handset = simulated_carrier.Handset(address, token, sender)
        try:
            say(handset.press())
            for pressed in _asked() if keys is None else keys.split(","):
                if handset.ended:
                    break
                say(f"\n> {pressed}\n{handset.press(pressed)}")
            if not handset.ended:
                handset.hang_up()
        except requests.RequestException as fault:
            raise Failed(f"{address} did not take the keys: is 'hotline up' running?") from fault


def _asked() -> Iterator[str]:
    """Ask for keys until there are none."""
    while pressed := click.prompt("", default="", show_default=False, prompt_suffix="> "):
        yield pressed


def _carrier(app: Application) -> tuple[str, str]:
    """Return where the simulated carrier brings what phones send, and its token."""
    if not app.settings.simulated:
        raise Failed("phones are simulated only with --demo or HOTLINE_SIMULATOR=1")
    return f"http://127.0.0.1:{app.settings.port}", path_token(app.settings.session_key(), "simulator")
