"""Whether a text tells what its writer saw: who was there is a witness, whatever the text asks besides."""

from __future__ import annotations

import re
import unicodedata

# In the first person alone: that others say they saw something is what a rumour is. Folded, words apart by one space.
_SAW = re.compile(
    r"\b(?:j (?:l |les )?ai (?:bien )?vue?s?|je (?:l |les )?ai vue?s?|jai vu|nous (?:l |les )?avons vue?s?"
    r"|on (?:l |les )?a vue?s?|je suis (?:devant|sur place|la bas)|j y suis|nous y sommes|j etais (?:la|devant|present)"
    r"|devant moi|de mes (?:propres )?yeux|i (?:have )?(?:saw|seen)|we saw|i am (?:there|here)|with my own eyes"
    r"|n ye a ye|an ye a ye|n y a ye|an y a ye)\b|رأيت|رايت|شاهدت|شفت"
)


def tells_sight(text: str) -> bool:
    """Say whether somebody writes of what they saw themselves, in French, Bambara, English or Arabic."""
    apart = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return _SAW.search(" ".join(re.findall(r"\w+", bare))) is not None
