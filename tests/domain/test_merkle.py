"""The tree of RFC 6962: its known vectors, and a slow second telling of its definition."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hotline.domain import merkle

# The lines and roots with which the logs of Certificate Transparency test themselves.
LINES = [
    bytes.fromhex(line)
    for line in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def slow(lines: list[bytes]) -> bytes:
    """Return the root by the words of the RFC: split at the largest power of two below the count."""
    if len(lines) < 2:
        return sha256(b"\x00" + lines[0]).digest() if lines else sha256(b"").digest()
    split = 1
    while split * 2 < len(lines):
        split *= 2
    return sha256(b"\x01" + slow(lines[:split]) + slow(lines[split:])).digest()


@pytest.mark.parametrize("count", range(9))
def test_the_known_roots_come_out(count: int) -> None:
    assert merkle.root(LINES[:count]).hex() == ROOTS[count]


@given(some.lists(some.binary(max_size=40), max_size=70))
def test_one_pass_gives_what_the_definition_gives(lines: list[bytes]) -> None:
    assert merkle.root(iter(lines)) == slow(lines)


@given(some.lists(some.binary(max_size=8), min_size=1, max_size=40, unique=True), some.data())
def test_a_line_changed_swapped_added_or_left_out_gives_another_root(lines: list[bytes], data: some.DataObject) -> None:
    at = data.draw(some.integers(0, len(lines) - 1))
    before = merkle.root(lines)
    assert merkle.root([*lines[:at], lines[at] + b"x", *lines[at + 1 :]]) != before
    assert merkle.root([*lines[:at], *lines[at + 1 :]]) != before
    assert merkle.root([*lines[:at], b"new", *lines[at:]]) != before
    turned = [*lines[:at], *reversed(lines[at:])]
    assert turned == lines or merkle.root(turned) != before


def test_a_node_passes_for_no_leaf() -> None:
    inner = merkle.leaf_hash(b"a") + merkle.leaf_hash(b"b")
    assert merkle.root([inner]) != merkle.root([b"a", b"b"])
