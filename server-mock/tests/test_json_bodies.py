"""Hostile bodies: each is refused with the problem it deserves, and nothing changes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tracemalloc
from typing import Any

import pytest
from support import Api
from vectorizer_mock.engine.metadata import _TOO_SMALL
from vectorizer_mock.problems import Problem
from vectorizer_mock.validation.strict_json import read_json

INSERT = "/collections/c/insert"
DEEP = b'{"id":"x","vector":[1,0],"metadata":%s}'


HEAVY = {
    "keys without end": b'{"vectors":[' + b'"vector":[' * 1_000_000,
    "escapes": b'{"a":' + b"[[" * 60 + b'"' + b'\\n\\"' * 1_500_000 + b'"',
    "quotes": b'"' * 8_000_000,
    "small numbers": b'{"vector":[1,0],"metadata":{"a":[' + b"1," * 4_000_000 + b"1]}}",
    "small objects": b'{"vector":[1,0],"metadata":{"a":[' + b"{}," * 1_000_000 + b"1]}}",
    "long numbers": b'{"vector":[' + (b"1" * 4000 + b",") * 2000 + b"1]}",
    "a long vector": b'{"vector":[' + b"0.5," * 2_000_000 + b"1]}",
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_bodies_are_refused_in_reasonable_time(api: Api, name: str) -> None:
    started = time.process_time()
    reply = api("POST", "/collections/c/batch_insert" if name.startswith("keys") else INSERT, HEAVY[name])
    assert reply.status in (400, 422)
    assert time.process_time() - started < 1.5


def nested(depth: int, opening: str = '{"a":', closing: str = "}") -> bytes:
    return (opening * depth + "1" + closing * depth).encode()


MALFORMED = {
    "empty": b"",
    "blank": b"  \n",
    "truncated": b'{"id":"x","vector":[1,',
    "truncated string": b'{"id":"x',
    "trailing garbage": b'{"vector":[1,0]} x',
    "two values": b'{"vector":[1,0]}{"vector":[1,0]}',
    "trailing comma": b'{"vector":[1,0],}',
    "comment": b'{"vector":[1,0]/**/}',
    "single quotes": b"{'vector':[1,0]}",
    "leading zero": b'{"vector":[01,0]}',
    "bare point": b'{"vector":[1.,0]}',
    "control character": b'{"text":"a\x01b"}',
    "bad escape": b'{"text":"\\x41"}',
    "NaN": b'{"vector":[NaN,0]}',
    "Infinity": b'{"vector":[Infinity,0]}',
    "-Infinity": b'{"vector":[-Infinity,0]}',
    "NaN in metadata": b'{"vector":[1,0],"metadata":{"a":NaN}}',
    "4301 digits": b'{"vector":[1,0],"metadata":{"a":' + b"1" * 4301 + b"}}",
    "4301 digits in a vector": b'{"vector":[' + b"1" * 4301 + b",0]}",
    "duplicate key": b'{"id":"x","vector":[1,0],"id":"y"}',
    "duplicate key, nested": b'{"vector":[1,0],"metadata":{"a":{"b":1,"b":1}}}',
    "duplicate key, escaped": b'{"vector":[1,0],"metadata":{"a":1,"\\u0061":2}}',
    "duplicate vector": b'{"vector":[1,0],"vector":[1,0]}',
    "duplicate long vector": b'{"vector":[%s],"vector":[%s]}' % ((b"1.0," * 20 + b"1",) * 2),
    "depth 65": DEEP % nested(64),
    "depth 1100": DEEP % nested(1100),
    "depth 100000": DEEP % nested(100_000),
    "depth 100000, lists": DEEP % nested(100_000, "[", "]"),
    "depth 100000, unclosed": b"[" * 100_000,
    "invalid UTF-8": b'{"text":"\xff"}',
    "overlong": b'{"text":"\xc0\xaf"}',
    "CESU surrogates": b'{"text":"\xed\xa0\xbd\xed\xb8\x80"}',
    "UTF-16": '{"text":"a"}'.encode("utf-16"),
    "UTF-16 without mark": '{"text":"a"}'.encode("utf-16-le"),
    "UTF-32": '{"text":"a"}'.encode("utf-32-le"),
    "byte-order mark": b"\xef\xbb\xbf" + b'{"text":"a"}',
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_not_json_is_400(api: Api, name: str) -> None:
    started = time.process_time()
    reply = api("POST", INSERT, MALFORMED[name] or b" ")
    assert (reply.status, reply.code) == (400, "malformed-json")
    assert time.process_time() - started < 1.0
    assert api.everything() == []


def test_a_body_that_is_not_there_is_400(api: Api) -> None:
    assert api.run(api.raw("POST", INSERT, [(b"content-type", b"application/json")], [b""])).status == 400


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"null", b"5", b"true"])
def test_a_body_that_is_no_object_is_422(api: Api, body: bytes) -> None:
    reply = api("POST", INSERT, body)
    assert (reply.status, reply.pointers) == (422, ["/body"])


@pytest.mark.parametrize("depth", [63, 64])
def test_depth_64_is_json_and_too_deep_for_metadata(api: Api, depth: int) -> None:
    # The body and the metadata are one each.
    reply = api("POST", INSERT, DEEP % nested(depth - 1))
    assert (reply.status, reply.code) == (422, "limit-exceeded")


def test_brackets_in_strings_are_no_depth(api: Api) -> None:
    api.insert("x", metadata={"a": "[{" * 200, 'b"': '\\"[[['})
    assert api.get("x")["metadata"] == {"a": "[{" * 200, 'b"': '\\"[[['}


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "1e400 in a vector": (b'{"vector":[1e400,0]}', "not-finite", "/body/vector/0"),
    "3.5e38 in a vector": (b'{"vector":[1,3.5e38]}', "not-finite", "/body/vector/1"),
    "an enormous integer in a vector": (b'{"vector":[1,1%s]}' % (b"0" * 200), "not-finite", "/body/vector/1"),
    "1e400 in a long vector": (b'{"vector":[%s1e400]}' % (b"1.0," * 40), "not-finite", "/body/vector/40"),
    "3.5e38 in a long vector": (b'{"vector":[%s-3.5e38]}' % (b"1.0," * 40), "not-finite", "/body/vector/40"),
    "NaN in base64": (b'{"vector":"AADAfwAAgD8="}', "not-finite", "/body/vector/0"),
    "1e400 in metadata": (
        b'{"vector":[1,0],"metadata":{"a":[0,1e400]}}',
        "unsafe-integer",
        "/body/metadata/a/1",
    ),
    "2^53 in metadata": (
        b'{"vector":[1,0],"metadata":{"a":9007199254740992}}',
        "unsafe-integer",
        "/body/metadata/a",
    ),
    "-2^53-1 in metadata": (
        b'{"vector":[1,0],"metadata":{"a":-9007199254740993}}',
        "unsafe-integer",
        "/body/metadata/a",
    ),
    "2^53 as a float in metadata": (
        b'{"vector":[1,0],"metadata":{"a":9.007199254740992e15}}',
        "unsafe-integer",
        "/body/metadata/a",
    ),
    "a lone surrogate in text": (b'{"text":"\\ud800"}', "validation-failed", "/body/text"),
    "a lone surrogate in an id": (b'{"id":"\\udc00","vector":[1,0]}', "validation-failed", "/body/id"),
    "a lone surrogate in metadata": (
        b'{"vector":[1,0],"metadata":{"a":["\\ud83d"]}}',
        "validation-failed",
        "/body/metadata/a/0",
    ),
    "a NUL in an id": (b'{"id":"a\\u0000","vector":[1,0]}', "invalid-id", "/body/id"),
    "an unknown field": (b'{"vector":[1,0],"payload":{}}', "unknown-field", "/body/payload"),
    "an unknown field with a slash": (b'{"vector":[1,0],"a/b~":{}}', "unknown-field", "/body/a~1b~0"),
    "an id that is a number": (b'{"id":1,"vector":[1,0]}', "validation-failed", "/body/id"),
    "an empty id": (b'{"id":"","vector":[1,0]}', "invalid-id", "/body/id"),
    "a vector that is no base64": (b'{"vector":"abc"}', "validation-failed", "/body/vector"),
    "base64 of three bytes": (b'{"vector":"AAAA"}', "validation-failed", "/body/vector"),
    "base64 with a line break": (b'{"vector":"AACAPwAA\\nAAA="}', "validation-failed", "/body/vector"),
    "a boolean in a vector": (b'{"vector":[true,1]}', "validation-failed", "/body/vector/0"),
    "a list in a vector": (b'{"vector":[[1]]}', "validation-failed", "/body/vector/0"),
    "a list in a long vector": (
        b'{"vector":[[%s1]]}' % (b"1.0," * 40),
        "validation-failed",
        "/body/vector/0",
    ),
    "a null in a vector": (b'{"vector":[1,null]}', "validation-failed", "/body/vector/1"),
    "a string in a long vector": (
        b'{"vector":[%s"1]"]}' % (b"1.0," * 40),
        "validation-failed",
        "/body/vector/40",
    ),
    "a vector of null": (b'{"vector":null}', "validation-failed", "/body/vector"),
    "an empty vector": (b'{"vector":[]}', "validation-failed", "/body/vector"),
    "metadata that is a list": (b'{"vector":[1,0],"metadata":[]}', "validation-failed", "/body/metadata"),
    "metadata that is a string": (b'{"vector":[1,0],"metadata":"s"}', "validation-failed", "/body/metadata"),
    "metadata of null": (b'{"vector":[1,0],"metadata":null}', "validation-failed", "/body/metadata"),
    "an empty text": (b'{"text":""}', "validation-failed", "/body/text"),
    "neither text nor vector": (b'{"metadata":{}}', "validation-failed", "/body"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_422_with_code_and_pointer(api: Api, name: str) -> None:
    body, code, pointer = REFUSED[name]
    reply = api("POST", INSERT, body)
    assert (reply.status, reply.code, reply.pointers) == (422, code, [pointer])
    assert api.everything() == []


def test_every_fault_is_named(api: Api) -> None:
    reply = api("POST", INSERT, {"id": 1, "text": "", "vector": [True], "metadata": 5})
    assert reply.code == "validation-failed"
    assert reply.pointers == ["/body/id", "/body/text", "/body/vector/0", "/body/metadata"]


def keys(count: int) -> dict[str, int]:
    return {f"k{index}": index for index in range(count)}


def nest(depth: int) -> Any:
    return {"a": nest(depth - 1)} if depth > 1 else {}


@pytest.mark.parametrize(
    ("metadata", "status", "limit"),
    [
        (keys(256), 201, None),
        (keys(257), 422, 256),
        ({"in": keys(257)}, 422, 256),
        ({"a": "x" * (40_960 - 8)}, 201, None),
        ({"a": "x" * (40_960 - 7)}, 422, 40_960),
        ({"a": "é" * ((40_960 - 8) // 2)}, 201, None),
        ({"a": "é" * ((40_960 - 8) // 2 + 1)}, 422, 40_960),
        (nest(32), 201, None),
        (nest(33), 422, 32),
    ],
)
def test_the_limits_on_metadata(api: Api, metadata: Any, status: int, limit: int | None) -> None:
    reply = api("POST", INSERT, {"id": "x", "vector": [1, 0], "metadata": metadata})
    assert reply.status == status
    if limit is not None:
        assert (reply.code, reply.json["limit"]) == ("limit-exceeded", limit)
    else:
        assert api.get("x")["metadata"] == metadata


def test_the_limits_hold_for_what_is_merged(api: Api) -> None:
    api.insert("x", vector=[1, 0], metadata={**keys(200), "in": keys(200)})
    for more, limit, place in (
        ({f"m{n}": 0 for n in range(56)}, 256, ""),
        ({"in": {f"m{n}": 0 for n in range(57)}}, 256, "/in"),
        ({"a": "x" * 38_000}, 40_960, ""),
    ):
        reply = api("PATCH", "/collections/c/vectors/x", {"metadata": more})
        assert (reply.code, reply.pointers) == ("limit-exceeded", ["/body/metadata" + place])
        assert reply.json["limit"] == limit
    reply = api("PATCH", "/collections/c/vectors/x", {"metadata": {f"m{n}": 0 for n in range(55)}})
    assert reply.status == 200


def test_no_object_of_too_many_keys_is_too_small_to_be_looked_at() -> None:
    # One-letter names are the shortest, and there are not even so many of one byte.
    assert len(json.dumps({chr(n): 0 for n in range(35, 35 + 257)}, separators=(",", ":"))) > _TOO_SMALL


@pytest.mark.parametrize("length", [1_048_576, 1_048_577])
def test_the_limit_on_text(api: Api, length: int) -> None:
    reply = api("POST", INSERT, {"id": "x", "text": "a" * length})
    assert reply.status == (201 if length == 1_048_576 else 422)


@pytest.mark.parametrize(
    "key", ["__proto__", "constructor", "prototype", "toString", "", "a\u0000b", "$where", "a.b"]
)
def test_any_key_is_only_a_key(api: Api, key: str) -> None:
    metadata = {key: {key: ["\u0000", key]}}
    api.insert("x", metadata=metadata)
    assert api.get("x")["metadata"] == metadata


def test_numbers_in_metadata_come_back_as_they_were_written(api: Api) -> None:
    body = b'{"id":"x","vector":[1,0],"metadata":{"a":[1,1.0,true,-0.0,9007199254740991,1e15,0.1]}}'
    assert api("POST", INSERT, body).status == 201
    text = api("GET", "/collections/c/vectors/x").text
    assert '"a":[1,1.0,true,-0.0,9007199254740991,1000000000000000.0,0.1]' in text


def test_a_key_called_vector_in_metadata_is_ordinary(api: Api) -> None:
    numbers = [1, 2.0] * 40
    body = json.dumps({"id": "x", "vector": [0.5, 1], "metadata": {"vector": numbers, 'a"vector': numbers}})
    assert api("POST", INSERT, body.encode()).status == 201
    assert '"vector":[1,2.0,1,2.0,' in api("GET", "/collections/c/vectors/x").text
    assert api.get("x")["metadata"] == {"vector": numbers, 'a"vector': numbers}


def test_a_text_that_looks_like_a_vector_is_a_text(api: Api) -> None:
    text = '"vector": [' + "1.0, " * 40 + "1]"
    api.insert("x", text=text, vector=[1, 0])
    assert api.get("x")["text"] == text


@pytest.mark.parametrize("empty", ["{}", "[]", "1", '""'])
def test_more_values_than_are_worth_the_memory_are_refused_before_they_are_made(api: Api, empty: str) -> None:
    body = f'{{"text": "a", "metadata": {{"a": [{",".join([empty] * 600_000)}]}}}}'.encode()
    reply = api("POST", "/collections/c/insert", body)
    assert (reply.status, reply.code, reply.pointers) == (422, "limit-exceeded", ["/body"])
    assert reply.json["limit"] == 500_000


def test_commas_and_brackets_in_a_text_are_no_values(api: Api) -> None:
    assert api("POST", "/collections/c/insert", {"text": ',[{"\\' * 150_000}).status == 201


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[" + b'"",' * 1_500_000 + b"1]", "limit-exceeded"),
        (b"[" + b'{"vector":[0.1234567,0.1234567,0.1234567,0.1234567]},' * 100_000 + b"1]", "limit-exceeded"),
        (b"[" * 4_000_000, "malformed-json"),
        (b'{"a":"' + b'\\"[,' * 1_000_000 + b'"' + b"[" * 100, "malformed-json"),
    ],
    ids=["strings", "vectors", "lists", "escapes"],
)
def test_what_is_refused_for_its_size_takes_little_memory(body: bytes, code: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Problem) as caught:
            read_json(body, None)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.code == code
    assert peak < 6 * len(body) + 16_000_000


@pytest.mark.parametrize("fill", ['"', "\\", "[", "{", ",", "é"])
def test_what_stands_in_a_string_is_no_structure(fill: str) -> None:
    # Longer than the pieces that are looked at, so that a string begins in one and ends in another.
    value = {"a": fill * 1_100_000, "b": [fill, fill * 3]}
    assert read_json(json.dumps(value, ensure_ascii=False).encode(), None) == value


def test_a_vector_of_far_too_many_numbers_takes_little_memory() -> None:
    """simdjson's own is not traced: the process's is looked at, in one that has done nothing else."""
    code = "\n".join(
        [
            "import resource",
            "from vectorizer_mock.validation.strict_json import read_json",
            "body = b'{\"id\":\"a\",\"vector\":[' + b'1,' * 12_000_000 + b'1]}'",
            "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss",
            "assert len(read_json(body, None)['vector']) == 12_000_001",
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)",
        ]
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(said) * unit < 320 << 20
