"""Reads and searches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.oracle.answers import ExpectedAnswer, Refusal
from vectorizer_conformance.oracle.collection import Collection
from vectorizer_conformance.oracle.expected import AbsentField, Candidate, Exactly, Page, Ranking
from vectorizer_conformance.oracle.filters import matches
from vectorizer_conformance.oracle.json_values import vector
from vectorizer_conformance.oracle.metrics import score
from vectorizer_conformance.oracle.record import unfit

Args = Mapping[str, Any]


def get(collection: Collection, args: Args) -> ExpectedAnswer:
    stored = collection.records.get(args["id"])
    if stored is None:
        raise Refusal("vector-not-found")
    body = stored.shown(args["id"], with_vector=args.get("with_vector", True))
    return ExpectedAnswer(200, body, etag=stored.record.version)


def page(collection: Collection, args: Args, *, whole: bool) -> ExpectedAnswer:
    """The vectors that `ids` and `filter` keep, by id."""
    wanted, condition = args.get("ids"), args.get("filter", {})
    shown = tuple(
        stored.shown(
            ident,
            with_vector=args.get("with_vector", False),
            with_metadata=args.get("with_metadata", True),
        )
        for ident, stored in collection.sorted()
        if (wanted is None or ident in wanted) and matches(condition, stored.record.metadata)
    )
    return ExpectedAnswer(200, Page(shown, args.get("limit", 100), whole))


def export(collection: Collection) -> ExpectedAnswer:
    return ExpectedAnswer(
        200, [stored.shown(ident, with_vector=True) for ident, stored in collection.sorted()]
    )


def search(collection: Collection, args: Args) -> dict[str, Any]:
    """A `SearchResponse`."""
    query = vector(args["vector"]) if "vector" in args else collection.embed(args["query"])
    codes = unfit(query, collection.dimension, collection.metric)
    if codes:
        raise Refusal(*codes)
    found = tuple(
        Candidate(
            ident,
            score(collection.metric, stored.record.vector.numbers, query.numbers),
            stored.record.vector,
            {
                "text": stored.record.text if stored.record.text is not None else AbsentField(),
                "vector": stored.record.vector if args.get("with_vector", False) else AbsentField(),
                "metadata": Exactly(dict(stored.record.metadata))
                if args.get("with_metadata", True)
                else AbsentField(),
            },
        )
        for ident, stored in collection.sorted()
        if matches(args.get("filter", {}), stored.record.metadata)
    )
    return {"results": Ranking(found, args.get("limit", 10), args.get("score_threshold"))}


def batch_search(collection: Collection, args: Args) -> ExpectedAnswer:
    """One that is refused refuses all."""
    results: list[dict[str, Any]] = []
    codes: list[str] = []
    for one in args["searches"]:
        try:
            results.append(search(collection, one))
        except Refusal as refused:
            codes += refused.codes
    if codes:
        raise Refusal(*codes)
    return ExpectedAnswer(200, {"results": results})
