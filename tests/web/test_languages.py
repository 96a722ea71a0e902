"""The reviewers' pages: states for those who administer, a form for those who are cleared and speak the language."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.domain import wordings
from hotline.domain.wordings import COMMAND
from hotline.store import wordings as rows
from hotline.store.models.people import Account
from tests.web.visitor import Visitor

FULFULDE = "/admin/languages/ff"
DANGER = f"{FULFULDE}/screen/danger"
ONLY_STATES = "Vous voyez les états."


def speaks(application: Application, name: str, *codes: str) -> None:
    """Have an account carry these languages."""
    with application.unit() as unit:
        account = unit.session.scalars(select(Account).where(Account.email == f"{name}@demo.invalid")).one()
        account.languages = list(codes)


@pytest.fixture
def reviewer(visitor: Visitor, application: Application) -> Visitor:
    """Somebody cleared who reads French and Fulfulde."""
    speaks(application, "oversight", "fr", "ff")
    visitor.sign_in("oversight@demo.invalid")
    return visitor


def write(reviewer: Visitor, path: str, words: str, act: str = "review", over: int = 0) -> tuple[int, str]:
    """Send the form of one place; return the status and the page that follows."""
    reviewer.get(path)
    answer = reviewer.post(path, words=words, act=act, over=str(over))
    page = reviewer.get(answer.location.split("#")[0]).text if answer.status_code == 303 else answer.text
    return answer.status_code, page


def row(page: str, kind: str, key: str) -> str:
    """Return what the list says of one place."""
    return page.split(f'id="{kind}-{key}"')[1].split("</tr>")[0]


def test_every_language_shows_what_it_is_to_citizens(reviewer: Visitor) -> None:
    page = reviewer.get("/admin/languages").text
    rows = {code: page.split(f'/admin/languages/{code}"')[1].split("</tr>")[0] for code in ("fr", "bm", "ff", "ar")}
    assert "En service" in rows["fr"]
    assert "En service, à relire" in rows["bm"]
    assert "En service" not in rows["ff"]
    assert f"{rows['ar'].count('En service')}" == "1"
    needed = sum(len(wordings.KEYS[kind]) for kind in wordings.REQUIRED)
    assert f"{needed} sur {needed}" in rows["fr"]
    assert f"0 sur {needed}" in rows["bm"]


def test_a_place_shows_its_french_its_size_its_encoding_and_what_to_keep(reviewer: Visitor) -> None:
    whole = reviewer.get("/admin/languages/fr").text
    assert re.search(r"\d+/160 · GSM-7", row(whole, "phrase", "acknowledgement"))
    assert "11/62 · GSM-7" in row(whole, "screen", "danger")
    assert "livré" in row(whole, "screen", "danger")
    arabic = row(reviewer.get("/admin/languages/ar").text, "screen", "danger")
    assert "UCS-2" in arabic
    assert "Danger, vol" in arabic
    one = reviewer.get("/admin/languages/fr/phrase/acknowledgement").text
    assert "<code>{numbers}</code> <code>{reference}</code>" in one


def test_a_reviewed_word_says_by_whom_and_a_draft_does_not_count(reviewer: Visitor) -> None:
    status, page = write(reviewer, DANGER, "Bonee, nguyka", act="draft")
    assert status == 303
    assert "brouillon" in row(page, "screen", "danger")
    status, page = write(reviewer, DANGER, "Bonee, nguyka", over=1)
    assert "relu" in row(page, "screen", "danger")
    assert "Contrôle 1" in row(page, "screen", "danger")
    history = reviewer.get(DANGER).text
    assert history.index("version 2") < history.index("version 1")


@pytest.mark.parametrize(
    ("path", "words", "why"),
    [
        (DANGER, "", "Remplissez ce champ."),
        (DANGER, "x" * 63, "Trop long pour l’écran : 63 septets, 62 au plus."),
        (DANGER, "{numbers}", "Il faut exactement ces mots entre accolades : aucun."),
        (DANGER, "deux\nlignes", "signes invisibles"),
        (DANGER, "x" * 2001, "C’est trop long. 2000 signes au plus."),
        (f"{FULFULDE}/phrase/help", "{numbers", "Une accolade est de trop"),
        (f"{FULFULDE}/phrase/help", "rien", "Il faut exactement ces mots entre accolades : numbers."),
        (f"{FULFULDE}/phrase/status_unknown", "ɓ" * 160, "Trop long : 320 signes. 1 SMS au plus."),
        (f"{FULFULDE}/command/stop", "darnu\n1", "« 1 » n’a pas de lettre."),
        (f"{FULFULDE}/command/help", "STOP", "« STOP » donne déjà un autre ordre."),
        (f"{FULFULDE}/command/stop", "x" * 41, "Un mot est trop long. 40 signes au plus."),
    ],
)
def test_what_does_not_fit_is_not_kept_and_what_was_typed_is(
    reviewer: Visitor, application: Application, path: str, words: str, why: str
) -> None:
    status, page = write(reviewer, path, words)
    assert (status, why in page) == (422, True)
    assert words[:20].strip() in page
    with application.unit() as unit:
        assert rows.all_wordings(unit.session) == {}


def test_measuring_keeps_nothing_and_names_the_costly_letter(reviewer: Visitor, application: Application) -> None:
    status, page = write(reviewer, f"{FULFULDE}/phrase/help", "ⵜⴰ {numbers}", act="measure")
    assert status == 200
    assert "9/134 · UCS-2" in page
    assert re.search(r'class="costly" dir="auto">ⵜⴰ</b>', page)
    with application.unit() as unit:
        assert rows.all_wordings(unit.session) == {}


def test_two_reviewers_of_one_word_do_not_overwrite_each_other(reviewer: Visitor) -> None:
    write(reviewer, DANGER, "Bonee")
    status, page = write(reviewer, DANGER, "Nguyka", over=0)
    assert status == 422
    assert "Quelqu’un d’autre a écrit entre-temps." in page
    assert "Nguyka" in page


def test_a_language_cannot_go_live_before_all_of_it_is_reviewed(reviewer: Visitor) -> None:
    assert "disabled" in reviewer.get(FULFULDE).text.split("Mettre en service")[0][-200:]
    answer = reviewer.post(f"{FULFULDE}/on")
    assert answer.status_code == 422
    assert "Pas encore" in answer.text


def test_the_open_list_holds_only_what_wants_a_reviewer(reviewer: Visitor) -> None:
    write(reviewer, DANGER, "Bonee")
    page = reviewer.get(f"{FULFULDE}?show=open").text
    assert 'id="screen-danger"' not in page
    assert 'id="screen-absent"' in page


def test_commands_are_kept_line_by_line_each_once(reviewer: Visitor, application: Application) -> None:
    write(reviewer, f"{FULFULDE}/command/stop", " darnu \n\n darnu\r\nacce ")
    with application.unit() as unit:
        (kept,) = rows.all_wordings(unit.session)["ff"]
    assert (kept.kind, kept.words) == (COMMAND, ("darnu", "acce"))


@pytest.mark.parametrize(("name", "code"), [("administrator", "ff"), ("protection", "bm")])
def test_who_only_administers_or_speaks_another_language_sees_states_and_no_form(
    visitor: Visitor, application: Application, name: str, code: str
) -> None:
    speaks(application, name, code)
    visitor.sign_in(f"{name}@demo.invalid")
    for path in (FULFULDE, DANGER):
        page = visitor.get(path).text
        assert ONLY_STATES in page
        assert "marquer relu" not in page
        assert "en service</button>" not in page
    assert visitor.post(DANGER, words="Bonee", act="review", over="0").status_code == 404
    assert visitor.post("/admin/languages/en/off").status_code == 404
    with application.unit() as unit:
        assert rows.all_wordings(unit.session) == {}


@pytest.mark.parametrize("name", ["security", "coordinator", "auditor"])
def test_for_everybody_else_there_are_no_such_pages(visitor: Visitor, name: str) -> None:
    visitor.sign_in(f"{name}@demo.invalid")
    for path in ("/admin/languages", FULFULDE, DANGER):
        assert visitor.get(path).status_code == 404
    assert visitor.post(DANGER, words="x", act="review", over="0").status_code == 404
    assert "/admin/languages" not in visitor.get("/account").text


@pytest.mark.parametrize("path", ["/xx", "/xx/screen/danger", "/ff/screen/nothing", "/ff/nothing/danger", "/ff/on/x"])
def test_what_does_not_exist_is_not_found(reviewer: Visitor, path: str) -> None:
    assert reviewer.get(f"/admin/languages{path}").status_code == 404
    assert reviewer.post(f"/admin/languages{path}", words="x").status_code in (404, 405)


@pytest.mark.parametrize("over", ["", "-1", "x", "9999999", "²"])
def test_a_version_that_is_none_is_refused(reviewer: Visitor, over: str) -> None:
    reviewer.get(DANGER)
    assert reviewer.post(DANGER, words="Bonee", act="review", over=over).status_code == 422


def test_the_rail_leads_the_cleared_to_the_languages(reviewer: Visitor) -> None:
    assert 'href="/admin/languages"' in reviewer.get("/account").text
