"""Phrases for citizens: reviewed languages only, one part each, never a word about the topic."""

from __future__ import annotations

import pytest

from hotline.classifier.load import load_languages
from hotline.domain.datafile import DataFault
from hotline.domain.language import PLACEHOLDERS, Language, parse_language, phrase

LONGEST_REFERENCE = "482 915 704"
NUMBERS = "17, 18"
ALL_SEVEN = "1 Francais 2 Bamanankan 3 Fulfulde 4 Songhay 5 Tamasheq 6 Arabe 7 English"
ASKED_FOR = ("help", "language_list")
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
LANGUAGES = load_languages()
HEAD = 'code = "en"\nname = "English"\nnumber = 7\ndirection = "ltr"\nreviewed = true\n'


def every_phrase() -> list[tuple[str, str]]:
    return [(language.code, key) for language in LANGUAGES.values() for key in language.phrases]


def test_the_seven_languages_keep_their_numbers() -> None:
    numbers = {language.number: language.code for language in LANGUAGES.values()}
    assert numbers == {1: "fr", 2: "bm", 3: "ff", 4: "ses", 5: "taq", 6: "ar", 7: "en"}
    assert LANGUAGES["ar"].direction == "rtl"


@pytest.mark.parametrize(("code", "key"), every_phrase())
def test_a_phrase_fits_its_parts_in_the_worst_case(code: str, key: str) -> None:
    longest = {"reference": LONGEST_REFERENCE, "numbers": NUMBERS, "languages": ALL_SEVEN}
    values = {name: longest[name] for name in PLACEHOLDERS[key]}
    text = phrase(LANGUAGES, code, key, **values)
    units = len(text.encode("utf-16-le")) // 2
    one, two = (160, 306) if set(text) <= GSM_7 else (70, 134)
    assert units <= (two if key in ASKED_FOR else one), f"{units}: {text}"
    assert (set(text) <= GSM_7) == (code != "ar")


@pytest.mark.parametrize("code", ["fr", "bm", "en", "ar"])
def test_a_reviewed_language_has_every_phrase(code: str) -> None:
    assert set(LANGUAGES[code].phrases) == set(PLACEHOLDERS)


@pytest.mark.parametrize("code", ["ff", "ses", "taq", "xx"])
def test_a_language_nobody_reviewed_is_answered_in_french(code: str) -> None:
    french = phrase(LANGUAGES, "fr", "status_received", reference="482 9157")
    assert phrase(LANGUAGES, code, "status_received", reference="482 9157") == french


def test_stop_words_of_french_and_english_are_known() -> None:
    words = {word for language in LANGUAGES.values() for word in language.commands.get("stop", ())}
    assert {
        "stop",
        "stopall",
        "arret",
        "arreter",
        "arrete",
        "desabonner",
        "fin",
        "unsubscribe",
        "cancel",
        "quit",
    } <= words


def test_bambara_is_used_and_still_flagged_for_review() -> None:
    bambara: Language = LANGUAGES["bm"]
    assert bambara.reviewed
    assert bambara.flagged_for_review


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD.replace("7", '"7"'), 3, "number must be a whole number"),
        (HEAD.replace("ltr", "up"), 4, "direction must be ltr or rtl"),
        (HEAD + '[phrases]\nhello = "hi"\n', 7, "unknown phrase hello"),
        (HEAD + '[phrases]\nstatus_received = "got it"\n', 7, "must name reference in braces"),
        (HEAD + '[phrases]\nhelp = "call {numbers"\n', 7, "stray brace"),
        (HEAD + '[commands]\nstop = [""]\n', 7, "empty word"),
        (HEAD + '[commands]\ngo = ["go"]\n', 7, "unknown command go"),
        (HEAD.replace('"en"', '"fr"') + "[phrases]\n", 6, "must hold every phrase"),
    ],
)
def test_a_fault_is_named_with_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(DataFault) as caught:
        parse_language(text, "languages/en.toml")
    assert str(caught.value).startswith(f"languages/en.toml, line {line}: ")
    assert reason in str(caught.value)
