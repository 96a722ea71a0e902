"""Reports as pages: the same figures as the file, with definition, filter and n."""

from __future__ import annotations

import re

import pytest

from hotline.reports.base import COLUMNS
from tests.support.town import Town
from tests.web.visitor import Visitor

THEFT = "On a volé nos boeufs cette nuit à Konna"
PERIOD = "from=2026-03-02&to=2026-03-03"


@pytest.fixture
def auditor(town: Town) -> Visitor:
    """A browser with an auditor of the demonstration, after six thefts two hours ago."""
    for number in range(6):
        town.text(f"+2230000000{number}", THEFT)
    town.clock.advance(hours=2)
    visitor = Visitor(town.web)
    visitor.sign_in("auditor@demo.invalid")
    return visitor


@pytest.mark.parametrize("name", ["security", "coordinator"])
def test_only_those_who_audit_see_reports(visitor: Visitor, name: str) -> None:
    visitor.sign_in(f"{name}@demo.invalid")
    for path in ("/reports", "/reports/response-times", "/reports/response-times.csv"):
        assert visitor.get(path).status_code == 404


def test_the_page_says_what_the_file_says(auditor: Visitor) -> None:
    page = auditor.get(f"/reports/response-times?{PERIOD}").get_data(as_text=True)
    file = auditor.get(f"/reports/response-times.csv?{PERIOD}")
    assert file.mimetype == "text/csv"
    assert not file.data.startswith(b"\xef\xbb\xbf")
    header, *lines = file.get_data(as_text=True).splitlines()
    assert header == ",".join(COLUMNS)
    figures = page[: page.index("<figure")]
    shown = re.findall(r"<tr role=\"row\"><th role=\"rowheader\".*?</tr>", figures, re.DOTALL)
    assert len(shown) == len(lines)
    for line, row in zip(lines, shown, strict=True):
        assert f">{line.split(',')[1]}<" in row
    assert "first_response,6,7200,7200,7200,,median_s|p90_s|max_s,0" in lines
    assert "au moins 2 h" in shown[2]


def test_cases_that_wait_and_are_not_late_are_named_beside_the_share(auditor: Visitor) -> None:
    page = auditor.get(f"/reports/response-times?{PERIOD}").get_data(as_text=True)
    assert "Première réponse : 6 dossiers attendent encore, pas encore en retard." in page
    assert "Aucun dossier sur 6 n’attend sa première réponse" in page
    other = auditor.get(f"/reports/backlog?{PERIOD}").get_data(as_text=True)
    assert "Aucun dossier sur 6 n’attend depuis un jour ou plus." in other
    assert "pas encore en retard" not in other


def test_the_title_states_the_finding_and_the_page_its_definition(auditor: Visitor) -> None:
    page = auditor.get(f"/reports/response-times?{PERIOD}").get_data(as_text=True)
    assert "<h1>La moitié des dossiers attend au moins 2 h sa première réponse.</h1>" in page
    assert "Seule compte la réponse d’une personne" in page
    assert "2026-03-02" in page
    empty = auditor.get("/reports/response-times?from=2020-01-01&to=2020-01-02").get_data(as_text=True)
    assert "Trop peu de dossiers" in empty


@pytest.mark.parametrize(
    "query",
    ["from=x&to=2026-03-03", "from=2026-03-03&to=2026-03-03", "from=1990-01-01&to=2026-03-03", "from=%3Cb%3E&to=%00"],
)
def test_a_period_that_cannot_be_is_refused_beside_its_field(auditor: Visitor, query: str) -> None:
    answer = auditor.get(f"/reports/response-times?{query}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'class="why"' in page
    assert "<table" not in page
    assert auditor.get(f"/reports/response-times.csv?{query}").status_code == 400


def test_a_report_nobody_wrote_is_not_found(auditor: Visitor) -> None:
    assert auditor.get("/reports/gossip").status_code == 404
    assert auditor.get("/reports/gossip.csv").status_code == 404


def test_the_list_names_the_report(auditor: Visitor) -> None:
    assert "Temps de réponse" in auditor.get("/reports").get_data(as_text=True)


def test_a_file_is_in_the_trail_before_it_goes_out_and_bears_its_number(auditor: Visitor) -> None:
    for form in ("csv", "xlsx"):
        answer = auditor.get(f"/reports/backlog.{form}?{PERIOD}")
        assert answer.status_code == 200
        number = re.search(
            rf'backlog-2026-03-02-2026-03-03-export-(\d+)\.{form}"', answer.headers["Content-Disposition"]
        )
        assert number
        assert "Fichier remis." in auditor.get("/audit").get_data(as_text=True)


def test_a_text_file_is_the_same_bytes_each_time_and_tagged_on_request(auditor: Visitor) -> None:
    path = f"/reports/response-times.csv?{PERIOD}"
    assert auditor.get(path).data == auditor.get(path).data
    assert auditor.get(f"{path}&hxl=1").get_data(as_text=True).splitlines()[1].startswith("#indicator+code,")
