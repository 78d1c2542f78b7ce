"""Values that fit an expected tree, and values that do not."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from vectorizer_conformance.match import Vector, match, with_vectors
from vectorizer_conformance.match.atoms import deep_difference

F32 = base64.b64encode(struct.pack("<2f", 0.1, 1)).decode()


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": {"$absent": True}}, {}),
        ({"a": {"$any": True}}, {"a": None}),
        ({"a": None}, {"a": None}),
        ({"$type": "integer"}, 18.0),
        ({"$type": ["string", "null"]}, None),
        ({"$regex": "^a.c$"}, "abc"),
        ({"$gte": 1, "$lt": 2}, 1),
        ({"$approx": 0.5}, 0.5000001),
        ({"$approx": [0.5, 1], "$within": 0.1}, [0.55, 0.95]),
        ({"$len": 2}, [1, 2]),
        ({"$len": {"$gte": 1}}, "ab"),
        ({"$unordered": [1, 2]}, [2, 1]),
        ({"$contains": {"id": "a"}}, [{"id": "b"}, {"id": "a", "x": 1}]),
        ({"$contains": "ell"}, "hello"),
        ({"$each": {"a": 1}}, [{"a": 1}, {"a": 1}]),
        ({"$in": [1, {"$type": "string"}]}, "x"),
        ({"a": {"$in": [{"$absent": True}, 1]}}, {}),
        ({"$not": {"a": 1}}, {"a": 2}),
        ({"$exact": {"a": 1}}, {"a": 1}),
        ({"metadata": {"$open": {"a": 1}}}, {"metadata": {"a": 1, "b": 2}}),
        ({"$sorted": "-score"}, [{"score": 2}, {"score": 1}]),
        ({"$exact": {"b": {"$ref": "c"}}}, {"b": {"$ref": "c"}}),
        ([0.1, 1], Vector.of([0.1, 1])),
        ({"$f32": F32}, Vector.of([0.1, 1])),
    ],
)
def test_it_fits(expected: Any, actual: Any) -> None:
    assert match(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "path"),
    [
        ({"a": 1}, {"a": 2}, "/a"),
        ({"a": 1}, {}, "/a"),
        ({"a": None}, {}, "/a"),
        ({"a": 1}, {"a": True}, "/a"),
        ({"a": {"$absent": True}}, {"a": None}, "/a"),
        ({"a": {"$any": True}}, {}, "/a"),
        ({"$type": "integer"}, 1.5, ""),
        ({"$type": "number"}, True, ""),
        ({"$regex": "^a$"}, "b", ""),
        ({"$gte": 1, "$lt": 2}, 2, ""),
        ({"$gte": 1}, True, ""),
        ({"$approx": 0.5}, float("nan"), ""),
        ({"$approx": 0.5}, None, ""),
        ({"$len": 2}, [1], "/(length)"),
        ({"$unordered": [1, 1]}, [1, 2], ""),
        ({"$contains": 3}, [1, 2], ""),
        ({"$each": {"a": 1}}, [{"a": 1}, {"a": 2}], "/1/a"),
        ({"$in": [1, 2]}, 3, ""),
        ({"$not": {"a": 1}}, {"a": 1}, ""),
        ({"$exact": {"a": 1}}, {"a": 1, "b": 2}, "/b"),
        ({"metadata": {"a": {}}}, {"metadata": {"a": {"b": 1}}}, "/metadata/a/b"),
        ({"$sorted": "id"}, [{"id": "b"}, {"id": "a"}], ""),
        ([1, 2], [1], ""),
        ([0.1, 1], Vector.of([0.1, 1.0000001]), ""),
        ([-0.0], Vector.of([0.0]), ""),
        (-0.0, 0.0, ""),
    ],
)
def test_it_does_not_fit_and_says_where(expected: Any, actual: Any, path: str) -> None:
    assert [mismatch.path for mismatch in match(expected, actual)] == [path]


def test_a_mismatch_is_told_under_a_name() -> None:
    (whole,), (inner,) = match({"a": 1}, 5), match({"a": 1}, {"a": 2})
    assert whole.under("body").startswith("body: expected an object")
    assert inner.under("body") == "body/a: expected 1, got 2"


def test_vectors_are_found_where_the_contract_has_them() -> None:
    found = with_vectors({"vectors": [{"vector": [1, 2], "metadata": {"vector": [1, 2]}}], "vector": F32})
    assert found["vectors"][0]["vector"] == Vector.of([1, 2])
    assert found["vectors"][0]["metadata"] == {"vector": [1, 2]}
    assert found["vector"] == Vector.of([0.1, 1])
    assert with_vectors({"vectors": [[1], F32]})["vectors"] == [Vector.of([1]), Vector.of([0.1, 1])]


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "/a/1/b"),
        ({"a": 1}, {}, "/a: expected 1, got nothing"),
        ({}, {"a": None}, "/a: expected nothing, got null"),
        ([1], [1, 2], "expected 1 items, got 2"),
        (1, True, "expected 1, got true"),
        ("1", 1, 'expected "1", got 1'),
    ],
)
def test_a_difference_names_its_place(one: Any, other: Any, words: str) -> None:
    assert words in (deep_difference(one, other) or "")


def test_equal_values_do_not_differ() -> None:
    assert deep_difference({"a": [1, None, Vector.of([1])]}, {"a": [1.0, None, Vector.of([1])]}) is None
