"""A model without one labelled text: each lexicon word speaks for its label, and nothing is sure."""

from __future__ import annotations

import numpy as np

from hotline.classifier.lexicon_file import Lexicon
from hotline.classifier.linear import Linear
from hotline.classifier.space import Space
from hotline.classifier.trained import Trained
from hotline.learning.calibrate import NEVER

# Names of the label that means "nothing of the others". A text in which no word is known gets it; its own words weigh
# half, since a greeting stands before most concerns as well.
NOTHING = ("no_action", "nothing", "none", "no", "chatter", "other", "others", "autre", "rien", "0", "info_request")
NOTHING_OFFSET, NOTHING_WEIGHT = 0.4, 0.5


def from_lexicon(lexicon: Lexicon, written: str) -> Trained:
    """Make the model that the words alone allow; it answers everything and leaves everything to a person.

    Of labels that as much speaks for, the one written first is given.
    """
    labels = lexicon.labels
    space = Space((), np.zeros(0, np.float32), lexicon.labels)
    weights = np.array([[float(label == spoken) for spoken in lexicon.labels] for label in labels], np.float32)
    offsets = np.zeros(len(labels), np.float32)
    nothing = _nothing(lexicon)
    if nothing:
        row = labels.index(nothing)
        weights[row] *= NOTHING_WEIGHT
        offsets[row] = NOTHING_OFFSET
    return Trained(Linear(labels, space, weights, offsets), NEVER, written, {"rows": 0})


def _nothing(lexicon: Lexicon) -> str:
    """Return the label that stands for none of the others: one without words, or one named so."""
    spoken = {pattern.label for pattern in lexicon.patterns}
    wordless = [label for label in lexicon.labels if label not in spoken]
    named = [label for name in NOTHING for label in lexicon.labels if label.lower() == name]
    return next(iter([*wordless, *named]), "")
