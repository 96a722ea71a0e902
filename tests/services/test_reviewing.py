"""A cleared speaker writes a language: drafts change nothing for citizens, reviewed words reach every process."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.domain import wordings
from hotline.domain.paging import Limits
from hotline.domain.wordings import COMMAND, PHRASE, SCREEN, Place
from hotline.services import reviewing
from hotline.services.office_form import Wrong
from hotline.services.reviewing import NotTheirs, Review, Written
from hotline.store import accounts, events
from hotline.store.accounts import SignedIn
from hotline.store.models.casework import HOUSE
from hotline.store.models.people import Account
from tests.support.dialler import dialled
from tests.support.town import Town

PHONE, OTHER = "+22300000101", "+22300000102"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
DANGER: Place = (SCREEN, "danger")


def reviewer(application: Application, clock: SetClock, *codes: str, cleared: bool = True) -> SignedIn:
    """Return the oversight officer, made to carry these languages."""
    with application.unit() as unit:
        account = unit.session.scalars(select(Account).where(Account.email == "oversight@demo.invalid")).one()
        account.languages = list(codes)
        viewer = accounts.Viewer(account.id, account.role, account.body_id, account.desk_id, cleared, active=True)
    return SignedIn(UUID(int=0), None, clock.now(), viewer, "Contrôle 1", account.email, "", None, codes, None)


def write(town: Town, who: SignedIn, code: str, place: Place, *words: str, over: int = 0, review: bool = True) -> None:
    """Write words as the page would."""
    tools = town.application.tools
    with town.application.unit() as unit:
        work = Review(unit, who, tools.languages, tools.office, code)
        reviewing.write(work, place, Written(words, over, review))


def switch(town: Town, who: SignedIn, code: str, *, live: bool) -> None:
    """Switch a language as the page would."""
    tools = town.application.tools
    with town.application.unit() as unit:
        reviewing.switch(Review(unit, who, tools.languages, tools.office, code), live=live)


def whole(town: Town, who: SignedIn, code: str) -> None:
    """Review every text and screen of a language; its own words are the French ones with a mark."""
    french = town.application.tools.languages.shipped["fr"]
    for place in list(wordings.wanting(town.application.tools.languages.shipped[code], ())):
        write(town, who, code, place, *wordings.words_at(french, place))


def shown(town: Town, code: str) -> bool:
    """Say whether real phones are shown this language."""
    with town.worker.unit() as unit:
        return town.worker.tools.languages.read(unit.session).screens.shows(code, Limits())


def house(town: Town) -> list[events.Event]:
    """Return the house chain."""
    with town.application.unit() as unit:
        return events.trail(unit.session, HOUSE)


def test_a_reviewed_word_reaches_the_screens_of_a_process_that_was_already_running(town: Town, clock: SetClock) -> None:
    assert "1 Danger, vol" in dialled(town, PHONE, "1").screen
    write(town, reviewer(town.application, clock, "fr"), "fr", DANGER, "Danger ou vol")
    assert "1 Danger ou vol" in dialled(town, OTHER, "1").screen


def test_a_draft_over_a_live_word_reaches_nobody_until_it_is_reviewed(town: Town, clock: SetClock) -> None:
    who = reviewer(town.application, clock, "fr")
    write(town, who, "fr", DANGER, "Danger ou vol", review=False)
    assert "1 Danger, vol" in dialled(town, PHONE, "1").screen
    write(town, who, "fr", DANGER, "Danger ou vol", over=1)
    assert "1 Danger ou vol" in dialled(town, OTHER, "1").screen


def test_a_reviewed_text_is_what_the_workers_send(town: Town, clock: SetClock) -> None:
    town.text(PHONE, THEFT)
    who = reviewer(town.application, clock, "fr")
    write(town, who, "fr", (PHRASE, "acknowledgement"), "Reçu: {reference}. Danger: {numbers}.")
    town.text(OTHER, THEFT)
    assert town.carrier.sent[0].text.startswith("Votre message est arrivé")
    assert town.carrier.sent[1].text.startswith("Recu: ")


def test_a_reviewed_command_is_obeyed(town: Town, clock: SetClock) -> None:
    write(town, reviewer(town.application, clock, "ff"), "ff", (COMMAND, "stop"), "darnu")
    town.text(PHONE, "darnu")
    assert len(town.cases(PHONE)) == 1
    whole(town, reviewer(town.application, clock, "ff"), "ff")
    switch(town, reviewer(town.application, clock, "ff"), "ff", live=True)
    town.text(OTHER, "darnu")
    assert town.cases(OTHER) == []


def test_a_language_goes_live_when_all_of_it_is_reviewed_and_is_taken_back(town: Town, clock: SetClock) -> None:
    who = reviewer(town.application, clock, "ff")
    with pytest.raises(Wrong) as refused:
        switch(town, who, "ff", live=True)
    assert refused.value.faults["whole"].code == "not_ready"
    whole(town, who, "ff")
    write(town, who, "ff", DANGER, "Bonee", over=1)
    assert not shown(town, "ff")
    switch(town, who, "ff", live=True)
    assert shown(town, "ff")
    assert "1 Bonee" in dialled(town, PHONE, "3").screen
    switch(town, who, "ff", live=False)
    assert not shown(town, "ff")
    kinds = [event.kind for event in house(town)][-2:]
    assert kinds == ["language_switched_on", "language_switched_off"]


def test_the_trail_says_who_wrote_where_and_holds_no_words(town: Town, clock: SetClock) -> None:
    who = reviewer(town.application, clock, "fr")
    write(town, who, "fr", DANGER, "Danger ou vol", review=False)
    write(town, who, "fr", DANGER, "Danger ou vol", over=1)
    told = [(event.kind, event.actor, event.data) for event in house(town)][-2:]
    assert told == [
        ("wording_drafted", who.actor, {"language": "fr", "place": "screen danger", "version": 1}),
        ("wording_reviewed", who.actor, {"language": "fr", "place": "screen danger", "version": 2}),
    ]
    town.verify()


def test_the_same_words_again_are_no_new_version(town: Town, clock: SetClock) -> None:
    who = reviewer(town.application, clock, "fr")
    write(town, who, "fr", DANGER, "Danger ou vol")
    before = len(house(town))
    write(town, who, "fr", DANGER, "Danger ou vol", over=1)
    assert len(house(town)) == before


def test_who_saw_an_older_version_overwrites_nothing(town: Town, clock: SetClock) -> None:
    who = reviewer(town.application, clock, "fr")
    write(town, who, "fr", DANGER, "Danger ou vol")
    with pytest.raises(Wrong) as refused:
        write(town, who, "fr", DANGER, "Danger")
    assert refused.value.faults["whole"].code == "moved_on"


@pytest.mark.parametrize(("codes", "cleared"), [(("fr",), False), (("bm",), True), ((), True)])
def test_who_is_not_cleared_or_does_not_carry_the_language_writes_and_switches_nothing(
    town: Town, clock: SetClock, codes: tuple[str, ...], cleared: bool
) -> None:
    who = reviewer(town.application, clock, *codes, cleared=cleared)
    with pytest.raises(NotTheirs):
        write(town, who, "fr", DANGER, "Danger ou vol")
    with pytest.raises(NotTheirs):
        switch(town, who, "fr", live=False)


@pytest.mark.parametrize(
    ("place", "words", "code"),
    [
        ((PHRASE, "help"), "sans numéro", "names"),
        ((PHRASE, "help"), "{numbers", "stray_brace"),
        ((PHRASE, "help"), "{numbers}" + "x" * 310, "parts"),
        ((SCREEN, "danger"), "x" * 63, "septets"),
        ((COMMAND, "stop"), "aide", "sounds_alike"),
        ((COMMAND, "stop"), "Áîde !", "sounds_alike"),
    ],
)
def test_words_that_do_not_fit_are_not_kept(town: Town, clock: SetClock, place: Place, words: str, code: str) -> None:
    before = len(house(town))
    with pytest.raises(Wrong) as refused:
        write(town, reviewer(town.application, clock, "fr"), "fr", place, words, review=False)
    assert refused.value.faults["words"].code == code
    assert len(house(town)) == before


def test_a_reviewed_word_must_fit_beside_what_is_live_and_not_only_beside_drafts(town: Town, clock: SetClock) -> None:
    who = reviewer(town.application, clock, "fr")
    write(town, who, "fr", (SCREEN, "done"), "{note} {numbers}" + "x" * 125)
    write(town, who, "fr", (SCREEN, "done"), "{note} {numbers}", over=1, review=False)
    with pytest.raises(Wrong) as refused:
        write(town, who, "fr", (SCREEN, "note_by_text"), "x" * 60)
    assert refused.value.faults["words"].code == "septets"
    write(town, who, "fr", (SCREEN, "note_by_text"), "x" * 60, review=False)


def test_french_stays_in_service(town: Town, clock: SetClock) -> None:
    with pytest.raises(Wrong) as refused:
        switch(town, reviewer(town.application, clock, "fr"), "fr", live=False)
    assert refused.value.faults["whole"].code == "stands_in"


def test_a_new_release_with_one_more_screen_halts_menus_and_breaks_nothing(town: Town, clock: SetClock) -> None:
    who = reviewer(town.application, clock, "ff")
    whole(town, who, "ff")
    switch(town, who, "ff", live=True)
    shipped = town.application.tools.languages.shipped
    with town.application.unit() as unit:
        story = reviewing.rows.all_wordings(unit.session)
        short = {"ff": [one for one in story["ff"] if one.place != DANGER]}
        now = wordings.spoken(shipped, short, {"ff": True})["ff"]
    assert (now.reviewed, now.dials) == (True, False)
    assert replace(now, screens={**now.screens, "danger": "x"}).dials
