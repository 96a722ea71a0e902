"""A text that hides or turns its words is shown with where it does so, on every page that shows what others wrote."""

from __future__ import annotations

import re
from pathlib import Path

import hotline.web
from tests.support.town import Town

PHONE = "+22300000101"
TURNED = "On a volé mes boeufs à Ténenkou \u202e0005\u202c au mar\u200bché"
TEMPLATES = Path(hotline.web.__file__).parent / "templates"
# Here people of the house write, or see what a phone shows as it shows it.
OURS = ("languages", "simulator")
WRITTEN = re.compile(r'<(\w+)[^<]*dir="auto"[^<>]*>\{\{ (.*?) \}\}')


def test_a_turned_text_shows_where_it_turns_in_the_list_and_in_the_case(town: Town) -> None:
    town.text(PHONE, TURNED)
    officer, reference = town.officer("coordinator"), town.case(PHONE).reference
    for path in ("/inbox", f"/cases/{reference}"):
        page = officer.get(path).text
        for code in ("U+202E", "U+202C", "U+200B"):
            assert f'title="Signe caché">{code}</b>' in page, (path, code)
        assert not re.search("[\u200b\u202a-\u202e\u2066-\u2069]", page), path


def test_arabic_and_pictures_are_shown_as_they_were_written(town: Town) -> None:
    town.text(PHONE, "سرقوا ابلنا\u200f 6 👩\u200d🌾")
    page = town.officer("coordinator").get(f"/cases/{town.case(PHONE).reference}").text
    assert "سرقوا ابلنا\u200f 6 👩\u200d🌾" in page
    assert "U+200" not in page


def test_whatever_others_wrote_goes_through_the_same_door() -> None:
    found = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.parent.name not in OURS:
            written = WRITTEN.findall(path.read_text(encoding="utf-8"))
            found += [(path.name, words) for tag, words in written if "signs" not in words and tag != "textarea"]
    assert not found
