"""Makes what is sent small, for links of 30 kbit/s.

How small a page gets tells whoever counts its bytes whether a guess, texted to the line, stands in it already. Every
page therefore carries a stretch of chance in its gzip header, which no reader ever sees.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

from flask import Flask, request
from werkzeug.wrappers import Response

from hotline import ids

# Smaller than one packet: nothing is gained.
SHORTEST = 1_000
MOST_CHANCE = 96
KINDS = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"})

# Deflate, with a name; no time, no system.
_HEADER = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"


def install(app: Flask) -> None:
    """Compress what leaves, where the browser takes it."""
    app.after_request(_compress)


def gzipped(body: bytes, chance: int = 0) -> bytes:
    """Return a body as gzip, with so many bytes of chance in its header."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(body) + packer.flush()
    tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) % 2**32).to_bytes(4, "little")
    return b"".join((_HEADER, b"x" * chance, b"\x00", packed, tail))


def _compress(response: Response) -> Response:
    if response.mimetype not in KINDS:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 and response.status_code < 400 or not _takes_gzip(response):
        return response
    is_file = request.endpoint == "static"
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < SHORTEST:
        return response
    response.set_data(_packed_file(body) if is_file else gzipped(body, ids.pick(MOST_CHANCE)))
    response.headers["Content-Encoding"] = "gzip"
    return response


def _takes_gzip(response: Response) -> bool:
    asked = request.accept_encodings.quality("gzip") > 0 and request.method != "HEAD"
    return asked and "Content-Encoding" not in response.headers and "Range" not in request.headers


@lru_cache(maxsize=64)
def _packed_file(body: bytes) -> bytes:
    return gzipped(body)
