"""One form for all spellings, and always a way back to the raw text."""

from __future__ import annotations

import pytest

from hotline.classifier.normalise import fold, key, tokenise

SAME_WORD = [
    ("attaque", "ATTAAAAQUE"),
    ("attaque", "attake"),
    ("Ségou", "segu"),
    ("ɲinɛ", "nyine"),
    ("ɲinɛ", "gnine"),
    ("sɔrɔdasi", "sorodasi"),
    ("kɔlɔn", "kolon"),
    ("dɛmɛ", "dεmε"),  # noqa: RUF001 - the Greek letter, which phones offer sooner
    ("ɓiɗɗo", "biddo"),
    ("tǝmǝt", "temet"),
    ("bœuf", "boeuf"),
    ("que", "ke"),
    ("المدرسةُ", "المدرسه"),
    ("إطلاق", "اطلاق"),
    ("مستشفى", "مستشفي"),
    ("ســـوق", "سوق"),
    ("12", "99"),
]

BROKEN = ["", " ", "😀", "\x00", "\ud800", "\u202e", "a" * 10_000, "'" * 500, "ß\u0301ﬁ½", "\u200d\u200f"]


@pytest.mark.parametrize(("one", "other"), SAME_WORD)
def test_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_a_token_points_at_its_raw_letters() -> None:
    text = "À Ségou, l'armée a pris 23 bœufs"
    raw = [text[token.start : token.end] for token in tokenise(text)]
    assert raw == ["À", "Ségou", "l", "armée", "a", "pris", "23", "bœufs"]


def test_punctuation_starts_a_new_clause() -> None:
    clauses = [token.clause for token in tokenise("merci, mais non. oui")]
    assert clauses == [0, 1, 1, 2]


def test_direction_marks_do_not_cut_a_word() -> None:
    assert [token.key for token in tokenise("at\u202etaque")] == ["atake"]


@pytest.mark.parametrize("text", BROKEN)
def test_any_text_folds_with_one_origin_for_each_letter(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
