"""Vectors on the wire, for what a caller gives, and what the server is asked for it."""

from __future__ import annotations

import array
import asyncio
import base64
import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from requests_sent import NUMBERS, OK, update
from scripted import Server, reply
from sides import VECTOR, WRITTEN, Answer, Script, Side, shown
from vectorizer_client import (
    ValidationError,
    VectorizerClient,
)


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


class Foreign:
    """An array that says what it holds to numpy alone."""

    def __init__(self, numbers: list[Any]) -> None:
        self._numbers = numbers

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.array(self._numbers, dtype)


class Device:
    """A tensor that is exchanged, and cannot be walked."""

    def __dlpack__(self) -> object:
        raise NotImplementedError


def test_a_tensor_that_cannot_be_read_is_refused_with_a_way_out(side: Side) -> None:
    side.open(Script())
    with pytest.raises(
        ValidationError, match=r"^vector must be numbers, got Device; pass numpy\.from_dlpack"
    ):
        side.call("update_vector", "c", "v", vector=Device())


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
    "memoryview of float16": np.array([0.5, -0.25], "f2").data,
    "memoryview of big-endian": np.array([0.5, 9, -0.25, 9], ">f8").data[::2],
    "array of another library": Foreign([0.5, -0.25]),
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
        (Foreign([[1.0]]), "/body/vector"),
        (Foreign([1.0, None]), "/body/vector/1"),
        (np.array([1, np.nan], ">f4").data, "/body/vector/1"),
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


def test_many_calls_at_once_ask_for_info_once(server: Server) -> None:
    server.script = [reply(WRITTEN)]

    async def run() -> None:
        async with VectorizerClient(server.url) as client:
            await asyncio.gather(*(client.update_vector("c", "v", vector=[1.0]) for _ in range(300)))

    asyncio.run(run())
    assert len(server.seen) == 300
    assert server.asked_info == 1
