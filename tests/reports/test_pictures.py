"""Pictures: elements and classes only, harmless words, and shapes that grey print keeps apart."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from importlib.resources import files

import pytest

from hotline.reports import cercles, pictures
from hotline.reports.pictures import Bar, Picture, Point, Scale

PICTURE = Picture("waits", "La moitié <attend> & plus", "Barres : dossiers par durée")
SVG = "{http://www.w3.org/2000/svg}"
SCALE = Scale([(12, "12 h"), (24, "24 h")], (24, "But : 24 h"))


def every() -> list[str]:
    return [
        pictures.bars(PICTURE, [Bar("0 h", 9), Bar("", 4), Bar("24 h", 0, beyond=True)], (2, "But : 24 h")),
        pictures.bars(PICTURE, []),
        pictures.trend(PICTURE, [Point("1", 3.0, 9.0), Point("2", None), Point("3", 4, 5), Point("4", 4, 8)], SCALE),
        pictures.trend(PICTURE, [], Scale([])),
        pictures.heat(PICTURE, ["lun.", "mar."], [[0, 3, 90], [5, 0, 1]], ["0 h", "12 h"]),
        cercles.choropleth(PICTURE, {"ML0506": 92.0, "ML0504": None, "ML0501": 0.0}),
    ]


@pytest.mark.parametrize("drawn", every())
def test_a_picture_is_read_aloud_and_carries_neither_script_nor_style(drawn: str) -> None:
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    assert root.get("role") == "img"
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert set((root.get("aria-labelledby") or "").split()) <= set(ids)
    assert len(ids) == len(set(ids))
    assert root.findtext(f"{SVG}title") == PICTURE.title
    assert root.findtext(f"{SVG}desc") == PICTURE.about
    for one in root.iter():
        assert one.tag not in (f"{SVG}script", f"{SVG}style", f"{SVG}foreignObject")
        assert not [name for name in one.attrib if name == "style" or name.startswith("on")]


def test_words_cannot_break_out_of_a_picture() -> None:
    drawn = pictures.bars(Picture("a", "</title><script>", ""), [Bar("<b>&", 1)])
    assert "<script" not in drawn
    assert "<b>" not in drawn


def test_what_lies_beyond_the_target_is_striped_and_named() -> None:
    within, beyond = ET.fromstring(every()[0]).findall(f"{SVG}rect")[0::2]  # noqa: S314 - our own
    assert within.get("fill") is None
    assert beyond.get("fill") == "url(#waits-hatch)"
    assert "But : 24 h" in every()[0]


def test_a_week_without_a_figure_leaves_a_gap_and_no_line_over_it() -> None:
    root = ET.fromstring(every()[2])  # noqa: S314 - our own
    assert len([one for one in root.findall(f"{SVG}line") if one.get("class") == "median"]) == 1


def test_a_cell_of_fewer_than_five_is_striped() -> None:
    cells = ET.fromstring(every()[4]).findall(f"{SVG}rect")  # noqa: S314 - our own
    assert [one.get("fill") is not None for one in cells] == [False, True, False, False, False, True]


def test_a_cercle_with_too_few_is_striped_and_every_new_one_lies_in_its_old() -> None:
    shapes = ET.fromstring(every()[5]).findall(f"{SVG}path")  # noqa: S314 - our own
    assert len(shapes) == 50
    assert sum(one.get("fill") == "url(#waits-hatch)" for one in shapes) == 1
    assert {one.get("class") for one in shapes} == {"none", "few", "q0", "q3"}
    assert cercles.parents()["ML05-konna"] == "ML0506"
    assert cercles.parents()["ML0506"] == "ML0506"


def test_the_map_weighs_little() -> None:
    assert len(every()[5].encode()) < 16_000


def test_the_file_of_borders_is_drawn_from_the_outlines() -> None:
    kept = files("hotline.web").joinpath("static", "cercles.svg").read_text(encoding="utf-8")
    assert kept == cercles.borders(), "write hotline.reports.cercles.borders() to hotline/web/static/cercles.svg"


def test_names_on_the_map_never_lie_on_each_other() -> None:
    codes = list(cercles.outlines())
    root = ET.fromstring(cercles.choropleth(PICTURE, dict.fromkeys(codes, 50.0)))  # noqa: S314 - our own
    names = [one for one in root.findall(f"{SVG}text") if one.text]
    roomy = [one for one in names if one.get("class") != "tight"]
    assert 5 < len(roomy) < len(names)
    for shown, size in ((names, cercles.SMALL), (roomy, cercles.LARGE)):
        lines = sorted((float(one.get("y", 0)), float(one.get("x", 0)), len(one.text or "")) for one in shown)
        for (y, x, long), (below, beside, wide) in zip(lines, lines[1:], strict=False):
            assert below - y >= size or abs(beside - x) >= 0.5 * size * (long + wide) / 2
