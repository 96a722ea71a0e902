"""Arabic as it is typed on phones without Arabic keys: Latin letters, digits for what they lack, guessed vowels."""

from __future__ import annotations

from itertools import cycle

# Where a sound is spelt in several ways, they take turns.
SPELT = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h7", "خ": ("kh", "5"),
    "د": "d", "ذ": "d", "ر": "r", "ز": "z", "س": "s", "ش": ("ch", "sh"), "ص": "s", "ض": "d", "ط": "t", "ظ": "d",
    "ع": "3a", "غ": "gh", "ف": "f", "ق": "qkg9", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a",
    "و": ("w", "ou"), "ي": "yi", "ى": "a", "ئ": "'", "ؤ": ("ou", "w"), "ء": "'",
}  # fmt: skip
# Arabic writes no short vowels; two consonants of three are parted by one.
VOWELS = ("a", "", "e", "i", "", "a", "ou", "", "a")
SOUNDED = frozenset("aeiou")


def spell(text: str) -> str:
    """Spell an Arabic sentence in Latin letters; what is not Arabic is left out."""
    turns = {letter: cycle(ways) for letter, ways in SPELT.items()}
    vowels = cycle(VOWELS)
    return " ".join(
        spelt
        for word in text.split()
        if (spelt := _join([next(turns[letter]) for letter in word if letter in turns], vowels))
    )


def _join(sounds: list[str], vowels: cycle[str]) -> str:
    made = ""
    for sound in sounds:
        between = made and made[-1] not in SOUNDED and sound[0] not in SOUNDED
        made += (next(vowels) if between else "") + sound
    return made
