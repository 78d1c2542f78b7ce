"""Paths and queries on the wire, for what a caller gives."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from requests_sent import OK
from sides import STAMP, VECTOR, WRITTEN, Answer, Script, Side
from vectorizer_client import (
    UNSET,
    ValidationError,
)


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


def test_a_query_too_long_for_a_url_is_refused(side: Side) -> None:
    script = Script(OK)
    side.open(script)
    with pytest.raises(ValidationError, match="at most 60000 characters"):
        side.call("list_vectors", "c", ids=[f"{i:0100}" for i in range(1000)])
    assert script.requests == []
