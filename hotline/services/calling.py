"""Making a call: one officer holds it for a quarter of an hour, and its number is shown to them alone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from hotline import ids
from hotline.domain import callbacks as rules
from hotline.domain.callbacks import Caller
from hotline.domain.lifecycle import Action, Status, actions_in, advance
from hotline.services import wishes
from hotline.services.casework import Mistake, NotFound
from hotline.store import accounts, callbacks, contacts, events
from hotline.store.accounts import SignedIn
from hotline.store.callbacks import Known
from hotline.store.models.calls import Call, Callback
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

Units = Callable[[], UnitOfWork]
MOST_TRIED = 10


def caller_of(office: Office, who: SignedIn) -> Caller:
    """Return an account as the rule for calls sees it."""
    kind = next((body.kind for body in office.bodies if body.id == who.viewer.body_id), "")
    return Caller(who.viewer, kind, frozenset(who.languages))


def claim(unit: UnitOfWork, caller: Caller, callback_id: UUID) -> UUID:
    """Give the officer this call for a quarter of an hour; raises NotFound, or Mistake where it is not free.

    Several who ask at once wait for each other's locks, so that the first one has it and the others hear so.
    """
    accounts.by_id(unit.session, caller.viewer.account_id)
    mine = callbacks.held_by(unit.session, caller.viewer.account_id, unit.now)
    if mine is not None and mine.id != callback_id:
        raise Mistake("one_call")
    if callbacks.find(unit.session, caller, callback_id) is None or wishes.hold(unit, callback_id) is None:
        raise NotFound
    # Looked at again, now that it is locked: a wall may have gone up, or somebody been quicker.
    known = callbacks.find(unit.session, caller, callback_id)
    if known is None:
        raise NotFound
    if mine is None:
        _refuse(unit, caller, known.callback)
        _begin(unit, caller, known.callback)
        _own(unit, caller, known)
    return callback_id


def claim_next(units: Units, caller: Caller) -> UUID | None:
    """Give the officer the most pressing call in their languages; None where nobody waits. Raises Mistake."""
    with units() as unit:
        waiting = callbacks.to_call(unit.session, caller, unit.now, MOST_TRIED)
    for callback_id in waiting:
        try:
            with units() as unit:
                return claim(unit, caller, callback_id)
        except NotFound:
            continue
        except Mistake as mistake:
            if mistake.code == "one_call":
                raise
    return None


def show_number(unit: UnitOfWork, caller: Caller, callback_id: UUID) -> str | None:
    """Write down that the number is shown now; commit before it goes out. None for whoever does not hold the call."""
    held = wishes.hold(unit, callback_id) if _held(unit, caller, callback_id) else None
    known = _held(unit, caller, callback_id)
    call = callbacks.last_call(unit.session, callback_id)
    if held is None or known is None or call is None:
        return None
    events.append(unit, known.case.id, "number_shown", events.by_account(caller.viewer.account_id),
                  call=str(call.id), n=call.n)  # fmt: skip
    return contacts.number(unit.vault, known.contact)


def place_with_desk(unit: UnitOfWork, caller: Caller, callback_id: UUID) -> None:
    """Let the desk of its case make the call, for the officer knows that it may; raises NotFound and Mistake."""
    if callbacks.find(unit.session, caller, callback_id) is None or wishes.hold(unit, callback_id) is None:
        raise NotFound
    known = callbacks.find(unit.session, caller, callback_id)
    if known is None or not known.readable or not caller.is_independent:
        raise NotFound
    if known.callback.claim_until is not None and known.callback.claim_until > unit.now:
        raise Mistake("call_taken")
    known.callback.placed_desk_id = known.case.desk_id
    events.append(unit, known.case.id, "call_placed", events.by_account(caller.viewer.account_id),
                  callback=str(callback_id), desk=str(known.case.desk_id))  # fmt: skip


def _refuse(unit: UnitOfWork, caller: Caller, row: Callback) -> None:
    if not caller.speaks(row.language):
        raise Mistake("other_language")
    if row.claim_until is not None and row.claim_until > unit.now:
        raise Mistake("call_taken")
    if row.next_at > unit.now:
        raise Mistake("call_too_soon")


def _begin(unit: UnitOfWork, caller: Caller, row: Callback) -> None:
    wishes.give_back(unit, row)
    before = callbacks.last_call(unit.session, row.id)
    call = Call(
        id=ids.new_id(), callback_id=row.id, n=before.n + 1 if before else 1, account_id=caller.viewer.account_id,
        started_at=unit.now,
    )  # fmt: skip
    unit.session.add(call)
    row.claimed_by, row.claim_until = caller.viewer.account_id, unit.now + rules.LEASE
    events.append(unit, row.case_id, "call_claimed", events.by_account(caller.viewer.account_id),
                  call=str(call.id), n=call.n, body=str(caller.viewer.body_id))  # fmt: skip


def _own(unit: UnitOfWork, caller: Caller, known: Known) -> None:
    """Who calls about nothing yet, or about a case of the own desk, has picked it up; another desk's stays with it."""
    case, viewer = known.case, caller.viewer
    theirs = known.readable and (case.category == rules.WISH or case.desk_id == viewer.desk_id)
    if not theirs or case.owner_id is not None or Action.TAKE not in actions_in(Status(case.status)):
        return
    case.status, case.owner_id = advance(Status(case.status), Action.TAKE), viewer.account_id
    case.version += 1
    events.append(unit, case.id, "taken", events.by_account(viewer.account_id), before=None, body=str(viewer.body_id))


def _held(unit: UnitOfWork, caller: Caller, callback_id: UUID) -> Known | None:
    """Return the wish if this account holds it now and may still know of it."""
    known = callbacks.find(unit.session, caller, callback_id)
    if known is None or known.callback.claimed_by != caller.viewer.account_id:
        return None
    until = known.callback.claim_until
    return known if until is not None and until > unit.now else None
