"""A complaint behind the wall reaches an inspection as a redacted sheet, and what it found reaches the citizen."""

from __future__ import annotations

import re

import pytest

from hotline.domain.redaction import KINDS
from hotline.domain.referral import CHECK_ANSWERS, FINDINGS, REFUSALS, STATES
from hotline.services import reprisals
from hotline.store import cases, referrals
from hotline.store.models.casework import Case
from hotline.store.models.office import Body
from hotline.web import referralwords
from hotline.web.times import month_words
from tests.support.staff import desk_of, viewer
from tests.support.town import Officer, Town

AWA = "+22300000101"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
EXTRACT = "Des paiements sans preuve sont demandés aux voyageurs, dans ce cercle."
SHEET = re.compile(r"/referrals/([0-9a-f-]{36})")


@pytest.fixture
def complaint(town: Town) -> Case:
    """An extortion that lies with the oversight desk."""
    town.text(AWA, EXTORTION)
    return town.case(AWA)


@pytest.fixture
def oversight(town: Town) -> Officer:
    return town.officer("oversight")


def act(officer: Officer, case: Case, path: str, **fields: str) -> tuple[int, str]:
    page = f"/cases/{case.reference}"
    answer = officer.post(f"{page}/{path}", page=page, **fields)
    return answer.status_code, answer.text


def send(town: Town, officer: Officer, case: Case, text: str = EXTRACT, **more: str) -> tuple[int, str]:
    more.setdefault("looked_at", text)
    return act(officer, case, "referrals", text=text, desk=desk_of(town, "inspection"), **more)


def find(inspection: Officer, sheet: str, finding: str, text: str) -> int:
    """Say what was found, as it was looked at once more."""
    looked_at = f"{finding} {text}"
    return inspection.post(f"{sheet}/finding", page=sheet, finding=finding, text=text, looked_at=looked_at).status_code


@pytest.fixture
def sheet(town: Town, complaint: Case, oversight: Officer) -> str:
    """The address of a sheet that was sent with consent."""
    assert act(oversight, complaint, "consent", given="yes", how="sms")[0] == 303
    assert send(town, oversight, complaint)[0] == 303
    [found] = set(SHEET.findall(town.officer("inspection").get("/referrals").text))
    return f"/referrals/{found}"


def test_nothing_leaves_without_consent(town: Town, complaint: Case, oversight: Officer) -> None:
    code, page = send(town, oversight, complaint)
    assert (code, "Notez d’abord l’accord du citoyen." in page) == (422, True)
    act(oversight, complaint, "consent", given="no", how="call")
    assert send(town, oversight, complaint)[0] == 422
    assert "referral_sent" not in town.kinds(complaint)


def test_the_office_sees_the_sheet_and_nothing_of_the_case(town: Town, complaint: Case, sheet: str) -> None:
    inspection = town.officer("inspection")
    page = inspection.get(sheet).text
    assert EXTRACT in page
    [read] = [event for event in town.trail(complaint) if event.kind == "sheet_read"]
    assert (read.actor, sheet.endswith(read.data["referral"])) == (inspection.actor(town), True)
    for hidden in (complaint.reference, complaint.alias, "barrage", "2000", "Gendarmerie", AWA):
        assert hidden not in page.split("<main")[1]
    assert inspection.get(f"/cases/{complaint.reference}").status_code == 404
    assert complaint.reference not in inspection.get("/inbox").text


