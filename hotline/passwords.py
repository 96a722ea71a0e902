"""Hashes passwords with argon2id, and says which ones are too weak to take."""

from __future__ import annotations

import re
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# NIST SP 800-63B: length, no composition rules, no expiry. The upper end bounds the work of hashing.
SHORTEST, LONGEST = 12, 200

# 46 MiB and two passes: above the OWASP minimum, and eight at once still fit a 1 GB machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)
DECOY = "$argon2id$v=19$m=47104,t=2,p=1$wtW6vRAN3Wga6oH7jXvxgg$VChneGuVdxlmfg7ymnN97RsjRY4CUYHQ8N7PdqLfMHQ"

_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz")
_KEYBOARD = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwerty", "azerty")
_COMMON = (
    "motdepasse", "password", "passe", "secret", "bonjour", "bienvenue", "welcome", "soleil", "doudou",
    "administrateur", "administrator", "admin", "letmein", "changeme", "changezmoi", "iloveyou", "football",
    "jetaime", "dragon", "monkey", "laligne", "hotline", "numerovert", "allo", "police", "gendarmerie",
    "gendarme", "garde", "nationale", "mairie", "coordination", "liaison", "bamako", "mopti", "sevare",
    "segou", "gao", "tombouctou", "kidal", "mali", "afrique",
)  # fmt: skip
_FEWEST_LETTERS = 4
_FEWEST_SIGNS = 5


def hash_password(password: str) -> str:
    """Return the argon2id hash to store, with its salt and its costs in it."""
    return _HASHER.hash(_plain(password))


def matches(stored: str | None, password: str) -> bool:
    """Say whether the password is the stored one; without one it takes as long and says no."""
    try:
        return _HASHER.verify(stored or DECOY, _plain(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def weakness(password: str, *context: str) -> str | None:
    """Return why a new password is refused or None; `context` holds words about its owner.

    The reasons are `short`, `long` and `common`.
    """
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    return "common" if _is_common(password, context) else None


def _is_common(password: str, context: tuple[str, ...]) -> bool:
    """Common is what leaves almost nothing once well-known words, runs and repeated signs are taken out."""
    folded = _fold(password)
    if len(set(folded)) < _FEWEST_SIGNS or any(folded in run for run in _RUNS):
        return True
    parts = (part for word in context for part in re.split(r"[\W\d_]+", _fold(word)))
    words = {part for part in parts if len(part) >= _FEWEST_LETTERS}
    rest = re.sub(r"[\W\d_]+", "", folded)
    before = rest
    for word in sorted((*_COMMON, *_KEYBOARD, *words), key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest) < _FEWEST_LETTERS and rest != before


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign) and not sign.isspace())


def _plain(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
