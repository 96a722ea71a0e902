"""The taxonomy is data: 34 categories, each fault named with file and line."""

from __future__ import annotations

import pytest

from hotline.classifier.load import load_taxonomy
from hotline.domain.datafile import DataFault
from hotline.domain.taxonomy import more_protective, more_urgent, narrower, parse_taxonomy

ROW = """[[category]]
code = "health"
label = { fr = "Santé", en = "Health" }
group = "services"
sensitivity = "S1"
urgency = "normal"
desk_kind = "civil"
"""


def test_the_packaged_taxonomy_holds_34_categories_in_two_languages() -> None:
    taxonomy = load_taxonomy()
    assert len(taxonomy.categories) == 34
    assert taxonomy["health"].label("en") == "Health"
    assert taxonomy["health"].label("bm") == "Santé"
    assert "gbv" in taxonomy
    assert taxonomy.codes[0] == "attack_ongoing"


def test_protected_categories_reach_the_protected_desk_alone() -> None:
    taxonomy = load_taxonomy()
    for code in ("gbv", "child_protection", "staff_misconduct"):
        assert (taxonomy[code].sensitivity, taxonomy[code].desk_kind) == ("S3", "civil_protected")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (ROW.replace('"S1"', '"S9"'), 5, "sensitivity must be one of"),
        (ROW.replace('urgency = "normal"\n', ""), 2, "urgency is missing"),
        (ROW.replace('fr = "Santé", ', ""), 3, "fr is missing"),
        (ROW + ROW, 9, "stands twice, first on line 2"),
        (ROW + "signs = 3\n", 8, "signs must be a list"),
        (ROW + 'person_first = "yes"\n', 8, "person_first must be true or false"),
        ("category = 3", 1, "category must be a list"),
        ("", 1, "category is missing"),
    ],
)
def test_a_fault_is_named_with_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(DataFault) as caught:
        parse_taxonomy(text, "taxonomy.toml")
    assert str(caught.value).startswith(f"taxonomy.toml, line {line}: ")
    assert reason in str(caught.value)


def test_of_two_that_fit_the_more_protective_wins() -> None:
    assert more_protective("S1", "S3") == "S3"
    assert more_urgent("high", "critical") == "critical"
    assert narrower("security", "civil_oversight") == "civil_oversight"
    assert narrower("civil_oversight", "civil_protected") == "civil_protected"
    assert narrower("security", "civil") == "security"