def test_a_sheet_counts_as_to_accept_and_no_finding_is_preset(town: Town, sheet: str) -> None:
    inspection = town.officer("inspection")
    pile = re.compile(r'<a class="pile" href="/referrals">.*?À accepter</span><b class="push">1</b>', re.DOTALL)
    assert pile.search(inspection.get("/inbox").text)
    assert not pile.search(town.officer("oversight").get("/inbox").text)
    assert inspection.get("/inbox/next").location == sheet
    assert town.officer("oversight").get("/inbox/next").location != sheet
    inspection.post(f"{sheet}/acceptance", page=sheet)
    assert not pile.search(inspection.get("/inbox").text)
    owed = re.compile(r'<a class="pile" href="/referrals">.*?À répondre</span><b class="push">1</b>', re.DOTALL)
    assert owed.search(inspection.get("/inbox").text)
    form = inspection.get(sheet).text.partition('name="finding"')[2].partition("</select>")[0]
    assert "selected" not in form
    assert '<option value="">' in form
    assert inspection.post(f"{sheet}/finding", page=sheet, finding="", text="").status_code == 422
    find(inspection, sheet, "upheld", "Établi.")
    listed = inspection.get("/referrals").text.partition("<main")[2]
    assert (listed.count("Répondue"), listed.count("Fondée")) == (1, 1)
    assert not owed.search(inspection.get("/inbox").text)


def test_a_sheet_says_its_state_once_and_its_days_in_words(town: Town, complaint: Case, sheet: str) -> None:
    month = month_words(complaint.received_at.strftime("%Y-%m"))
    page = town.officer("inspection").get(sheet).text.split("<main")[1]
    assert (page.count("reçue"), "Envoyée" in page) == (1, False)
    assert month in page
    assert month in town.officer("inspection").get("/referrals").text
    assert re.search(r"Réponse avant le <time[^>]*>\d{1,2} \w+( \d{4})?</time>", page)


def test_a_sheet_is_taken_up_answered_and_told_before_the_case_can_be_closed(
    town: Town, complaint: Case, oversight: Officer, sheet: str
) -> None:
    inspection = town.officer("inspection")
    assert "Une saisine est ouverte." in act(oversight, complaint, "closure", text="Vu.", outcome="resolved")[1]
    assert find(inspection, sheet, "upheld", "") == 422
    assert inspection.post(f"{sheet}/acceptance", page=sheet).status_code == 303
    assert inspection.post(f"{sheet}/finding", page=sheet, finding="no_action", text="").status_code == 422
    assert find(inspection, sheet, "no_action", "Aucune preuve au registre.") == 303
    page = oversight.get(f"/cases/{complaint.reference}").text
    assert "Aucune preuve au registre." in page
    assert "Dites le résultat au citoyen." in page
    assert "Dites d’abord le résultat" in act(oversight, complaint, "closure", text="Vu.", outcome="no_action")[1]
    assert act(oversight, complaint, "untold")[0] == 422
    assert act(oversight, complaint, "answers", text="Votre demande a été examinée.", tells="1")[0] == 303
    assert "n’est pas encore partie" in act(oversight, complaint, "closure", text="Vu.", outcome="no_action")[1]
    town.pass_time(minutes=1)
    assert act(oversight, complaint, "closure", text="Vu.", outcome="no_action")[0] == 303
    told = [kind for kind in town.kinds(complaint) if kind.startswith(("referral", "finding"))]
    assert told == ["referral_sent", "referral_accepted", "referral_answered", "finding_told"]


def test_where_telling_is_not_safe_that_is_written_down_and_nothing_is_sent(
    town: Town, complaint: Case, oversight: Officer, sheet: str
) -> None:
    inspection, sent = town.officer("inspection"), len(town.carrier.sent)
    inspection.post(f"{sheet}/acceptance", page=sheet)
    find(inspection, sheet, "upheld", "")
    act(oversight, complaint, "safety", safe="no")
    assert act(oversight, complaint, "untold")[0] == 303
    assert [e.data["how"] for e in town.trail(complaint) if e.kind == "finding_told"] == ["not_safe"]
    town.work()
    assert len(town.carrier.sent) == sent


def test_a_refusal_comes_back_with_its_reason(town: Town, complaint: Case, oversight: Officer, sheet: str) -> None:
    inspection = town.officer("inspection")
    assert inspection.post(f"{sheet}/refusal", page=sheet, why="dull", text="").status_code == 422
    assert inspection.post(f"{sheet}/refusal", page=sheet, why="other", text=" ").status_code == 422
    assert inspection.post(f"{sheet}/refusal", page=sheet, why="too_little", text="").status_code == 303
    assert inspection.post(f"{sheet}/acceptance", page=sheet).status_code == 422
    assert "Trop peu d’éléments" in oversight.get(f"/cases/{complaint.reference}").text
    assert town.case(AWA).supervisor_flag


