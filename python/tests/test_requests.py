"""Requests on the wire, for what a caller gives."""

from __future__ import annotations

import array
import asyncio
import base64
import enum
import json
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from scripted import Server, reply
from sides import INFO, STAMP, VECTOR, WRITTEN, Answer, Script, Side, shown
from vectorizer_client import (
    UNSET,
    APIStatusError,
    ConfigurationError,
    ConnectionFailedError,
    ValidationError,
    VectorizerClient,
)

OK = Answer(200, WRITTEN)
NUMBERS = Answer(200, {**INFO, "vector_formats": ["json"]})


def update(side: Side, info: Answer | None = None, **fields: Any) -> Any:
    """The body that an update with these fields sends."""
    script = Script(OK, info=info)
    side.open(script)
    side.call("update_vector", "c", "v", **fields)
    assert script.requests[0].method == "PATCH"
    return script.bodies()[0]


def test_not_given_none_and_empty_are_three_things(side: Side) -> None:
    assert update(side) == {}
    assert update(side, text=None, metadata=None) == {"text": None, "metadata": None}
    assert update(side, text="", metadata={}) == {"text": "", "metadata": {}}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("a text", {"query": "a text"}),
        ([1, 0.5], {"vector": [1, 0.5]}),
        (np.array([1, 0.5]), {"vector": [1, 0.5]}),
        (memoryview(array.array("f", [1, 0.5])), {"vector": [1, 0.5]}),
        (None, {"query": None}),
        (7, {"query": 7}),
    ],
)
def test_a_search_takes_a_text_or_a_vector_by_position(side: Side, given: Any, sent: Any) -> None:
    script = Script(Answer(200, {"results": []}), info=NUMBERS)
    side.open(script)
    side.call("search", "c", given, limit=1)
    assert json.loads(script.requests[-1].content or b"") == {**sent, "limit": 1}


def test_a_vector_given_twice_is_refused(side: Side) -> None:
    side.open(script := Script())
    with pytest.raises(ValidationError, match=r"^vector must not be given twice"):
        side.call("search", "c", [1, 0], vector=[1, 0])
    assert script.requests == []


@pytest.mark.parametrize(
    "identity",
    [
        "a/b",
        "a%2Fb",
        "a b",
        " é",
        "😀",
        "a?b#c",
        "a+b",
        "a:b",
        "..a",
        "...",
        "%",
        "a\\b",
        "‮x",
        "'",
        '"',
        "x" * 256,
        "e\u0301",
    ],
)
def test_any_id_is_one_segment_of_the_path(side: Side, identity: str) -> None:
    script = Script(Answer(200, {**VECTOR, "id": identity}))
    side.open(script)
    assert side.call("get_vector", "c", identity).id == identity
    path = script.paths[0]
    assert path.count("/") == 4
    assert re.fullmatch(r"/collections/c/vectors/[A-Za-z0-9._~%-]+", path)
    from urllib.parse import unquote

    assert unquote(path.rsplit("/", 1)[1]) == identity


@pytest.mark.parametrize(
    "identity",
    ["", ".", "..", "a\nb", "a\x00", "\x7f", "\x85", "\ud800", "x" * 257, "é" * 129, 7, None, b"a"],
)
@pytest.mark.parametrize("place", ["collection", "id"])
def test_what_no_url_can_carry_is_refused_before_anything_is_sent(
    side: Side, identity: Any, place: str
) -> None:
    script = Script(OK)
    side.open(script)
    path = ("c", identity) if place == "id" else (identity, "v")
    with pytest.raises(ValidationError) as caught:
        side.call("get_vector", *path)
    assert caught.value.pointer == f"/path/{place}"
    assert script.requests == []


def test_a_query_holds_what_was_given_encoded(side: Side) -> None:
    script = Script(Answer(200, {"vectors": [], "next_cursor": None}))
    side.open(script)
    side.call(
        "list_vectors", "c", limit=5, ids=["a b", "c&d"], filter={"a": "é"}, with_metadata=False, cursor=UNSET
    )
    assert script.paths[0] == (
        "/collections/c/vectors?limit=5&ids=a%20b&ids=c%26d&filter=%7B%22a%22%3A%22%C3%A9%22%7D&with_metadata=false"
    )


NOTHING = [(name, None) for name in ("limit", "cursor", "ids", "filter", "with_vector", "vector_format")]
"""`None` is neither absent nor a value that a query can say."""


