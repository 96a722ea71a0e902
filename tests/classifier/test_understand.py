"""What is understood of a text: category, urgency, place, language; on any text, quickly and the same every time."""

from __future__ import annotations

import cProfile
from pathlib import Path

import pytest

from hotline.classifier.evaluate import ALL, evaluate
from hotline.classifier.load import load
from hotline.domain.findings import FORCES, SENSITIVITIES, URGENCIES
from hotline.domain.taxonomy import DESK_KINDS
from hotline.learning.shipped import STRANGERS, UNSEEN, read_examples

HERE = Path(__file__).parent
UNDERSTANDING = load()
BAD_TEXTS = [
    "", " \n", "😀", "\x00", "vol\x00de\x00betail", "\ud800 vol \udfff", "\u202eattaque\u202c", "1" * 400, "'" * 5000,
    "a" * 10_000, "vol " * 5000, "gendarme " * 5000, "appelez gendarme frappe " * 400, "الدرك " * 2000, "?!.,;" * 1000,
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_TEXTS, ids=lambda text: repr(text[:12]))
def test_any_text_is_understood_with_values_of_the_contract(text: str) -> None:
    findings = UNDERSTANDING.understand(text)
    assert findings.desk_kind in DESK_KINDS
    assert findings.sensitivity in SENSITIVITIES
    assert findings.urgency in URGENCIES
    assert findings.about_force <= set(FORCES)
    assert 0 <= findings.confidence <= 1
    assert 0 <= findings.urgency_score <= 1
    assert all(0 <= (item.start or 0) <= (item.end or 0) <= len(text) for item in findings.because)


def test_an_empty_text_is_a_callback_request() -> None:
    findings = UNDERSTANDING.understand("")
    assert (findings.category, findings.desk_kind, findings.needs_person) == ("callback_request", "coordinator", False)


def test_work_grows_with_the_text_and_not_faster() -> None:
    def calls(count: int) -> int:
        profile = cProfile.Profile()
        profile.runcall(UNDERSTANDING.understand, "les gendarmes ont pris mon argent " * count)
        return sum(entry.callcount for entry in profile.getstats())

    calls(50)
    assert calls(400) < 12 * calls(50)


@pytest.mark.parametrize(
    ("text", "category", "desk_kind"),
    [
        ("on a volé 12 boeufs cette nuit à Tenenkou", "cattle_theft", "security"),
        ("vos gendarmes au poste prennent 1000f par moto", "checkpoint_extortion", "civil_oversight"),
        ("mon mari me bat", "gbv", "civil_protected"),
        ("pas d eau depuis 3 jours la pompe est en panne", "basic_services", "civil"),
        ("on dit que la foire sera attaquée demain, vrai ou faux", "rumor", "coordinator"),
        ("bonjour", "chatter", "none"),
    ],
)
def test_an_ordinary_text_finds_its_desk(text: str, category: str, desk_kind: str) -> None:
    findings = UNDERSTANDING.understand(text)
    assert (findings.category, findings.desk_kind, findings.needs_person) == (category, desk_kind, False)


@pytest.mark.parametrize(
    "text",
    ["on nous attaque venez", "une bombe au marché", "femme en travail ici pas de docteur", "النجدة يطلقون النار"],
)
def test_a_critical_word_forces_critical(text: str) -> None:
    assert UNDERSTANDING.understand(text).urgency == "critical"


def test_two_fitting_categories_take_the_more_protective_of_everything() -> None:
    findings = UNDERSTANDING.understand("les bandits ont volé mes vaches et violé ma fille")
    assert (findings.sensitivity, findings.desk_kind) == ("S3", "civil_protected")
    assert findings.sexual_violence


def test_a_reprisal_is_protected_whatever_else_it_is() -> None:
    findings = UNDERSTANDING.understand("on m'a menacé à cause de ma plainte")
    assert (findings.reprisal, findings.sensitivity, findings.desk_kind) == (True, "S3", "civil_protected")


