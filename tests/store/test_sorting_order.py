"""A danger behind 5,000 routine messages is the first thing on every screen that may show it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select

from hotline import ids
from hotline.bootstrap import Application
from hotline.domain.walls import Viewer
from hotline.store import accounts, inbox, office, sorting
from hotline.store.models.casework import Case
from hotline.store.models.office import Desk
from hotline.store.queues import QUEUES
from tests.conftest import NINE_ON_A_MONDAY as NOW
from tests.store.rows import add_case

ROUTINE = 5_000


def coordinator(application: Application) -> Viewer:
    with application.unit() as unit:
        account = accounts.by_email(unit.session, "coordinator@demo.invalid")
        assert account
        return office.viewer_of(account)


def flood(application: Application, desk: Desk) -> None:
    """Lay 5,000 messages that a person has to sort, one a second."""
    with application.unit() as unit:
        unit.session.execute(
            insert(Case),
            [
                {
                    "id": ids.new_id(), "reference": f"flood-{number}", "alias": "Baobab 12", "channel": "sms",
                    "language": "fr", "status": "new", "category": "info_request", "urgency": "high",
                    "sensitivity": "S1", "needs_person": True, "desk_id": desk.id,
                    "received_at": NOW + timedelta(seconds=number), "waiting_since": NOW + timedelta(seconds=number),
                    "due_at": NOW + timedelta(hours=24, seconds=number),
                }
                for number in range(ROUTINE)
            ],
        )  # fmt: skip


def test_a_danger_behind_five_thousand_is_first_to_be_sorted_and_first_in_the_inbox(application: Application) -> None:
    viewer, now = coordinator(application), NOW + timedelta(hours=2)
    with application.unit() as unit:
        desk = unit.session.get_one(Desk, viewer.desk_id)
    flood(application, desk)
    with application.unit() as unit:
        assert sorting.count(unit.session, viewer) == sorting.MOST_COUNTED
        held = sorting.claim_next(unit.session, viewer, now, timedelta(minutes=2))
        assert held
        assert held.reference == "flood-0"
    with application.unit() as unit:
        danger = add_case(
            unit.session, desk.id, now, reference="danger", urgency="critical", category="attack_ongoing",
            needs_person=True, due_at=now + timedelta(hours=2),
        )  # fmt: skip
        assert danger.received_at > held.received_at
    with application.unit() as unit:
        assert sorting.coming(unit.session, viewer, now, 1)[0][0].reference == "danger"
        found = sorting.claim_next(unit.session, viewer, now, timedelta(minutes=2))
        assert found
        assert found.reference == "danger"
        page = inbox.page(unit.session, viewer, QUEUES["to_answer"], now, None)
        assert page.rows[0][0].reference == "danger"
        assert [one.reference for one in inbox.untaken_critical(unit.session, viewer, 2)] == ["danger"]


def test_what_is_taken_for_spam_comes_last_and_waits_like_the_others(application: Application) -> None:
    viewer, now = coordinator(application), NOW + timedelta(hours=2)
    with application.unit() as unit:
        assert viewer.desk_id
        add_case(unit.session, viewer.desk_id, NOW, reference="spam", category="spam_test", urgency="high",
                 needs_person=True)  # fmt: skip
        add_case(unit.session, viewer.desk_id, now, reference="quiet", category="suggestion", urgency="low",
                 needs_person=True)  # fmt: skip
    with application.unit() as unit:
        assert [row[0].reference for row in sorting.coming(unit.session, viewer, now, 5)] == ["quiet", "spam"]
        danger = unit.session.scalars(select(Case).where(Case.reference == "spam")).one()
        danger.urgency = "critical"
    with application.unit() as unit:
        assert [row[0].reference for row in sorting.coming(unit.session, viewer, now, 5)] == ["spam", "quiet"]
