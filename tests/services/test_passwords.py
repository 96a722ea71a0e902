"""Passwords: what is stored, what is refused, and that nobody learns who exists from the time it takes."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters

from hotline import passwords

STRONG = (
    "trois pirogues bleues",
    "ߖߌ ߕߍ߫ ߊ߲ ߓߟߏ߫ ߖߌ ߕߍ߫",
    "é" * 3 + "un mur de terre",
    "kaya-dougou-7-mil",
    " " * 4 + "le mil pousse",
)
COMMON = (
    "motdepasse123", "Mot De Passe 2026!", "aaaaaaaaaaaaaa", "121212121212", "012345678901", "azertyuiop12",
    "Password-2026", "laligne-2026-mopti", "gendarmerie1960", "qwerty123456!",
)  # fmt: skip


@pytest.mark.parametrize("password", STRONG)
def test_a_phrase_of_any_script_is_taken(password: str) -> None:
    assert passwords.weakness(password, "agent@demo.invalid") is None


@pytest.mark.parametrize("password", COMMON)
def test_well_known_words_and_runs_are_refused(password: str) -> None:
    assert passwords.weakness(password) == "common"


def test_words_about_the_owner_are_refused() -> None:
    assert passwords.weakness("Bandiagara-2026", "bandiagara@demo.invalid") == "common"
    assert passwords.weakness("Bandiagara-2026") is None


def test_length_counts_from_12_to_200() -> None:
    assert passwords.weakness("un mur rouge"[:11]) == "short"
    assert passwords.weakness("un mur rouge") is None
    assert passwords.weakness(("un mur rouge " * 20)[:200]) is None
    assert passwords.weakness(("un mur rouge " * 20)[:201]) == "long"


def test_only_the_right_password_matches_and_no_two_hashes_are_alike() -> None:
    one, two = passwords.hash_password("un mur rouge"), passwords.hash_password("un mur rouge")
    assert one != two
    assert one.startswith("$argon2id$")
    assert passwords.matches(one, "un mur rouge")
    assert not passwords.matches(one, "un mur rouge ")


def test_the_same_signs_typed_on_another_keyboard_match() -> None:
    assert passwords.matches(passwords.hash_password("une clé cachée"), "une cle\u0301 cache\u0301e")


def test_a_lone_surrogate_is_a_password_like_any_other() -> None:
    assert not passwords.matches(passwords.hash_password("un mur rouge"), "\ud800" * 12)


def test_an_account_without_a_password_never_matches_and_costs_the_same_work() -> None:
    assert not passwords.matches(None, "un mur rouge")
    assert extract_parameters(passwords.DECOY) == extract_parameters(passwords.hash_password("un autre mur"))