def test_consent_taken_back_takes_the_sheet_back(town: Town, complaint: Case, oversight: Officer, sheet: str) -> None:
    act(oversight, complaint, "consent", given="no", how="call")
    inspection = town.officer("inspection")
    assert inspection.get(sheet).status_code == 404
    assert inspection.post(f"{sheet}/acceptance", page="/referrals").status_code == 404
    assert town.kinds(complaint)[-1] == "referral_withdrawn"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Appelez le 00000101.", 422), (f"Il dit : {EXTORTION}", 422), ("Son frère le sait.", 422), ("", 422),
        ("x" * 8_001, 422), ("<script>alert(1)</script>", 303),
    ],
)  # fmt: skip
def test_an_extract_is_checked_before_it_leaves(
    town: Town, complaint: Case, oversight: Officer, text: str, code: int
) -> None:
    act(oversight, complaint, "consent", given="yes", how="sms")
    assert send(town, oversight, complaint, text)[0] == code
    assert ("referral_sent" in town.kinds(complaint)) == (code == 303)


def test_a_doubt_is_vouched_for_by_an_officer_and_what_is_forbidden_by_nobody(
    town: Town, complaint: Case, oversight: Officer
) -> None:
    act(oversight, complaint, "consent", given="yes", how="sms")
    code, page = send(town, oversight, complaint, "Son frère le sait.")
    assert (code, "Parenté" in page, 'name="vouched"' in page) == (422, True, True)
    assert send(town, oversight, complaint, f"Il dit : {EXTORTION}", vouched="1")[0] == 422
    assert send(town, oversight, complaint, "Son frère le sait.", vouched="1")[0] == 303
    assert [e.data["doubts"] for e in town.trail(complaint) if e.kind == "referral_sent"] == [["kin"]]


def test_the_checked_extract_is_shown_once_more_before_it_leaves(
    town: Town, complaint: Case, oversight: Officer
) -> None:
    act(oversight, complaint, "consent", given="yes", how="sms")
    code, page = send(town, oversight, complaint, looked_at="")
    assert (code, "Voici ce qui part" in page, f'name="looked_at" value="{EXTRACT}"' in page) == (422, True, True)
    assert send(town, oversight, complaint, looked_at="Autre chose.")[0] == 422
    assert "referral_sent" not in town.kinds(complaint)
    assert send(town, oversight, complaint)[0] == 303


def test_consent_says_how_it_was_given_and_leaves_its_panel_open(
    town: Town, complaint: Case, oversight: Officer
) -> None:
    assert act(oversight, complaint, "consent", given="yes")[0] == 422
    assert act(oversight, complaint, "consent", given="yes", how="pigeon")[0] == 422
    assert "consent_recorded" not in town.kinds(complaint)
    page = f"/cases/{complaint.reference}"
    done = oversight.post(f"{page}/consent", page=page, given="yes", how="call")
    assert "open=consent" in done.headers["Location"]
    after = oversight.get(done.headers["Location"]).text
    assert re.search(r'<details name="acts" open>\s*<summary class="btn">Saisir une inspection', after)
    assert "(par appel)" in after


def test_words_to_take_out_stand_in_one_line_as_they_were_typed(
    town: Town, complaint: Case, oversight: Officer
) -> None:
    act(oversight, complaint, "consent", given="yes", how="sms")
    page = send(town, oversight, complaint, "À Sokolo et à Konna, hier. LES GÉNDARMES AU BARRAGE PRENNENT tout.")[1]
    assert "LES GÉNDARMES AU BARRAGE PRENNENT" in page
    assert 'Lieu précis : <span dir="auto">Sokolo' in page.partition("À relire :")[2]
    # A town that no list of communes names by itself is a place as well, and nobody's name.
    other = send(town, oversight, complaint, "Des agents à Sévaré.")[1].partition("À relire :")[2]
    assert 'Lieu précis : <span dir="auto">Sévaré' in other
    assert "Nom possible" not in other


