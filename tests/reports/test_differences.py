"""No two questions that a barred viewer may ask differ by a case behind the wall, whatever they ask."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.reports import adding, catalog, filters, whence
from hotline.reports.base import Row, View, period
from hotline.reports.drawing import draw
from hotline.store.models.casework import Accused
from tests.reports.test_adding import barred
from tests.reports.test_response_times import ABUSE, MONDAY, THEFT, answer, phone, text_all
from tests.support.town import Town

QUESTIONS = 150
BRIDGE = "La route de Tombouctou est coupée par l'eau, un pont est tombé"
BEATEN = "Les gendarmes de Konna nous frappent en ce moment, il y a des morts"


def a_mixed_month(town: Town, dice: Random) -> None:
    """Texts of all kinds on several days, some that accuse the gendarmerie among them; answers, closings, reads."""
    for number in range(1, 31):
        town.text(phone(number), dice.choice((THEFT, THEFT, BRIDGE, ABUSE, BEATEN)))
        town.clock.advance(hours=dice.randint(0, 30), minutes=dice.randint(0, 59))
    mine = [n for n in range(1, 31) if town.desk_kind(town.case(phone(n))) == "security"]
    for number in dice.sample(mine, 5):
        answer(town, number)
    oversight = town.officer("oversight")
    for number in range(1, 31):
        if town.desk_kind(town.case(phone(number))) == "civil_oversight":
            oversight.get(f"/cases/{town.case(phone(number)).reference}")


def questions(session: Session, dice: Random) -> Sequence[tuple[str, View]]:
    """Return questions as somebody might ask them: any report, any days, any filters together."""
    known, found = filters.read(session), []
    for _ in range(QUESTIONS):
        first = MONDAY + timedelta(days=dice.randint(-3, 25))
        days = period(first, first + timedelta(days=dice.choice((1, 2, 7, 30, 3_650))))
        named = dice.sample(filters.NAMES, dice.choice((0, 0, 1, 1, 2)))
        asked = {name: dice.choice(list(known.choices[name])) for name in named if known.choices[name]}
        found.append((dice.choice(list(catalog.REPORTS)), View(days, None, MOMENT, known.only(asked))))
    return found


MOMENT = period(date(2026, 6, 1), date(2026, 6, 2)).start


def behind(session: Session, slug: str, view: View, rows: Sequence[Row]) -> list[object]:
    """Return the cases behind each row, as its list opens them."""
    sheet, found = draw(session, view), []
    for row in rows:
        source = whence.source(slug, str(row["metric"]), session)
        found.append(sorted(map(str, source(sheet))) if source else None)
    return found


def everything(session: Session, asked: Sequence[tuple[str, View]]) -> list[str]:
    said = []
    for slug, view in asked:
        rows = catalog.rows_in(session, slug, view)
        said.append(json.dumps([slug, list(map(dict, rows)), behind(session, slug, view, rows)]))
    return said


def walled(session: Session) -> frozenset[UUID]:
    return frozenset(session.scalars(select(Accused.case_id)))


def test_whatever_a_barred_viewer_asks_is_answered_as_if_the_walled_cases_did_not_exist(town: Town) -> None:
    dice = Random(7)  # noqa: S311 - a test's
    a_mixed_month(town, dice)
    viewer = barred(town)
    with town.application.unit() as unit:
        asked, gone = questions(unit.session, dice), walled(unit.session)
        assert 5 <= len(gone) < 25
    mine = [(slug, View(view.period, viewer, view.now, view.only)) for slug, view in asked]
    without = [(slug, View(view.period, None, view.now, view.only, without=gone)) for slug, view in asked]
    for is_added_up in (False, True):
        if is_added_up:
            list(adding.rebuild(town.worker.unit))
        with town.application.unit() as unit:
            seen, right = everything(unit.session, mine), everything(unit.session, without)
            for (slug, view), one, other in zip(asked, seen, right, strict=True):
                assert one == other, (slug, view)
            # They are questions that tell cases apart: who may see the walled ones is answered otherwise.
            whole = everything(unit.session, asked)
            assert sum(one != other for one, other in zip(whole, seen, strict=True)) > QUESTIONS // 10


def test_of_a_body_one_sees_a_part_of_the_page_says_so(town: Town) -> None:
    text_all(town, 6)
    administrator = town.barred_administrator()
    bodies = re.findall(r'<option value="([^"]+)"', administrator.get("/reports/backlog").text.split('id="f-body"')[1])
    page = f"/reports/backlog?from=2026-03-01&to=2026-05-01&body={bodies[1]}"
    before = administrator.get(page).text
    assert "vous voyez peut-être une partie" in before
    text_all(town, 2, ABUSE, first=900)
    assert administrator.get(page).text == before
