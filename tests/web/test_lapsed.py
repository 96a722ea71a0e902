"""What was asked of others in vain stands on top of the case until it is done again, or done otherwise."""

from __future__ import annotations

import re
from html import unescape

import pytest

from hotline.store.models.casework import Case
from tests.support.staff import desk_of, hire, unread
from tests.support.town import Officer, Town

AWA = "+22300000101"
THEFT = "on a volé mes boeufs à Konna"
ARABIC = "سرقوا أبقاري في كونا الليلة"
NOT_TAKEN, NOT_GIVEN = "Personne n’a accepté ce dossier (", "Personne n’a traduit ("


@pytest.fixture
def forgotten(town: Town) -> tuple[Officer, str]:
    """A theft that was offered to the town hall and that nobody took, as the coordination finds it."""
    town.text(AWA, THEFT)
    page = f"/cases/{town.case(AWA).reference}"
    town.officer("security").post(f"{page}/transfers", text="Une affaire de parcelle.", desk=desk_of(town, "civil"))
    town.pass_time(days=2)
    return town.officer("coordinator"), page


@pytest.fixture
def arabic(town: Town) -> Case:
    """A case in Arabic that lies with officers who do not read it, while somebody elsewhere does."""
    case = unread(town, AWA, ARABIC)
    hire(town, "speaker", "oversight", languages=("fr", "ar"))
    return case


def test_an_offer_that_nobody_took_in_time_stands_on_top_with_the_way_to_do_it_again(
    town: Town, forgotten: tuple[Officer, str]
) -> None:
    officer, page = forgotten
    text = officer.get(page).text
    assert NOT_TAKEN in text
    [again] = re.findall(r'href="([^"]+)#transfer"', text)
    assert '<details id="transfer" name="acts" open>' in officer.get(unescape(again)).text
    assert '<details id="transfer" name="acts">' in text


def test_offered_again_the_band_is_gone(town: Town, forgotten: tuple[Officer, str]) -> None:
    officer, page = forgotten
    officer.post(f"{page}/transfers", page=page, text="Encore une fois.", desk=desk_of(town, "civil"))
    assert NOT_TAKEN not in officer.get(page).text


def test_answered_instead_the_band_is_gone_and_merely_taken_it_stays(
    town: Town, forgotten: tuple[Officer, str]
) -> None:
    officer, page = forgotten
    officer.post(f"{page}/ownership", page=page)
    assert NOT_TAKEN in officer.get(page).text
    officer.post(f"{page}/answers", page=page, text="Une patrouille passe demain.")
    assert NOT_TAKEN not in officer.get(page).text


def test_a_translation_that_nobody_gave_in_time_stands_on_top_until_it_is_asked_for_again(
    town: Town, arabic: Case
) -> None:
    officer, page = town.officer("security"), f"/cases/{arabic.reference}"
    officer.post(f"{page}/translations", page=page, message=str(arabic.last_message_id))
    assert NOT_GIVEN not in officer.get(page).text
    town.pass_time(days=2)
    officer = town.officer("security")
    text = officer.get(page).text
    assert NOT_GIVEN in text
    [again] = re.findall(r'name="again" value="([^"]+)"', text)
    assert officer.post(f"{page}/translations", page=page, again=again).status_code == 303
    assert NOT_GIVEN not in officer.get(page).text
    assert town.kinds(arabic).count("translation_asked") == 2
    officer.post(f"{page}/translations", page=page, again=again)
    assert town.kinds(arabic).count("translation_asked") == 2


def test_a_citizen_answered_otherwise_needs_no_translation(town: Town, arabic: Case) -> None:
    officer, page = town.officer("security"), f"/cases/{arabic.reference}"
    officer.post(f"{page}/translations", page=page, message=str(arabic.last_message_id))
    town.pass_time(days=2)
    officer = town.officer("security")
    officer.post(f"{page}/answers", page=page, text="نحن قادمون")
    assert NOT_GIVEN not in officer.get(page).text
