"""Filters."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

import pytest
from support import Api

METADATA: dict[str, Any] = {
    "one": {
        "n": 1,
        "s": "b",
        "t": ["x", "y"],
        "o": {"p": {"q": 5}},
        "z": None,
        "yes": True,
        "a.b": "literal",
        "a": {"b": "path"},
    },
    "two": {"n": 2.5, "s": "a", "t": [], "o": {"p": 7}, "yes": False, "a": {"b": "path"}},
    "txt": {"n": "1", "s": "é", "t": "x", "yes": 1, "nums": [1, 5], "lists": [["x"], [1, 2]]},
    "bare": {},
}

CASES = [
    ({}, "bare one two txt"),
    ({"n": 1}, "one"),
    ({"n": 1.0}, "one"),
    ({"n": True}, ""),
    ({"n": "1"}, "txt"),
    ({"yes": True}, "one"),
    ({"yes": 1}, "txt"),
    ({"z": None}, "one"),
    ({"t": "x"}, "one txt"),
    ({"t": ["x", "y"]}, "one"),
    ({"t": []}, "two"),
    ({"lists": ["x"]}, "txt"),
    ({"lists": [1.0, 2]}, "txt"),
    ({"o.p.q": 5}, "one"),
    ({"o.p": 7}, "two"),
    ({"a.b": "literal"}, "one"),
    ({"a.b": "path"}, "two"),
    ({"n": {"$eq": 2.5}}, "two"),
    ({"n": {"$ne": 1}}, "two txt bare"),
    ({"t": {"$ne": "x"}}, "two bare"),
    ({"n": {"$lt": 2}}, "one"),
    ({"n": {"$gte": 1, "$lte": 2.5}}, "one two"),
    ({"s": {"$gt": "a"}}, "one txt"),
    ({"s": {"$gte": "b"}}, "one txt"),
    ({"nums": {"$gt": 4}}, "txt"),
    ({"yes": {"$gte": 0}}, "txt"),
    ({"n": {"$in": [1, "1"]}}, "one txt"),
    ({"n": {"$in": [True]}}, ""),
    ({"t": {"$in": ["y", "z"]}}, "one"),
    ({"z": {"$in": [None]}}, "one"),
    ({"n": {"$in": []}}, ""),
    ({"n": {"$nin": []}}, "bare one two txt"),
    ({"n": {"$nin": [1, 2.5]}}, "txt bare"),
    ({"z": {"$exists": True}}, "one"),
    ({"n": {"$exists": False}}, "bare"),
    ({"o.p.q": {"$exists": True}}, "one"),
    ({"$and": [{"n": {"$gt": 0}}, {"s": "a"}]}, "two"),
    ({"$or": [{"n": 1}, {"s": "é"}]}, "one txt"),
    ({"$not": {"n": {"$exists": True}}}, "bare"),
    ({"$not": {}}, ""),
    ({"s": "a", "n": 1}, ""),
    ({"s": "(a+)+$"}, ""),
]


@pytest.fixture
def filled(api: Api) -> Api:
    for key, metadata in METADATA.items():
        api.insert(key, metadata=metadata)
    return api


@pytest.mark.parametrize(("tree", "matching"), CASES)
def test_what_matches(filled: Api, tree: Any, matching: str) -> None:
    page = filled("GET", f"/collections/c/vectors?filter={quote(json.dumps(tree))}").json
    assert [record["id"] for record in page["vectors"]] == sorted(matching.split())
    found = filled("POST", "/collections/c/search", {"vector": [1, 0], "filter": tree}).json["results"]
    assert [hit["id"] for hit in found] == sorted(matching.split())


def deep(depth: int) -> Any:
    return {"$not": deep(depth - 1)} if depth > 1 else {"a": 1}


@pytest.mark.parametrize(
    ("tree", "code", "pointer"),
    [
        ({"$nor": []}, "invalid-filter", "/body/filter/$nor"),
        ({"a": {"$regex": "x"}}, "invalid-filter", "/body/filter/a/$regex"),
        ({"a": {"b": 1}}, "invalid-filter", "/body/filter/a/b"),
        ({"a": {}}, "invalid-filter", "/body/filter/a"),
        ({"$and": []}, "invalid-filter", "/body/filter/$and"),
        ({"$or": {}}, "invalid-filter", "/body/filter/$or"),
        ({"$and": [1]}, "invalid-filter", "/body/filter/$and/0"),
        ({"$not": [{}]}, "invalid-filter", "/body/filter/$not"),
        ({"a": {"$in": "x"}}, "invalid-filter", "/body/filter/a/$in"),
        ({"a": {"$in": [{}]}}, "invalid-filter", "/body/filter/a/$in/0"),
        ({"a": {"$lt": True}}, "invalid-filter", "/body/filter/a/$lt"),
        ({"a": {"$lt": None}}, "invalid-filter", "/body/filter/a/$lt"),
        ({"a": {"$eq": {}}}, "invalid-filter", "/body/filter/a/$eq"),
        ({"a": {"$exists": 1}}, "invalid-filter", "/body/filter/a/$exists"),
        ({"a": [[1]]}, "invalid-filter", "/body/filter/a/0"),
        ({"a": 2**53}, "unsafe-integer", "/body/filter/a"),
        ({"a": {"$gt": -(2**60)}}, "unsafe-integer", "/body/filter/a/$gt"),
        ([], "validation-failed", "/body/filter"),
        (None, "validation-failed", "/body/filter"),
        (deep(33), "limit-exceeded", "/body/filter" + "/$not" * 32),
        ({"a": {"$in": [0] * 1001}}, "limit-exceeded", "/body/filter/a/$in"),
        ({"$or": [{}] * 257}, "limit-exceeded", "/body/filter/$or"),
        ({f"k{n}": n for n in range(257)}, "limit-exceeded", "/body/filter"),
    ],
)
def test_what_is_no_filter_is_422(filled: Api, tree: Any, code: str, pointer: str) -> None:
    reply = filled("POST", "/collections/c/search", {"vector": [1, 0], "filter": tree})
    assert (reply.status, reply.code, reply.pointers) == (422, code, [pointer])


def test_depth_32_and_a_thousand_conditions_are_allowed(filled: Api) -> None:
    many = {"$or": [{f"k{n}": n for n in range(250)}] * 4}
    for tree in (deep(32), many):
        assert filled("POST", "/collections/c/search", {"vector": [1, 0], "filter": tree}).status == 200
    tree = {"$or": [*many["$or"], {"one": "more"}]}
    reply = filled("POST", "/collections/c/search", {"vector": [1, 0], "filter": tree})
    assert (reply.code, reply.json["limit"]) == ("limit-exceeded", 1000)


def test_millions_of_conditions_are_refused_early(filled: Api) -> None:
    tree = {"$or": [{"$or": [{f"k{n}": n for n in range(200)}] * 200}] * 20}
    started = time.process_time()
    reply = filled("POST", "/collections/c/search", {"vector": [1, 0], "filter": tree})
    assert (reply.status, reply.code) == (422, "limit-exceeded")
    assert time.process_time() - started < 3


def test_no_string_makes_a_filter_slow(filled: Api) -> None:
    body = {"vector": [1, 0], "filter": {"s": {"$ne": "a" * 40_000 + "!"}, "t": "(a+)+$"}}
    started = time.process_time()
    assert filled("POST", "/collections/c/search", body).status == 200
    assert time.process_time() - started < 0.5


def test_empty_filters_count_as_conditions(filled: Api) -> None:
    tree: Any = {"$and": [{"$and": [{"$and": [{}] * 256}] * 2}]}
    assert filled("POST", "/collections/c/search", {"vector": [1, 0], "filter": tree}).status == 200
    tree = {"$and": [{"$and": [{"$and": [{}] * 256}] * 4}]}
    reply = filled("POST", "/collections/c/search", {"vector": [1, 0], "filter": tree})
    assert (reply.status, reply.code) == (422, "limit-exceeded")