@pytest.mark.parametrize(
    ("argument", "value"),
    [("ids", []), ("ids", "abc"), ("limit", float("nan")), ("limit", [1]), ("filter", {1: 2}), *NOTHING],
)
def test_a_query_that_cannot_be_said_is_refused(side: Side, argument: str, value: Any) -> None:
    script = Script(OK)
    side.open(script)
    if argument == "limit" and isinstance(value, list):
        value = {"a": 1}
    with pytest.raises(ValidationError, match=f"^{argument}"):
        side.call("list_vectors", "c", **{argument: value})
    assert script.requests == []


@pytest.mark.parametrize(
    ("given", "sent"), [(3, '"3"'), ('"3"', '"3"'), ("*", "*"), ('"1", "2"', '"1", "2"'), ("3", "3")]
)
def test_a_condition_is_a_version_or_a_tag(side: Side, given: Any, sent: str) -> None:
    script = Script(OK)
    side.open(script)
    side.call("update_vector", "c", "v", if_match=given)
    assert script.header("if-match") == sent


@pytest.mark.parametrize("value", [None, True, 1.5, "a\r\nX: y", "\u20ac"])
def test_a_condition_that_cannot_be_a_header_is_refused_without_showing_it(side: Side, value: Any) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError) as caught:
        side.call("update_vector", "c", "v", if_match=value)
    assert "X: y" not in str(caught.value)
    assert caught.value.pointer == "/header/if-match"
    assert script.requests == []


VECTORS: dict[str, Any] = {
    "list": [0.5, -0.25],
    "tuple": (0.5, -0.25),
    "array of float32": array.array("f", [0.5, -0.25]),
    "array of float64": array.array("d", [0.5, -0.25]),
    "numpy float32": np.array([0.5, -0.25], "f4"),
    "numpy float64": np.array([0.5, -0.25]),
    "numpy float16": np.array([0.5, -0.25], "f2"),
    "numpy big-endian": np.array([0.5, -0.25], ">f4"),
    "numpy strided": np.array([0.5, 9, -0.25, 9], "f4")[::2],
    "list of numpy scalars": [np.float32(0.5), np.float64(-0.25)],
    "memoryview": memoryview(array.array("f", [0.5, -0.25])),
    "base64": base64.b64encode(np.array([0.5, -0.25], "<f4").tobytes()).decode(),
}


@pytest.mark.parametrize("kind", VECTORS)
def test_every_kind_of_vector_is_sent_as_float32_in_base64(side: Side, kind: str) -> None:
    body = update(side, vector=VECTORS[kind])
    assert np.frombuffer(base64.b64decode(body["vector"]), "<f4").tolist() == [0.5, -0.25]


@pytest.mark.parametrize("kind", VECTORS)
def test_a_server_without_base64_gets_numbers(side: Side, kind: str) -> None:
    assert update(side, NUMBERS, vector=VECTORS[kind])["vector"] == [0.5, -0.25]


def test_an_iterator_is_taken_as_a_vector(side: Side) -> None:
    assert update(side, NUMBERS, vector=iter([1, 2]))["vector"] == [1, 2]


def test_numbers_read_back_as_the_same_float32_and_are_short(side: Side) -> None:
    bits = np.random.default_rng(1).integers(0, 2**32, 5000, dtype=np.uint32)
    values = bits.view("f4")
    values = np.concatenate(
        [values[np.isfinite(values)], np.array([0.1, 1e-45, 3.4028235e38, -0.0, 16777216], "f4")]
    )
    for start in range(0, len(values), 4000):
        part = values[start : start + 4000]
        sent = update(side, NUMBERS, vector=part)["vector"]
        assert np.array(sent, "f8").astype("f4").tobytes() == part.tobytes()
    assert update(side, NUMBERS, vector=np.array([0.1], "f4"))["vector"] == [0.1]


@pytest.mark.parametrize(
    ("vector", "place"),
    [
        ([0.0, float("nan")], "/body/vector/1"),
        ([float("inf")], "/body/vector/0"),
        (np.array([0, 0, -np.inf], "f4"), "/body/vector/2"),
        ([1.0, 3.5e38], "/body/vector/1"),
        ([1.0, 10**400], "/body/vector/1"),
        ([True], "/body/vector/0"),
        ([0.0, None], "/body/vector/1"),
        (["1"], "/body/vector/0"),
        ([[1.0]], "/body/vector/0"),
        ([Decimal(1)], "/body/vector/0"),
        ([1j], "/body/vector/0"),
        (np.array([True]), "/body/vector/0"),
        (np.zeros((1, 2)), "/body/vector"),
        (np.float32(1), "/body/vector"),
        ([], "/body/vector"),
        ([0.0] * 4097, "/body/vector"),
        ("abc", "/body/vector"),
        ("AAAA", "/body/vector"),
        (b"abcd", "/body/vector"),
        (memoryview(b"abcd"), "/body/vector"),
        ({1.0}, "/body/vector"),
        ({}, "/body/vector"),
        (5, "/body/vector"),
        (object(), "/body/vector"),
    ],
    ids=shown,
)
def test_what_is_no_vector_is_refused_naming_the_place(side: Side, vector: Any, place: str) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError) as caught:
        side.call("update_vector", "c", "v", vector=vector)
    assert caught.value.pointer == place
    assert script.requests == []


