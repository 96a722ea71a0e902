"""What a report shows of its columns: none that is empty throughout, and no share without what it is of."""

from __future__ import annotations

import re

from tests.support.town import Town

THEFT = "On a volé nos boeufs cette nuit à Konna"
DAYS = "from=2026-03-02&to=2026-03-03"


def _heads(page: str) -> list[str]:
    return re.findall(r'<th role="columnheader" scope="col"[^>]*>([^<]*)</th>', page)


def test_a_report_of_bare_counts_has_no_column_for_times(town: Town) -> None:
    auditor = town.officer("auditor")
    for slug in ("gaming", "protected-access"):
        page = auditor.get(f"/reports/{slug}?{DAYS}").text
        assert _heads(page)[:2] == ["Mesure", "Nombre"]
        assert "Médiane" not in _heads(page)
        assert "%" not in re.sub(r"<style.*?</style>|href=\"[^\"]*\"", "", page.partition("<main")[2])


def test_a_share_says_what_it_is_of_and_nothing_is_a_dash(town: Town) -> None:
    for number in range(6):
        town.text(f"+2230000010{number}", THEFT)
    town.clock.advance(minutes=5)
    officer = town.officer("security")
    for number in range(2):
        case = town.case(f"+2230000010{number}")
        officer.post(f"/cases/{case.reference}/ownership")
        officer.post(f"/cases/{case.reference}/answers", text="Nous venons.")
    page = town.officer("auditor").get(f"/reports/compliance?{DAYS}").text
    assert "Dans le délai" in _heads(page)
    answered = re.search(r"Réponse, urgent</th>(.*?)</tr>", page, re.DOTALL)
    assert answered is not None
    assert "100 % (2 sur 2)" in answered[1].replace("\u202f", " ").replace("\xa0", " ")
    never = re.search(r"Réponse, peut attendre</th>(.*?)</tr>", page, re.DOTALL)
    assert never is not None
    assert never[1].count("—") == 4
    assert "« — » : rien à mesurer" in page


def test_both_sides_of_a_comparison_have_the_same_columns(town: Town) -> None:
    page = town.officer("auditor").get(f"/reports/gaming?{DAYS}&against=before").text
    assert [head for head in _heads(page) if head.startswith("Avant")] == ["Avant : nombre"]
