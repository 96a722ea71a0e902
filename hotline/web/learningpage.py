"""What the pages of learning show: figures as pictures with the same numbers in tables beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from markupsafe import Markup

from hotline.reports import pictures
from hotline.reports.pictures import Picture, Point, Scale
from hotline.store import casefile, learning, modelling, trail
from hotline.store.models.learning import ModelVersion
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords, learningwords
from hotline.web.eventwords import accounts_in
from hotline.web.i18n import gettext
from hotline.web.names import Names
from hotline.web.percents import decimal, percent
from hotline.web.surroundings import here

TENTHS = "0.0"
MOST_VERSIONS, MOST_MISTAKES, MOST_CONFUSED = 50, 15, 10
_MOVES = ("model_promoted", "model_rolled_back")
Named = Callable[[str], str]
_MARKS = ((0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %"))


def overview(unit: UnitOfWork) -> dict[str, Any]:
    """Return the model in force, the versions, the moves of the pointer, and the scores from version to version."""
    reader = here().tools.understanding
    reader.in_force(unit)
    current = modelling.get(unit.session, modelling.in_force(unit.session))
    versions = modelling.newest(unit.session, MOST_VERSIONS)
    newest = next((one for one in versions if one.report), None)
    return {
        "current": current, "refused": getattr(reader, "refused", False), "moves": _moves(unit),
        "versions": [_line(one, current.id if current else None) for one in versions],
        "waits": any(one.state == modelling.ASKED for one in versions),
        "labels": learning.count_since(unit.session, current.upto or 0 if current else 0),
        "givers": _givers(unit, None), "newest": newest, "history": _history(versions), **_words(),
    }  # fmt: skip


def version(unit: UnitOfWork, one: ModelVersion) -> dict[str, Any]:
    """Return everything that was found of a version."""
    current, named = modelling.get(unit.session, modelling.in_force(unit.session)), _namer(unit)
    return {
        "line": _line(one, current.id if current else None), "report": one.report, "checks": _checks(one, named),
        "shadow": modelling.shadow_of(unit.session, one.id), "needed": here().settings.shadow_messages,
        "classes": [(named(code), number, percent(before), percent(after))
                    for code, (number, before, after) in _by_loss(one.report)],
        "mistakes": [(named(true), named(given), times)
                     for true, given, times in _mistaken(one.report)[:MOST_MISTAKES]],
        "confusion": _confusion(one.report, named), "calibration": _calibration(one.report),
        "curve": _curve(one.report), "givers": _givers(unit, one.upto),
        "failed": [learningwords.check(check["name"]) for check in one.report.get("checks", ()) if not check["passed"]],
        **_words(),
    }  # fmt: skip


def step(unit: UnitOfWork, target: ModelVersion | None) -> dict[str, Any]:
    """Return what a person is asked before the pointer moves."""
    current = modelling.get(unit.session, modelling.in_force(unit.session))
    return {
        "target": target, "current": current, "back": target is None or target.promoted_at is not None,
        "checks": _checks(target, _namer(unit)) if target else [], "needed": here().settings.shadow_messages,
        "shadow": modelling.shadow_of(unit.session, target.id) if target else None, **_words(),
    }  # fmt: skip


def _givers(unit: UnitOfWork, upto: int | None) -> list[tuple[str, int]]:
    """Return by whose title how much was said of what may be learnt from."""
    found = learning.givers(unit.session, upto)
    titles = casefile.titles(unit.session, {account_id for account_id, _ in found})
    return [(titles.get(account_id, ""), number) for account_id, number in found]


def _line(one: ModelVersion, current: UUID | None) -> dict[str, Any]:
    state = "in_force" if one.id == current else "promoted" if one.promoted_at else one.state
    scores = next((check for check in one.report.get("checks", ()) if check["name"] == "macro_f1"), None)
    return {
        "number": one.number, "state": "training" if state == modelling.ASKED and one.tries else state,
        "asked_at": one.asked_at, "lessons": one.report.get("lessons"), "officers": one.report.get("officers"),
        "before": scores and percent(scores["before"], TENTHS), "after": scores and percent(scores["after"], TENTHS),
        "can_move": state in (modelling.READY, "promoted"), "digest": one.digest,
    }  # fmt: skip


def _moves(unit: UnitOfWork) -> list[tuple[Any, str, str]]:
    told = trail.newest_of(unit.session, _MOVES)
    names = Names(casefile.titles(unit.session, accounts_in(told)), {})
    return [(event.at, names.who(event.actor), _moved(event.data)) for event in told]


def _moved(data: Mapping[str, Any]) -> str:
    return gettext(
        "de %(before)s à %(after)s", before=_version_name(data["before"]), after=_version_name(data["version"])
    )


def _version_name(number: int) -> str:
    return gettext("la version %(number)s", number=number) if number else gettext("celle livrée")


def _checks(one: ModelVersion, named: Named) -> list[dict[str, Any]]:
    return [
        {
            "name": learningwords.check(check["name"]), "passed": check["passed"],
            "before": _before(check), "after": percent(check["after"], TENTHS),
            "low": "" if check["low"] is None else decimal(check["low"] * 100, "+0.0;−0.0"),
            "detail": named(check["detail"]) if check["name"] == "classes" and check["detail"] else "",
        }
        for check in one.report.get("checks", ())
        if check["name"] != "gold" or check["detail"] != "0"
    ]  # fmt: skip


def _by_loss(report: Mapping[str, Any]) -> list[tuple[str, tuple[int, float, float]]]:
    """Return the categories with their figures, what lost most first."""
    return sorted(report.get("classes", {}).items(), key=lambda one: (one[1][2] - one[1][1], one[0]))


def _before(check: Mapping[str, Any]) -> str:
    """Return what a check compares with: the figure of the version in force, or the most that is let pass."""
    share = percent(check["before"], TENTHS)
    return gettext("%(share)s au plus", share=share) if check["name"] == "labels" else share


def _history(versions: Sequence[ModelVersion]) -> Markup | None:
    judged = [_line(one, None) | {"report": one.report} for one in reversed(versions) if one.report]
    points = [Point(str(one["number"]), next(check["after"] for check in one["report"]["checks"])) for one in judged]
    title = gettext("Justesse par version")
    picture = Picture("history", title, gettext("Moyenne des catégories, sur nos exemples."))
    return Markup(pictures.trend(picture, points, Scale(_MARKS))) if len(points) > 1 else None  # noqa: S704 - drawn by us


def _calibration(report: Mapping[str, Any]) -> dict[str, Any] | None:
    bins = report.get("bins")
    if not bins:
        return None
    points = [Point(percent(sure), right, max(sure, right)) for sure, right, _ in bins]
    about = gettext("La ligne dit la part juste. La bande dit la sûreté de trop.")
    picture = Picture("calibration", gettext("Sûreté et justesse"), about)
    drawn = Markup(pictures.trend(picture, points, Scale(_MARKS)))  # noqa: S704 - drawn by us
    rows = [(percent(sure), percent(right), number) for sure, right, number in bins]
    return {"picture": drawn, "about": about, "rows": rows}


def _curve(report: Mapping[str, Any]) -> dict[str, Any] | None:
    steps = report.get("curve")
    if not steps:
        return None
    points = [Point(str(texts), score) for texts, score in steps]
    about = gettext("Justesse selon les messages appris.")
    picture = Picture("curve", gettext("Ce qu’apporte chaque message"), about)
    drawn = Markup(pictures.trend(picture, points, Scale(_MARKS)))  # noqa: S704 - drawn by us
    return {"picture": drawn, "about": about, "rows": [(texts, percent(score, TENTHS)) for texts, score in steps]}


def _mistaken(report: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    return [(true, given, times) for true, given, times in report.get("confusion", ()) if true != given]


def _confusion(report: Mapping[str, Any], named: Named) -> dict[str, Any] | None:
    """Return the categories that are most often taken for another, each against each."""
    lost: dict[str, int] = {}
    for true, given, times in _mistaken(report):
        lost[true], lost[given] = lost.get(true, 0) + times, lost.get(given, 0) + times
    codes = sorted(lost, key=lambda code: (-lost[code], code))[:MOST_CONFUSED]
    if not codes:
        return None
    counts = {(true, given): times for true, given, times in report["confusion"]}
    cells = [[counts.get((true, given), 0) for given in codes] for true in codes]
    numbers = [str(at + 1) for at in range(len(codes))]
    about = gettext("Une ligne par sujet vrai, une colonne par sujet donné.")
    picture = Picture("confusion", gettext("Ce qui est pris pour autre chose"), about)
    drawn = Markup(pictures.heat(picture, numbers, cells, numbers, fewest=1))  # noqa: S704 - drawn by us
    return {
        "picture": drawn,
        "about": about,
        "rows": [(number, named(code)) for number, code in zip(numbers, codes, strict=True)],
    }


def _namer(unit: UnitOfWork) -> Named:
    """Return what calls categories by their names; one that is gone keeps its code."""
    held = here().tools.office.read(unit.session).categories
    return lambda code: casewords.category_label(held[code]) if code in held else code


def _words() -> dict[str, object]:
    return {"states": learningwords.STATES, "tones": learningwords.TONES, "left_out_words": learningwords.LEFT_OUT}
