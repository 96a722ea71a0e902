"""Who is accused, and not who is mentioned, called, thanked, asked about or harmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.classifier.evaluate import walls
from hotline.classifier.load import load
from hotline.classifier.vocabulary import CIVIL
from hotline.domain.findings import OFFICES
from hotline.learning.shipped import HELP_CALLS, THANKS, read_examples
from tests.classifier.corpus import accusations, calls_for_help

HERE = Path(__file__).parent
UNDERSTANDING = load()


@pytest.mark.parametrize("row", read_examples(HELP_CALLS), ids=lambda row: row["text"])
def test_a_help_call_naming_a_force_is_not_an_accusation(row: dict[str, str]) -> None:
    findings = UNDERSTANDING.understand(row["text"])
    assert findings.about_force == frozenset(), findings.because


@pytest.mark.parametrize("row", read_examples(THANKS), ids=lambda row: row["text"])
def test_thanks_wrapped_round_an_accusation_is_one(row: dict[str, str]) -> None:
    findings = UNDERSTANDING.understand(row["text"])
    assert row["force"] in findings.about_force, findings.because
    assert findings.sensitivity in ("S2", "S3")
    assert findings.desk_kind in ("civil_oversight", "civil_protected")


@pytest.mark.parametrize("text", (HERE / "hard_accusations.txt").read_text(encoding="utf-8").splitlines())
def test_a_misspelt_veiled_or_roundabout_accusation_is_one(text: str) -> None:
    assert UNDERSTANDING.understand(text).about_force


def test_no_made_up_accusation_gets_past_the_wall() -> None:
    leaks = [text for text, force in accusations() if not walls(UNDERSTANDING.understand(text), force)]
    assert leaks == []


def test_no_made_up_help_call_accuses_the_called() -> None:
    walled = [text for text in calls_for_help() if UNDERSTANDING.understand(text).about_force]
    assert walled == []


@pytest.mark.parametrize(
    "text",
    [
        "le poste de police ouvre quand?",
        "comment joindre la gendarmerie de Koro",
        "un gendarme est mort dans l'attaque",
        "les militaires ont été attaqués par des terroristes",
        "la gendarmerie a retrouvé ma moto",
        "merci à l'armée qui a tué les terroristes",
        "les gendarmes ont arrêté les voleurs de bétail",
        "j'habite à côté du camp militaire",
        "on a volé ma moto devant la gendarmerie",
        "les bandits ont attaqué le poste de police",
        "est ce que les militaires vont rester à Konna",
        "où se trouve la brigade",
        "is the police station open on sunday",
        "soldiers were attacked near Boni",
        "متى يفتح مركز الشرطة",
        "polisi be dayele waati jumen",
        "dites aux gendarmes d'arrêter les voleurs",
        "dites aux militaires que les bandits volent nos boeufs",
        "un faux policier vend des puces à la gare",
        "est ce que l'armée recrute cette année",
        "un policier à la retraite a été enlevé dans son champ",
        "un véhicule de la garde nationale a fait un accident à l'entrée de Bla, il y a des blessés",
        "polisiso be jeni, terorisiw binna a kan",
        "j'ai déjà informé la gendarmerie mais je vous le dis aussi: 15 moutons volés",
    ],
)
def test_a_body_that_only_appears_is_not_accused(text: str) -> None:
    assert not UNDERSTANDING.understand(text).accuses


@pytest.mark.parametrize(
    ("text", "forces"),
    [
        ("mon frère a été frappé par la police", {"police"}),
        ("racket des gendarmes au poste de Niono", {"gendarmerie"}),
        ("on a appelé la gendarmerie, personne n'est venu", {"gendarmerie"}),
        ("on m'a pris 5000 à la gendarmerie", {"gendarmerie"}),
        ("la police et les gendarmes nous frappent", {"police", "gendarmerie"}),
        ("hommes armés en uniforme ont pris nos vaches", {"unknown"}),
        ("au barrage on paye 1000 sans reçu", {"unknown"}),
        ("les bandits volent et les gendarmes sont complices", {"gendarmerie"}),
        ("mon mari arrêté depuis 6 jours sans nouvelle", {"unknown"}),
        ("ضرب الجنود أخي", {"army"}),
        ("dites au colonel que ses hommes volent nos poulets", {"unknown"}),
        ("dites aux gendarmes d'arrêter de nous frapper", {"gendarmerie"}),
        ("please tell the guards to stop slapping people", {"garde"}),
        ("famaw ye dugumogo saba faga u ko terrorist don", {"army"}),
        ("ceux qui doivent nous protéger nous dépouillent", {"unknown"}),
        ("n dogoke bugola polisi bolo kan, polisiw ye n bugo", {"police"}),
    ],
)
def test_the_doer_is_found_wherever_the_sentence_hides_it(text: str, forces: set[str]) -> None:
    assert forces <= UNDERSTANDING.understand(text).about_force


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("le maire a vendu notre terre sans nous dire", "mairie"),
        ("le juge demande de l'argent", "justice"),
        ("l'infirmier nous insulte", "sante"),
        ("le sous préfet a pris un pot de vin", "prefecture"),
        ("l'agent qui distribue l'aide demande faveur aux filles", "ong"),
    ],
)
def test_a_civil_office_is_accused_likewise(text: str, office: str) -> None:
    findings = UNDERSTANDING.understand(text)
    assert findings.about_civil == {office}
    assert findings.sensitivity in ("S2", "S3")
    assert findings.desk_kind in ("civil_oversight", "civil_protected")


@pytest.mark.parametrize(
    "text", ["l'agent de la ligne m'a insulté", "votre opérateur a donné mon nom", "your operator asked me for money"]
)
def test_a_complaint_about_this_hotline_reaches_the_protected_desk(text: str) -> None:
    findings = UNDERSTANDING.understand(text)
    assert findings.about_hotline
    assert (findings.category, findings.desk_kind, findings.sensitivity) == (
        "staff_misconduct",
        "civil_protected",
        "S3",
    )


def test_every_accusation_carries_a_reason_that_points_into_the_text() -> None:
    text = "Hier à Konna, les gendarmes ont pris mon mouton"
    because = next(item for item in UNDERSTANDING.understand(text).because if item.rule == "accused.gendarmerie")
    assert text[because.start : because.end] == "gendarmes"


def test_a_force_named_in_a_text_not_understood_is_suspected() -> None:
    findings = UNDERSTANDING.understand("les gendarmes xyzzy chez nous hier")
    assert "gendarmerie" in findings.about_force
    assert findings.needs_person


def test_every_civil_office_that_words_accuse_is_one_a_body_can_hold() -> None:
    assert set(CIVIL.values()) <= set(OFFICES)


@pytest.mark.parametrize("text", ["1", "2", "3.", "٣", "2 000", "76 00 00 00"])
def test_digits_accuse_nobody(text: str) -> None:
    findings = UNDERSTANDING.understand(text, prior_language="fr")
    assert (findings.accuses, findings.sensitivity, findings.needs_person) == (False, "S0", True)
