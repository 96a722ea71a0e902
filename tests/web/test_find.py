"""Find: what fits the form, what stands in sealed texts, whose number it is; and never more than one may read."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from hotline.domain.seeking import REASONS, excerpt, holds, words_of
from hotline.store import events, finding
from hotline.store.finding import Filters
from hotline.store.models.calls import Callback
from hotline.store.models.casework import HOUSE, Case
from hotline.store.models.traffic import Outbound
from hotline.web.findwords import REASON_WORDS
from hotline.web.marks import read_mark, write_mark
from tests.support.staff import account, viewer
from tests.support.town import Officer, Town

AWA, BOCAR, DAO = "+22300000101", "+22300000102", "+22300000103"
THEFT = "On a volé mes boeufs à Konna"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
BEATEN = "mon mari me bat chaque jour, ne dites rien"
REFERENCE = re.compile(r'href="/cases/(\d+)\?found=')


@pytest.fixture
def cases(town: Town) -> dict[str, str]:
    """Three cases behind three walls, by who sent them."""
    for phone, text in ((AWA, THEFT), (BOCAR, EXTORTION), (DAO, BEATEN)):
        town.text(phone, text)
        town.clock.advance(minutes=1)
    return {phone: town.case(phone).reference for phone in (AWA, BOCAR, DAO)}


def found(page: str) -> list[str]:
    return list(dict.fromkeys(REFERENCE.findall(page.split("<main")[1])))


def ask(officer: Officer, text: str, **fields: str) -> str:
    """Send the form, and return the page it leads to."""
    answer = officer.post("/find", page="/find", text=text, **fields)
    return officer.get(answer.headers["Location"]).text if answer.status_code == 303 else answer.text


def test_everybody_finds_what_they_may_read_and_nothing_else(town: Town, cases: dict[str, str]) -> None:
    assert found(town.officer("security").get("/find").text) == [cases[AWA]]
    assert found(town.officer("oversight").get("/find").text) == [cases[BOCAR]]
    assert found(town.officer("coordinator").get("/find").text) == [cases[BOCAR], cases[AWA]]
    assert found(town.officer("civil").get("/find").text) == []
    for name in ("administrator", "auditor"):
        assert town.officer(name).get("/find").status_code == 404


def test_what_is_found_by_place_comes_before_the_form_with_the_citizens_words(
    town: Town, cases: dict[str, str]
) -> None:
    page = town.officer("security").get("/find?place=Konna").text
    assert found(page) == [cases[AWA]]
    assert "On a volé mes boeufs" in page
    assert "Chercher autre chose…" in page
    assert "Chercher autre chose…" not in town.officer("security").get("/find").text
    assert "me bat" not in town.officer("protection").get("/find").text


def test_a_case_put_aside_leads_back_to_what_was_found(town: Town, cases: dict[str, str]) -> None:
    security, came = town.officer("security"), "/find?place=Konna"
    page = f"/cases/{cases[AWA]}?found=%2Ffind%3Fplace%3DKonna"
    form = security.get(page).text.split(f'action="/cases/{cases[AWA]}/snooze"')[1].split("</form>")[0]
    assert f'name="found" value="{came}"' in form
    done = security.post(f"/cases/{cases[AWA]}/snooze", page=page, day="2026-03-05", sure="2026-03-05", found=came)
    assert f'class="back" href="{came}"' in security.get(done.headers["Location"]).text


@pytest.mark.parametrize("text", ["boeufs", "BOEUFS vole", "volé", "konna"])
def test_words_are_found_in_sealed_texts_whatever_their_accents(town: Town, cases: dict[str, str], text: str) -> None:
    page = ask(town.officer("security"), text)
    assert found(page) == [cases[AWA]]
    assert "On a volé mes boeufs" in page
    assert "Tout est lu : 1 dossiers, 1 textes." in page


@pytest.mark.parametrize("name", ["security", "coordinator", "civil", "protection"])
def test_words_behind_a_wall_leave_no_trace(town: Town, cases: dict[str, str], name: str) -> None:
    page = ask(town.officer(name), "barrage passager")
    assert (cases[BOCAR] in page) == (name == "coordinator")
    absent = ask(town.officer(name), "rien de tel")
    if name != "coordinator":
        assert re.sub(r'value="[^"]*"', "", page) == re.sub(r'value="[^"]*"', "", absent)


def test_a_protected_case_is_found_without_its_words(town: Town, cases: dict[str, str]) -> None:
    officer = town.officer("protection")
    page = ask(officer, "mari")
    assert found(page) == [cases[DAO]]
    assert "me bat" not in page
    [read] = [event for event in town.trail(town.case(DAO)) if event.kind == "case_read"]
    assert read.actor == officer.actor(town)
    assert found(ask(officer, "boeufs")) == []
    assert town.kinds(town.case(DAO)).count("case_read") == 1


def test_a_search_is_written_down_before_it_answers_and_without_its_words(town: Town, cases: dict[str, str]) -> None:
    assert cases
    ask(town.officer("security"), "boeufs volés")
    with town.application.unit() as unit:
        [line] = [event for event in events.trail(unit.session, HOUSE) if event.kind == "searched"]
    assert line.data["what"] == "texts"
    assert "boeuf" not in str(line.data)


def test_answers_and_notes_are_found_too(town: Town, cases: dict[str, str]) -> None:
    security = town.officer("security")
    page = f"/cases/{cases[AWA]}"
    security.post(f"{page}/answers", page=page, text="Une patrouille est en route.")
    security.post(f"{page}/notes", page=page, text="Vue à Dioura.")
    assert found(ask(security, "patrouille")) == found(ask(security, "dioura")) == [cases[AWA]]


def test_the_citizens_words_stand_before_an_answer_and_what_never_left_says_so(
    town: Town, cases: dict[str, str]
) -> None:
    security, page = town.officer("security"), f"/cases/{cases[AWA]}"
    security.post(f"{page}/answers", page=page, text="Vos boeufs sont à Dioura.")
    assert "Notre réponse :" in ask(security, "dioura")
    found_first = ask(security, "boeufs")
    assert "On a volé mes boeufs" in found_first
    assert "Dioura" not in found_first
    with town.application.unit() as unit:
        for text in unit.session.scalars(select(Outbound).where(Outbound.kind == "answer")):
            text.state = "cancelled"
    assert "Pas envoyé :" in ask(security, "dioura")


def test_a_reference_leads_to_its_case_and_one_behind_a_wall_finds_nothing(town: Town, cases: dict[str, str]) -> None:
    security = town.officer("security")
    gone = security.post("/find", page="/find", text=f"dossier {cases[AWA]}")
    assert gone.headers["Location"] == f"/cases/{cases[AWA]}"
    assert found(ask(security, cases[BOCAR])) == []


def test_one_comes_back_to_what_was_found_and_no_address_holds_the_words(town: Town, cases: dict[str, str]) -> None:
    security = town.officer("security")
    gone = security.post("/find", page="/find", text="boeufs")
    assert gone.headers["Location"] == "/find/words"
    assert "boeufs" not in str(gone.headers)
    first = security.get("/find/words").text
    security.get(f"/cases/{cases[AWA]}")
    assert found(security.get("/find/words").text) == found(first) == [cases[AWA]]
    # Coming back reads the texts anew, and is written down anew.
    with town.application.unit() as unit:
        assert [event.kind for event in events.trail(unit.session, HOUSE)].count("searched") == 2
    assert town.officer("coordinator").get("/find/words").headers["Location"] == "/find"


def test_the_form_narrows_and_its_link_is_its_form(town: Town, cases: dict[str, str]) -> None:
    coordinator, owner = town.officer("coordinator"), account(town, "security").id
    town.officer("security").post(f"/cases/{cases[AWA]}/ownership")
    for link, wanted in (
        ("category=cattle_theft", [AWA]), ("place=Konna", [AWA]), ("place=mopti", [AWA]), ("state=closed", []),
        ("place=Cercle de Konna", [AWA]), ("place=région de mopti", [AWA]), ("place=Cercle de Mopti", []),
        ("state=not_closed", [BOCAR, AWA]), ("since=2026-03-03", []), ("until=2026-03-02", [BOCAR, AWA]),
        (f"owner={owner}", [AWA]), ("tag=women", []), ("place=nowhere", []), ("owner=nobody", []),
        ("state=everything", [BOCAR, AWA]), ("since=never", [BOCAR, AWA]), ("category=" + "x" * 9_000, []),
    ):  # fmt: skip
        page = coordinator.get(f"/find?{link}")
        assert page.status_code == 200
        assert found(page.text) == [cases[phone] for phone in wanted], link


def test_the_one_form_shows_what_fits_its_fields_without_a_word(town: Town, cases: dict[str, str]) -> None:
    officer = town.officer("security")
    answer = officer.post("/find", page="/find", text=" ", place="Ténenkou")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/find?place=T%C3%A9nenkou")
    assert officer.post("/find", page="/find", text=" ").status_code == 422


def test_a_number_is_looked_for_with_a_reason_and_within_the_walls(town: Town, cases: dict[str, str]) -> None:
    security = town.officer("security")

    def number(written: str, reason: str) -> tuple[int, str]:
        answer = security.post("/find/number", page="/find", number=written, reason=reason)
        return answer.status_code, answer.text

    assert found(number("00 00 01 01", "citizen_calls")[1]) == [cases[AWA]]
    for written in (BOCAR, "+22300000777"):
        code, page = number(written, "safety")
        assert (code, found(page)) == (200, [])
    assert number("00 00 01 01", "curious")[0] == 422
    assert number("not a number", "safety")[0] == number("", "safety")[0] == 422


def test_a_word_that_is_a_place_leads_to_all_cases_there_and_counts_only_what_one_reads(
    town: Town, cases: dict[str, str]
) -> None:
    town.text("+22300000104", "pas de medicaments au CSCOM de Konna")
    assert cases
    link = re.compile(r'href="/find\?place=Konna">.*?\((\d+)\)')
    assert link.findall(ask(town.officer("security"), "konna")) == ["1"]
    assert link.findall(ask(town.officer("coordinator"), "Konna ")) == ["2"]
    assert link.findall(ask(town.officer("oversight"), "konna")) == []
    assert link.findall(ask(town.officer("security"), "Commune de Konna")) == ["1"]
    assert link.findall(ask(town.officer("security"), "boeufs")) == []


def test_what_was_narrowed_is_said_above_what_was_found(town: Town, cases: dict[str, str]) -> None:
    page = town.officer("security").get("/find?place=Konna&state=open").text
    assert cases
    assert "<details open" not in page.partition("<main")[2]
    told = page.partition('<p class="dots" role="status">')[2].partition("</p>")[0]
    assert "Lieu : <bdi>Konna</bdi>" in told
    assert "1 dossier<" in town.officer("security").get("/find?place=Konna").text


def test_a_kept_search_is_shared_by_link_and_shows_each_reader_their_own(town: Town, cases: dict[str, str]) -> None:
    security = town.officer("security")
    kept = security.post("/find/views", page="/find", name="Mes dossiers ouverts", state="not_closed")
    link = kept.headers["Location"]
    assert found(security.get(link).text) == [cases[AWA]]
    assert "Mes dossiers ouverts" in security.get("/find").text
    oversight = town.officer("oversight")
    assert found(oversight.get(link).text) == [cases[BOCAR]]
    assert "Mes dossiers ouverts" not in oversight.get(link).text
    oversight.post(f"/find/views/{link.rpartition('=')[2]}/end", page="/find")
    assert security.get(link).status_code == 200
    security.post(f"/find/views/{link.rpartition('=')[2]}/end", page="/find")
    assert security.get(link).status_code == 404
    assert security.get("/find?view=none").status_code == 404
    assert security.post("/find/views", page="/find", name=" ", state="open").status_code == 422


def test_one_go_ends_early_says_how_far_it_came_and_goes_on_from_there(town: Town) -> None:
    for number in range(30):
        town.deliver_text(f"+223000003{number:02}", THEFT)
    town.work()
    security = town.officer("security")
    first = ask(security, "boeufs")
    assert len(found(first)) == 25
    assert "Chercher plus loin" in first
    after = re.search(r'name="after" value="([^"]+)"', first)
    assert after
    second = ask(security, "boeufs", after=after[1])
    assert len(found(second)) == 5
    assert not set(found(first)) & set(found(second))
    assert "Tout est lu :" in second


def test_pages_follow_each_other_without_a_gap(town: Town) -> None:
    for number in range(30):
        town.deliver_text(f"+223000003{number:02}", THEFT)
    town.work()
    who = viewer(town, "security")
    with town.application.unit() as unit:
        one = finding.page(unit.session, who, Filters(), None)
        two = finding.page(unit.session, who, Filters(), one[24].mark)
    assert len({row.case.id for row in [*one[:25], *two]}) == 30
    assert read_mark(write_mark(one[3].mark)) == one[3].mark
    for written in ("", "x", "1.y", "9" * 40 + ".00"):
        assert read_mark(written) is None


@pytest.mark.parametrize("typed", ["bœufs", "BOEUFS"])
def test_letters_that_keypads_lack_are_found_as_people_type_them(town: Town, typed: str) -> None:
    town.text("+22300000171", "on a volé mes bœufs à Konna")
    town.text("+22300000172", "on a volé trois boeufs à Konna")
    security = town.officer("security")
    page = ask(security, typed)
    assert page.count('class="row"') == 2, page
    assert "Aucun texte ne contient ces mots." in ask(security, "hippopotame")


@pytest.mark.parametrize("text", ["+223 00 00 01 01", "00.00.01.01", "22300000101"])
def test_a_number_among_the_words_points_to_the_search_by_number(town: Town, cases: dict[str, str], text: str) -> None:
    page = ask(town.officer("security"), text)
    assert "Ceci ressemble à un numéro." in page
    assert f'name="number" type="text" value="{text}"' in page
    assert "Ceci ressemble à un numéro." not in ask(town.officer("security"), "12 boeufs")


@pytest.mark.parametrize("text", ["", "a", "   ", "!!", "\x00", "é", "boeufs " * 40])
def test_what_is_no_word_is_asked_again(town: Town, text: str) -> None:
    assert town.officer("security").post("/find", page="/find", text=text).status_code == 422


def test_words_are_folded_and_cut() -> None:
    assert words_of("Volé  VOLÉ à Konna") == ("vole", "konna")
    assert len(words_of(" ".join(f"mot{n}" for n in range(50)))) == 6
    assert holds("On a VOLÉ", ("vole",))
    assert not holds("On a", ("vole",))
    assert excerpt("x" * 100 + " boeufs " + "y" * 200, ("boeufs",)).startswith("…")
    assert set(REASONS) == set(REASON_WORDS)


@pytest.mark.parametrize("wanted", ["/find?state=open", "/find/words", "/find"])
def test_a_found_case_leads_back_to_what_was_found(town: Town, cases: dict[str, str], wanted: str) -> None:
    security, path = town.officer("security"), f"/cases/{cases[AWA]}?{urlencode({'found': wanted})}"
    assert f'<a class="back" href="{wanted}"' in security.get(path).text
    done = security.post(f"/cases/{cases[AWA]}/notes", text="Vue à Dioura.", found=wanted)
    assert f'<a class="back" href="{wanted}"' in security.get(done.headers["Location"].partition("#")[0]).text


@pytest.mark.parametrize("wanted", ["//evil.example", "/finder", "/find\n", "/find?x=<b>", "/find/../sign-out"])
def test_a_case_leads_back_to_nothing_but_what_was_found(town: Town, cases: dict[str, str], wanted: str) -> None:
    page = town.officer("security").get(f"/cases/{cases[AWA]}?{urlencode({'found': wanted})}").text
    assert '<a class="back" href="/inbox?queue=to_answer#' in page


def test_the_reference_or_the_alias_of_a_call_leads_to_it_and_to_others_says_nothing(town: Town) -> None:
    town.text(AWA, "RAPPEL")
    case = town.case(AWA)
    with town.application.unit() as unit:
        wish = unit.session.scalars(select(Callback.id)).one()
    protection, civil = town.officer("protection"), town.officer("civil")
    for asked in (case.reference, case.alias.lower()):
        gone = protection.post("/find", page="/find", text=asked)
        assert gone.headers["Location"] == f"/callbacks/{wish}"
        assert civil.post("/find", page="/find", text=asked).headers["Location"] == "/find/words"


@pytest.mark.parametrize("reference", ["4829157", "482 9158"])
def test_a_reference_that_finds_nothing_is_to_be_checked_digit_by_digit(town: Town, reference: str) -> None:
    page = ask(town.officer("security"), reference)
    assert "Vérifiez chaque chiffre de la référence." in page
    assert "moins de mots" not in page


def test_where_nothing_can_be_ticked_nothing_is_offered_for_what_is_ticked(town: Town, cases: dict[str, str]) -> None:
    offered = "Pour les dossiers cochés"
    protection, security = town.officer("protection"), town.officer("security")
    assert found(protection.get("/find").text) == found(ask(protection, "mari")) == [cases[DAO]]
    assert offered not in protection.get("/find").text + ask(protection, "mari")
    assert offered in security.get("/find").text
    assert offered in ask(security, "boeufs")


def test_protected_rows_are_told_apart_by_cercle_and_channel_alone(town: Town) -> None:
    town.text(DAO, "mon mari me bat chaque jour à Kendié, ne dites rien")
    row = town.officer("protection").get("/find").text.split('class="row"')[1].split("</a>")[0]
    assert "Cercle de Bandiagara" in row
    assert "SMS" in row
    assert "Violence" not in row
    assert "Kendié" not in row


def test_a_place_written_in_part_is_offered_whole(town: Town, cases: dict[str, str]) -> None:
    security = town.officer("security")
    assert cases
    for page in (ask(security, "konn"), security.get("/find?place=konn").text):
        assert "Écrivez le lieu en entier :" in page
        assert 'href="/find?place=Konna"' in page
    for page in (ask(security, "ko"), ask(security, "konna"), security.get("/find?place=konna").text):
        assert "Écrivez le lieu en entier :" not in page


def test_part_of_a_reference_is_told_that_it_wants_to_be_whole(town: Town, cases: dict[str, str]) -> None:
    security = town.officer("security")
    page = ask(security, cases[AWA][:3])
    assert "Une référence se cherche entière" in page
    assert "leur début" not in page
    assert "leur début" in ask(security, "chameaux")


def test_a_place_that_means_a_region_is_called_one(town: Town, cases: dict[str, str]) -> None:
    security = town.officer("security")
    assert "<bdi>région de Mopti</bdi>" in security.get("/find?place=mopti").text
    assert "<bdi>Konna</bdi>" in security.get("/find?place=Konna").text


def test_a_case_opened_from_what_was_found_leads_back_there_and_has_no_other_list_beside(
    town: Town, cases: dict[str, str]
) -> None:
    security = town.officer("security")
    found = security.get(f"/cases/{cases[AWA]}?found=/find%3Fplace%3DKonna").text
    assert 'href="/find?place=Konna"' in found
    assert "Résultats" in found
    assert "data-fill" not in found
    assert "data-fill" in security.get(f"/cases/{cases[AWA]}").text


def test_words_of_a_translation_are_found_by_who_reads_the_case_and_by_nobody_else(town: Town) -> None:
    town.text(AWA, "سرقوا أبقاري في كونا الليلة")
    with town.application.unit() as unit:
        case = unit.session.get_one(Case, town.case(AWA).id)
        case.language, case.category, case.sensitivity = "ar", "cattle_theft", "S1"
        case.desk_id = viewer(town, "security").desk_id or case.desk_id
    security, page = town.officer("security"), f"/cases/{town.case(AWA).reference}"
    assert found(ask(security, "voleurs")) == []
    security.post(f"{page}/translations", page=page, message=str(town.case(AWA).last_message_id))
    oversight = town.officer("oversight")
    [wanted] = re.findall(r"/translations/([0-9a-f-]{36})", oversight.get("/translations").text)
    oversight.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text="Des voleurs ont pris mes vaches.")
    told = ask(security, "voleurs")
    assert found(told) == [town.case(AWA).reference]
    assert "Traduction :" in told
    assert "Tout est lu : 1 dossiers, 2 textes." in told
    assert found(ask(town.officer("civil"), "voleurs")) == []
