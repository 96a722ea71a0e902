"""A body replies to a figure about it: checked, let stand by another person, signed, beside the figure everywhere."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from hotline.domain.publishing import canonical
from hotline.reports import adding
from hotline.signing import is_signed
from hotline.store.models.office import Body
from hotline.store.models.people import Account
from hotline.store.models.publications import FigureReply
from tests.reports.test_response_times import ABUSE, answer, phone, text_all
from tests.support.town import Officer, Town

DAYS = {"from": "2026-03-02", "to": "2026-03-03"}
WORDS = "Nos agents étaient ailleurs. Nous avons ouvert une permanence."


def body_of(town: Town, name: str) -> str:
    with town.application.unit() as unit:
        mine = select(Account.body_id).where(Account.email == f"{name}@demo.invalid").scalar_subquery()
        return unit.session.scalars(select(Body.code).where(Body.id == mine)).one()


def published(town: Town, cases: int = 15, answered: int = 5) -> str:
    """Live a day, publish the response times of the gendarmerie, and return the page."""
    text_all(town, cases)
    town.clock.advance(minutes=10)
    for number in range(1, answered + 1):
        answer(town, number)
    town.clock.advance(days=2)
    fields = {"slug": "response-times", "body": body_of(town, "security"), **DAYS}
    made = town.officer("administrator").post("/reports/published", page="/reports/published", **fields)
    assert made.status_code == 303, made.text[-300:]
    return str(made.headers["Location"])


def references(town: Town, numbers: range) -> str:
    return ", ".join(town.case(phone(number)).reference for number in numbers)


def reply(officer: Officer, page: str, words: str = WORDS, **fields: str) -> tuple[int, str]:
    answered = officer.post(f"{page}/replies", page=page, text=words, **fields)
    return answered.status_code, answered.text


def stands(town: Town, page: str, disputed: str = "") -> Officer:
    """Have the gendarmerie reply and the administration let it stand."""
    security, administrator = town.officer("security"), town.officer("administrator")
    assert reply(security, page, **{"disputed-late_to_us": disputed})[0] == 303
    assert administrator.post(f"{page}/replies/publication", page=page).status_code == 303
    return administrator


def held(officer: Officer, page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(officer.get(f"{page}.json").text)
    return found


def test_a_body_finds_the_figure_about_it_and_nobody_elses(town: Town) -> None:
    page = published(town, 6, 1)
    security = town.officer("security")
    assert page in security.get("/reports/published").text
    assert security.get(page).status_code == 200
    for name in ("civil", "oversight", "coordinator"):
        other = town.officer(name)
        assert page not in other.get("/reports/published").text
        for path in (page, f"{page}.json", f"{page}.csv", f"{page}.xlsx"):
            assert other.get(path).status_code == 404, (name, path)
        assert other.post(f"{page}/replies", page="/account", text=WORDS).status_code == 404
    assert security.post("/reports/published", page=page, slug="topics", **DAYS).status_code == 404


def test_the_figure_is_about_the_cases_of_the_body_alone(town: Town) -> None:
    text_all(town, 6, "La route de Tombouctou est coupée par l'eau, un pont est tombé", first=60)
    page = published(town, 7, 5)
    administrator = town.officer("administrator")
    counts = {row["metric"]: row["n"] for row in held(administrator, page)["statement"]["figures"]}
    assert counts["first_response"] == 5
    assert town.desk_kind(town.case(phone(60))) == "civil"


def test_a_reply_stands_beside_the_figure_with_and_without_what_it_disputes(town: Town) -> None:
    page = published(town)
    administrator = stands(town, page, references(town, range(6, 11)))
    shown = administrator.get(page).text
    assert WORDS in shown
    assert "Il conteste 5 dossiers." in shown
    assert "Arrivé trop tard chez nous : 5." in shown
    assert "Sans les contestés : dossiers" in shown
    found = held(administrator, page)["reply"]
    said = found["statement"]
    assert is_signed(
        canonical(said, "reply"), bytes.fromhex(str(found["signature"])), town.application.signer.public_key
    )
    whole, without = ({row["metric"]: row for row in said[name]} for name in ("whole", "without"))
    assert (whole["first_response"]["n"], without["first_response"]["n"]) == (15, 10)
    assert whole["first_response"]["median_s"] == 2 * 24 * 3600 + 600
    assert without["first_response"]["median_s"] == 600
    assert whole["first_response"]["within_target_pct"] == 33
    assert without["first_response"]["within_target_pct"] == 50


def test_page_text_file_and_workbook_say_the_same(town: Town) -> None:
    page = published(town)
    administrator = stands(town, page, references(town, range(6, 11)))
    lines = [line.split(",") for line in administrator.get(f"{page}.csv").text.splitlines()]
    told = dict(zip(lines[0], next(line for line in lines if line[0] == "first_response"), strict=True))
    assert (told["n"], told["without_n"], told["without_median_s"], told["disputed"]) == ("15", "10", "600", "5")
    assert told["reply"] == WORDS
    with ZipFile(BytesIO(administrator.get(f"{page}.xlsx").data)) as book:
        assert WORDS in book.read("xl/sharedStrings.xml").decode()


def test_of_few_disputed_cases_the_difference_is_not_shown(town: Town) -> None:
    page = published(town)
    administrator = stands(town, page, references(town, range(6, 9)))
    said = held(administrator, page)["reply"]["statement"]
    assert said["disputed"] == 3
    assert said["reasons"] == {"late_to_us": None}
    assert {row["n"] for row in said["without"] if row["metric"] == "first_response"} == {None}
    assert "l’écart trahirait un dossier" in administrator.get(page).text


def test_the_figure_without_is_the_same_added_up_or_told_afresh(town: Town) -> None:
    page = published(town)
    list(adding.rebuild(town.worker.unit))
    administrator = stands(town, page, references(town, range(6, 11)))
    without = {row["metric"]: row for row in held(administrator, page)["reply"]["statement"]["without"]}
    assert (without["first_response"]["n"], without["first_response"]["median_s"]) == (10, 600)


def test_what_a_body_may_not_see_or_is_not_counted_cannot_be_disputed_and_nothing_is_said_of_it(town: Town) -> None:
    text_all(town, 1, ABUSE, first=900)
    page = published(town, 6, 1)
    town.clock.advance(days=1)
    text_all(town, 1, first=70)
    security = town.officer("security")
    walled, later_one = town.case(phone(900)).reference, town.case(phone(70)).reference
    said = set()
    for reference in (walled, later_one, "0000000", "12", "x" * 9_000):
        code, shown = reply(security, page, **{"disputed-not_ours": reference})
        assert code == 422
        said.add(shown.split('id="f-disputed"')[0].split('role="alert"')[1].split(":")[0])
        assert WORDS in shown
    assert len(said) == 1
    twice = town.case(phone(1)).reference
    assert reply(security, page, **{"disputed-not_ours": twice, "disputed-late_to_us": twice})[0] == 422
    assert "figure_disputed" not in town.kinds(town.case(phone(1)))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Le texte est vide"),
        ("x" * 3_000, "Le texte est trop long"),
        ("Appelez le 00 00 00 01 svp", "ne doit pas sortir"),
        ("Il disait : on a volé nos boeufs cette nuit", "ne doit pas sortir"),
        ("Le chef du village est venu lundi", "Relisez"),
    ],
)
def test_words_that_could_give_a_citizen_away_do_not_pass(town: Town, words: str, said: str) -> None:
    page = published(town, 6, 1)
    security = town.officer("security")
    code, shown = reply(security, page, words, **{"disputed-late_to_us": references(town, range(2, 3))})
    assert code == 422
    assert said in shown
    assert 'name="vouched"' in shown if said == "Relisez" else 'name="vouched"' not in shown
    with town.application.unit() as unit:
        assert not unit.session.scalars(select(FigureReply)).all()
    if said == "Relisez":
        assert reply(security, page, words, vouched="1")[0] == 303


def test_two_persons_let_a_reply_stand_and_one_that_is_given_back_may_be_written_anew(town: Town) -> None:
    page = published(town, 6, 1)
    security, administrator = town.officer("security"), town.officer("administrator")
    assert administrator.post(f"{page}/replies/publication", page=page).status_code == 422
    assert reply(security, page)[0] == 303
    assert reply(security, page)[0] == 422
    assert "une réponse attend" in administrator.get("/reports/published").text
    assert security.post(f"{page}/replies/publication", page=page).status_code == 404
    assert WORDS not in town.officer("auditor").get(page).text
    refusal = f"{page}/replies/refusal"
    assert administrator.post(refusal, page=page, why="dull").status_code == 422
    assert administrator.post(refusal, page=page, why="insults").status_code == 303
    assert "Elle insulte." in security.get(page).text
    stands(town, page)
    assert WORDS in town.officer("auditor").get(page).text
    assert administrator.post(refusal, page=page, why="insults").status_code == 422
    assert reply(security, page)[0] == 422


def test_whoever_wrote_a_reply_does_not_decide_on_it(town: Town) -> None:
    page = published(town, 6, 1)
    barred = town.barred_administrator()
    assert reply(barred, page)[0] == 303
    assert barred.post(f"{page}/replies/publication", page=page).status_code == 422
    assert "Une autre personne doit décider." in barred.get(page).text


def test_a_dispute_is_in_the_trail_of_its_case_and_of_the_house_without_a_word(town: Town) -> None:
    page = published(town, 6, 1)
    stands(town, page, references(town, range(2, 4)))
    assert town.kinds(town.case(phone(2)))[-1] == "figure_disputed"
    auditor = town.officer("auditor")
    reference = town.case(phone(2)).reference
    assert "conteste qu’il compte : arrivé trop tard chez nous." in auditor.get(f"/audit/cases/{reference}").text
    shown = auditor.get("/audit").text
    assert "Réponse proposée à des chiffres publiés." in shown
    assert "Réponse publiée à côté de chiffres." in shown
    assert "permanence" not in shown
    assert town.verify() > 0


def test_a_reply_with_signs_that_are_none_stands_without_them(town: Town) -> None:
    page = published(town, 6, 1)
    assert reply(town.officer("security"), page, f"\x00{WORDS}\x07")[0] == 303
    administrator = town.officer("administrator")
    assert administrator.post(f"{page}/replies/publication", page=page).status_code == 303
    assert held(administrator, page)["reply"]["statement"]["words"] == WORDS


def test_what_stands_is_never_changed(town: Town) -> None:
    stands(town, published(town, 6, 1))
    for statement in ("UPDATE reply_statements SET number = 2", "DELETE FROM reply_statements"):
        with pytest.raises(DatabaseError), town.worker.unit() as unit:
            unit.session.execute(text(statement))


def test_figures_stated_again_keep_their_body_and_say_in_words_what_moved(town: Town) -> None:
    page = published(town, 6, 6)
    administrator = stands(town, page)
    for index, sent in enumerate(town.carrier.sent):
        if sent.text == "Nous venons.":
            town.receipt(index, "undelivered", "phone_unreachable")
    assert administrator.post(f"{page}/restatements", page=page, why="late_news").status_code == 303
    again = administrator.get("/reports/published/2").text
    assert "Première réponse, médiane : 10 min, puis au moins" in again
    assert "Gendarmerie de Mopti" in again
    security = town.officer("security")
    assert "/reports/published/2" in security.get("/reports/published").text
    assert reply(security, page)[0] == 422
    assert reply(security, "/reports/published/2")[0] == 303


@pytest.mark.parametrize("body", ["nobody", "%00", "x" * 400])
def test_a_body_nobody_knows_is_refused(town: Town, body: str) -> None:
    fields = {"slug": "topics", "body": body, **DAYS}
    refused = town.officer("administrator").post("/reports/published", page="/reports/published", **fields)
    assert refused.status_code == 422
    assert "Cet organisme n’existe pas." in refused.text
