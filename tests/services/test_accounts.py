"""Accounts as the administration and the command line handle them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.services import accounts, sign_in
from hotline.services.accounts import AccountDetails, AddressTaken, LinkSpent, WeakPassword
from hotline.services.sign_in import NotSignedIn
from hotline.store.events import by_account, verify
from hotline.store.models.casework import HOUSE, Event
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Account

PHRASE = "trois pirogues bleues"


@pytest.fixture
def details(application: Application) -> AccountDetails:
    """Details of a new liaison."""
    with application.unit() as unit:
        desk, body = unit.session.execute(select(Desk.id, Body.id).join(Body).where(Body.kind == "security")).first()
    return AccountDetails("agent9@demo.invalid", "Agent 9", "liaison", body, desk, ("fr", "bm"))


def invited(application: Application, details: AccountDetails) -> str:
    """Invite, and return the link's token."""
    with application.unit() as unit:
        return accounts.invite(unit, "command", details)


def accepted(application: Application, details: AccountDetails) -> UUID:
    """Invite and accept, and return the account's id."""
    token = invited(application, details)
    with application.unit() as unit:
        accounts.use_link(unit, token, PHRASE)
    with application.unit() as unit:
        return unit.session.scalars(select(Account.id).where(Account.email == details.email)).one()


def test_an_invitation_lets_in_once_a_password_is_set(application: Application, details: AccountDetails) -> None:
    token = invited(application, details)
    with pytest.raises(NotSignedIn):
        sign_in.sign_in(application.unit, details.email, "")
    with application.unit() as unit:
        accounts.use_link(unit, token, PHRASE)
    assert sign_in.sign_in(application.unit, details.email, PHRASE)
    with application.unit() as unit, pytest.raises(LinkSpent):
        accounts.use_link(unit, token, PHRASE)


def test_an_invitation_lives_seven_days(application: Application, details: AccountDetails, clock: SetClock) -> None:
    token = invited(application, details)
    clock.advance(days=7)
    with application.unit() as unit, pytest.raises(LinkSpent):
        accounts.use_link(unit, token, PHRASE)


def test_an_address_belongs_to_one_account(application: Application, details: AccountDetails) -> None:
    invited(application, details)
    with pytest.raises(AddressTaken):
        invited(application, replace(details, email=" AGENT9@demo.invalid"))
    with pytest.raises(ValueError, match="e-mail"):
        invited(application, replace(details, email="no address"))


def test_a_reset_leaves_the_old_password_until_it_is_used_and_spends_older_links(
    application: Application, details: AccountDetails
) -> None:
    account_id = accepted(application, details)
    with application.unit() as unit:
        older = accounts.issue_reset(unit, "command", account_id)
    with application.unit() as unit:
        newer = accounts.issue_reset(unit, "command", account_id)
    assert sign_in.sign_in(application.unit, details.email, PHRASE)
    with application.unit() as unit, pytest.raises(LinkSpent):
        accounts.use_link(unit, older, "une autre phrase")
    with application.unit() as unit:
        accounts.use_link(unit, newer, "une autre phrase")
    with pytest.raises(NotSignedIn):
        sign_in.sign_in(application.unit, details.email, PHRASE)


def test_a_password_may_not_be_made_of_the_own_address(application: Application, details: AccountDetails) -> None:
    token = invited(application, details)
    with application.unit() as unit, pytest.raises(WeakPassword, match="common"):
        accounts.use_link(unit, token, "agent9-agent9-demo")


def test_a_deactivated_account_cannot_use_its_link_until_it_is_let_in_again(
    application: Application, details: AccountDetails
) -> None:
    account_id = accepted(application, details)
    with application.unit() as unit:
        token = accounts.issue_reset(unit, "command", account_id)
    with application.unit() as unit:
        accounts.deactivate(unit, "command", account_id)
    with application.unit() as unit, pytest.raises(LinkSpent):
        accounts.use_link(unit, token, PHRASE)
    with application.unit() as unit:
        accounts.reactivate(unit, "command", account_id)
    assert sign_in.sign_in(application.unit, details.email, PHRASE)


def test_a_revision_counts_at_once_for_who_is_signed_in(application: Application, details: AccountDetails) -> None:
    account_id = accepted(application, details)
    token = sign_in.sign_in(application.unit, details.email, PHRASE)
    with application.unit() as unit:
        accounts.revise(unit, "command", account_id, replace(details, role="coordinator", cleared=True))
    with application.unit() as unit:
        who = sign_in.who_holds(unit, token, sign_in.IDLE)
    assert who is not None
    assert (who.role, who.viewer.cleared, who.actor) == ("coordinator", True, by_account(account_id))


def test_the_trail_tells_who_did_what_without_an_address_and_holds(
    application: Application, details: AccountDetails
) -> None:
    account_id = accepted(application, details)
    with application.unit() as unit:
        accounts.revise(unit, by_account(account_id), account_id, replace(details, email="agent10@demo.invalid"))
    with application.unit() as unit:
        accounts.deactivate(unit, by_account(account_id), account_id)
    with application.unit() as unit:
        events = unit.session.scalars(select(Event).where(Event.chain == HOUSE).order_by(Event.n)).all()
        told = [(event.kind, event.actor) for event in events]
        assert told[-4:] == [
            ("account_invited", "command"),
            ("link_used", by_account(account_id)),
            ("account_revised", by_account(account_id)),
            ("account_deactivated", by_account(account_id)),
        ]
        assert "demo.invalid" not in str([event.data for event in events])
        assert list(verify(unit.session)) == [len(events)]