def test_no_sheet_goes_to_a_body_behind_the_wall_or_to_one_that_inspects_nothing(
    town: Town, complaint: Case, oversight: Officer
) -> None:
    act(oversight, complaint, "consent", given="yes", how="sms")
    for name in ("security", "civil"):
        assert act(oversight, complaint, "referrals", text=EXTRACT, desk=desk_of(town, name))[0] == 422
    with town.application.unit() as unit:
        unit.session.get_one(Body, viewer(town, "security").body_id).inspects = True
    assert act(oversight, complaint, "referrals", text=EXTRACT, desk=desk_of(town, "security"))[0] == 422


def test_a_wall_that_goes_up_later_takes_the_sheet_from_the_office(town: Town, complaint: Case, sheet: str) -> None:
    with town.application.unit() as unit:
        cases.accuse(unit.session, complaint.id, frozenset({viewer(town, "inspection").body_id or complaint.id}))
    inspection = town.officer("inspection")
    assert inspection.get(sheet).status_code == 404
    assert SHEET.findall(inspection.get("/referrals").text) == []


def test_nobody_else_opens_or_answers_a_sheet(town: Town, complaint: Case, sheet: str) -> None:
    for name in ("security", "civil", "coordinator", "oversight", "administrator", "auditor"):
        somebody = town.officer(name)
        assert somebody.get(sheet).status_code == 404, name
        for path in ("acceptance", "refusal", "finding"):
            assert somebody.post(f"{sheet}/{path}", page="/account", why="conflict", text="x").status_code == 404
    assert sheet not in town.officer("security").get("/referrals").text
    assert complaint.reference not in town.officer("security").get("/referrals").text


def test_the_citizen_is_asked_about_reprisals_twice_and_a_reprisal_protects_the_case(
    town: Town, complaint: Case, sheet: str
) -> None:
    assert sheet
    town.clock.advance(days=14, seconds=1)
    assert reprisals.ask_due(town.worker.unit) == 1
    assert reprisals.ask_due(town.worker.unit) == 0
    oversight = town.officer("oversight")
    page = oversight.get(f"/cases/{complaint.reference}").text
    path = re.search(r"/cases/\d+/(checks/[0-9a-f-]{36})", page)
    assert path
    assert act(oversight, complaint, path[1], answer="perhaps")[0] == 422
    assert act(oversight, complaint, path[1], answer="reprisal")[0] == 303
    assert act(oversight, complaint, path[1], answer="none")[0] == 422
    after = town.case(AWA)
    assert (after.sensitivity, after.urgency, after.supervisor_flag) == ("S3", "high", True)
    town.clock.advance(days=46)
    with town.application.unit() as unit:
        unit.session.get_one(Case, complaint.id).sensitivity = "S2"
    act(town.officer("oversight"), complaint, "safety", safe="no")
    assert reprisals.ask_due(town.worker.unit) == 1
    kinds = town.kinds(complaint)
    assert (kinds.count("reprisal_asked"), kinds.count("reprisal_not_asked")) == (1, 1)


def test_several_complaints_about_one_post_are_one_pattern_for_the_oversight_desk_alone(town: Town) -> None:
    for number in range(1, 4):
        town.text(f"+2230000020{number}", f"{EXTORTION} à Konna")
    page = town.officer("oversight").get("/patterns").text
    assert "Gendarmerie de Mopti" in page
    assert "3 plaintes" in page
    for name in ("security", "civil", "protection", "coordinator", "inspection", "administrator", "auditor"):
        assert town.officer(name).get("/patterns").status_code == 404


def test_every_code_has_its_words() -> None:
    assert set(FINDINGS) == set(referralwords.FINDING_WORDS)
    assert set(REFUSALS) == set(referralwords.REFUSAL_WORDS)
    assert set(STATES) == set(referralwords.STATE_WORDS)
    assert set(KINDS) == set(referralwords.DOUBT_WORDS)
    assert set(CHECK_ANSWERS) == set(referralwords.CHECK_WORDS)


