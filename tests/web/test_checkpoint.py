"""The page of the checkpoint: what is carried out of the house on paper, and nothing that grows by a walled case."""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree as Tree

import pytest
from sqlalchemy import select, update

from hotline.domain.checkpoint_file import read
from hotline.services import checkpoints, night_watch
from hotline.store.models.casework import Case
from hotline.store.models.office import Body
from hotline.store.models.people import Account
from tests.support.tampering import tamper
from tests.support.town import Officer, Town

PHONE, OTHER = "+22300000001", "+22300000002"
THEFT = "On a volé nos boeufs cette nuit à Konna"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"
PAGE = "/audit/checkpoint"


@pytest.fixture
def barred(town: Town) -> Officer:
    """The administrator, whom a hostile office put into the gendarmerie."""
    with town.application.unit() as unit:
        body = unit.session.scalars(select(Body.id).where(Body.code == "gendarmerie-mopti")).one()
        unit.session.execute(update(Account).where(Account.role == "administrator").values(body_id=body))
    return town.officer("administrator")


def _watch(town: Town) -> None:
    night_watch.keep(town.worker.unit, town.worker.signer)


@pytest.mark.parametrize("name", ["auditor", "administrator"])
def test_what_is_printed_can_be_held_against_the_trail_later(town: Town, name: str) -> None:
    town.text(PHONE, THEFT)
    _watch(town)
    page = town.officer(name).get(PAGE).text
    assert "2 mars 2026, 09:00" in page
    told = html.unescape(re.findall(r'<code class="once" dir="ltr">(\{.*?\})</code>', page)[0])
    with town.worker.unit() as unit:
        *_, found = checkpoints.check(unit, town.worker.signer, read(told))
    assert found == town.verify()
    for part in re.findall(r"[0-9a-f]{64,128}", told):
        assert f">{part}</code>" in page


def test_the_code_is_a_picture_without_script_or_style(town: Town) -> None:
    town.text(PHONE, THEFT)
    _watch(town)
    auditor = town.officer("auditor")
    answer = auditor.get(f"{PAGE}/code.svg?number=1")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    names = {element.tag.rpartition("}")[2] for element in Tree.fromstring(answer.text).iter()}  # noqa: S314 - ours
    assert names <= {"svg", "path", "rect", "g"}
    assert "style" not in answer.text
    for asked in ("", "0", "2", "-1", "x", "9" * 30, "１"):
        assert auditor.client.get(f"{PAGE}/code.svg", query_string={"number": asked}).status_code == 404


def test_a_house_without_a_checkpoint_says_so(town: Town) -> None:
    page = town.officer("auditor").get(PAGE)
    assert page.status_code == 200
    assert "Pas encore de point de contrôle" in page.text


@pytest.mark.parametrize("name", ["security", "coordinator", "oversight"])
def test_nobody_else_is_shown_it(town: Town, name: str) -> None:
    officer = town.officer(name)
    assert [officer.get(path).status_code for path in (PAGE, f"{PAGE}/code.svg?number=1")] == [404, 404]


def test_who_was_given_it_stands_in_the_trail(town: Town) -> None:
    town.text(PHONE, THEFT)
    _watch(town)
    auditor = town.officer("auditor")
    auditor.get(PAGE)
    page = auditor.get("/audit").text
    assert "Point de contrôle remis." in page
    assert 'href="/audit/checkpoint"' in page


def test_within_the_hour_a_walled_case_changes_no_byte_and_no_count_is_shown(town: Town, barred: Officer) -> None:
    town.text(PHONE, THEFT)
    _watch(town)
    before = barred.get(PAGE).text
    town.text(OTHER, ABUSE)
    _watch(town)
    assert barred.get(PAGE).text == before


def test_the_root_is_another_one_each_hour_whether_a_case_came_or_none(town: Town, barred: Officer) -> None:
    roots, shapes = set(), set()
    town.text(PHONE, THEFT)
    for words in ("", "", ABUSE, ""):
        if words:
            town.text(OTHER, words)
        town.clock.advance(hours=1)
        _watch(town)
        page = barred.get(PAGE).text
        roots.update(re.findall(r"<h3>Racine</h3>\s*<code[^>]*>([0-9a-f]{64})", page))
        shapes.add(re.sub(r"[0-9a-f]{64,128}|\d+", "", page))
    assert len(roots) == 4
    assert len(shapes) == 1


def _break(town: Town, case: Case) -> None:
    tamper(
        town.worker,
        lambda hand: hand.do("UPDATE events SET kind = 'closed' WHERE chain = :chain AND n = 2", chain=case.id),
    )
    town.clock.advance(days=1)
    _watch(town)


def test_a_broken_trail_is_told_on_every_page_of_an_administrator(town: Town) -> None:
    town.text(PHONE, THEFT)
    _watch(town)
    administrator = town.officer("administrator")
    assert "Le registre ne tient pas." not in administrator.get("/admin").text
    _break(town, town.case(PHONE))
    administrator = town.officer("administrator")
    page = administrator.get("/admin").text
    assert "Le registre ne tient pas." in page
    assert '<a href="/audit/checkpoint">Voir où</a>' in page
    told = f"Rompu : dossier {town.case(PHONE).reference}, événement 2. Son contenu a été changé."
    assert told in administrator.get(PAGE).text
    assert told in town.officer("auditor").get(PAGE).text


def test_a_break_behind_the_wall_tells_nothing(town: Town, barred: Officer) -> None:
    town.text(OTHER, ABUSE)
    _break(town, town.case(OTHER))
    barred = town.officer("administrator")
    for path in ("/admin", PAGE, "/audit"):
        page = barred.get(path).text
        assert "ne tient pas" not in page
        assert "Rompu" not in page
    assert "Rompu" in town.officer("auditor").get(PAGE).text
