"""Holds an answer against what the model says must come."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from vectorizer_conformance.match.atoms import Vector, deep_difference
from vectorizer_conformance.oracle.expected import (
    AbsentField,
    Among,
    AnyValue,
    Candidate,
    Exactly,
    OneOf,
    Page,
    Ranking,
    Stamp,
)

TOLERANCE = 1e-5
REORDERED = "in another order"
"""In the words of a fault that is one of the order alone."""


def faults(expected: Any, actual: Any, path: str = "") -> Iterator[str]:
    """Every place where the value is not what the model expects; vectors must be `Vector`s on both sides."""
    judge = _NODES.get(type(expected))
    if judge is not None:
        yield from judge(expected, actual, path)
    elif isinstance(expected, Mapping):
        yield from _object(expected, actual, path)
    elif isinstance(expected, list | tuple):
        yield from _list(list(expected), actual, path)
    else:
        difference = deep_difference(expected, actual, path)
        if difference:
            yield difference


def _object(expected: Mapping[str, Any], actual: Any, path: str) -> Iterator[str]:
    if not isinstance(actual, dict):
        yield f"{path or '/'}: expected an object, got {actual!r:.120}"
        return
    for key, wanted in expected.items():
        place = f"{path}/{key}"
        if isinstance(wanted, AbsentField):
            if key in actual:
                yield f"{place}: expected nothing, got {actual[key]!r:.120}"
        elif key not in actual:
            yield f"{place}: expected {_said(wanted)}, got nothing"
        else:
            yield from faults(wanted, actual[key], place)


def _list(expected: list[Any], actual: Any, path: str) -> Iterator[str]:
    if not isinstance(actual, list):
        yield f"{path or '/'}: expected an array, got {actual!r:.120}"
    elif len(actual) != len(expected):
        yield f"{path or '/'}: expected {len(expected)} items{_names(expected)}, got {len(actual)}{_names(actual)}"
    else:
        wanted, got = _ids(expected), _ids(actual)
        if wanted != got and len(set(wanted)) == len(expected) and set(wanted) == set(got):
            yield f"{path or '/'}: {REORDERED}, expected{_names(expected)}, got{_names(actual)}"
            # One cause is one fault: what the items hold is compared all the same.
            actual = [actual[got.index(name)] for name in wanted]
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from faults(one, other, f"{path}/{index}")


def _ids(items: list[Any]) -> list[Any]:
    return [item["id"] for item in items if isinstance(item, Mapping) and isinstance(item.get("id"), str)]


def _names(items: list[Any]) -> str:
    ids = _ids(items)
    return f" ({', '.join(map(repr, ids[:6]))})" if ids else ""


def _said(wanted: Any) -> str:
    return "a time" if isinstance(wanted, Stamp) else f"{wanted!r:.120}"


def _something(expected: AnyValue, actual: Any, path: str) -> Iterator[str]:
    return iter(())


def _one_of(expected: OneOf, actual: Any, path: str) -> Iterator[str]:
    if actual not in expected.options:
        yield f"{path}: expected {' or '.join(expected.options)}, got {actual!r:.120}"


def _exactly(expected: Exactly, actual: Any, path: str) -> Iterator[str]:
    difference = deep_difference(expected.value, actual, path)
    if difference:
        yield difference


def _stamp(expected: Stamp, actual: Any, path: str) -> Iterator[str]:
    fault = expected.fault(actual)
    if fault:
        yield f"{path}: {fault}"


def _page(expected: Page, actual: Any, path: str) -> Iterator[str]:
    """A page may be shorter than the limit if the next one is told; a full last one may tell a next one."""
    if not isinstance(actual, dict) or not isinstance(actual.get("vectors"), list):
        yield f"{path or '/'}: expected a page, got {actual!r:.120}"
        return
    got, cursor = actual["vectors"], actual.get("next_cursor")
    known = list(expected.records)
    if expected.whole:
        yield from _list(known, got, f"{path}/vectors")
        return
    more = isinstance(cursor, str)
    if len(got) > expected.limit:
        yield f"{path}/vectors: a page of {len(got)}, the limit is {expected.limit}"
    elif len(got) < min(len(known), expected.limit) and not more:
        yield f"{path}/vectors: expected {min(len(known), expected.limit)} vectors{_names(known)}, got {len(got)}{_names(got)}"
    elif len(got) < len(known) and not more:
        yield f"{path}/next_cursor: expected a cursor to {len(known) - len(got)} more, got {cursor!r}"
    elif len(known) < expected.limit and len(got) == len(known) and more:
        yield f"{path}/next_cursor: expected null on the last page, got a cursor"
    else:
        names, first = _ids(got), known[: len(got)]
        among = {record["id"]: record for record in known}
        if set(names) != set(_ids(first)) and len(set(names)) == len(got) and among.keys() >= set(names):
            yield f"{path}/vectors: {REORDERED}, expected{_names(first)}, got{_names(got)}"
            first = [among[name] for name in names]
        yield from _list(first, got, f"{path}/vectors")


def _among(expected: Among, actual: Any, path: str) -> Iterator[str]:
    if not isinstance(actual, list):
        yield f"{path or '/'}: expected an array, got {actual!r:.120}"
        return
    names = [item.get(expected.key) for item in actual if isinstance(item, dict)]
    ours = [str(name) for name in names if name in expected.items]
    others = [str(name) for name in names if name not in expected.items]
    if ours != sorted(ours) or others != sorted(others):
        yield f"{path}: not in code point order of {expected.key}"
    for name, wanted in expected.items.items():
        found = [item for item in actual if isinstance(item, dict) and item.get(expected.key) == name]
        if len(found) != 1:
            yield f"{path}: expected {name!r} once, it is there {len(found)} times"
        else:
            yield from faults(wanted, found[0], f"{path}/{name}")
    for name in expected.never:
        if name in names:
            yield f"{path}: {name!r} must not be there"


def _ranking(expected: Ranking, actual: Any, path: str) -> Iterator[str]:
    if not isinstance(actual, list) or any(
        not isinstance(hit, dict) or not isinstance(hit.get("score"), int | float) for hit in actual
    ):
        yield f"{path or '/'}: expected hits, got {actual!r:.120}"
        return
    known = {candidate.id: candidate for candidate in expected.candidates}
    strangers = [hit.get("id") for hit in actual if hit.get("id") not in known]
    if strangers:
        yield f"{path}: {strangers[0]!r} is no vector that this search can find"
        return
    ids = [str(hit["id"]) for hit in actual]
    if len(set(ids)) < len(ids):
        yield f"{path}: a vector is there twice: {ids}"
        return
    yield from _hits(known, actual, path)
    yield from _order(known, actual, path)
    yield from _left_out(expected, known, actual, path)


def _hits(known: Mapping[str, Candidate], actual: list[dict[str, Any]], path: str) -> Iterator[str]:
    for index, hit in enumerate(actual):
        wanted = known[hit["id"]]
        if not close(hit["score"], wanted.score):
            yield f"{path}/{index}/score: expected {wanted.score:.9g} for {wanted.id!r}, got {hit['score']!r}"
        yield from _object(wanted.fields, hit, f"{path}/{index}")


def _order(known: Mapping[str, Candidate], actual: list[dict[str, Any]], path: str) -> Iterator[str]:
    for one, two in itertools.pairwise(actual):
        if one["score"] < two["score"] or (one["score"] == two["score"] and one["id"] > two["id"]):
            yield f"{path}: {one['id']!r} ({one['score']!r}) stands before {two['id']!r} ({two['score']!r})"
    scores: dict[Vector, float] = {}
    for hit in actual:
        if scores.setdefault(known[hit["id"]].vector, hit["score"]) != hit["score"]:
            yield f"{path}: equal vectors have different scores"


def _left_out(
    expected: Ranking, known: Mapping[str, Candidate], actual: list[dict[str, Any]], path: str
) -> Iterator[str]:
    if len(actual) > expected.limit:
        yield f"{path}: {len(actual)} hits, the limit is {expected.limit}"
    bound = expected.threshold
    for hit in actual:
        if bound is not None and hit["score"] < bound and not close(hit["score"], bound):
            yield f"{path}: {hit['id']!r} scores {hit['score']!r}, below the threshold {bound!r}"
    there = {hit["id"] for hit in actual}
    last = known[actual[-1]["id"]] if actual else None
    for candidate in known.values():
        if candidate.id in there or (
            bound is not None and (candidate.score < bound or close(candidate.score, bound))
        ):
            continue
        if len(actual) < expected.limit:
            yield f"{path}: {candidate.id!r} (score {candidate.score:.9g}) is missing"
        elif last is not None and _before(candidate, last):
            yield f"{path}: {candidate.id!r} (score {candidate.score:.9g}) belongs before {last.id!r} ({last.score:.9g})"


def _before(one: Candidate, other: Candidate) -> bool:
    if one.vector == other.vector:
        return one.id < other.id
    return one.score > other.score and not close(one.score, other.score)


def close(one: float, other: float) -> bool:
    """Equal but for rounding in float32."""
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


_NODES: dict[type, Any] = {
    AnyValue: _something,
    OneOf: _one_of,
    Exactly: _exactly,
    Stamp: _stamp,
    Page: _page,
    Among: _among,
    Ranking: _ranking,
}