def test_what_came_back_is_counted_for_those_who_must_tell_it_until_it_is_told(
    town: Town, complaint: Case, oversight: Officer, sheet: str
) -> None:
    inspection, line = town.officer("inspection"), 'class="btn" href="/referrals"'
    assert line not in oversight.get("/inbox").text
    inspection.post(f"{sheet}/acceptance", page=sheet)
    find(inspection, sheet, "upheld", "")
    assert line in oversight.get("/inbox").text
    for other in ("security", "inspection", "coordinator"):
        assert line not in town.officer(other).get("/inbox").text
    assert (
        act(oversight, complaint, "answers", text="L’inspection a répondu : la plainte est fondée.", tells="1")[0]
        == 303
    )
    assert line in oversight.get("/inbox").text
    town.pass_time(minutes=1)
    assert line not in oversight.get("/inbox").text


def test_an_extract_that_did_not_leave_is_found_again_until_it_does(
    town: Town, complaint: Case, oversight: Officer
) -> None:
    page = f"/cases/{complaint.reference}"
    act(oversight, complaint, "consent", given="yes", how="call")
    doubtful = "Son frère a payé sans preuve."
    assert send(town, oversight, complaint, doubtful)[0] == 422
    assert (f">{doubtful}</textarea>" in oversight.get(page).text) is True
    assert doubtful not in town.officer("coordinator").get(page).text
    assert (send(town, oversight, complaint)[0], send(town, oversight, complaint)[0]) == (303, 422)
    assert f"{EXTRACT}</textarea>" not in oversight.get(page).text


def test_an_answer_and_an_extract_are_begun_beside_each_other(town: Town, complaint: Case, oversight: Officer) -> None:
    act(oversight, complaint, "consent", given="yes", how="call")
    act(oversight, complaint, "draft", text="Nous cherchons.")
    send(town, oversight, complaint, "Son frère a payé sans preuve.")
    shown = oversight.get(f"/cases/{complaint.reference}").text
    assert ("Nous cherchons.</textarea>" in shown, "sans preuve.</textarea>" in shown) == (True, True)
    act(oversight, complaint, "answers", text="Nous cherchons.")
    assert "sans preuve.</textarea>" in oversight.get(f"/cases/{complaint.reference}").text


@pytest.mark.parametrize(("month", "code"), [("", 303), ("year", 303), ("2020-01", 422), ("day", 422)])
def test_a_sheet_says_when_no_more_exactly_than_the_month(
    town: Town, complaint: Case, oversight: Officer, month: str, code: int
) -> None:
    act(oversight, complaint, "consent", given="yes", how="call")
    sent = {"year": f"{complaint.received_at:%Y}", "day": f"{complaint.received_at:%Y-%m-%d}"}.get(month, month)
    assert send(town, oversight, complaint, month=sent, place="")[0] == code
    with town.application.unit() as unit:
        assert [row.month for row, _ in referrals.of_case(unit.session, complaint.id)] == [sent] * (code == 303)


def test_a_sheet_names_the_cercle_or_the_region_and_never_the_commune(town: Town, oversight: Officer) -> None:
    town.text(AWA, f"{EXTORTION} à Sokoura")
    complaint = town.case(AWA)
    act(oversight, complaint, "consent", given="yes", how="call")
    form = oversight.get(f"/cases/{complaint.reference}").text.partition('name="place"')[2].partition("</select>")[0]
    offered = re.findall(r'value="([^"]*)"( selected)?>([^<]*)<', form)
    assert [words.split(" de ")[0] for _, _, words in offered] == ["Cercle", "Région", "ne pas dire"]
    assert str(complaint.place_id) not in form
    assert send(town, oversight, complaint, place=str(complaint.place_id))[0] == 422
    assert send(town, oversight, complaint, place=offered[1][0])[0] == 303
    assert offered[1][2] in town.officer("inspection").get("/referrals").text
