"""Incidents at work: texts that come again are linked, one answer becomes one a citizen, a rumour takes two persons."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from hotline.domain.walls import Viewer
from hotline.services import incident_answers, incidents, judging, sorting, verifying
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.services.incident_answers import Sending
from hotline.services.sorting import Choice
from hotline.store import incidents as rows
from hotline.store import opinions
from hotline.store.models.incidents import Incident, IncidentCase, IncidentLetter
from hotline.store.models.people import Account
from hotline.store.models.sorting import Standing
from tests.support.dialler import dialled
from tests.support.town import Town

WATER = "pas d'eau à la pompe de Konna depuis 3 jours"
RUMOUR = "on dit ke les terroristes vont attaquer la foire de demain c vrai ou faux?"
VERIFYING = "Nous vérifions. Nous vous écrirons dès que nous savons."
ABUSE = "Les gendarmes nous ont frappés et ont pris notre argent"


def phone(number: int) -> str:
    return f"+223000006{number:02d}"


def tell(town: Town, *texts: str) -> None:
    for number, words in enumerate(texts):
        town.text(phone(number), words)
        town.clock.advance(seconds=5)


def incident_of(town: Town, number: int) -> UUID | None:
    with town.application.unit() as unit:
        row = unit.session.get(IncidentCase, town.case(phone(number)).id)
        return row.incident_id if row else None


def second_coordinator(town: Town) -> Viewer:
    first = town.viewer("coordinator")
    with town.application.unit() as unit:
        unit.session.add(
            Account(id=UUID(int=78), email="c2@demo.invalid", title="Coordination 2", role="coordinator",
                    body_id=first.body_id, desk_id=first.desk_id, languages=["fr"], created_at=unit.now)
        )  # fmt: skip
    return replace(first, account_id=UUID(int=78))


def write(town: Town, viewer: Viewer, incident_id: UUID, text: str, language: str = "fr") -> UUID:
    with town.application.unit() as unit:
        spoken = town.application.tools.languages.read(unit.session)
        return incident_answers.draft(unit, viewer, incident_id, spoken, (language, text)).id


def release(town: Town, viewer: Viewer, answer_id: UUID) -> int:
    with town.application.unit() as unit:
        return incident_answers.release(unit, viewer, answer_id, town.application.tools.languages)


def send(town: Town) -> int:
    sent = incident_answers.send_due(town.worker.unit, town.worker.tools.languages)
    town.work()
    return sent


def test_a_text_that_other_citizens_send_again_is_linked(town: Town) -> None:
    tell(town, WATER, WATER + " svp", "Pas deau a la pompe de konna depuis 3 jours")
    assert incident_of(town, 0) == incident_of(town, 1) == incident_of(town, 2) is not None
    assert town.kinds(town.case(phone(1))).count("incident_joined") == 1
    with town.application.unit() as unit:
        assert unit.session.scalars(select(Incident.kind)).all() == ["event"]
    assert town.verify()


def test_one_citizen_alone_makes_no_incident(town: Town) -> None:
    tell(town, WATER, "bonjour", "bonjour", "merci beaucoup")
    assert [incident_of(town, number) for number in range(4)] == [None] * 4


def test_what_accuses_is_linked_with_its_like_alone_and_shows_to_nobody_of_the_accused(town: Town) -> None:
    plain = "des bandits nous ont frappés et ont pris notre argent"
    tell(town, ABUSE, ABUSE, plain, plain)
    assert incident_of(town, 0) == incident_of(town, 1) != incident_of(town, 2) == incident_of(town, 3)
    hidden = incident_of(town, 0)
    assert hidden is not None
    with town.application.unit() as unit:
        assert rows.seen(unit.session, town.viewer("security"), hidden) is None
        assert rows.seen(unit.session, town.viewer("oversight"), hidden) is not None


def test_a_case_that_turns_out_to_accuse_leaves_its_incident(town: Town) -> None:
    noise = "des choses étranges la nuit"
    tell(town, noise, noise, noise)
    assert incident_of(town, 1) is not None
    with town.application.unit() as unit:
        held = town.application.tools.office.read(unit.session)
        asked = Asked(town.viewer("coordinator"), town.case(phone(1)).reference)
        sorting.decide(unit, asked, Choice("checkpoint_extortion"), held)
    assert incident_of(town, 1) is None
    assert incident_of(town, 0) == incident_of(town, 2) is not None
    assert "incident_left" in town.kinds(town.case(phone(1)))


def test_one_answer_reaches_each_citizen_once(town: Town) -> None:
    tell(town, WATER, WATER, WATER)
    coordinator, incident_id = town.viewer("coordinator"), incident_of(town, 0)
    assert incident_id
    answer_id = write(town, coordinator, incident_id, "La pompe est en réparation.")
    assert release(town, coordinator, answer_id) == 3
    assert send(town) == 3
    assert release(town, coordinator, answer_id) == 0
    assert send(town) == 0
    for number in range(3):
        assert town.carrier.to(phone(number)).count("La pompe est en réparation.") == 1
        assert town.case(phone(number)).waiting_since is None
        assert town.kinds(town.case(phone(number))).count("answered") == 1
    town.text(phone(3), WATER)
    assert release(town, coordinator, answer_id) == 1
    send(town)
    assert town.carrier.to(phone(3))[-1] == "La pompe est en réparation."


def test_a_copy_that_was_written_by_a_sender_who_died_is_not_written_again(town: Town) -> None:
    tell(town, WATER, WATER)
    coordinator, incident_id = town.viewer("coordinator"), incident_of(town, 0)
    assert incident_id
    release(town, coordinator, write(town, coordinator, incident_id, "La pompe est en réparation."))
    send(town)
    with town.application.unit() as unit:
        for letter in unit.session.scalars(select(IncidentLetter)):
            letter.state = "due"
    send(town)
    assert [town.carrier.to(phone(n)).count("La pompe est en réparation.") for n in (0, 1)] == [1, 1]


def test_protected_and_walled_cases_are_never_answered_with_the_others(town: Town) -> None:
    tell(town, ABUSE, ABUSE)
    oversight, incident_id = town.viewer("oversight"), incident_of(town, 0)
    assert incident_id
    answer_id = write(town, oversight, incident_id, "Nous avons bien lu.")
    assert release(town, oversight, answer_id) == 0
    assert send(town) == 0


def test_a_rumour_is_answered_once_two_agree_and_by_a_second_person(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR, RUMOUR)
    incident_id, first, second = incident_of(town, 0), town.viewer("coordinator"), second_coordinator(town)
    assert incident_id
    answer_id = write(town, first, incident_id, "Ce n'est pas vrai. La foire a lieu.")
    with pytest.raises(Mistake, match="no_verdict_yet"):
        release(town, second, answer_id)
    with town.application.unit() as unit:
        assert not judging.say_verdict(unit, first, incident_id, "false")
    with pytest.raises(Mistake, match="second_verdict"), town.application.unit() as unit:
        judging.say_verdict(unit, first, incident_id, "false")
    with town.application.unit() as unit:
        assert judging.say_verdict(unit, second, incident_id, "false")
    with pytest.raises(Mistake, match="second_sender"):
        release(town, first, answer_id)
    assert release(town, second, answer_id) == 3
    send(town)
    assert all(town.carrier.to(phone(n))[-1].startswith("Ce n'est pas vrai") for n in range(3))


def test_another_verdict_begins_the_count_of_two_anew(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR)
    incident_id, first, second = incident_of(town, 0), town.viewer("coordinator"), second_coordinator(town)
    assert incident_id
    for viewer, verdict, agreed in ((first, "false", False), (second, "true", False), (first, "true", True)):
        with town.application.unit() as unit:
            assert judging.say_verdict(unit, viewer, incident_id, verdict) is agreed


def test_a_sighting_is_not_put_among_rumours_by_hand_either(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR, "on a vu des motos armées passer vers le fleuve ce matin")
    incident_id = incident_of(town, 0)
    assert incident_id
    with pytest.raises(Mistake, match="unfit_incident"), town.application.unit() as unit:
        incidents.join(unit, Asked(town.viewer("coordinator"), town.case(phone(2)).reference), incident_id)


def test_cases_put_together_by_hand_must_have_the_same_readers(town: Town) -> None:
    tell(town, WATER, "il y a un incendie au marché de Mopti", ABUSE)
    coordinator = town.viewer("coordinator")
    first, second, walled = (town.case(phone(n)).reference for n in range(3))
    with town.application.unit() as unit:
        made = incidents.create(unit, coordinator, [first, second], "event")
        assert rows.seen(unit.session, coordinator, made.id)
    cleared = replace(coordinator, cleared=True)
    with pytest.raises(Mistake, match="unfit_incident"), town.application.unit() as unit:
        incidents.join(unit, Asked(cleared, walled), made.id)


@pytest.mark.parametrize(
    ("references", "kind", "code"),
    [([], "event", "too_few"), (["1000008"], "event", "too_few"), ([], "gossip", "no_kind")],
)
def test_junk_makes_no_incident(town: Town, references: list[str], kind: str, code: str) -> None:
    with pytest.raises(Mistake, match=code), town.application.unit() as unit:
        incidents.create(unit, town.viewer("coordinator"), references, kind)


def test_what_is_out_of_scope_is_not_found(town: Town) -> None:
    tell(town, ABUSE, ABUSE)
    hidden = incident_of(town, 0)
    assert hidden
    security = town.viewer("security")
    with pytest.raises(NotFound):
        write(town, security, hidden, "x")
    with pytest.raises(NotFound), town.application.unit() as unit:
        incidents.create(unit, security, [town.case(phone(n)).reference for n in (0, 1)], "event")
    with pytest.raises(NotFound), town.application.unit() as unit:
        incidents.leave(unit, Asked(security, town.case(phone(0)).reference))


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("ff", "x", "no_language"),
        ("zz", "x", "no_language"),
        ("fr", "  ", "empty_text"),
        ("fr", "x" * 2_000, "long_text"),
    ],
)
def test_an_answer_that_cannot_be_sent_is_refused(town: Town, language: str, text: str, code: str) -> None:
    tell(town, WATER, WATER)
    incident_id = incident_of(town, 0)
    assert incident_id
    with pytest.raises(Mistake, match=code):
        write(town, town.viewer("coordinator"), incident_id, text, language)


def say_verifying(town: Town, viewer: Viewer, incident_id: UUID) -> int:
    with town.application.unit() as unit:
        verifying.say(unit, viewer, incident_id)
    told = verifying.tell_due(town.worker.unit, town.worker.tools.languages)
    town.work()
    return told


def test_who_repeats_a_rumour_and_saw_it_is_a_witness_and_no_asker(town: Town) -> None:
    seen = "on dit que le marché de Konna est fermé, moi je l'ai vu, c'est vrai"
    tell(town, RUMOUR, RUMOUR, seen)
    rumour, sighting = incident_of(town, 1), town.case(phone(2))
    assert rumour is not None
    with pytest.raises(Mistake, match="unfit_incident"), town.application.unit() as unit:
        incidents.join(unit, Asked(town.viewer("coordinator"), sighting.reference), rumour)
    town.text(phone(2), "merci")
    with pytest.raises(Mistake, match="unfit_incident"), town.application.unit() as unit:
        incidents.join(unit, Asked(town.viewer("coordinator"), sighting.reference), rumour)
    assert incident_of(town, 2) is None


def test_who_asks_about_a_rumour_is_told_once_that_it_is_verified_and_who_asks_later_too(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR, RUMOUR)
    coordinator, incident_id = town.viewer("coordinator"), incident_of(town, 0)
    assert incident_id
    assert say_verifying(town, coordinator, incident_id) == 3
    assert say_verifying(town, second_coordinator(town), incident_id) == 0
    town.text(phone(3), RUMOUR)
    town.text(phone(0), RUMOUR + " répondez svp")
    assert verifying.tell_due(town.worker.unit, town.worker.tools.languages) == 1
    town.work()
    for number in range(4):
        assert [said for said in town.carrier.to(phone(number)) if "vérifions" in said] == [VERIFYING]
        assert town.kinds(town.case(phone(number))).count("progress_told") == 1
        assert town.case(phone(number)).first_answered_at is None
    assert town.verify()


def test_nobody_is_told_that_it_is_verified_once_it_was_judged(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR)
    incident_id, first, second = incident_of(town, 0), town.viewer("coordinator"), second_coordinator(town)
    assert incident_id
    for viewer in (first, second):
        with town.application.unit() as unit:
            judging.say_verdict(unit, viewer, incident_id, "false")
    with pytest.raises(Mistake, match="judged_already"):
        say_verifying(town, first, incident_id)


def test_what_is_no_rumour_is_not_said_to_be_verified_and_a_hidden_one_is_not_there(town: Town) -> None:
    tell(town, WATER, WATER, ABUSE, ABUSE)
    plain, hidden = incident_of(town, 0), incident_of(town, 2)
    assert plain
    assert hidden
    with pytest.raises(Mistake, match="no_verdict"):
        say_verifying(town, town.viewer("coordinator"), plain)
    with pytest.raises(NotFound):
        say_verifying(town, town.viewer("security"), hidden)


def test_who_may_not_be_texted_is_left_alone_and_holds_nobody_up(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR)
    incident_id = incident_of(town, 0)
    assert incident_id
    town.text(phone(0), "STOP")
    before = len(town.carrier.to(phone(0)))
    assert say_verifying(town, town.viewer("coordinator"), incident_id) == 2
    assert len(town.carrier.to(phone(0))) == before
    assert town.carrier.to(phone(1))[-1] == VERIFYING


def test_two_opinions_stand_beside_each_other(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR)
    incident_id, first, second = incident_of(town, 0), town.viewer("coordinator"), second_coordinator(town)
    assert incident_id
    for viewer, verdict in ((first, "false"), (second, "true")):
        with town.application.unit() as unit:
            assert not judging.say_verdict(unit, viewer, incident_id, verdict)
        town.clock.advance(seconds=1)
    with town.application.unit() as unit:
        said = [(one.account_id, one.verdict) for one in opinions.of_incident(unit.session, incident_id)]
        assert said == [(first.account_id, "false"), (second.account_id, "true")]
        assert unit.session.get_one(Incident, incident_id).verdict == "false"
        incidents.set_kind(unit, first, incident_id, "event")
        assert not opinions.of_incident(unit.session, incident_id)


def test_a_draft_is_rewritten_or_dropped_until_it_was_sent(town: Town) -> None:
    tell(town, WATER, WATER)
    coordinator, incident_id = town.viewer("coordinator"), incident_of(town, 0)
    assert incident_id
    gone, kept = (write(town, coordinator, incident_id, text) for text in ("Erreur.", "La pompe est reparé."))
    with town.application.unit() as unit:
        incident_answers.drop(unit, coordinator, gone)
        town.clock.advance(seconds=1)
    with town.application.unit() as unit:
        (draft,) = rows.answers(unit.session, incident_id)
        before = incident_answers.version(draft)
        incident_answers.rewrite(unit, coordinator, kept, "La pompe est réparée.")
    languages = town.application.tools.languages
    with pytest.raises(Mistake, match="rewritten"), town.application.unit() as unit:
        incident_answers.release(unit, coordinator, kept, languages, Sending(before))
    assert release(town, coordinator, kept) == 2
    send(town)
    assert town.carrier.to(phone(1))[-1] == "La pompe est réparée."
    with pytest.raises(Mistake, match="answer_sent"), town.application.unit() as unit:
        incident_answers.rewrite(unit, coordinator, kept, "Autre chose.")
    with pytest.raises(Mistake, match="answer_sent"), town.application.unit() as unit:
        incident_answers.drop(unit, coordinator, kept)
    with pytest.raises(NotFound), town.application.unit() as unit:
        incident_answers.drop(unit, coordinator, gone)


def test_who_asks_later_in_other_words_is_offered_the_rumour_and_a_witness_is_not(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR, "est-ce vrai que la foire est annulée, on en parle partout?")
    coordinator, incident_id = town.viewer("coordinator"), incident_of(town, 0)
    with town.application.unit() as unit:
        case = unit.session.merge(town.case(phone(2)))
        case.category, case.place_id = "rumor", town.case(phone(0)).place_id
        assert [seen.incident.id for seen in incidents.asked_about(unit, coordinator, case)] == [incident_id]
        assert not incidents.asked_about(unit, coordinator, unit.session.merge(town.case(phone(0))))
        case.urgency = "critical"
        assert not incidents.asked_about(unit, coordinator, case)


def test_that_others_say_the_same_holds_up_nobodys_answer(town: Town) -> None:
    town.text(phone(1), "le forage de Fatoma ne donne plus d'eau depuis 3 semaines")
    case, officer = town.case(phone(1)), town.officer("civil")
    page = f"/cases/{case.reference}"
    seen = case.version
    town.text(phone(2), "le forage de Fatoma ne donne plus d'eau depuis 3 semaines")
    assert "incident_joined" in town.kinds(case)
    assert officer.post(f"{page}/answers", page=page, text="Nous venons jeudi.", version=str(seen)).status_code == 303
    assert "answered" in town.kinds(case)


@pytest.mark.parametrize(("first", "second", "alike"), [("9", "9", False), ("2", "3", False), ("2", "2", True)])
def test_equal_keys_are_alike_only_where_both_name_one_place(town: Town, first: str, second: str, alike: bool) -> None:
    for number, region in enumerate((first, second)):
        dialled(town, phone(number), "1", "4", "1", region, "9")
        town.work()
    assert (town.case(phone(0)).category, town.case(phone(1)).category) == ("gbv", "gbv")
    with town.application.unit() as unit:
        groups = {unit.session.get_one(Standing, town.case(phone(number)).id).group_id for number in (0, 1)}
    assert (len(groups) == 1) == alike
    assert (incident_of(town, 1) is not None) == alike
