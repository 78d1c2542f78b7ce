"""Calls made of others: whether there is a collection, one in any case, and counting."""

from __future__ import annotations

from typing import Any

import pytest
from sides import COLLECTION, VECTOR, Answer, Script, Side, problem
from vectorizer_client import CollectionExistsError, ForbiddenError

THERE, MADE = Answer(200, COLLECTION), Answer(201, COLLECTION)
MISSING = problem(404, "collection-not-found")
EXISTS = problem(409, "collection-exists")


def asked(side: Side, method: str, *steps: Any, **given: Any) -> tuple[Any, list[str]]:
    """The result of a call, and the methods of its requests."""
    side.open(script := Script(*steps))
    return side.call(method, "c", **given), [request.method for request in script.requests]


def test_a_collection_exists_or_does_not(side: Side) -> None:
    assert asked(side, "collection_exists", THERE) == (True, ["GET"])
    assert asked(side, "collection_exists", MISSING) == (False, ["GET"])
    with pytest.raises(ForbiddenError):
        asked(side, "collection_exists", problem(403, "forbidden"))


@pytest.mark.parametrize(
    "given", [{}, {"dimension": 2}, {"metric": "cosine", "embedding": {"provider": "hashing"}}]
)
def test_a_collection_that_is_there_is_not_made(side: Side, given: dict[str, Any]) -> None:
    found, methods = asked(side, "get_or_create_collection", THERE, **given)
    assert (found.vector_count, methods) == (3, ["GET"])


def test_a_collection_that_is_not_there_is_made_by_whoever_is_first(side: Side) -> None:
    assert asked(side, "get_or_create_collection", MISSING, MADE, dimension=2)[1] == ["GET", "POST"]
    found, methods = asked(side, "get_or_create_collection", MISSING, EXISTS, THERE, dimension=2)
    assert (found.name, methods) == ("c", ["GET", "POST", "GET"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"dimension": 3, "metric": "cosine"}, "dimension is 2, wanted 3"),
        (
            {"dimension": 3, "metric": "euclidean"},
            "dimension is 2, wanted 3, metric is 'cosine', wanted 'euclidean'",
        ),
        ({"embedding": {"provider": "other"}}, "embedding.provider is 'hashing', wanted 'other'"),
    ],
)
def test_a_collection_of_other_settings_is_refused(side: Side, given: dict[str, Any], words: str) -> None:
    with pytest.raises(CollectionExistsError, match=f"it is collection-exists .*; {words}$"):
        asked(side, "get_or_create_collection", THERE, EXISTS, THERE, **given)


def test_vectors_are_counted_all_or_by_a_filter(side: Side) -> None:
    assert asked(side, "count_vectors", THERE) == (3, ["GET"])
    side.open(
        script := Script(
            Answer(200, {"vectors": [VECTOR, VECTOR], "next_cursor": "n"}),
            Answer(200, {"vectors": [VECTOR], "next_cursor": None}),
        )
    )
    assert side.call("count_vectors", "c", filter={"a": 1}) == 3
    assert all("with_metadata=false" in path and "limit=1000" in path for path in script.paths)