CYCLE: dict[str, Any] = {}
CYCLE["self"] = CYCLE


@pytest.mark.parametrize(
    ("metadata", "place"),
    [
        ({"a": 2**53}, "/body/metadata/a"),
        ({"a": [1, -(2**53)]}, "/body/metadata/a/1"),
        ({"a": 1e300}, "/body/metadata/a"),
        ({"a": float("nan")}, "/body/metadata/a"),
        ({"a": float("inf")}, "/body/metadata/a"),
        ({"a/b": {"c~": {1}}}, "/body/metadata/a~1b/c~0"),
        ({"a": Decimal("1.5")}, "/body/metadata/a"),
        ({"a": b"x"}, "/body/metadata/a"),
        ({"a": len}, "/body/metadata/a"),
        ({"a": object()}, "/body/metadata/a"),
        ({"a": "\ud800"}, "/body/metadata/a"),
        ({"\ud800": 1}, "/body/metadata"),
        ({1: 1}, "/body/metadata"),
        ({"a": datetime(2024, 1, 1)}, "/body/metadata/a"),
    ],
    ids=shown,
)
def test_what_json_has_not_is_refused_naming_the_place(side: Side, metadata: Any, place: str) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError) as caught:
        side.call("update_vector", "c", "v", metadata=metadata)
    assert caught.value.pointer == place
    assert script.requests == []


def test_what_contains_itself_is_refused(side: Side) -> None:
    side.open(Script(OK))
    with pytest.raises(ValidationError, match="must not contain itself"):
        side.call("update_vector", "c", "v", metadata=CYCLE)


def test_values_keep_their_types_and_strange_keys(side: Side) -> None:
    metadata = {
        "__proto__": {"polluted": 1},
        "": [1, 1.5, -0.0, True, None, "é\u2028\r\n\x00"],
        "max": 2**53 - 1,
        "tuple": (1, 2),
        "day": date(2024, 1, 2),
        "at": datetime(2024, 1, 2, 3, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        "numpy": [np.float32(0.5), np.int64(3), np.array([1, 2])],
    }
    before = repr(metadata)
    body = update(side, metadata=metadata)
    assert repr(metadata) == before
    assert body["metadata"] == {
        **metadata,
        "tuple": [1, 2],
        "day": "2024-01-02",
        "at": "2024-01-01T21:30:00.000000Z",
        "numpy": [0.5, 3, [1, 2]],
    }
    assert str(body["metadata"][""][2]) == "-0.0"


def test_bodies_are_compact_utf8_json(side: Side) -> None:
    script = Script(OK)
    side.open(script)
    side.call("update_vector", "c", "v", metadata={"a": "é", "b": [1, 2]})
    assert script.requests[0].content == '{"metadata":{"a":"é","b":[1,2]}}'.encode()
    assert script.header("content-type") == "application/json"


def test_a_call_has_one_request_id_and_writes_that_are_not_idempotent_have_one_key(side: Side) -> None:
    script = Script(Answer(503, None), Answer(503, None), OK)
    side.open(script)
    side.call("update_vector", "c", "v", text="a")
    names = ("x-request-id", "idempotency-key")
    assert all(len({script.header(name, at) for at in range(3)}) == 1 for name in names)
    assert [script.header("x-retry-count", at) for at in range(3)] == ["0", "1", "2"]
    first = [script.header(name) for name in names]
    script.requests.clear()
    side.call("update_vector", "c", "v", text="a")
    assert all(script.header(name) not in first for name in names)


@pytest.mark.parametrize("method", ["get_vector", "delete_vector", "replace_vector"])
def test_what_is_idempotent_by_itself_sends_no_key(side: Side, method: str) -> None:
    script = Script(Answer(204) if method == "delete_vector" else Answer(200, {**VECTOR, **WRITTEN}))
    side.open(script)
    side.call(method, "c", "v")
    assert script.header("idempotency-key") is None


def test_per_call_options_go_with_the_call(side: Side) -> None:
    script = Script(OK)
    side.open(script, headers={"X-Tenant": "one", "X-Other": "a"})
    side.call("update_vector", "c", "v", headers={"X-Tenant": "two"}, request_id="mine", idempotency_key="k")
    assert script.header("x-tenant") == "two"
    assert script.header("x-other") == "a"
    assert script.header("x-request-id") == "mine"
    assert script.header("idempotency-key") == "k"


@pytest.mark.parametrize("key", ["", "k" * 256, "k k", "canary\r\nX: y", "é", 7])
def test_a_key_that_the_contract_does_not_allow_is_refused_without_showing_it(side: Side, key: Any) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError) as caught:
        side.call("update_vector", "c", "v", text="t", idempotency_key=key)
    assert caught.value.pointer == "/header/idempotency-key"
    assert "canary" not in str(caught.value)
    side.call("update_vector", "c", "v", text="t", idempotency_key="k" * 255)
    assert [script.header("idempotency-key", at) for at in range(len(script.requests))] == ["k" * 255]


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ({"X-A": "b\r\nX-C: canary"}, "x-a"),
        ({"X-A": "canary\u20ac"}, "x-a"),
        ({"canary\n": "x"}, "token"),
        ({"X-A": 7}, "x-a"),
    ],
)
def test_a_header_that_would_split_a_request_is_refused_without_showing_it(
    side: Side, headers: dict[str, str], shown: str
) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ConfigurationError) as caught:
        side.call("get_health", headers=headers)
    assert shown in str(caught.value).lower()
    assert "canary" not in str(caught.value)
    with pytest.raises(ConfigurationError):
        side.open(script, headers=headers)


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("Authorization", ": pass api_key"),
        ("idempotency-Key", ": pass idempotency_key"),
        *((one, "") for one in ("Accept", "Content-Length", "Content-Type", "Host", "Transfer-Encoding")),
        ("X-Retry-Count", ""),
    ],
)
def test_headers_that_frame_a_request_are_the_clients(side: Side, name: str, way: str) -> None:
    side.open(Script(OK))
    words = f"^header {name.lower()} is set by the client{way}$"
    with pytest.raises(ConfigurationError, match=words):
        side.call("get_health", headers={name: "x"})
    with pytest.raises(ConfigurationError, match=words):
        side.open(Script(OK), headers={name: "x"})


