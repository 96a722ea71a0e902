"""One pointer says which model is in force: a person moves it, every process follows, and nothing spoilt is taken."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, text

from hotline.bootstrap import Application
from hotline.classifier.artefact import GRAMS
from hotline.services import modelling, shadowing
from hotline.services.casework import Mistake, NotFound
from hotline.services.modelling import Move
from hotline.store import database
from hotline.store import modelling as rows
from hotline.store.models.casework import HOUSE, Event
from hotline.store.models.learning import ModelFiles, ModelVersion, ShadowGuess
from tests.support.lessons import SUGGESTS, account_of, digest_of, model_files, trained
from tests.support.town import Town

THEFT = "on a volé mes boeufs cette nuit à Konna"
SHIPS = model_files()


@pytest.fixture
def who(application: Application) -> UUID:
    return account_of(application, "coordinator")


def put_in_force(app: Application, who: UUID, to: UUID | None, seen: UUID | None = None, needed: int = 0) -> None:
    with app.unit() as unit:
        modelling.move(unit, Move(who, to, seen, needed))


def understood(app: Application, words: str = THEFT) -> str:
    with app.unit() as unit:
        return app.tools.understanding.in_force(unit).understand(words).category


def house(app: Application, kind: str) -> list[Event]:
    with app.unit() as unit:
        return list(unit.session.scalars(select(Event).where(Event.chain == HOUSE, Event.kind == kind)))


def test_workers_follow_the_pointer_without_a_restart_and_back_again(
    application: Application, worker: Application, who: UUID
) -> None:
    before = understood(worker)
    version = trained(application)
    assert understood(worker) == before
    put_in_force(application, who, version)
    assert (understood(worker), understood(application)) == ("suggestion", "suggestion")
    put_in_force(application, who, None, seen=version)
    assert understood(worker) == before == "cattle_theft"
    [promoted], [back] = house(application, "model_promoted"), house(application, "model_rolled_back")
    assert promoted.actor == back.actor == f"account:{who}"
    assert (promoted.data["version"], promoted.data["digest"], back.data["version"]) == (
        1,
        digest_of(model_files(SUGGESTS)),
        0,
    )


def test_a_version_that_was_in_force_may_be_gone_back_to(application: Application, who: UUID) -> None:
    first, second = trained(application), trained(application, SHIPS)
    put_in_force(application, who, first)
    put_in_force(application, who, second, seen=first)
    put_in_force(application, who, first, seen=second, needed=1_000)
    assert understood(application) == "suggestion"


def test_a_candidate_must_have_watched_before_it_is_promoted(town: Town, who: UUID) -> None:
    app = town.application
    version = trained(app)
    with pytest.raises(Mistake, match="not_watched"):
        put_in_force(app, who, version, needed=2)
    town.clock.advance(minutes=1)
    for number in range(2):
        town.text(f"+2230000030{number}", THEFT)
    assert shadowing.watch(town.worker.unit, town.worker.tools) == 2
    assert shadowing.watch(town.worker.unit, town.worker.tools) == 0
    put_in_force(app, who, version, needed=2)
    with app.unit() as unit:
        shadow = rows.shadow_of(unit.session, version)
        guesses = unit.session.scalars(select(ShadowGuess)).all()
    assert (shadow.texts, shadow.same_category) == (2, 0)
    assert {(one.category, one.live_category) for one in guesses} == {("suggestion", "cattle_theft")}
    assert town.case("+22300000300").category == "cattle_theft"


@pytest.mark.parametrize(
    ("state", "why"), [("asked", "not_trained"), ("refused", "not_passed"), ("failed", "not_passed")]
)
def test_what_did_not_pass_is_never_promoted(application: Application, who: UUID, state: str, why: str) -> None:
    version = trained(application, state=state)
    with pytest.raises(Mistake, match=why):
        put_in_force(application, who, version)
    assert understood(application) == "cattle_theft"


def test_who_looked_at_another_pointer_moves_nothing(application: Application, who: UUID) -> None:
    first, second = trained(application), trained(application)
    put_in_force(application, who, first)
    for to, why in ((second, "pointer_moved"), (None, "pointer_moved")):
        with pytest.raises(Mistake, match=why):
            put_in_force(application, who, to, seen=None)
    with pytest.raises(Mistake, match="in_force_already"):
        put_in_force(application, who, first, seen=first)
    with pytest.raises(NotFound):
        put_in_force(application, who, UUID(int=5), seen=first)


def flip(app: Application, version: UUID, *, sealed: bool) -> None:
    """Change one byte of a kept model: of what is sealed, or of a file, sealed again by whoever has the keys."""
    with app.unit() as unit:
        if sealed:
            spoilt = _flipped(unit.session.get_one(ModelFiles, version).files_sealed)
        else:
            files = rows.files_of(unit, version)
            spoilt = rows.sealed(unit, version, {**files, GRAMS: _flipped(files[GRAMS])})
    owner = database.open_as_owner(app.settings.addresses()[0])
    with owner.begin() as connection:
        statement = text("UPDATE model_files SET files_sealed = :spoilt WHERE version_id = :id")
        connection.execute(statement, {"spoilt": spoilt, "id": version})
    owner.dispose()


def _flipped(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("sealed", [True, False], ids=["in the seal", "in a file"])
def test_a_model_with_one_byte_flipped_is_refused_and_the_one_in_force_kept(
    application: Application, worker: Application, who: UUID, *, sealed: bool
) -> None:
    first, second = trained(application), trained(application, SHIPS)
    put_in_force(application, who, first)
    assert understood(worker) == "suggestion"
    flip(application, second, sealed=sealed)
    with pytest.raises(Mistake, match="model_spoilt"):
        put_in_force(application, who, second, seen=first)
    assert understood(worker) == "suggestion"
    # Also where the pointer leads to it already.
    with application.unit() as unit:
        rows.point_to(unit, second)
    assert understood(worker) == "suggestion"


def test_a_model_that_is_not_the_one_that_was_trained_is_refused(application: Application, who: UUID) -> None:
    version = trained(application)
    with application.unit() as unit:
        unit.session.get_one(ModelVersion, version).digest = "0" * 12
    with pytest.raises(Mistake, match="model_spoilt"):
        put_in_force(application, who, version)


def test_only_one_candidate_waits_at_a_time(application: Application, who: UUID) -> None:
    with application.unit() as unit:
        modelling.ask(unit, who)
    with pytest.raises(Mistake, match="already_training"), application.unit() as unit:
        modelling.ask(unit, who)
    assert modelling.is_asked(application.unit)
