"""Answers that come compressed: one coding is taken, within the limits; what multiplies a byte is refused."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
import vectorizer_client as v
from scripted import Server, reply
from sides import VECTOR, Side, Took
from vectorizer_client import Failure
from vectorizer_client._http.inflate import inflater

TEXT = json.dumps(VECTOR).encode()
BOMB = gzip.compress(b'{"status":"' + b"o" * 100_000_000 + b'"}', 1)
_raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
RAW_DEFLATE = _raw.compress(TEXT) + _raw.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT[:20]) + gzip.compress(TEXT[20:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", RAW_DEFLATE),
        ("identity", TEXT),
    ],
    ids=["gzip", "gzip in two members", "deflate", "deflate without a wrapper", "identity"],
)
def test_one_coding_is_read(side: Side, server: Server, coding: str, body: bytes) -> None:
    server.script = [reply(body, headers={"Content-Encoding": coding})]
    side.open(url=server.url)
    assert side.call("get_vector", "c", "v").text == "t"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        ("br", TEXT),
        ("gzip", gzip.compress(TEXT)[:-9]),
        ("deflate", zlib.compress(TEXT) + b"x"),
    ],
    ids=["stacked", "not asked for", "cut off", "more after the end"],
)
def test_any_other_is_a_response_error(side: Side, server: Server, coding: str, body: bytes) -> None:
    server.script = [reply(body, headers={"Content-Encoding": coding})]
    side.open(url=server.url, retries=0)
    with pytest.raises(v.ResponseError, match="Content-Encoding"):
        side.call("get_vector", "c", "v")


@pytest.mark.parametrize("coding", ["gzip", "gzip, gzip"])
def test_a_small_body_cannot_fill_the_memory(side: Side, server: Server, coding: str) -> None:
    body = BOMB if coding == "gzip" else gzip.compress(BOMB)
    server.script = [reply(body, headers={"Content-Encoding": coding})]
    side.open(url=server.url, retries=0, max_response_bytes=1_000_000)
    with Took() as took, pytest.raises(v.ResponseError):
        side.call("get_health")
    assert took.seconds < 5


def test_decoding_makes_no_piece_before_it_is_asked_for() -> None:
    decoder = inflater("gzip")
    assert decoder is not None
    pieces = decoder.feed(BOMB)
    assert len(next(pieces)) <= 256 * 1024
    pieces.close()  # type: ignore[attr-defined]
    with pytest.raises(Failure):
        decoder.end()
