"""What an officer writes before it goes out: drafts that nothing loses, ready texts, warnings, ten seconds to think."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from hotline import ids
from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.store import drafts
from hotline.store.models.casework import Case, Draft
from hotline.store.models.office import Template
from hotline.web.app import create_app
from tests.support.town import Town

AWA, CORA = "+22300000101", "+22300000103"
THEFT = "On a volé mes boeufs à Ténenkou"
WORDS = "Nous cherchons vers le nord"


@pytest.fixture
def slow(application: Application, worker: Application, clock: SetClock) -> Town:
    """A town in which an answer waits ten seconds before it goes out."""
    settings = application.settings.model_copy(update={"undo_seconds": 10})
    application = replace(application, settings=settings)
    return Town(create_app(application), application, worker, clock)


def test_who_takes_a_case_finds_again_what_lay_in_the_box(town: Town) -> None:
    page, liaison = _theft(town), town.officer("security")
    assert liaison.post(f"{page}/ownership", text="Nous venons").status_code == 303
    assert ">Nous venons</textarea>" in liaison.get(page).text


def test_too_long_a_text_is_told_by_how_much(town: Town) -> None:
    page, liaison = _theft(town), town.officer("security")
    assert "1\u202f600 signes au plus, 23 de trop." in liaison.post(f"{page}/answers", text="a" * 1_623).text
    assert (
        "8\u202f000 signes au plus, 1 de trop." in liaison.post(f"{page}/transfers", page=page, text="a" * 8_001).text
    )


def _theft(town: Town) -> str:
    town.text(AWA, THEFT)
    return f"/cases/{town.case(AWA).reference}"


def test_an_answer_can_be_called_back_for_ten_seconds(slow: Town) -> None:
    path, security = _theft(slow), slow.officer("security")
    security.post(f"{path}/answers", text=WORDS)
    slow.clock.advance(seconds=9)
    slow.work()
    page = security.get(path).text
    assert "Part dans 1 s" in page
    assert security.post(_withdrawal(page), page=path).status_code == 303
    slow.clock.advance(minutes=5)
    slow.work()
    assert WORDS not in slow.carrier.to(AWA)
    page = security.get(path).text
    assert f"{WORDS}</textarea>" in page
    assert "Annulé avant l’envoi. Ne compte pas comme réponse." in page
    case = slow.case(AWA)
    assert (case.waiting_since, case.first_answered_at, case.delivery_failed) == (case.received_at, None, False)
    assert slow.kinds(case)[-3:] == ["answered", "text_cancelled", "answer_withdrawn"]
    assert slow.verify() > 0


def test_the_closing_question_never_overtakes_an_answer(slow: Town) -> None:
    page, liaison = _theft(slow), slow.officer("security")
    liaison.post(f"{page}/answers", page=page, text=WORDS)
    assert liaison.post(f"{page}/closure", page=page, text="Vu.", outcome="resolved").status_code == 303
    slow.work()
    assert "réglé" not in " ".join(slow.carrier.to(AWA)).casefold()
    slow.clock.advance(seconds=30)
    slow.work()
    sent = slow.carrier.to(AWA)
    assert [WORDS in text for text in sent[-2:]] == [True, False]


def test_a_question_can_be_called_back_and_its_pause_ends(slow: Town) -> None:
    path, security = _theft(slow), slow.officer("security")
    due = slow.case(AWA).closure_due_at
    security.post(f"{path}/questions", page=path, text=WORDS)
    slow.clock.advance(seconds=5)
    slow.work()
    page = security.get(path).text
    assert (slow.case(AWA).status, "Part dans 5 s" in page) == ("waiting", True)
    assert security.post(_withdrawal(page), page=path).status_code == 303
    slow.clock.advance(minutes=5)
    slow.work()
    assert WORDS not in slow.carrier.to(AWA)
    assert "Question annulée" in security.get(path).text
    case = slow.case(AWA)
    assert (case.status, case.paused_at, case.pause_until, case.waiting_since) == ("open", None, None, case.received_at)
    assert due is not None
    assert case.closure_due_at is not None
    assert abs((case.closure_due_at - due).total_seconds()) <= 5
    assert slow.verify() > 0


def test_a_note_leaves_the_answer_that_was_begun(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    security.post(f"{path}/draft", text=WORDS)
    security.post(f"{path}/notes", text="Vue à Dioura.")
    page = security.get(path).text
    assert f"{WORDS}</textarea>" in page
    assert town.carrier.to(AWA).count("Vue à Dioura.") == 0


def test_a_question_leaves_the_answer_that_was_begun(town: Town) -> None:
    page, liaison = _theft(town), town.officer("security")
    liaison.post(f"{page}/draft", page=page, text=WORDS)
    assert liaison.post(f"{page}/questions", page=page, text="Combien de boeufs ?").status_code == 303
    assert f">{WORDS}</textarea>" in liaison.get(page).text
    assert liaison.post(f"{page}/questions", page=page, text=WORDS).status_code == 303
    assert f">{WORDS}</textarea>" not in liaison.get(page).text


def test_a_question_that_goes_on_from_the_words_of_the_answer_takes_them_along(town: Town) -> None:
    page, liaison = _theft(town), town.officer("security")
    liaison.post(f"{page}/draft", page=page, text="Combien de boeufs")
    assert liaison.post(f"{page}/questions", page=page, text="Combien de boeufs, et quand ?").status_code == 303
    assert "Combien de boeufs</textarea>" not in liaison.get(page).text


def test_without_scripts_a_form_takes_what_lies_in_the_answers_box_over_into_the_questions(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    assert 'name="open" value="questions"' in security.get(path).text.partition("<noscript>")[2].partition("</nos")[0]
    led = security.post(f"{path}/draft", page=path, text=WORDS, open="questions").headers["Location"]
    page = security.get(led).text
    boxes = dict(re.findall(r'<textarea id="(text|question)"[^>]*>([^<]*)</textarea>', page))
    assert boxes == {"text": WORDS, "question": WORDS}
    assert '<details name="acts" class="other" open>' in page
    assert '<p class="small soft" id="carried">' in page
    assert town.carrier.to(AWA).count(WORDS) == 0
    assert '<p class="small soft" id="carried" hidden>' in security.get(path).text


def test_what_lay_in_the_box_and_was_kept_as_a_note_is_no_draft_any_more(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    security.post(f"{path}/draft", text=WORDS)
    security.post(f"{path}/notes", text=WORDS)
    assert f"{WORDS}</textarea>" not in security.get(path).text


def test_a_note_that_does_not_pass_comes_back_in_its_own_box_and_not_in_the_answers(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    again = security.post(f"{path}/notes", text="a" * 8_001).text
    boxes = re.findall(r'<textarea id="(text|note|question)"[^>]*>([^<]*)</textarea>', again)
    assert {name: len(words) for name, words in boxes} == {"text": 0, "question": 0, "note": 8_001}


def test_after_ten_seconds_it_goes_out_and_stays_out(slow: Town) -> None:
    path, security = _theft(slow), slow.officer("security")
    security.post(f"{path}/answers", text=WORDS)
    withdrawal = _withdrawal(security.get(path).text)
    slow.work()
    assert WORDS not in slow.carrier.to(AWA)
    slow.clock.advance(seconds=10)
    late = security.post(withdrawal, page=path)
    assert late.status_code == 422
    assert "<b>Trop tard : ce SMS est déjà parti.</b>" in late.text
    assert "Pas encore enregistré." not in late.text
    slow.work()
    assert slow.carrier.to(AWA).count(WORDS) == 1


def test_only_its_author_calls_an_answer_back_and_twice_is_once(slow: Town) -> None:
    path, security = _theft(slow), slow.officer("security")
    security.post(f"{path}/answers", text=WORDS)
    withdrawal = _withdrawal(security.get(path).text)
    assert "Part dans" not in slow.officer("coordinator").get(path).text
    assert slow.officer("coordinator").post(withdrawal, page=path).status_code == 422
    assert [security.post(withdrawal, page=path).status_code for _ in range(2)] == [303, 303]
    assert slow.kinds(slow.case(AWA)).count("answer_withdrawn") == 1
    assert slow.officer("civil").post(withdrawal, page="/inbox").status_code == 404


def test_the_form_of_an_answer_called_back_is_asked_about_and_not_swallowed(slow: Town) -> None:
    path, security = _theft(slow), slow.officer("security")
    form = {"key": str(ids.new_id()), "text": WORDS}
    security.post(f"{path}/answers", **form)
    security.post(_withdrawal(security.get(path).text), page=path)
    assert security.post(f"{path}/answers", **form).status_code == 409
    assert security.post(f"{path}/answers", text=WORDS).status_code == 303


def test_a_draft_comes_back_on_another_device_and_for_nobody_else(town: Town) -> None:
    path = _theft(town)
    town.officer("security").post(f"{path}/draft", text=WORDS)
    page = town.officer("security").get(path).text
    assert f"{WORDS}</textarea>" in page
    assert "Brouillon gardé" in page
    assert "Brouillon" in town.officer("security").get("/inbox").text
    assert WORDS not in town.officer("coordinator").get(path).text
    assert "Brouillon" not in town.officer("coordinator").get("/inbox").text


def test_a_draft_survives_a_change_of_owner_and_ends_with_the_answer(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    security.post(f"{path}/draft", text=WORDS)
    town.officer("coordinator").post(f"{path}/ownership")
    assert f"{WORDS}</textarea>" in security.get(path).text
    security.post(f"{path}/answers", text=WORDS)
    assert f"{WORDS}</textarea>" not in security.get(path).text


def test_a_draft_goes_along_when_two_cases_become_one(town: Town) -> None:
    gone, security = _theft(town), town.officer("security")
    security.post(f"{gone}/draft", text=WORDS)
    with town.application.unit() as unit:
        case = unit.session.scalars(select(Case)).one()
        account_id = unit.session.scalars(select(Draft.account_id)).one()
        other = ids.new_id()
        copied = {column.name: getattr(case, column.name) for column in Case.__table__.columns}
        unit.session.add(Case(**{**copied, "id": other, "reference": "1000008"}))
        unit.session.flush()
        drafts.move(unit.session, case.id, other)
        assert drafts.begun(unit.session, [case.id, other], account_id) == {other}
    assert f"{WORDS}</textarea>" in security.get("/cases/1000008").text


def test_a_draft_lies_sealed_and_an_empty_one_lies_nowhere(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    security.post(f"{path}/draft", text=WORDS)
    with town.application.unit() as unit:
        draft = unit.session.scalars(select(Draft)).one()
        assert WORDS.encode() not in draft.text_sealed
    security.post(f"{path}/draft", text="  ")
    with town.application.unit() as unit:
        assert unit.session.scalars(select(Draft)).all() == []
    assert not any(kind.startswith("draft") for kind in town.kinds(town.case(AWA)))


def test_no_draft_is_kept_of_what_is_not_theirs_or_far_too_long(town: Town) -> None:
    path = _theft(town)
    assert town.officer("civil").post(f"{path}/draft", page="/inbox", text=WORDS).status_code == 404
    assert town.officer("security").post(f"{path}/draft", text="a" * 8_001).status_code == 422
    assert town.officer("auditor").post(f"{path}/draft", page="/inbox", text=WORDS).status_code == 404


def test_of_a_protected_case_nothing_may_lie_on_the_device(town: Town) -> None:
    town.text(CORA, "mon mari me bat chaque jour, ne dites rien")
    page = town.officer("protection").get(f"/cases/{town.case(CORA).reference}").text
    assert "data-protected" in page
    assert "data-protected" not in town.officer("security").get(_theft(town)).text


def test_a_ready_text_is_filled_and_nothing_goes_out_while_a_blank_is_left(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    security.post(
        f"{path}/count", text="", template=_ready(town, "Dossier {reference} : nous passons {jour} à {heure}.")
    )
    page = security.get(path).text
    reference = path.removeprefix("/cases/")
    assert f"Dossier {reference[:3]} {reference[3:]} : nous passons {{jour}} à {{heure}}.</textarea>" in page
    assert "À quelle heure ?" in page
    text = "Nous passons {jour} à {heure}."
    refused = security.post(f"{path}/answers", text=text, **{"blank-jour": "mardi", "blank-heure": " "})
    assert refused.status_code == 422
    assert "Un blanc reste à remplir : rien n’est parti." in refused.text
    assert "Nous passons mardi à {heure}.</textarea>" in refused.text
    security.post(f"{path}/count", text=text, **{"blank-jour": "mardi", "blank-heure": "9 h"})
    assert "Nous passons mardi à 9 h.</textarea>" in security.get(path).text
    security.post(f"{path}/answers", text=text, **{"blank-jour": "mardi", "blank-heure": "9 h"})
    town.work()
    assert town.carrier.to(AWA)[-1] == "Nous passons mardi à 9 h."


def test_a_ready_text_with_a_blank_that_nobody_knows_is_not_saved(town: Town) -> None:
    administrator = town.officer("administrator")
    fields = {"title": "Essai", "language": "fr", "text": "Bonjour {prenom}", "active": "1"}
    answer = administrator.post("/admin/templates/new", page="/admin/templates/new", **fields)
    assert answer.status_code == 422
    assert "Blanc inconnu : prenom." in answer.text


def test_a_text_that_could_harm_is_read_again_before_it_goes(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    form = _fields(security.get(path))
    warned = security.post(f"{path}/answers", **form, text="Les gendarmes sont à Ténenkou.")
    assert warned.status_code == 422
    assert "une force (gendarmes), le lieu (Ténenkou)" in warned.text
    assert "Les gendarmes sont à Ténenkou.</textarea>" in warned.text
    other = security.post(f"{path}/answers", **_fields(warned), text="La police est à Ténenkou.")
    assert other.status_code == 422
    assert security.post(f"{path}/answers", **_fields(other), text="La police est à Ténenkou.").status_code == 303


def test_where_texts_are_safe_nobody_is_warned(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    security.post(f"{path}/safety", safe="yes")
    form = _fields(security.get(path))
    assert security.post(f"{path}/answers", **form, text="Les gendarmes viennent.").status_code == 303


def test_the_dear_character_is_named_with_its_cheap_form_and_can_be_written_so(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    security.post(f"{path}/count", text="Vous êtes libre")
    assert "sera écrit e." in security.get(path).text
    security.post(f"{path}/count", text="Vous êtes libre", fold="1")
    assert "Vous etes libre</textarea>" in security.get(path).text


def test_what_is_counted_is_shown_at_the_address_of_the_case(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    counted = security.post(f"{path}/count", text="Nous venons.")
    assert (counted.status_code, counted.headers["Location"]) == (303, f"{path}#composer")
    assert "Nous venons.</textarea>" in security.get(path).text
    long = security.post(f"{path}/count", text="x" * 20_000)
    assert (long.status_code, "x" * 20_000 in long.text) == (200, True)


def test_a_page_that_is_loaded_again_brings_no_sent_words_back(town: Town) -> None:
    path, security = _theft(town), town.officer("security")
    text = "Les gendarmes sont à Ténenkou."
    form = _fields(security.get(path))
    warned = security.post(f"{path}/answers", **form, text=text)
    assert security.post(f"{path}/answers", **_fields(warned), text=text).status_code == 303
    again = security.post(f"{path}/answers", **form, text=text)
    assert (again.status_code, again.headers["Location"]) == (303, f"{path}#composer")
    security.post(f"{path}/count", text=text)
    page = security.get(path).text
    assert f"{text}</textarea>" not in page
    town.work()
    assert town.carrier.to(AWA).count(text) <= 1


@pytest.mark.parametrize("form", ["answers", "count", "notes", "texts/8c9f8a52-4a2f-4c6e-9d43-0d2a4f2f8b11"])
def test_whoever_goes_back_to_where_a_form_went_comes_to_the_case(town: Town, form: str) -> None:
    path, security = _theft(town), town.officer("security")
    answer = security.get(f"{path}/{form}")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)


def _ready(town: Town, text: str) -> str:
    with town.application.unit() as unit:
        row = Template(id=ids.new_id(), title="Passage", language="fr", text=text)
        unit.session.add(row)
        return str(row.id)


def _withdrawal(page: str) -> str:
    found = re.search(r'action="([^"]+/withdrawal)"', page)
    assert found
    return found[1]


def _fields(page: TestResponse) -> dict[str, str]:
    composer = page.text.split('id="composer"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', composer))
    return {name: value for name, value in hidden.items() if name != "csrf_token"}