def test_headers_of_a_call_stand_in_place_of_what_its_arguments_and_the_client_say(side: Side) -> None:
    script = Script(OK, Answer(404))
    side.open(script, headers={"X-Request-Id": "of-the-client"})
    side.call("update_vector", "c", "v", text="t", if_match=3, headers={"IF-Match": '"4"'})
    assert (script.header("if-match"), script.header("x-request-id")) == ('"4"', "of-the-client")
    with pytest.raises(APIStatusError) as caught:
        side.call("get_vector", "c", "v", headers={"X-Request-Id": "of-the-call"})
    assert caught.value.context is not None
    assert caught.value.context.request_id == script.header("x-request-id", 1) == "of-the-call"


def test_info_is_read_once_and_only_when_vectors_travel(side: Side) -> None:
    script = Script(OK)
    side.open(script)
    side.call("update_vector", "c", "v", text="a")
    script.steps = [Answer(200, VECTOR)]
    side.call("get_vector", "c", "v")
    assert script.asked_info == 0
    assert script.paths[-1] == "/collections/c/vectors/v"
    script.steps = [OK]
    side.call("update_vector", "c", "v", vector=[1.0])
    side.call("update_vector", "c", "v", vector=[1.0])
    assert script.asked_info == 1
    script.steps = [Answer(200, VECTOR)]
    side.call("get_vector", "c", "v")
    assert script.paths[-1] == "/collections/c/vectors/v?vector_format=base64"
    side.call("get_vector", "c", "v", with_vector=False)
    assert script.paths[-1] == "/collections/c/vectors/v?with_vector=false"
    side.call("get_vector", "c", "v", vector_format="json")
    assert script.paths[-1] == "/collections/c/vectors/v?vector_format=json"


@pytest.mark.parametrize("info", [Answer(404, None), Answer(200, {"a": 1}), Answer(200, b"<html>")])
def test_a_server_that_cannot_be_asked_gets_numbers(side: Side, info: Answer) -> None:
    assert update(side, info, vector=[1, 2])["vector"] == [1, 2]


def test_vectors_come_back_alike_from_numbers_and_from_base64(side: Side) -> None:
    data = np.array([0.1, -0.0, 1e-45], "<f4")
    for vector in (base64.b64encode(data.tobytes()).decode(), [float(x) for x in data]):
        side.open(Script(Answer(200, {**VECTOR, "vector": vector})))
        made = side.call("get_vector", "c", "v").vector
        assert np.asarray(made).tobytes() == data.tobytes()
        assert np.shares_memory(np.asarray(made), np.frombuffer(made, "f4"))


