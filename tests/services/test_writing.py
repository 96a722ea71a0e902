"""Texts as they are queued: first or later, by day or at night, as they were written, and never too long."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from hotline import ids
from hotline.domain.language import LONGEST, PLACEHOLDERS, phrase
from hotline.domain.segments import best_form, measure
from hotline.services import office_lists, writing
from hotline.services.writing import MOST_PARTS, Letter
from hotline.store import outbound
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Outbound
from tests.services.sending import AWA, THEFT, queued_answer, row, send
from tests.support.town import Town


def queue(town: Town, kind: str, words: str = "Bonjour.", urgency: str | None = None, **more: object) -> Outbound:
    with town.application.unit() as unit:
        contact = unit.session.scalars(select(Contact)).one()
        case = unit.session.scalars(select(Case)).one()
        case.urgency = urgency or case.urgency
        letter = Letter(kind, ids.new_id(), words, "fr", case_id=case.id if urgency else None, **more)  # type: ignore[arg-type]
        return writing.write(unit, contact, letter)


@pytest.fixture
def night(town: Town) -> datetime:
    """Half past ten in the evening, with a case."""
    town.text(AWA, THEFT)
    town.carrier.sent.clear()
    return town.clock.advance(hours=13, minutes=30)


MORNING_H = 8.5


@pytest.mark.parametrize(
    ("kind", "urgency", "waits"),
    [
        ("closing_question", "normal", True), ("progress", "low", True), ("call_missed", None, True),
        ("closing_question", "critical", False), ("progress", "high", False), ("answer", "low", False),
        ("acknowledgement", "normal", False), ("reply", None, False),
    ],
)  # fmt: skip
def test_what_can_wait_is_not_sent_at_night_and_goes_in_the_morning(
    town: Town, night: datetime, kind: str, urgency: str | None, waits: bool
) -> None:
    text = queue(town, kind, urgency=urgency)
    assert (text.due_at > night) is waits
    assert (text.priority > 1) is waits
    assert send(town) == (0 if waits else 1)
    town.clock.advance(hours=MORNING_H, minutes=-1)
    assert send(town) == 0
    town.clock.advance(minutes=2)
    assert send(town) == (1 if waits else 0)


def test_a_text_queued_by_day_that_is_tried_again_at_night_waits_as_well(town: Town, night: datetime) -> None:
    text = queue(town, "closing_question", urgency="normal")
    with town.application.unit() as unit:
        unit.session.get_one(Outbound, text.id).due_at = night
    assert send(town) == 0
    assert row(town, id=text.id).due_at == text.due_at


def test_a_text_whose_case_became_urgent_meanwhile_goes_at_once(town: Town, night: datetime) -> None:
    text = queue(town, "closing_question", urgency="normal")
    with town.application.unit() as unit:
        unit.session.scalars(select(Case)).one().urgency = "critical"
        unit.session.get_one(Outbound, text.id).due_at = night
    assert send(town) == 1


def test_answers_go_before_what_can_wait(town: Town) -> None:
    town.text(AWA, THEFT)
    town.carrier.sent.clear()
    for number in range(12):
        queue(town, "progress", f"nouvelle {number}", urgency="normal")
    queue(town, "reply", "Réponse.")
    send(town)
    assert town.carrier.sent[0].text == "Réponse."


def test_words_are_kept_as_written_and_folded_on_their_way_out(town: Town) -> None:
    town.text(AWA, THEFT)
    town.carrier.sent.clear()
    words = "Reçu « à l’heure », ma sœur…"
    text = queue(town, "answer", words, author_id=None)
    send(town)
    assert town.carrier.to(AWA) == ['Recu " à l\'heure ", ma soeur...']
    with town.application.unit() as unit:
        assert outbound.body(unit.vault, text) == words
    assert (text.encoding, text.parts) == ("GSM-7", 1)


def test_what_the_house_says_by_itself_is_cut_at_three_parts(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    town.text(AWA, THEFT)
    text = queue(town, "acknowledgement", "Appelez le " + ", ".join(str(number) for number in range(10_000, 10_200)))
    assert text.parts == MOST_PARTS
    with town.application.unit() as unit:
        kept = outbound.body(unit.vault, text)
    assert "automatic text cut" in "".join(capsys.readouterr())
    assert kept.startswith("Appelez le 10000, 10001")
    assert kept[-6:-1].isdigit()


def test_what_an_officer_writes_is_not_cut(town: Town) -> None:
    answer = queued_answer(town)
    with town.application.unit() as unit:
        contact = unit.session.scalars(select(Contact)).one()
        long = Letter("answer", ids.new_id(), "mot " * 300, "fr", author_id=answer.author_id)
        assert writing.write(unit, contact, long).parts == 8


def test_every_phrase_of_every_live_language_stays_within_three_parts_at_its_longest(town: Town) -> None:
    with town.application.unit() as unit:
        languages = town.application.tools.languages.read(unit.session).languages
        told = [one.number for one in office_lists.all_numbers(unit.session)]
    longest = {"reference": "482 915 704", "numbers": ", ".join([*told, *["+22300000000"] * 4])}
    longest["languages"] = LONGEST["languages"]
    live = [code for code, language in languages.items() if language.reviewed]
    assert {"fr", "en", "ar", "bm"} <= set(live)
    for code in live:
        for key in PLACEHOLDERS:
            words = phrase(languages, code, key, **longest)
            assert measure(best_form(words)).parts <= MOST_PARTS, (code, key)
