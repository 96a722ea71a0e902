"""The models that ship: made from the examples and words of today, refused when changed, and only ever raising."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from hotline.classifier.artefact import FILES, MANIFEST, BadModel, load_bundle, read_files, unpack
from hotline.classifier.evaluate import ACCUSES_NOBODY
from hotline.classifier.judges import Judges
from hotline.classifier.load import load, load_taxonomy, words_only
from hotline.classifier.trained import Trained
from hotline.domain.findings import FORCES, URGENCIES
from hotline.learning.shipped import UNSEEN, read_examples, trained_on

SHIPPED = Path(str(files("hotline.data.model")))
UNDERSTANDING = load()


def test_the_models_are_of_todays_words_and_examples() -> None:
    said = load_bundle(SHIPPED).facts["trained_on"]
    assert said == trained_on(read_examples()), "run: make model"


def test_every_example_has_known_labels_and_stands_once() -> None:
    taxonomy, rows = load_taxonomy(), read_examples()
    assert Counter(row["text"] for row in rows).most_common(1)[0][1] == 1
    for row in rows:
        assert row["category"] in taxonomy, row
        assert row["urgency"] in URGENCIES, row
        assert row["about_force"] in ACCUSES_NOBODY or set(row["about_force"].split("|")) <= set(FORCES), row
        assert row["words"] in ("known", "fresh", "mentions"), row
    assert {row["category"] for row in rows} == set(taxonomy.codes)


def test_a_changed_byte_is_refused_and_another_kind_of_model_too() -> None:
    given = read_files(SHIPPED)
    content = given[FILES[2]]
    flipped = bytes([*content[:5_000], content[5_000] ^ 1, *content[5_001:]])
    with pytest.raises(BadModel, match="was changed"):
        unpack({**given, FILES[2]: flipped})
    with pytest.raises(BadModel, match="not trained from a file"):
        Trained.of(load_bundle(SHIPPED))
    assert set(given) == {*FILES, MANIFEST}


def test_without_models_the_words_alone_understand() -> None:
    findings = words_only().understand("on a volé 12 boeufs cette nuit à Tenenkou")
    assert (findings.category, findings.desk_kind) == ("cattle_theft", "security")
    assert words_only().version != UNDERSTANDING.version


def test_going_back_to_earlier_models_restores_every_finding() -> None:
    judges = Judges.of(load_bundle(SHIPPED), "1")
    texts = [row["text"] for row in read_examples()[::20]]
    before = [UNDERSTANDING.with_judges(judges).understand(text) for text in texts]
    other = UNDERSTANDING.with_judges(None)
    assert [other.understand(text) for text in texts] != before
    assert [other.with_judges(judges).understand(text) for text in texts] == before


@pytest.mark.parametrize("judged", [True, False], ids=["with models", "words alone"])
def test_no_model_lowers_what_a_critical_word_raised(judged: bool) -> None:
    asked = UNDERSTANDING if judged else words_only()
    for text in ("au secours on nous tue", "une bombe", "النجدة", "u be ka mogow faga"):
        findings = asked.understand(text)
        assert findings.urgency == "critical"
        assert findings.urgency_score >= 0.85


def test_a_model_raises_the_order_of_a_text_and_never_sinks_it() -> None:
    for row in read_examples()[::10]:
        assert UNDERSTANDING.understand(row["text"]).urgency_score >= 0.1
    urgent, calm = "un mortier est tombé sur l'école, encore un autre", "mettez aussi un numéro gratuit chez Moov"
    assert UNDERSTANDING.understand(urgent).urgency_score > UNDERSTANDING.understand(calm).urgency_score


def test_what_waits_for_a_person_stands_before_no_force() -> None:
    for row in read_examples()[::5]:
        findings = UNDERSTANDING.understand(row["text"])
        assert not (findings.needs_person and findings.desk_kind == "security")


def test_no_example_that_accuses_a_force_goes_to_one() -> None:
    accusing = [row for row in read_examples() if row["about_force"] not in ACCUSES_NOBODY]
    assert len(accusing) > 300
    assert [row["text"] for row in accusing if UNDERSTANDING.understand(row["text"]).desk_kind == "security"] == []


def test_the_reasons_of_a_learnt_category_are_words_of_the_text() -> None:
    for row in read_examples(UNSEEN):
        for one in UNDERSTANDING.understand(row["text"]).because:
            assert one.start is None or row["text"][one.start : one.end].strip()


@pytest.mark.parametrize(
    "text",
    [
        "j'ai témoigné contre un voleur et maintenant on me menace de mort",
        "je suis témoin du meurtre et ils menacent de me tuer",
        "depuis que j'ai porté plainte ils me menacent",
        "i am a witness and they threaten to kill me",
    ],
)
def test_a_witness_who_is_threatened_is_protected(text: str) -> None:
    found = UNDERSTANDING.understand(text)
    assert found.reprisal
    assert (found.sensitivity, found.desk_kind) == ("S3", "civil_protected")
    assert found.urgency in ("high", "critical")


@pytest.mark.parametrize(
    "text", ["mon cousin de 14 ans a été recruté de force", "des hommes armés recrutent les enfants du village"]
)
def test_a_recruited_child_is_protected_whatever_the_category(text: str) -> None:
    assert UNDERSTANDING.understand(text).sensitivity == "S3"


@pytest.mark.parametrize(
    "text",
    [
        "est-ce que c'est normal de payer 500 f au poste ?",
        "faut-il payer quelque chose au barrage de Sévaré ?",
        "est ce qu'on doit payer au poste de Konna ?",
    ],
)
def test_a_question_whether_one_must_pay_is_a_question(text: str) -> None:
    assert UNDERSTANDING.understand(text).category == "info_request"
    assert UNDERSTANDING.understand("on doit payer 1000 f au poste à chaque passage").category == "checkpoint_extortion"


def test_violence_that_goes_on_calls_people_now() -> None:
    assert UNDERSTANDING.understand("les gendarmes sont en train de battre des jeunes au marché").urgency == "critical"
