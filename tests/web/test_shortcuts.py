"""Single keys: named on one sheet, carried by the pages, and off where somebody wants none."""

from __future__ import annotations

import re
from html import unescape

from hotline.web.composer import BLANK_WORDS
from hotline.web.shortcuts import SHEET
from tests.support.town import Officer, Town

AWA = "+22300000101"
# The browser's own, or pressed inside a box.
OF_THE_SCRIPT = {"Échap", "Entrée", "Ctrl + Entrée", "j", "k"}


def carried(officer: Officer, path: str) -> set[str]:
    return set(map(unescape, re.findall(r'(?:aria-keyshortcuts|accesskey)="(.)"', officer.get(path).text)))


def test_each_key_of_the_sheet_is_carried_by_the_pages_it_is_for(town: Town) -> None:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    officer = town.officer("security")
    everywhere, in_lists, in_cases, *_ = ({key for key, _ in group.keys} - OF_THE_SCRIPT for group in SHEET)
    assert everywhere - {"s"} <= carried(officer, "/account")
    assert everywhere | in_lists <= carried(officer, "/inbox")
    assert everywhere | in_cases <= carried(officer, f"/cases/{town.case(AWA).reference}")


def test_no_page_names_one_key_for_two_things(town: Town) -> None:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    officer = town.officer("coordinator")
    for path in ("/inbox", f"/cases/{town.case(AWA).reference}", "/find"):
        keys = re.findall(r'aria-keyshortcuts="(.)"', officer.get(path).text)
        assert len(keys) == len(set(keys)), path


def test_who_only_watches_is_shown_no_key_that_does_nothing_there(town: Town) -> None:
    sheet = town.officer("administrator").get("/keys").text
    assert "Ligne suivante" in sheet
    assert all(words not in sheet for words in ("Répondre", "Prendre", "Chercher", "Dire « on vérifie »"))
    assert "Prendre" in town.officer("security").get("/keys").text


def test_a_new_ready_answer_is_told_every_blank_there_is(town: Town) -> None:
    page = town.officer("administrator").get("/admin/templates/new").text
    assert all(f"{{{name}}}" in page for name in BLANK_WORDS)


def test_who_speaks_to_the_device_turns_the_keys_off_and_on_again(town: Town) -> None:
    officer = town.officer("security")
    assert "keys.js" in officer.get("/inbox").text
    assert officer.post("/keys", page="/keys", off="1").status_code == 303
    assert "keys.js" not in officer.get("/inbox").text
    assert "Allumer les touches" in officer.get("/keys").text
    officer.post("/keys", page="/keys")
    assert "keys.js" in officer.get("/inbox").text
