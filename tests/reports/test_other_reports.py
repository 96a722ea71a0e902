"""The other reports: each drawn from the trail, each blind to what is walled, each with the contract's columns."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from hotline.domain.questions import EXTRACTS, READS
from hotline.domain.walls import Viewer
from hotline.reports import catalog
from hotline.reports.base import COLUMNS, Row
from hotline.store import events
from tests.reports.test_response_times import (
    ABUSE,
    HOUR,
    MONDAY,
    THEFT,
    TUESDAY,
    answer,
    phone,
    text_all,
    viewer_of,
)
from tests.support.staff import desk_of
from tests.support.town import Town

SLUGS = tuple(catalog.REPORTS)


def report(town: Town, slug: str, viewer: Viewer | None = None, last: date = TUESDAY) -> dict[str, Row]:
    rows = catalog.rows_for(town.application, slug, MONDAY, last, viewer)
    return {str(row["metric"]): row for row in rows}


def test_every_report_has_the_columns_of_the_contract_full_or_empty(town: Town) -> None:
    for slug in SLUGS:
        assert all(tuple(row) == COLUMNS for row in report(town, slug).values())
    text_all(town, 6)
    town.clock.advance(hours=1)
    answer(town, 1)
    for slug in SLUGS:
        rows = report(town, slug).values()
        assert rows, slug
        assert all(tuple(row)[: len(COLUMNS)] == COLUMNS for row in rows)
        # What a share is of comes along for whoever reads the page.
        assert {name for row in rows for name in row} <= {*COLUMNS, "in_time", "judged"}


def test_no_report_of_a_barred_body_moves_by_a_byte_for_a_walled_case(town: Town) -> None:
    text_all(town, 6)
    town.clock.advance(hours=1)
    answer(town, 1)
    force = viewer_of(town, "security")
    barred = Viewer(force.account_id, "administrator", force.body_id, None, True, True)
    before = {slug: json.dumps(list(report(town, slug, barred).items())) for slug in SLUGS}
    text_all(town, 1, ABUSE, first=900)
    town.officer("oversight").get(f"/cases/{town.case(phone(900)).reference}")
    assert {slug: json.dumps(list(report(town, slug, barred).items())) for slug in SLUGS} == before


def test_compliance_keeps_sorting_and_answering_apart(town: Town) -> None:
    text_all(town, 5)
    town.clock.advance(hours=3)
    for number in range(1, 6):
        answer(town, number)
    found = report(town, "compliance")
    assert (found["answered_high"]["n"], found["answered_high"]["within_target_pct"]) == (5, 100.0)
    assert found["sorted_high"]["within_target_pct"] == 0.0


def test_the_backlog_counts_who_waits_and_who_was_never_answered(town: Town) -> None:
    text_all(town, 6)
    answer(town, 1)
    town.clock.advance(days=2)
    found = report(town, "backlog")
    assert (found["waiting"]["n"], found["never_answered"]["n"], found["overdue"]["n"]) == (5, 5, 5)
    assert found["waiting"]["max_s"] == 48 * HOUR
    assert "max_s" in str(found["waiting"]["at_least"])


def test_a_desk_is_charged_for_its_own_time_and_the_shares_make_the_whole(town: Town) -> None:
    text_all(town, 5)
    town.clock.advance(hours=2)
    coordinator = town.officer("coordinator")
    for number in range(1, 6):
        page = f"/cases/{town.case(phone(number)).reference}"
        coordinator.post(f"{page}/transfers", page=page, desk=desk_of(town, "civil"), text="Pour la ville.")
    civil = town.officer("civil")
    for offer in re.findall(r"/transfers/[0-9a-f-]{36}/acceptance", civil.get("/transfers").text):
        civil.post(offer, page="/transfers")
    town.clock.advance(hours=1)
    found = report(town, "waits")
    shares = {name: row["median_s"] for name, row in found.items()}
    brigade, town_hall = "Brigade de Mopti, Gendarmerie de Mopti", "Services de la commune, Mairie de Mopti"
    assert shares == {brigade: 2 * HOUR, town_hall: HOUR}
    whole = report(town, "response-times")["first_response"]["median_s"]
    assert sum(seconds for seconds in shares.values() if isinstance(seconds, int)) == whole


def test_delivery_says_what_became_of_every_answer(town: Town) -> None:
    text_all(town, 6)
    for number in range(1, 7):
        answer(town, number)
    sent = len(town.carrier.sent)
    town.clock.advance(minutes=1)
    for index in range(sent - 5, sent):
        town.receipt(index, "delivered")
    town.receipt(sent - 6, "undelivered", "wrong_number")
    found = report(town, "delivery")
    assert (found["answers_delivered"]["n"], found["answers_undelivered"]["n"]) == (5, 1)
    assert found["why_wrong_number"]["n"] == 1
    assert found["answer_to_phone"]["median_s"] == 60


def test_silence_is_no_yes(town: Town) -> None:
    text_all(town, 3)
    security = town.officer("security")
    for number in range(1, 4):
        answer(town, number)
        page = f"/cases/{town.case(phone(number)).reference}"
        security.post(f"{page}/closure", page=page, outcome="resolved", text="Vu.")
    town.work()
    town.text(phone(1), "1")
    town.text(phone(2), "2")
    town.pass_time(days=8)
    found = report(town, "satisfaction")
    assert {name: found[name]["n"] for name in ("confirmed", "refused", "no_answer")} == {
        "confirmed": 1, "refused": 1, "no_answer": 1,
    }  # fmt: skip
    assert found["loop_closed"]["n"] == 1


def test_channels_topics_and_languages_cut_the_same_cases(town: Town) -> None:
    text_all(town, 5)
    for slug, name in (("channels", "sms"), ("topics", "cattle_theft"), ("languages", "fr")):
        assert report(town, slug)[name]["n"] == 5


def test_reads_of_protected_cases_are_counted_by_reader(town: Town) -> None:
    text_all(town, 1, ABUSE)
    oversight = town.officer("oversight")
    oversight.get(f"/cases/{town.case(phone(1)).reference}")
    found = report(town, "protected-access")
    assert (found["protected_cases"]["n"], found["protected_unread"]["n"]) == (1, 0)
    assert sum(int(str(row["n"])) for name, row in found.items() if name.startswith("Contrôle")) == 1


def test_whatever_showed_a_protected_case_is_a_read_of_it(town: Town) -> None:
    text_all(town, 1, ABUSE)
    case = town.case(phone(1))
    for kind in READS:
        with town.worker.unit() as unit:
            events.append(unit, case.id, kind, town.officer("oversight").actor(town))
    found = report(town, "protected-access")
    assert found["protected_unread"]["n"] == 0
    assert [row["n"] for name, row in found.items() if name.startswith("Contrôle")] == [len(READS - EXTRACTS)]
    assert [row["n"] for name, row in found.items() if name.startswith("extract:Contrôle")] == [len(EXTRACTS)]


def test_who_read_an_extract_has_not_read_the_case(town: Town) -> None:
    text_all(town, 1, ABUSE)
    with town.worker.unit() as unit:
        events.append(unit, town.case(phone(1)).id, "sheet_read", town.officer("inspection").actor(town))
    found = report(town, "protected-access")
    assert found["protected_unread"]["n"] == 1
    assert "Inspection 1" not in found
    assert found["extract:Inspection 1"]["n"] == 1
    page = town.officer("auditor").get("/reports/protected-access?from=2026-03-02&to=2026-03-03").text
    assert "Inspection 1, un extrait seulement" in page


def test_who_saw_only_the_steps_has_not_read_the_case(town: Town) -> None:
    text_all(town, 1, ABUSE)
    auditor = town.officer("auditor")
    auditor.get(f"/audit/cases/{town.case(phone(1)).reference}")
    found = report(town, "protected-access")
    assert found["protected_unread"]["n"] == 1
    assert [row["n"] for name, row in found.items() if name.startswith("steps:")] == [1]
    assert ", les étapes seulement" in auditor.get("/reports/protected-access?from=2026-03-02&to=2026-03-03").text


def test_who_found_a_word_has_not_read_the_case(town: Town) -> None:
    text_all(town, 1, ABUSE)
    oversight = town.officer("oversight")
    there = oversight.post("/find", page="/find", text=max(ABUSE.split(), key=len)).headers["Location"]
    assert town.case(phone(1)).reference in oversight.get(there).text
    found = report(town, "protected-access")
    assert found["protected_unread"]["n"] == 1
    assert [row["n"] for name, row in found.items() if name.startswith("word:Contrôle")] == [1]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_page_names_its_rows_in_words(town: Town, locale: str) -> None:
    text_all(town, 5, THEFT)
    text_all(town, 1, ABUSE, first=50)
    answer(town, 1)
    auditor = town.officer("auditor")
    auditor.post("/locale", page="/account", locale=locale)
    for slug in SLUGS:
        page = auditor.get(f"/reports/{slug}?from=2026-03-02&to=2026-03-03")
        assert page.status_code == 200
        body = page.text[page.text.index("<tbody") : page.text.index("</tbody>")]
        assert "_" not in re.sub(r"<[^>]+>", " ", body), slug


def test_a_place_that_usually_writes_and_stopped_is_named(town: Town) -> None:
    for number in range(1, 7):
        town.text(phone(number), THEFT)
        town.pass_time(days=1)
    assert report(town, "silence", last=date(2026, 5, 1))["places_writing"]["n"] == 1
    town.pass_time(days=6)
    found = report(town, "silence", last=date(2026, 5, 1))
    assert (found["Konna"]["n"], found["Konna"]["median_s"], found["Konna"]["max_s"]) == (6, 24 * HOUR, 7 * 24 * HOUR)
    assert found["places_writing"]["n"] == 0


def test_agreement_counts_the_first_look_and_says_what_it_left(town: Town) -> None:
    text_all(town, 6)
    found = report(town, "classifier")
    assert (found["looked_at"]["n"], found["by_itself"]["n"]) == (0, 6)
