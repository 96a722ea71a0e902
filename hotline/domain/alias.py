"""Neutral names for the citizen of a case: a word of nature and three digits, never a number or a name."""

from __future__ import annotations

import re

from hotline.domain.seeking import fold

# Trees, birds and things of the river: no first or family name, threat, insult or hint at informing.
WORDS = (
    "Acacia", "Baobab", "Bambou", "Bananier", "Caïlcédrat", "Calebassier", "Citronnier", "Cocotier",
    "Dattier", "Figuier", "Goyavier", "Grenadier", "Kapokier", "Karité", "Manguier", "Néré", "Nénuphar",
    "Palmier", "Papayer", "Roseau", "Rônier", "Sésame", "Tamarinier", "Tournesol", "Aigrette",
    "Bergeronnette", "Calao", "Canard", "Cigogne", "Courlis", "Héron", "Hirondelle", "Ibis", "Jabiru",
    "Moineau", "Mouette", "Outarde", "Pélican", "Perdrix", "Pintade", "Rollier", "Sarcelle", "Spatule",
    "Sterne", "Tisserin", "Touraco", "Tourterelle", "Berge", "Brume", "Coquillage", "Delta", "Écume",
    "Galet", "Lagune", "Nacre", "Pagaie", "Pirogue", "Rivage", "Rosée", "Vague",
)  # fmt: skip
_LOWEST, _DIGITS = 100, 900
COUNT = len(WORDS) * _DIGITS


def read_alias(typed: str) -> str | None:
    """Return the alias that somebody typed, whatever its accents and capitals; None for anything else."""
    word, _, digits = typed.strip().rpartition(" ")
    known = {fold(one): one for one in WORDS}.get(fold(word.strip()))
    return f"{known} {digits}" if known and re.fullmatch(r"[1-9][0-9]{2}", digits) else None


def alias(number: int) -> str:
    """Return the alias of a number from 0 up: neighbours differ in the word; memorable, not unique."""
    turn, word = divmod(number, len(WORDS))
    return f"{WORDS[word]} {_LOWEST + turn % _DIGITS}"
