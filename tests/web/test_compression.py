"""What is sent is small, the same once unpacked, and never twice of the same size by rule."""

from __future__ import annotations

import gzip

import pytest

from hotline.web.compression import MOST_CHANCE, gzipped
from tests.support.town import Town

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
THEFT = "On a volé mes boeufs à Ténenkou"


@pytest.mark.parametrize("body", [b"", b"a", "ɛ سلام ⵜⴰ".encode() * 500, bytes(range(256)) * 40])
@pytest.mark.parametrize("chance", [0, 1, MOST_CHANCE])
def test_what_is_packed_comes_out_the_same(body: bytes, chance: int) -> None:
    assert gzip.decompress(gzipped(body, chance)) == body


def test_a_page_is_packed_and_the_same_once_unpacked(town: Town) -> None:
    town.text("+22300000101", THEFT)
    security = town.officer("security")
    plain, packed = security.get("/inbox"), security.client.get("/inbox", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding, Cookie")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["Content-Length"] == str(len(packed.data))


def test_the_same_page_has_many_sizes_so_that_none_tells_what_is_in_it(town: Town) -> None:
    security = town.officer("security")
    sizes = {len(security.client.get("/inbox", headers=GZIP).data) for _ in range(40)}
    assert len(sizes) > 5


def test_files_are_packed_once_and_keep_their_size(town: Town) -> None:
    client = town.web.test_client()
    plain, *packed = (client.get("/static/hotline.css", headers=asked, buffered=True) for asked in ({}, GZIP, GZIP))
    assert {len(one.data) for one in packed} == {len(packed[0].data)}
    assert gzip.decompress(packed[0].data) == plain.data


@pytest.mark.parametrize("asked", [{}, {"Accept-Encoding": "gzip;q=0"}, {"Accept-Encoding": "br"}])
def test_whoever_does_not_take_it_gets_it_plain(town: Town, asked: dict[str, str]) -> None:
    assert (
        "Content-Encoding"
        not in town.web.test_client().get("/static/hotline.css", headers=asked, buffered=True).headers
    )


def test_a_poll_without_news_has_no_body_to_pack(town: Town) -> None:
    security = town.officer("security")
    mark = security.get("/inbox").headers["ETag"]
    answer = security.client.get("/inbox", headers={**GZIP, "If-None-Match": mark, "X-Live": "viewing"})
    assert (answer.status_code, answer.data, "Content-Encoding" in answer.headers) == (304, b"", False)