def test_praise_is_read_by_a_person_first() -> None:
    findings = UNDERSTANDING.understand("merci à la patrouille qui a aidé un malade")
    assert (findings.category, findings.needs_person, findings.accuses) == ("praise", True, False)


@pytest.mark.parametrize(
    "text", ["wuybe nguji na'i am 15 jemma hanki", "zey na ay hawey zey bi cijin", "imakaren ellan abareqqa"]
)
def test_a_language_nobody_reviewed_always_needs_a_person(text: str) -> None:
    assert UNDERSTANDING.understand(text).needs_person


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("on a volé mes moutons cette nuit", "fr"),
        ("u binna dugu kan bi sogoma", "bm"),
        ("they stole our cattle last night", "en"),
        ("سرقوا غنمنا", "ar"),
        ("ⵎⴰ ⵉⴳⴰ", "taq"),
        ("ߒߞߏ ߛߓߍ", "nqo"),
        ("7na mehtajin l ma2 f 9arya", "und"),
        ("12345", "und"),
    ],
)
def test_the_language_is_told_by_script_and_words(text: str, language: str) -> None:
    assert UNDERSTANDING.understand(text).language == language


def test_a_mixed_text_shows_the_share_of_both_languages() -> None:
    shares = dict(
        UNDERSTANDING.understand("sonw nana su fe u ye n ka misiw ta, envoyez les gendarmes vite svp").language_shares
    )
    assert min(shares["fr"], shares["bm"]) > 0.2


def test_the_contacts_choice_decides_where_the_words_do_not() -> None:
    assert UNDERSTANDING.understand("problem", prior_language="en").language == "en"


def test_the_same_text_is_understood_the_same_by_a_fresh_load() -> None:
    text = "les gendarmes ont pris mon mouton à Konna"
    assert load().understand(text) == UNDERSTANDING.understand(text)
    assert len(UNDERSTANDING.version) == 12


def test_a_fresh_install_routes_most_texts_by_itself_and_rightly() -> None:
    figures = evaluate(read_examples(UNSEEN), UNDERSTANDING)
    assert set(figures) == {"fr", "bm", "en", "ar", "mix", ALL}
    for language, figure in figures.items():
        assert figure.routed_share >= 0.55, language
        assert figure.routed_accuracy >= 0.85, language
        assert figure.wall_recall == 1.0, language
        assert figure.needless_walls <= 0.15, language
        assert figure.top_two >= figure.accuracy >= 0.7, language


def test_no_text_that_nothing_was_made_with_is_among_those_that_models_learnt() -> None:
    unseen = {row["text"] for name in (UNSEEN, STRANGERS) for row in read_examples(name)}
    assert unseen & {row["text"] for row in read_examples()} == set()


@pytest.mark.parametrize(
    "text",
    [
        "les gendarmes de Sévaré m'ont battu et pris mon argent au poste",
        "sandarmaw ye n bugo ka n ka wari ta",
        "the police beat me and took my money at the checkpoint",
    ],
)
def test_who_was_beaten_and_robbed_by_a_force_is_protected_like_who_was_beaten(text: str) -> None:
    findings = UNDERSTANDING.understand(text)
    assert (findings.sensitivity, findings.desk_kind) == ("S3", "civil_oversight")
    assert findings.urgency in ("high", "critical")
    assert findings.about_force


@pytest.mark.parametrize("text", ["zxqv wlrrt plokm vrrst", "aaaaaa bbbbb", "il faut venir", "un homme est venu"])
def test_what_no_word_speaks_for_is_read_by_a_person_and_calls_nobody_out(text: str) -> None:
    findings = UNDERSTANDING.understand(text)
    assert findings.needs_person
    assert findings.urgency != "critical"


def test_a_line_of_noise_is_filed_as_not_understood() -> None:
    findings = UNDERSTANDING.understand("zxqv wlrrt plokm vrrst")
    assert (findings.category, findings.because) == ("info_request", ())


