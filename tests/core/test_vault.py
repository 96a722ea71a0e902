"""Sealing: only the right key, row and column open what was sealed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline import ids
from hotline.vault import SealBroken, Vault

INDEX = b"i" * 32
ROW = ids.new_id()


def vault(*names: str) -> Vault:
    return Vault({name: name.encode().ljust(32, b".") for name in names}, INDEX)


@given(st.text(max_size=400))
def test_what_was_sealed_opens_as_it_was(text: str) -> None:
    sealed = vault("a").seal(text, "notes", "text_sealed", ROW)
    assert vault("a").open(sealed, "notes", "text_sealed", ROW) == text.encode("utf-8", "replace").decode()
    assert len(text) < 4 or text.encode("utf-8", "replace") not in sealed


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [("other", "text_sealed", ROW), ("notes", "other", ROW), ("notes", "text_sealed", ids.new_id())],
)
def test_a_sealed_text_opens_nowhere_else(table: str, column: str, row: object) -> None:
    sealed = vault("a").seal("secret", "notes", "text_sealed", ROW)
    with pytest.raises(SealBroken):
        vault("a").open(sealed, table, column, row)  # type: ignore[arg-type]


def test_no_flipped_bit_goes_unnoticed() -> None:
    sealed = vault("a").seal("secret", "notes", "text_sealed", ROW)
    for place in range(len(sealed)):
        bent = bytearray(sealed)
        bent[place] ^= 1
        with pytest.raises(SealBroken):
            vault("a").open(bytes(bent), "notes", "text_sealed", ROW)


@pytest.mark.parametrize("cut", range(0, 20))
def test_a_cut_text_is_refused(cut: int) -> None:
    sealed = vault("a").seal("secret", "notes", "text_sealed", ROW)
    with pytest.raises(SealBroken):
        vault("a").open(sealed[:cut], "notes", "text_sealed", ROW)


def test_the_first_key_writes_and_every_key_reads() -> None:
    old = vault("a").seal("secret", "notes", "text_sealed", ROW)
    both = vault("b", "a")
    assert both.open(old, "notes", "text_sealed", ROW) == "secret"
    with pytest.raises(SealBroken, match="not at hand"):
        vault("a").open(both.seal("new", "notes", "text_sealed", ROW), "notes", "text_sealed", ROW)


def test_equal_texts_are_sealed_differently_and_indexed_alike() -> None:
    safe = vault("a")
    assert safe.seal("x", "notes", "text_sealed", ROW) != safe.seal("x", "notes", "text_sealed", ROW)
    assert safe.blind("phone", "+22300000001") == safe.blind("phone", "+22300000001")
    assert safe.blind("phone", "+22300000001") != safe.blind("other", "+22300000001")
    assert safe.blind("phone", "+22300000001") != Vault({"a": b"." * 32}, b"j" * 32).blind("phone", "+22300000001")