def test_operations_send_what_their_names_say(side: Side) -> None:
    script = Script(Answer(200, {"provider": "hashing", "dimension": 1, "vectors": [[1]]}))
    side.open(script)
    side.call("embed", ["a"], dimension=1)
    assert json.loads(script.requests[0].content or b"") == {"texts": ["a"], "dimension": 1}
    script.steps = [Answer(200, {"collection": "c", "matched": 1, "deleted": 0, "dry_run": True})]
    assert side.call("delete_by_filter", "c", {"a": {"$lt": 3}}, dry_run=True).matched == 1
    assert script.bodies()[1] == {"filter": {"a": {"$lt": 3}}, "dry_run": True}
    script.steps = [Answer(201, {**WRITTEN, "id": "new", "status": "created", "created_at": STAMP})]
    assert side.call("insert_vector", "c", text="t", id="new").status == "created"


def test_a_header_may_have_latin_letters(side: Side, server: Server) -> None:
    server.script = [reply(VECTOR)]
    side.open(url=server.url)
    if side.transport == "aiohttp":
        # It would send them as UTF-8, and they would be read as something else.
        with pytest.raises(ConnectionFailedError, match="not ASCII") as caught:
            side.call("get_vector", "c", "v", headers={"X-Name": "é"})
        assert not caught.value.in_doubt
        assert server.seen == []
        return
    side.call("get_vector", "c", "v", headers={"X-Name": "é"})
    assert server.seen[0].headers["x-name"] == "é"


def test_a_query_too_long_for_a_url_is_refused(side: Side) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError, match="at most 60000 characters"):
        side.call("list_vectors", "c", ids=[f"{i:0100}" for i in range(1000)])
    assert script.requests == []


def test_many_calls_at_once_ask_for_info_once(server: Server) -> None:
    server.script = [reply(WRITTEN)]

    async def run() -> None:
        async with VectorizerClient(server.url) as client:
            await asyncio.gather(*(client.update_vector("c", "v", vector=[1.0]) for _ in range(300)))

    asyncio.run(run())
    assert len(server.seen) == 300
    assert server.asked_info == 1


class Colour(str, enum.Enum):
    """A string by its class, whose `str()` is its name."""

    RED = "red"


def test_a_string_enumeration_is_sent_as_its_value_everywhere(side: Side) -> None:
    script = Script(Answer(200, {**WRITTEN, "id": "red"}))
    side.open(script, api_key=Colour.RED)
    side.call("update_vector", "c", Colour.RED, metadata={"a": Colour.RED, Colour.RED: [Colour.RED]})
    assert script.bodies() == [{"metadata": {"a": "red", "red": ["red"]}}]
    assert script.paths == ["/collections/c/vectors/red"]
    assert script.header("authorization") == "Bearer red"
    script = Script(Answer(201, {**WRITTEN, "id": "red", "status": "created"}))
    side.open(script)
    side.call("insert_vector", "c", id=Colour.RED, text="t", idempotency_key=Colour.RED)
    assert script.bodies() == [{"id": "red", "text": "t"}]
    assert script.header("idempotency-key") == "red"


@pytest.mark.parametrize(
    ("pointer", "shown"),
    [
        ("/path/id", "id"),
        ("/header/if-match", "if_match"),
        ("/body/vector/3", "vector[3]"),
        ("/body/updates/12/metadata/a~1b~0", "updates[12].metadata['a/b~']"),
        ("/body/metadata/\x1b[2J", "metadata['\\x1b[2J']"),
        ("/body/2/text", "items[2].text"),
        ("/body", "body"),
        ("/body" + "/a" * 64, ".".join("a" * 12) + "…"),
    ],
)
def test_a_message_begins_with_the_argument_as_a_program_writes_it(pointer: str, shown: str) -> None:
    error = ValidationError("must be a string, got int", pointer=pointer)
    assert str(error) == f"{shown} must be a string, got int"
    assert error.pointer == pointer


@pytest.mark.parametrize("base64", [True, False])
def test_a_members_name_that_no_utf8_can_carry_is_refused(side: Side, base64: bool) -> None:
    formats = ["json", "base64"] if base64 else ["json"]
    script = Script(Answer(200, WRITTEN), info=Answer(200, {**INFO, "vector_formats": formats}))
    side.open(script)
    with pytest.raises(ValidationError, match=r"^updates\[1\] must not hold an unpaired surrogate$"):
        side.call("batch_update", "c", [{"id": "a"}, {"\ud800": 1, "vector": [1.0, 2.0]}])
    assert script.requests == []
