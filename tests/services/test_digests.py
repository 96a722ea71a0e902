"""Once a day a count of what waits, in one's own scope; once a period a link to a report one keeps."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from hotline.domain import checkpoint_file
from hotline.domain.notices import OFF_SHIFT, USUAL, Choices
from hotline.post.base import Unreachable
from hotline.services import checkpoints
from hotline.store import events, notices
from hotline.store.models.casework import HOUSE
from hotline.store.models.people import Account
from tests.support import staff
from tests.support.postbag import Postbag
from tests.support.town import Town

PHONE, OTHER = "+22300000101", "+22300000102"
PUMP = "la pompe du forage de Konna est en panne depuis une semaine"
ACCUSES = "les gendarmes de Konna ont pris l'argent de mon frère au poste"


@pytest.fixture
def post() -> Postbag:
    return Postbag()


def counts(post: Postbag, name: str) -> list[tuple[str, ...]]:
    return [letter.counts for letter in post.letters if letter.to == f"{name}@demo.invalid"]


def keep(town: Town, name: str, every: str) -> str:
    page = "/reports/backlog"
    assert town.officer(name).post(f"{page}/saved", page=page, every=every).status_code == 303
    return page


def test_a_digest_is_a_count_and_a_link_once_a_day(town: Town, post: Postbag) -> None:
    town.text(PHONE, PUMP)
    post.digest(town)
    post.digest(town, hours=3)
    assert counts(post, "civil") == [("À répondre : 1",)]
    assert post.to("civil") == [[("", "/")]]
    post.digest(town, days=1)
    assert len(counts(post, "civil")) == 2


def test_it_comes_when_work_begins_and_not_before(town: Town, post: Postbag) -> None:
    town.text(PHONE, PUMP)
    post.digest(town, hours=22, minutes=29)
    assert counts(post, "civil") == []
    post.digest(town, minutes=1)
    assert len(counts(post, "civil")) == 1


def test_nothing_to_say_is_no_letter(town: Town, post: Postbag) -> None:
    post.digest(town)
    assert post.letters == []


def test_a_complaint_about_a_force_is_in_no_count_of_its_people(town: Town, post: Postbag) -> None:
    town.text(PHONE, ACCUSES)
    for _ in range(5):
        post.digest(town, days=1)
    assert "security" not in post.readers()
    assert "oversight" in post.readers()


def test_the_digest_is_the_same_to_the_byte_with_and_without_a_walled_case(town: Town, post: Postbag) -> None:
    town.text(PHONE, "on a volé mes boeufs à Konna cette nuit")
    post.digest(town)
    before = counts(post, "security")
    town.text(OTHER, ACCUSES)
    post.digest(town, days=1)
    assert before == [("À répondre : 1",)]
    assert counts(post, "security")[1] in (
        before[0],
        ("À répondre : 1", "Échéance proche : 1"),
        ("À répondre : 1", "En retard : 1"),
    )


def test_who_wants_none_gets_none_and_english_is_spoken(town: Town, post: Postbag) -> None:
    town.text(PHONE, PUMP)
    with town.application.unit() as unit:
        unit.session.execute(update(Account).where(Account.email == "civil@demo.invalid").values(locale="en"))
    post.digest(town)
    assert counts(post, "civil") == [("To answer: 1",)]
    with town.application.unit() as unit:
        notices.choose(unit, staff.account(town, "civil").id, Choices(USUAL, OFF_SHIFT, digest=False))
    post.digest(town, days=1)
    assert len(counts(post, "civil")) == 1


def test_a_digest_that_could_not_leave_is_not_told_the_day_after(town: Town, post: Postbag) -> None:
    town.text(PHONE, PUMP)
    post.failures += [Unreachable() for _ in range(20)]
    post.digest(town)
    post.failures.clear()
    post.digest(town, days=1)
    assert len(counts(post, "civil")) == 1


def test_a_kept_report_that_is_ready_is_a_link_and_no_figure(town: Town, post: Postbag) -> None:
    keep(town, "auditor", "week")
    post.digest(town)
    ((line,),) = post.to("auditor")
    assert line[0] == ""
    assert line[1].startswith("/reports/saved/")
    assert counts(post, "auditor") == [()]
    assert town.officer("auditor").get(line[1]).status_code == 303


@pytest.mark.parametrize(("every", "told"), [("never", 0), ("day", 8), ("week", 2), ("month", 1)])
def test_it_is_told_once_a_period(town: Town, post: Postbag, every: str, told: int) -> None:
    keep(town, "auditor", every)
    for hours in (0, *[24] * 7, 1):
        post.digest(town, hours=hours)
    assert len(post.to("auditor")) == told


def test_who_has_looked_already_is_not_told(town: Town, post: Postbag) -> None:
    keep(town, "auditor", "week")
    post.digest(town)
    link = post.to("auditor")[0][0][1]
    town.officer("auditor").get(link)
    post.digest(town, days=3)
    assert len(post.to("auditor")) == 1


def test_who_may_read_no_reports_any_more_is_told_of_none(town: Town, post: Postbag) -> None:
    keep(town, "auditor", "week")
    with town.application.unit() as unit:
        unit.session.execute(update(Account).where(Account.email == "auditor@demo.invalid").values(role="coordinator"))
    post.digest(town)
    assert post.to("auditor") == []


def test_the_checkpoint_goes_once_a_day_to_who_audits_and_to_nobody_else(town: Town, post: Postbag) -> None:
    town.text(PHONE, PUMP)
    post.witness(town)
    post.witness(town, hours=1)
    assert post.readers() == {"administrator", "auditor"}
    assert post.to("auditor") == [[("", "/audit/checkpoint")]]
    post.witness(town, days=1)
    assert len(post.to("auditor")) == 2


def test_what_was_sent_is_a_checkpoint_that_the_trail_bears_out(town: Town, post: Postbag) -> None:
    town.text(PHONE, PUMP)
    post.witness(town)
    ((written,),) = counts(post, "auditor")
    assert "count" not in json.loads(written), "how many cases there are is nobody's business"
    with town.worker.unit() as unit:
        found = list(checkpoints.check(unit, town.worker.signer, checkpoint_file.read(written)))
        assert all(isinstance(one, int) for one in found)
        given = [one.data for one in events.trail(unit.session, HOUSE) if one.kind == "checkpoint_handed_out"]
    assert [one["way"] for one in given] == ["email", "email"]
