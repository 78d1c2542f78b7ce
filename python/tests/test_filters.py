"""Filters that are built: what they are on the wire, and that they go wherever a dict does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

import pytest
from sides import Answer, Script, Side
from vectorizer_client import Filter, ValidationError, field

A, B, C = {"a": {"$eq": 1}}, {"b": {"$gt": 2}}, {"c": {"$exists": True}}


@pytest.mark.parametrize(
    ("built", "wanted"),
    [
        (field("a").eq(1), A),
        (field("a.b").in_(["x", None]), {"a.b": {"$in": ["x", None]}}),
        (field("a").nin([1, 2]), {"a": {"$nin": [1, 2]}}),
        (field("c").exists(), C),
        (field("c").exists(False), {"c": {"$exists": False}}),
        (field("a").eq(1) & field("b").gt(2), {"$and": [A, B]}),
        (field("a").eq(1) & B & C, {"$and": [A, B, C]}),
        (Filter(A) | B & field("c").exists(), {"$or": [A, {"$and": [B, C]}]}),
        (A | field("b").gt(2), {"$or": [A, B]}),
        ((Filter(A) | B) & C, {"$and": [{"$or": [A, B]}, C]}),
        (~Filter(A), {"$not": A}),
    ],
)
def test_a_filter_is_the_dict_that_the_contract_has(
    built: Mapping[str, Any], wanted: Mapping[str, Any]
) -> None:
    assert built == wanted
    assert repr(built) == f"Filter({wanted!r})"


@pytest.mark.parametrize("asked", [bool, lambda one: one and B, lambda one: one or B, lambda one: not one])
def test_a_filter_that_is_joined_with_words_is_refused(asked: Callable[[Filter], Any]) -> None:
    with pytest.raises(TypeError, match=r"join filters with & and \|"):
        asked(Filter(A))


def test_a_field_without_a_condition_is_refused_with_what_it_lacks(side: Side) -> None:
    side.open(script := Script(Answer(200, {"results": []})))
    for wrong in (field("k"), {"$and": [field("k")]}):
        with pytest.raises(ValidationError, match=r"must be a condition, such as .eq\(…\), got FilterField$"):
            side.call("search", "c", query="q", filter=wrong)
    assert script.requests == []


def test_joining_leaves_the_filters_as_they_were() -> None:
    both = field("a").eq(1) & B
    assert dict(both & C) == {"$and": [A, B, C]}
    assert dict(both) == {"$and": [A, B]}


def test_a_filter_goes_into_a_body_and_a_query(side: Side) -> None:
    page = Answer(200, {"vectors": [], "next_cursor": None})
    side.open(script := Script(Answer(200, {"results": []}), page))
    built = ~(field("at").lt(datetime(2026, 1, 2, tzinfo=timezone.utc)) | {"a": 1})
    wanted = {"$not": {"$or": [{"at": {"$lt": "2026-01-02T00:00:00.000000Z"}}, {"a": 1}]}}
    side.call("search", "c", query="q", filter=built)
    assert json.loads(script.requests[0].content or b"")["filter"] == wanted
    side.call("list_vectors", "c", filter=built)
    assert len(script.requests) == 2
