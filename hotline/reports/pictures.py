"""Pictures drawn on the server: elements with classes only, so that the strict policy holds and print shows shapes.

Whoever shows one puts the same numbers into a table beside it. Widths are shares of the whole and letters keep their
size, so that a picture is read at 360 px as well; no shade speaks without a stripe, a label or a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import svg

HEIGHT, FOOT, HEAD = 190, 30, 26
_FLOOR = HEIGHT - FOOT
_GAP = 0.12
Elements = list[svg.Element]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture is called: an id of its own on the page, the title that says the finding, and what it shows."""

    name: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what stands below it (empty: nothing), how much, and whether it lies beyond the target."""

    label: str
    n: int
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a line: its label, its value, and the upper edge of its band; None where too few were measured."""

    label: str
    value: float | None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The upright scale of a line: its lines with their words, and where the target lies."""

    marks: Sequence[tuple[float, str]]
    target: tuple[float, str] | None = None


def bars(picture: Picture, columns: Sequence[Bar], target: tuple[int, str] | None = None) -> str:
    """Return bars side by side; the target is a line before the bar of that number, with its words."""
    most, step = max((one.n for one in columns), default=0) or 1, 100 / max(len(columns), 1)
    shapes: Elements = [_line(0, 100, _FLOOR, _FLOOR, "axis")]
    for index, one in enumerate(columns):
        tall = round((_FLOOR - HEAD) * one.n / most, 1)
        left, middle = step * (index + _GAP / 2), step * (index + 0.5)
        shapes.append(
            svg.Rect(
                x=_share(left), width=_share(step * (1 - _GAP)), y=_FLOOR - tall, height=tall,
                class_=["over" if one.beyond else "ok"], fill=stripes(picture) if one.beyond else None,
            )
        )  # fmt: skip
        shapes.append(_words(str(one.n), middle, _FLOOR - tall - 5, "lead", anchor="middle"))
        shapes += [_words(one.label, step * index + 0.3, _FLOOR + 17)] if one.label else []
    if target is not None:
        at, said = step * target[0], target[1]
        shapes += [_line(at, at, 0, _FLOOR, "target"), _words(said, at + 1, 12, "lead")]
    return drawn(picture, shapes, [hatch(picture)])


def trend(picture: Picture, points: Sequence[Point], scale: Scale) -> str:
    """Return a line over time with the band above it; a step without a value leaves a gap."""
    values = [value for one in points for value in (one.value, one.high) if value is not None]
    top = max([*values, *(mark for mark, _ in scale.marks), *([scale.target[0]] if scale.target else [])], default=1.0)
    spots = [(100 * index / max(len(points) - 1, 1), one) for index, one in enumerate(points)]
    shapes: Elements = [*_scale_lines(scale, top or 1)]
    for run in _runs(spots):
        shapes += _run(run, top or 1)
    every = max(1, len(points) // 4)
    for index, (x, one) in enumerate(spots):
        if index % every == 0:
            anchor = "start" if index == 0 else "end" if index == len(points) - 1 else "middle"
            shapes.append(_words(one.label, x, _FLOOR + 17, anchor=anchor))
    return drawn(picture, shapes, [])


def heat(
    picture: Picture, rows: Sequence[str], cells: Sequence[Sequence[int]], marks: Sequence[str], *, fewest: int = 5
) -> str:
    """Return a grid: a row each, darker for more; below `fewest` a cell is striped, so that nobody is picked out."""
    most, high = max((n for row in cells for n in row), default=0) or 1, 20
    shapes: Elements = []
    for index, (name, row) in enumerate(zip(rows, cells, strict=True)):
        y, width = index * high, 88 / max(len(row), 1)
        shapes.append(_words(name, 0, y + 15))
        shapes += [
            _cell(picture, n / most, few=0 < n < fewest, at=(12 + width * column, y, width, high))
            for column, n in enumerate(row)
        ]
    below = len(rows) * high + 15
    shapes += [_words(mark, 12 + 88 * index / max(len(marks), 1), below) for index, mark in enumerate(marks)]
    return drawn(picture, shapes, [hatch(picture)], high=below + 8)


def _cell(picture: Picture, share: float, *, few: bool, at: tuple[float, int, float, int]) -> svg.Element:
    shade = {"fill": stripes(picture)} if few else {"class_": ["ok"], "fill_opacity": round(0.06 + 0.94 * share, 2)}
    return svg.Rect(x=_share(at[0]), y=at[1] + 1, width=_share(at[2] * 0.94), height=at[3] - 2, **shade)


def _scale_lines(scale: Scale, top: float) -> Iterator[svg.Element]:
    for value, said in scale.marks:
        yield _line(0, 100, _up(value, top), _up(value, top), "axis")
        yield _words(said, 0, _up(value, top) - 4)
    if scale.target is not None:
        y = _up(scale.target[0], top)
        yield _line(0, 100, y, y, "target")
        yield _words(scale.target[1], 100, y - 4, "lead", anchor="end")


def _runs(spots: Sequence[tuple[float, Point]]) -> Iterator[list[tuple[float, Point]]]:
    """Yield the stretches without a gap."""
    run: list[tuple[float, Point]] = []
    for spot in spots:
        if spot[1].value is not None:
            run.append(spot)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _run(run: Sequence[tuple[float, Point]], top: float) -> Elements:
    """Return one stretch: its band stretched to the width, its lines, and a dot at each step."""
    low = [(x, _up(one.value or 0, top)) for x, one in run]
    high = [(x, _up(one.high, top)) for x, one in run if one.high is not None]
    area = svg.Polygon(points=[svg.Point(x, y) for x, y in [*low, *reversed(high)]], class_=["band"])
    stretched = svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, 100, HEIGHT), preserveAspectRatio=svg.PreserveAspectRatio("none"),
        width=_share(100), height=HEIGHT, overflow="visible", elements=[area] if len(high) == len(low) > 1 else [],
    )  # fmt: skip
    dots: Elements = [svg.Circle(cx=_share(x), cy=y, r=4, class_=["ok"]) for x, y in low]
    return [stretched, *_joined(high, "p90"), *_joined(low, "median"), *dots]


def _joined(spots: Sequence[tuple[float, float]], kind: str) -> Elements:
    return [_line(x, to_x, y, to_y, kind) for (x, y), (to_x, to_y) in pairwise(spots)]


def _up(value: float, top: float) -> float:
    return round(_FLOOR - (_FLOOR - HEAD) * value / top, 1)


def drawn(
    picture: Picture, shapes: Elements, patterns: Elements, *, box: tuple[int, int] | None = None, high: int = HEIGHT
) -> str:
    """Return the whole element, read aloud by its title and what it shows; with a box it grows with the page."""
    title, about = f"{picture.name}-title", f"{picture.name}-about"
    said: Elements = [
        svg.Title(id=title, text=escape(picture.title)),
        svg.Desc(id=about, text=escape(picture.about)),
    ]
    return svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, *box) if box else None,
        height=None if box else high, extra={"role": "img", "aria-labelledby": f"{title} {about}"},
        elements=[*said, *([svg.Defs(elements=patterns)] if patterns else []), *shapes],
    ).as_str()  # fmt: skip


def hatch(picture: Picture) -> svg.Element:
    """Return the stripes of what is too few to shade, or beyond the target: seen in grey as well."""
    line = svg.Path(d=[svg.M(0, 6), svg.L(6, 0)], class_=["hatch"])
    return svg.Pattern(id=_pattern(picture), width=6, height=6, patternUnits="userSpaceOnUse", elements=[line])


def _pattern(picture: Picture) -> str:
    return f"{picture.name}-hatch"


def stripes(picture: Picture) -> str:
    """Return how an element is filled with the stripes."""
    return f"url(#{_pattern(picture)})"


def _line(x: float, to_x: float, y: float, to_y: float, kind: str) -> svg.Element:
    return svg.Line(x1=_share(x), x2=_share(to_x), y1=y, y2=to_y, class_=[kind])


def _words(said: str, x: float, y: float, kind: str = "", *, anchor: str = "start") -> svg.Element:
    """Return words; the library writes them as they are, so they are made harmless here."""
    return svg.Text(
        text=escape(said), x=_share(x), y=y, class_=[kind] if kind else None,
        text_anchor=None if anchor == "start" else anchor,  # type: ignore[arg-type]
    )  # fmt: skip


def _share(of_all: float) -> svg.Length:
    return svg.Length(round(of_all, 2), "%")
