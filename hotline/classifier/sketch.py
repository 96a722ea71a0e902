"""A short sketch of a text, by which like texts find each other; to be keyed before it is kept."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from hotline.classifier.likeness import Shingles

# Two values a line, 32 lines: of two texts that share a third of their shingles, 97 in 100 share a line.
ROWS, LINES = 2, 32
_ODD = np.frombuffer(
    b"".join(blake2b(f"line {n}".encode(), digest_size=8).digest() for n in range(ROWS * LINES)), dtype=np.uint64
) | np.uint64(1)


def sketch(one: Shingles) -> tuple[str, ...]:
    """Return the lines of a text's sketch: for each of several orders, the first of its shingles."""
    hashes = np.array([_number(shingle) for shingle in one.weights], dtype=np.uint64)
    least = (hashes[None, :] * _ODD[:, None]).min(axis=1)
    return tuple(f"{line}:{first}:{second}" for line, (first, second) in enumerate(least.reshape(LINES, ROWS)))


def _number(shingle: str) -> int:
    return int.from_bytes(blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
