"""Officers who call without a page: they claim, say how it ended, and write down what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hotline.domain.callbacks import Outcome
from hotline.services import call_notes, call_outcomes, calling
from hotline.services.by_hand import Told
from hotline.services.call_notes import Said
from hotline.services.call_outcomes import Ended, Manner
from hotline.store import callbacks, office
from hotline.store.accounts import SignedIn
from hotline.store.models.calls import Call, Callback
from hotline.store.models.casework import Case
from hotline.store.models.people import Account, Contact
from tests.support.town import Town


@dataclass
class CallingOfficer:
    """Somebody of the demonstration at the desk for calls."""

    town: Town
    name: str

    def claim(self, wish: Callback) -> UUID:
        """Take a call, and return the id of the try."""
        with self.town.application.unit() as unit:
            calling.claim(unit, self.caller, wish.id)
        return self.last(wish).id

    def number(self, wish: Callback) -> str | None:
        """Look at the number."""
        with self.town.application.unit() as unit:
            return calling.show_number(unit, self.caller, wish.id)

    def tell(self, call: UUID, outcome: str, later: datetime | None = None, manner: Manner | None = None) -> None:
        """Say how a call ended."""
        tools = self.town.application.tools
        with self.town.application.unit() as unit:
            call_outcomes.finish(unit, tools, self.caller, call, Ended(Outcome(outcome), later, manner))

    def call(self, wish: Callback, outcome: str, **more: object) -> UUID:
        """Take a call and say how it ended."""
        call = self.claim(wish)
        self.tell(call, outcome, **more)  # type: ignore[arg-type]
        return call

    def write(
        self, call: UUID, words: str, language: str = "fr", *, unknown_uniform: bool = False, **more: object
    ) -> Case | None:
        """Write down what was said."""
        said = Said(Told("call", words, unknown_uniform=unknown_uniform), language, **more)  # type: ignore[arg-type]
        with self.town.application.unit() as unit:
            return call_notes.take_down(unit, self.town.application.tools, self.caller, call, said)

    def write_nothing(self, call: UUID) -> None:
        """Say that nothing needs a case."""
        with self.town.application.unit() as unit:
            call_notes.take_nothing_down(unit, self.caller, call)

    def last(self, wish: Callback) -> Call:
        """Return the newest try at a wish."""
        with self.town.application.unit() as unit:
            found = callbacks.last_call(unit.session, wish.id)
        assert found is not None
        return found

    @property
    def caller(self) -> calling.Caller:
        """Return the account as the rule for calls sees it."""
        with self.town.application.unit() as unit:
            account = unit.session.scalars(select(Account).where(Account.email == f"{self.name}@demo.invalid")).one()
            who = SignedIn(
                account.id, None, unit.now, office.viewer_of(account), account.title, account.email, "", None,
                tuple(account.languages), None,
            )  # fmt: skip
            return calling.caller_of(self.town.application.tools.office.read(unit.session), who)


def wish_of(town: Town, phone: str) -> Callback:
    """Return a phone's newest wish."""
    with town.application.unit() as unit:
        index = unit.vault.blind("phone", phone)
        query = select(Callback).join(Contact, Contact.id == Callback.contact_id).where(Contact.phone_index == index)
        found = unit.session.scalars(query.order_by(Callback.asked_at.desc(), Callback.id.desc())).first()
    assert found is not None
    return found


def contact_of(town: Town, phone: str) -> Contact:
    """Return the contact behind a phone."""
    with town.application.unit() as unit:
        index = unit.vault.blind("phone", phone)
        return unit.session.scalars(select(Contact).where(Contact.phone_index == index)).one()