@pytest.mark.parametrize("text", ["des fils sortent de la route à Konna", "des fils enterrés au bord de la piste"])
def test_wires_in_the_ground_are_a_danger_and_a_son_is_none(text: str) -> None:
    assert UNDERSTANDING.understand(text).urgency == "critical"
    assert UNDERSTANDING.understand("le fils de mon voisin est parti").category != "ied_uxo"


@pytest.mark.parametrize(
    "text",
    [
        "bonsoir, il s'est passé quelque chose", "bonjour quelque chose est arrivé", "bsr yakoi ki c passé",
        "salut, venez", "bonjour venez vite", "bonsoir c'est arrivé encore", "bonjour on a un souci",
        "aw ni sogoma, ko do kera", "i ni wula ko dɔ kɛra an ka dugu la", "i ni sogoma basi do kera",
        "good evening something happened",
    ],
)  # fmt: skip
def test_a_greeting_that_goes_on_to_say_something_is_read_by_a_person(text: str) -> None:
    findings = UNDERSTANDING.understand(text)
    assert (findings.needs_person, findings.desk_kind) == (True, "coordinator")
    assert findings.urgency != "low"


@pytest.mark.parametrize(
    "text", ["bonsoir", "bsr la famille", "bonjour chef", "bonne fête à toute l'équipe", "i ni sogoma", "ok merci"]
)
def test_a_mere_greeting_is_nobodys_work(text: str) -> None:
    assert not UNDERSTANDING.understand(text).needs_person


@pytest.mark.parametrize("text", ["17 boeufs appelez moi", "rouge et noir, appelez moi", "misi 17, n wele"])
def test_a_count_or_words_of_their_own_stand_beside_a_wish_for_a_call(text: str) -> None:
    assert UNDERSTANDING.understand(text).wishes_too


@pytest.mark.parametrize(
    "text",
    [
        "appelez moi au 76000000", "appelez moi au 76 00 00 00", "rappelez moi 482 1739", "bonjour chef, appelez moi",
        "appelez moi. je ne sais pas ecrire", "17 boeufs", "hello sir, please call me back i have no credit",
    ],
)  # fmt: skip
def test_a_number_to_call_and_what_goes_with_a_wish_are_the_wish(text: str) -> None:
    assert not UNDERSTANDING.understand(text).wishes_too


@pytest.mark.parametrize(
    "text",
    [
        "les gendarmes me frappent maintenant au poste de Konna",
        "les militaires me frappent devant chez moi",
        "les gendarmes frappent mon voisin maintenant",
        "des hommes armés me frappent maintenant à Konna",
        "des hommes armés m'ont frappé, je suis blessé",
        "soldiers are beating me now at the checkpoint",
    ],
)
def test_whoever_is_beaten_as_they_write_or_was_wounded_waits_no_day(text: str) -> None:
    assert UNDERSTANDING.understand(text).urgency == "critical"


def test_being_beaten_every_day_calls_nobody_out_at_night() -> None:
    assert UNDERSTANDING.understand("les gendarmes nous frappent chaque jour au poste").urgency == "high"


def test_men_with_guns_who_take_cattle_are_no_mine_in_a_draft_language() -> None:
    findings = UNDERSTANDING.understand("worɓe e fetelaaji naɓii na'i am")
    assert (findings.category, findings.urgency, findings.needs_person) == ("cattle_theft", "high", True)


def test_a_flood_that_took_the_granaries_is_a_disaster() -> None:
    findings = UNDERSTANDING.understand("l'inondation à Djenné a emporté nos greniers")
    assert (findings.category, findings.urgency) == ("disaster", "critical")


def test_a_theft_that_blames_the_gendarmes_for_staying_away_is_walled_from_them() -> None:
    text = "They stole my motorbike last night in Sévaré, the gendarmes did not come"
    findings = UNDERSTANDING.understand(text)
    assert (findings.desk_kind, findings.about_force) == ("civil_oversight", frozenset({"gendarmerie"}))
