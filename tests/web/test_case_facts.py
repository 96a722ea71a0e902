"""What a case's page says once and in its place: readers, the text beside its translation, a call taken up again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from hotline.store.models.casework import Case
from hotline.web.readers import openings
from tests.support.dialler import Dialler, dialled
from tests.support.staff import hire, viewer
from tests.support.town import Officer, Town

AWA = "+22300000101"
THEFT = "on a volé mes boeufs à Konna"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
ARABIC = "سرقوا أبقاري في كونا الليلة"
FRENCH = "On a volé mes vaches à Konna cette nuit."
OTHER_FORCE = "Autre force : elle lirait la plainte"


def test_looks_close_to_each_other_are_one_opening() -> None:
    nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert openings([nine + timedelta(minutes=n) for n in (0, 1, 9, 18)]) == 1
    assert openings([nine, nine + timedelta(minutes=11), nine + timedelta(hours=5)]) == 3
    assert openings([]) == 0


def test_other_cases_of_the_same_contact_stand_before_the_history(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(AWA, "il n y a pas d eau au puits du village depuis deux jours")
    facts = town.officer("coordinator").get(f"/cases/{town.cases(AWA)[0].reference}").text.partition('id="facts"')[2]
    assert facts.index("Du même contact") < facts.index("Parcours")


def test_a_text_to_be_translated_stands_once_on_its_page_before_and_after(town: Town) -> None:
    town.text(AWA, ARABIC)
    with town.application.unit() as unit:
        found = unit.session.get_one(Case, town.case(AWA).id)
        found.language, found.category, found.sensitivity = "ar", "cattle_theft", "S1"
        found.desk_id = viewer(town, "security").desk_id or found.desk_id
    hire(town, "speaker", "oversight", languages=("fr", "ar"))
    case, security = town.case(AWA), town.officer("security")
    page = f"/cases/{case.reference}"
    assert _count(security, page, ARABIC) == 1
    security.post(f"{page}/translations", page=page, message=str(case.last_message_id))
    assert _count(security, page, ARABIC) == 1
    speaker = town.officer("speaker")
    wanted = speaker.get("/translations").text.split("/translations/")[1].split('"')[0]
    speaker.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text=FRENCH)
    assert (_count(security, page, ARABIC), _count(security, page, FRENCH)) == (1, 1)


def test_a_complaint_about_a_force_warns_before_another_force_is_asked(town: Town) -> None:
    town.text(AWA, EXTORTION)
    complaint = f"/cases/{town.case(AWA).reference}"
    first, _, others = town.officer("oversight").get(complaint).text.partition('id="desk"')[2].partition(OTHER_FORCE)
    assert "Police de Mopti" in others.partition("</optgroup>")[0]
    assert "Plainte contre une force." in others
    assert "Police de Mopti" not in first
    assert "Mairie de Mopti" in first


def test_a_theft_is_offered_to_forces_without_any_warning(town: Town) -> None:
    town.text(AWA, THEFT)
    assert OTHER_FORCE not in town.officer("security").get(f"/cases/{town.case(AWA).reference}").text


def test_a_call_hung_up_and_taken_up_again_reads_as_one_call(town: Town) -> None:
    dialled(town, AWA, "1", "5", "2").hang_up()
    town.work()
    Dialler(town, AWA).dial().press("1", "1", "9", "9", "1")
    town.work()
    text = town.officer("civil").get(f"/cases/{town.case(AWA).reference}").text
    assert text.count("suite du même appel") == 1


def _count(officer: Officer, page: str, words: str) -> int:
    return officer.get(page).text.count(words)


def test_above_the_story_stand_the_usual_acts_and_the_rarer_ones_behind_one_button(town: Town) -> None:
    town.text(AWA, THEFT)
    page = town.officer("security").get(f"/cases/{town.case(AWA).reference}").text
    acts = page.partition('<div class="acts flow">')[2].partition("</header>")[0]
    assert re.findall(r'<summary class="btn"[^>]*>([^<]*)<', acts) == ["Transférer", "Clore…", "Plus…"]
    assert "Proposer à ce bureau" in acts
    assert "<summary>Corriger le lieu</summary>" in acts
    assert 'name="category"' not in page
    [subject] = re.findall(r'<a class="btn" href="([^"#]+)[^"]*">(?:(?!</a>).)*Corriger le sujet</a>', acts)
    assert 'name="category"' in town.officer("security").get(unescape(subject)).text


def test_why_a_desk_has_the_case_keeps_the_capitals_of_names(town: Town) -> None:
    town.text(AWA, "mon mari me bat chaque jour, ne dites rien")
    page = town.officer("protection").get(f"/cases/{town.case(AWA).reference}").text
    assert "« Protection »" in page
    assert "« protection »" not in page
