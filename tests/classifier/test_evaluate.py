"""The figures that judge an understanding are counted rightly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.classifier.evaluate import ALL, evaluate, judge
from hotline.domain.findings import Findings


class Fixed:
    """Understands every text in the same way."""

    def understand(self, text: str, *, prior_language: str | None = None) -> Findings:
        """Say health, in French, accusing the police, needing nobody."""
        return found(prior_language or "fr")


def found(language: str = "fr", forces: frozenset[str] = frozenset({"police"})) -> Findings:
    """Make findings of a known kind."""
    return Findings(
        language=language, language_shares=((language, 1.0),), category="health", second="education", confidence=0.9,
        urgency="normal", urgency_score=0.35, sensitivity="S1", desk_kind="civil", needs_person=False,
        about_force=forces,
    )  # fmt: skip


def row(category: str, about_force: str = "none", language: str = "fr") -> dict[str, str]:
    return {"text": "x", "language": language, "category": category, "about_force": about_force}


def test_figures_are_counted_by_language_and_for_all() -> None:
    figures = evaluate([row("health"), row("education"), row("praise", "police", "bm")], Fixed())
    assert set(figures) == {"fr", "bm", ALL}
    everything = figures[ALL]
    assert (everything.n, everything.right, everything.right_in_two) == (3, 1, 2)
    assert everything.accuracy == pytest.approx(1 / 3)
    assert everything.top_two == pytest.approx(2 / 3)
    assert everything.routed_share == 1.0
    assert everything.routed_accuracy == pytest.approx(1 / 3)
    assert (everything.wall_recall, everything.needless_walls) == (1.0, 1.0)
    assert figures["bm"].language_right == 0


def test_nothing_judged_gives_nothing() -> None:
    assert evaluate([], Fixed()) == {}


@pytest.mark.parametrize(
    ("accused", "forces", "walled"),
    [
        ("police", {"police"}, 1),
        ("police|army", {"police"}, 0),
        ("police|army", {"unknown"}, 1),
        ("true", {"army"}, 1),
        ("police", set(), 0),
    ],
)
def test_a_wall_counts_when_every_accused_force_is_kept_out(accused: str, forces: set[str], walled: int) -> None:
    assert judge(row("health", accused), found(forces=frozenset(forces))).walled == walled


@pytest.mark.parametrize(
    ("desk_kind", "forces", "leaked"),
    [
        ("security", frozenset(), 1),
        ("security", {"police"}, 0),
        ("coordinator", frozenset(), 0),
        ("civil", {"army"}, 0),
    ],
)
def test_an_accusation_leaks_when_a_desk_of_a_force_would_be_the_first_to_read_it(
    desk_kind: str, forces: frozenset[str], leaked: int
) -> None:
    findings = replace(found(forces=frozenset(forces)), desk_kind=desk_kind)
    assert judge(row("health", "police"), findings).leaked == leaked
    assert judge(row("health"), findings).leaked == 0
