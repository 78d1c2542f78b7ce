"""Media types, encodings and sizes."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import zlib
from typing import Any

import numpy as np
import pytest
import zstandard
from support import JSON, Api, Reply, vector_path
from vectorizer_mock.settings import Settings

INSERT = "/collections/c/insert"
BODY = json.dumps({"id": "x", "vector": [1, 0]}).encode()


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201), ("Application/JSON; charset=UTF-8", 201), ('application/json; charset="utf-8"', 201),
        ("application/json;profile=x", 201), ("application/xml", 415), ("", 415), ("text/plain", 415),
        ("application/json; charset=latin1", 415), ("application/json, text/plain", 415), ("application/x-ndjson", 415),
        ("application/jsonx", 415),
    ],
)  # fmt: skip
def test_content_types(api: Api, content_type: str, status: int) -> None:
    assert api("POST", INSERT, BODY, content_type=content_type).status == status


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200), ("*/*", 200), ("application/*", 200), ("application/json", 200), ("text/html, */*;q=0.1", 200),
        ("text/html", 406), ("application/json;q=0", 406), ("application/json;q=0, */*", 406), ("text/*", 406),
        ("application/problem+json", 406), ("application/json;q=nonsense", 406), ("APPLICATION/JSON", 200),
    ],
)  # fmt: skip
def test_accept(api: Api, accept: str, status: int) -> None:
    reply = api("GET", "/info", accept=accept)
    assert reply.status == status


def test_what_has_no_body_needs_no_accept(api: Api) -> None:
    api.insert("x")
    assert api("DELETE", vector_path("x"), accept="text/html").status == 204


def packed(encoding: str, body: bytes) -> bytes:
    return gzip.compress(body) if encoding == "gzip" else zstandard.compress(body)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_bodies_may_be_compressed(api: Api, encoding: str) -> None:
    assert api("POST", INSERT, packed(encoding, BODY), content_encoding=encoding).status == 201
    parts = packed(encoding, BODY[:9]) + packed(encoding, BODY[9:].replace(b'"x"', b'"y"'))
    assert api("POST", INSERT, parts, content_encoding=encoding.upper()).status in (201, 409)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-3], lambda b: b"nonsense", lambda b: b + b"nonsense", lambda b: b""]
)
def test_what_is_not_compressed_as_it_says_is_400(api: Api, encoding: str, spoil: Any) -> None:
    reply = api("POST", INSERT, spoil(packed(encoding, BODY)), content_encoding=encoding)
    assert (reply.status, reply.code) == (400, "malformed-request")


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "x"])
def test_other_encodings_are_415(api: Api, encoding: str) -> None:
    assert api("POST", INSERT, BODY, content_encoding=encoding).code == "unsupported-media-type"


def bomb(encoding: str, size: int) -> bytes:
    piece = b"\0" * (1 << 20)
    if encoding == "gzip":
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        return b"".join(packer.compress(piece) for _ in range(size >> 20)) + packer.flush()
    stream = zstandard.ZstdCompressor().compressobj()
    return b"".join(stream.compress(piece) for _ in range(size >> 20)) + stream.flush()


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_bomb_is_413(api: Api, encoding: str) -> None:
    reply = api("POST", INSERT, bomb(encoding, 1 << 27), content_encoding=encoding)
    assert (reply.status, reply.code, reply.json["limit"]) == (413, "payload-too-large", 33_554_432)


def send(api: Api, pieces: list[bytes], *headers: tuple[bytes, bytes]) -> Reply:
    json_header = [(name.encode(), value.encode()) for name, value in JSON.items()]
    return api.run(api.raw("POST", INSERT, [*json_header, *headers], pieces))


def test_a_body_over_the_limit_is_413(api: Api) -> None:
    full = BODY + b" " * (33_554_432 - len(BODY))
    assert send(api, [full]).status == 201
    assert send(api, [], (b"content-length", b"33554433")).code == "payload-too-large"
    # Another HTTP server than ours may pass on what is no length of anything.
    assert send(api, [], (b"content-length", b"9" * 5_000)).code == "payload-too-large"
    assert send(api, [full[:20_000_000], full[20_000_000:], b" "]).code == "payload-too-large"


def test_numbers_may_be_base64_both_ways(api: Api) -> None:
    numbers = np.array([0.1, -3.5], dtype="<f4")
    text = base64.b64encode(numbers.tobytes()).decode()
    api.insert("x", vector=text)
    assert api("GET", vector_path("x") + "?vector_format=base64").json["vector"] == text
    assert api("GET", vector_path("x")).json["vector"] == [0.1, -3.5]
    hits = api(
        "POST", "/collections/c/search?vector_format=base64", {"vector": text, "with_vector": True}
    ).json
    assert hits["results"][0]["vector"] == text
    page = api("GET", "/collections/c/vectors?vector_format=base64&with_vector=true").json
    assert page["vectors"][0]["vector"] == text
    assert api("GET", "/collections/c/export?vector_format=base64").lines[0]["vector"] == text


def test_answers_are_compressed_where_it_is_worth_it(api: Api) -> None:
    api.insert("x", metadata={"a": "word " * 1000})
    plain = api("GET", vector_path("x"))
    small = api("GET", vector_path("x"), accept_encoding="gzip, br")
    assert (small.headers["content-encoding"], small.headers["vary"], plain.headers["vary"]) == ("gzip",) + (
        "accept-encoding",
    ) * 2
    assert len(small.body) < len(plain.body) / 10
    assert small.text == plain.text
    assert "content-encoding" not in api("GET", vector_path("x"), accept_encoding="gzip;q=0").headers
    assert "content-encoding" not in api("GET", "/health", accept_encoding="gzip").headers
    api.collection("f", 500)
    numbers = np.random.default_rng(0).normal(size=500).astype(np.float32)
    api.insert("x", "f", vector=numbers.tolist())
    for vector_format in ("json", "base64"):
        reply = api("GET", vector_path("x", "f") + f"?vector_format={vector_format}", accept_encoding="gzip")
        assert "content-encoding" not in reply.headers


@pytest.mark.parametrize("given", ["abc", "a" * 128, "~!"])
def test_a_request_id_is_echoed(api: Api, given: str) -> None:
    assert api("GET", "/health", x_request_id=given).headers["x-request-id"] == given
    reply = api("GET", "/nope", x_request_id=given)
    assert (reply.headers["x-request-id"], reply.json["request_id"]) == (given, given)


@pytest.mark.parametrize("given", ["a b", "a" * 129, "é", "\t"])
def test_a_request_id_that_cannot_be_echoed_is_replaced(api: Api, given: str) -> None:
    assert api("GET", "/health", x_request_id=given).headers["x-request-id"][14] == "7"


def test_more_requests_than_the_server_holds_are_503() -> None:
    api = Api(Settings(requests_in_flight=2))
    handlers = api.app._application._handlers
    handle = handlers["getInfo"]
    refused: list[Reply] = []

    async def ask() -> list[Reply]:
        released = asyncio.Event()

        async def held(**arguments: Any) -> Any:
            await released.wait()
            return await handle(**arguments)

        handlers["getInfo"] = held
        asked = {asyncio.ensure_future(api.send("GET", "/info")) for _ in range(5)}
        while len(refused) < 3:
            done, asked = await asyncio.wait(asked, timeout=30, return_when=asyncio.FIRST_COMPLETED)
            assert done, f"{len(refused)} of 5 requests were refused"
            refused.extend(task.result() for task in done)
        released.set()
        return list(await asyncio.gather(*asked))

    assert [reply.status for reply in api.run(ask())] == [200, 200]
    assert {(reply.code, reply.headers["retry-after"]) for reply in refused} == {("unavailable", "1")}
    assert api("GET", "/info").status == 200
    api.close()


def test_bodies_that_take_more_memory_together_than_there_is_are_503() -> None:
    api = Api(Settings(bodies_bytes=500_000))
    api.collection()
    texts = [{"id": f"v{n}", "text": f"{n} word " * 30_000} for n in range(4)]
    replies = api.gather([api.send("POST", "/collections/c/insert", text) for text in texts])
    assert sorted({reply.status for reply in replies}) == [201, 503]
    assert {reply.headers.get("retry-after") for reply in replies if reply.code == "unavailable"} == {"1"}
    # What they took is given back.
    for text in texts:
        assert api("POST", "/collections/c/insert", text | {"id": "later" + text["id"]}).status == 201
    api.close()
