"""Commands that stand in for a citizen's phone."""

from __future__ import annotations

import time
from pathlib import Path

import click
import requests

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
        if not app.settings.simulated:
            raise Failed("phones are simulated only with --demo or HOTLINE_SIMULATOR=1")
        token = path_token(app.settings.session_key(), "simulator")
        address = f"http://127.0.0.1:{app.settings.port}"
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
