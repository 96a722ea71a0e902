"""Commands for whoever keeps an installation: schema, checks, keys, invitations."""

from __future__ import annotations

from pathlib import Path

import click

from hotline import doctor, furnishing, logs, surround
from hotline.commands.running import DATA
from hotline.commands.shared import Failed, application, say, whisper
from hotline.services import accounts
from hotline.store import office
from hotline.store.models.people import ROLES


@click.command("migrate")
@DATA
def migrate_command(data: Path | None) -> None:
    """Bring the schema up to date and add what a fresh installation lacks.

    Example: hotline migrate
    """
    logs.configure()
    with surround.engines(surround.find(data), say) as (ready, _):
        ready.vault_keys()
        furnishing.furnish(ready)
    say("Schema and first furnishings are in place.")


@click.command("furnish", hidden=True)
def furnish_command() -> None:
    """Do for `hotline up` what `hotline migrate` does, in a process that knows its addresses."""
    logs.configure()
    furnishing.furnish(surround.find(None))


@click.command("doctor")
@DATA
@click.pass_context
def doctor_command(context: click.Context, data: Path | None) -> None:
    """Check the settings and say what is still missing for live traffic.

    Example: hotline doctor
    """
    logs.configure()
    bad = 0
    whisper("OK works; BAD does not, with the remedy; LIVE works here, and is missing before real citizens write.")
    whisper("A gateway's address with a code in it is a secret: for its provider alone, and for no ticket or chat.")
    for verdict in doctor.examine(surround.reached(surround.find(data))):
        say(str(verdict))
        bad += str(verdict).startswith("BAD")
    context.exit(1 if bad else 0)


@click.command("keys")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the keys.")
def keys_command(out: Path) -> None:
    """Write fresh keys, each into a file of its own; existing ones are never overwritten.

    Example: hotline keys --out /etc/hotline/keys
    """
    try:
        made = surround.fresh_keys(out)
    except OSError as fault:
        raise Failed(f"{fault.filename or out}: {fault.strerror}") from None
    for name, path in made.items():
        say(f"HOTLINE_{name.upper()}_FILE={path}")


@click.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the account may do.")
@click.option("--body", required=True, help="Code of the body, as the office page shows it.")
@click.option("--title", help="The function shown to colleagues; the role unless told.")
@DATA
def invite_command(email: str, role: str, body: str, title: str | None, data: Path | None) -> None:
    """Make an account and print its single-use link, which sets the password.

    Example: hotline invite liaison@example.org --role liaison --body gendarmerie-mopti
    """
    with application(data, "migration") as app, app.unit() as unit:
        found = office.body_by_code(unit.session, body)
        if found is None:
            codes = ", ".join(office.body_codes(unit.session)) or "none yet"
            raise Failed(f"no body has the code {body}; there are: {codes}")
        desk = office.first_desk(unit.session, found.id)
        if role == "liaison" and desk is None:
            raise Failed(f"{body} has no desk yet, and a liaison needs one")
        details = accounts.AccountDetails(
            email=email, title=title or role.capitalize(), role=role, body_id=found.id,
            desk_id=desk if role in ("liaison", "coordinator") else None, languages=("fr",),
        )  # fmt: skip
        try:
            token = accounts.invite(unit, "command", details)
        except (accounts.AddressTaken, ValueError) as fault:
            raise Failed(f"{email}: {str(fault) or 'another account has this address'}") from None
    say(f"{app.settings.address}/invitations/{token}")
