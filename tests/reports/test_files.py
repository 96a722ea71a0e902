"""Files of figures: cells by their type, tags, no formula, and a watermark that the trail knows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

from hotline.domain.exports import Mark
from hotline.reports.files import Table, as_csv, as_xlsx

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MARK = Mark(7, "Audit 1", AT)
NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
TABLE = Table(("metric", "n", "at"), [{"metric": "=1+1", "n": 5, "at": AT}], {"metric": "#indicator+code"})


def cells(book: bytes, sheet: int = 1) -> list[tuple[str, str | None]]:
    """Return each cell's type and content; words come out of the table they lie in."""
    with ZipFile(BytesIO(book)) as parts:
        page = ET.fromstring(parts.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314 - our own
        words = [one.text for one in ET.fromstring(parts.read("xl/sharedStrings.xml")).iter(f"{{{NS['s']}}}t")]  # noqa: S314
    assert not page.findall(".//s:f", NS)
    found = [(one.get("t", "n"), one.findtext("s:v", "", NS)) for one in page.findall(".//s:c", NS)]
    return [(kind, words[int(value)] if kind == "s" else value) for kind, value in found]


def test_a_workbook_has_typed_cells_a_row_of_tags_and_no_formula() -> None:
    header, tags, line = (cells(as_xlsx(TABLE, MARK, []))[step : step + 3] for step in (0, 3, 6))
    assert [words for _, words in header] == ["metric", "n", "at"]
    assert tags[0] == ("s", "#indicator+code")
    assert line[0] == ("s", "=1+1")
    assert line[1] == ("n", "5")
    assert line[2][0] == "n"


def test_a_workbook_says_who_drew_it_when_and_until_when() -> None:
    (_, mark), (_, about) = cells(as_xlsx(TABLE, MARK, ["Comptés : tous."]), sheet=2)
    assert mark == "La Ligne, export 7, Audit 1, 2026-03-02 09:00 UTC, destroy by 2026-04-01"
    assert about == "Comptés : tous."


def test_tags_come_into_the_text_only_where_they_are_asked_for() -> None:
    assert as_csv(TABLE).splitlines() == ["metric,n,at", "'=1+1,5,2026-03-02T09:00:00+00:00"]
    assert as_csv(TABLE, tagged=True).splitlines()[1] == "#indicator+code,,"


def test_a_workbook_opens_with_the_words_for_people_and_keeps_the_codes_beside() -> None:
    book = as_xlsx(replace(TABLE, in_words=[["Mesure", "Dossiers"], ["=Vols", "5"]]), MARK, [])
    assert cells(book)[0] == ("s", "metric")
    assert cells(book, sheet=3) == [("s", "Mesure"), ("s", "Dossiers"), ("s", "=Vols"), ("s", "5")]
