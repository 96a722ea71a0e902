"""The map of cercles: outlines from before 2023, shaded in steps; too few are striped, none stays white."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

import svg

from hotline.reports.pictures import Picture, drawn, hatch, stripes

WIDTH, HEIGHT = 640, 604
# Shades from the lightest, by the share they begin at; four, since grey print tells no more apart.
STEPS = (0, 70, 80, 90)
# The letters of names on a wide screen and on a phone, in units of the picture; the table below names every cercle.
SMALL, LARGE = 13, 22


@dataclass(frozen=True, slots=True)
class Outline:
    """A cercle's border as a path, and where its name stands."""

    name: str
    x: int
    y: int
    path: str


@cache
def outlines() -> Mapping[str, Outline]:
    """Return the fifty cercles of before 2023 by their p-codes."""
    written = files("hotline.data.places").joinpath("outlines.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Outline(row["name"], int(row["x"]), int(row["y"]), row["path"])
        for row in csv.DictReader(written.splitlines())
    }


@cache
def parents() -> Mapping[str, str]:
    """Return for each place the cercle of before 2023 that it is counted in."""
    written = files("hotline.data.places").joinpath("places.csv").read_text(encoding="utf-8")
    above = {row["code"]: row["parent_before_2023"] or row["parent"] for row in csv.DictReader(written.splitlines())}
    return {code: found for code in above if (found := _up(code, above))}


def borders() -> str:
    """Return the file that lies under the map of a case: all outlines, in a grey for day and night."""
    paths = "\n".join(f'<path d="{one.path}"/>' for _, one in sorted(outlines().items()))
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" fill="none" stroke="#7b7e9d"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>\n{paths}\n</svg>\n'


def choropleth(picture: Picture, shares: Mapping[str, float | None]) -> str:
    """Return the map: a share of a hundred for each cercle, None for one with too few, nothing for one without any."""
    shapes: list[svg.Element] = []
    for code, one in outlines().items():
        share = shares.get(code)
        few = code in shares and share is None
        shapes.append(
            svg.Path(
                extra={"d": one.path}, class_=[_shade(share)] if share is not None else ["few" if few else "none"],
                fill=stripes(picture) if few else None,
            )
        )  # fmt: skip
    named = [outlines()[code] for code in shares if code in outlines()]
    roomy = {one.name for one in _apart(named, LARGE)}
    shapes += [
        svg.Text(
            text=escape(one.name), x=one.x, y=one.y, text_anchor="middle", class_=[] if one.name in roomy else ["tight"]
        )
        for one in _apart(named, SMALL)
    ]  # fmt: skip
    return drawn(picture, shapes, [hatch(picture)], box=(WIDTH, HEIGHT))


def _apart(named: Iterable[Outline], size: int) -> list[Outline]:
    """Return those whose names stand free of each other in letters of that size, the first come first."""
    placed: list[Outline] = []
    for one in named:
        if not any(_touch(one, other, size) for other in placed):
            placed.append(one)
    return placed


def _touch(one: Outline, other: Outline, size: int) -> bool:
    # A letter of the sans serif is a little over half as wide as high.
    wide = 0.56 * size * (len(one.name) + len(other.name)) / 2
    return abs(one.y - other.y) < size and abs(one.x - other.x) < wide


def _shade(share: float) -> str:
    return f"q{sum(share >= step for step in STEPS) - 1}"


def _up(code: str, above: Mapping[str, str]) -> str | None:
    """Climb from a place to the first cercle that has an outline."""
    for _ in range(4):
        if code in outlines():
            return code
        code = above.get(code, "")
    return None
