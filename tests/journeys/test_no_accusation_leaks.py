"""Made-up accusations, sent as citizens send them: no account of an accused body learns that a case exists."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from sqlalchemy import select

from hotline.domain.messages import InboundText
from hotline.domain.walls import ROLES, SECURITY, UNKNOWN, Viewer
from hotline.gateways.base import Call
from hotline.services import intake
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Contact
from tests.classifier.corpus import accusations
from tests.support.town import LINE, Town

# A form's single-use key is new on every page.
KEY = re.compile(r'name="key" value="[0-9a-f-]+"')
AWA = "+22300009999"
CALL = Call("POST", "", {})
# Every body, wrong, language and frame comes up; the whole corpus is tried on the classifier alone.
STEP = 13
SENT = dict(enumerate(list(accusations())[::STEP]))


def _phone(number: int) -> str:
    return f"+2230000{number:04d}"


def _send_all(town: Town) -> None:
    for number, (words, _) in SENT.items():
        brought = InboundText("simulator", f"made-up-{number}", _phone(number), LINE, words, None, None, None)
        with town.application.unit() as unit:
            intake.accept_text(unit, brought, CALL)
    town.work()


def _viewers(town: Town) -> dict[str, list[Viewer]]:
    """Every account a security body could have, by the body's force: each role at each of its desks, cleared or not."""
    found: dict[str, list[Viewer]] = {}
    with town.application.unit() as unit:
        for body in unit.session.scalars(select(Body).where(Body.kind == SECURITY)):
            desks = unit.session.scalars(select(Desk.id).where(Desk.body_id == body.id)).all()
            found.setdefault(body.force or UNKNOWN, []).extend(
                Viewer(uuid4(), role, body.id, desk, cleared, True)
                for role in ROLES for desk in desks for cleared in (False, True)
            )  # fmt: skip
    return found


def _known_to(town: Town, viewer: Viewer) -> set[UUID]:
    with town.application.unit() as unit:
        shown = select(Case.id).where(scope.readable(viewer) | scope.auditable(viewer))
        return set(unit.session.scalars(shown))


def _cases(town: Town) -> dict[int, Case]:
    with town.application.unit() as unit:
        by_phone = {
            contact.phone_index: case
            for case, contact in unit.session.execute(
                select(Case, Contact).join(Contact, Case.contact_id == Contact.id)
            )
        }
        return {number: by_phone[unit.vault.blind("phone", _phone(number))] for number in SENT}


def test_no_account_of_an_accused_body_learns_of_a_case_before_a_cleared_person_decided(town: Town) -> None:
    viewers = _viewers(town)
    _send_all(town)
    town.text(AWA, "on a volé 23 boeufs à mon père cette nuit à Tenenkou")
    cases = _cases(town)
    known = {force: set[UUID]().union(*(_known_to(town, one) for one in held)) for force, held in viewers.items()}
    leaks = []
    for number, (words, accused) in SENT.items():
        # A force without a body of its own, and an unknown uniform, may be any of them.
        kept_out = [accused] if accused in known else list(known)
        leaks += [(force, words) for force in kept_out if cases[number].id in known[force]]
    assert len(cases) > 150
    assert leaks == []
    assert town.case(AWA).id in known["gendarmerie"]
    assert {case.wall for case in cases.values()} == {"hinted"}


def test_the_pages_of_a_force_stay_the_same_to_the_byte(town: Town) -> None:
    officer = town.officer("security")
    before = [KEY.sub("", officer.get(path).text) for path in ("/inbox", "/triage")]
    _send_all(town)
    assert [KEY.sub("", officer.get(path).text) for path in ("/inbox", "/triage")] == before
