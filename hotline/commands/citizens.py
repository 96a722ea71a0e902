"""Commands that stand in for a citizen's phone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import click
import requests

from hotline.bootstrap import Application
from hotline.commands.running import DATA
from hotline.commands.shared import ELSEWHERE, Failed, application, say, whisper
from hotline.domain.paging import Limits, fill
from hotline.domain.phones import is_e164
from hotline.domain.references import show_reference
from hotline.domain.segments import measure
from hotline.gateways.registry import path_token
from hotline.services import simulated_carrier
from hotline.services.simulated_carrier import Handset
from hotline.store import messages, simulator

PATIENCE_S = 15.0


@click.group("simulate")
def simulate_command() -> None:
    """Be a phone in the shell, through the same hooks as a real carrier."""


@simulate_command.command("sms")
@click.option("--from", "sender", required=True, help="The phone: +223 00 and six digits.")
@click.argument("text")
@click.option("--wait", type=click.FloatRange(0), default=4.0, help="Seconds to wait for replies; 4 unless told.")
@DATA
def sms_command(sender: str, text: str, wait: float, data: Path | None) -> None:
    """Send a text from a simulated phone; print the reference of its case, and beside it what the phone receives.

    Example: hotline simulate sms --from +22300000001 "on a volé mes boeufs à Konna"
    """
    if not is_e164(sender):
        raise Failed(f"{sender} is no number: write it as +22300000001")
    with application(data, "web") as app:
        address, token = _carrier(app)
        try:
            sent = simulated_carrier.send_text(app, address, token, sender, text)
        except requests.RequestException as fault:
            raise Failed(f"{address} did not take the text: {_where(app)}") from fault
        say(_outcome(app, sent))
        for reply in _replies(app, sender, UUID(sent), wait):
            whisper(f"< {reply}")


@simulate_command.command("ussd")
@click.option("--from", "sender", required=True, help="The phone: +223 00 and six digits.")
@click.option("--keys", default=None, help="Keys to press, with commas between; without, they are asked for.")
@click.option("--count", "counts", is_flag=True, help="Say how full each screen and each input is.")
@DATA
def ussd_command(sender: str, keys: str | None, counts: bool, data: Path | None) -> None:
    """Dial from a simulated phone, press keys, and print each screen; without more keys it hangs up.

    Example: hotline simulate ussd --from +22300000001 --keys 1,1,1
    """
    if not is_e164(sender):
        raise click.UsageError("write the phone as +223 and eight digits")
    with application(data, "web") as app:
        address, token = _carrier(app)
        handset = Handset(address, token, sender)
        try:
            _show(app, handset, handset.press(), counts=counts)
            for pressed in _asked() if keys is None else keys.split(","):
                if handset.ended:
                    break
                say(f"\n> {pressed}{_counted(pressed) if counts else ''}")
                _show(app, handset, handset.press(pressed), counts=counts)
            if not handset.ended:
                handset.hang_up()
        except requests.RequestException as fault:
            raise Failed(f"{address} did not take the keys: {_where(app)}") from fault


def _outcome(app: Application, sent: str) -> str:
    """Return what became of a text, once the workers have understood it."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with app.unit() as unit:
            outcome = messages.outcome_of(unit.session, "simulator", sent)
        if outcome is not None:
            return show_reference(outcome) if outcome else "(no case: a command or an answer)"
        time.sleep(0.1)
    raise Failed(f"stored, but not understood yet: do the workers run? {_where(app)}")


def _replies(app: Application, phone: str, after: UUID, wait: float) -> Iterator[str]:
    """Yield what the phone receives after its own text; a second is enough for more once something came."""
    until, known = time.monotonic() + wait, 0
    while time.monotonic() < until:
        with app.unit() as unit:
            replies = simulator.received_after(unit, phone, after)
        if len(replies) > known:
            until = min(until, time.monotonic() + 1)
        yield from replies[known:]
        known = len(replies)
        time.sleep(0.1)


def _where(app: Application) -> str:
    return f"looked in {app.settings.data_dir.absolute()}; {ELSEWHERE}, else start 'hotline up'"


def _show(app: Application, handset: Handset, screen: str, *, counts: bool) -> None:
    """Print a screen, and below it how full it is and whether nobody has reviewed its language."""
    say(screen)
    if counts:
        with app.unit() as unit:
            draft = simulated_carrier.draft_shown(unit, app.tools.languages, handset)
        say(f"{_counted(screen).strip()}{f'  a draft: nobody has reviewed {draft}' if draft else ''}")


def _counted(text: str) -> str:
    costly = "".join(measure(text).costly[:6])
    return f"  [{fill(text, Limits())}{' because of ' + costly if costly else ''}]"


def _asked() -> Iterator[str]:
    """Ask for keys until there are none."""
    while pressed := click.prompt("", default="", show_default=False, prompt_suffix="> "):
        yield pressed


def _carrier(app: Application) -> tuple[str, str]:
    """Return where the simulated carrier brings what phones send, and its token."""
    if not app.settings.simulated:
        raise Failed("phones are simulated only with --demo or HOTLINE_SIMULATOR=1")
    return f"http://127.0.0.1:{app.settings.port}", path_token(app.settings.session_key(), "simulator")
