"""The small alphabets of a sequence: few ids, texts, numbers and metadata, so that calls meet in interesting states."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

METRICS = ("cosine", "euclidean", "dot_product")
DIMENSIONS = (1, 2, 3, 8)
_IDS = ("a", "b", "B", "10", "9", "a/b", "ä", "%2F", "v 1", "a+b?", "日本", "😀", "batch_update")
TEXTS = ("red apple", "Red apple", "ein Bär — 3 €")
_UNITS = (-1.0, -0.0, 0.0, 0.5, 1.0, 2.0)
METADATA: tuple[dict[str, Any], ...] = (
    {},
    {"n": 1},
    {"n": 2},
    {"n": True},
    {"n": "1"},
    {"n": None},
    {"n": 2.5, "s": "x"},
    {"n": 9007199254740991},
    {"s": "y"},
    {"s": None, "n": 1},
    {"t": ["x", "y"]},
    {"t": []},
    {"t": [1, {"x": None}]},
    {"o": {"x": 1}},
    {"o": {"x": None, "y": True}},
    {"o": {"y": {"z": None}}},
    {"o": None},
    {"o": "flat"},
    {"o.x": 3},
    {"__proto__": {"x": 1}},
    {"": 0, "s": ""},
)
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"n": 1},
    {"n": True},
    {"n": {"$ne": 1}},
    {"n": {"$gte": 1}},
    {"n": {"$lt": 2.5}},
    {"n": {"$in": [1, "1"]}},
    {"n": {"$exists": False}},
    {"n": None},
    {"s": {"$gt": "x"}},
    {"s": {"$nin": ["x", "y"]}},
    {"t": "x"},
    {"t": ["x", "y"]},
    {"o.x": 1},
    {"o.x": {"$exists": True}},
    {"o.y.z": {"$exists": False}},
    {"$or": [{"n": 1}, {"s": "y"}]},
    {"$and": [{"n": {"$gt": 0}}, {"n": {"$lte": 2}}]},
    {"$not": {"s": "x"}},
    {"n": 1, "s": None},
)
BAD_FILTERS: tuple[dict[str, Any], ...] = ({"n": {"$regex": "x"}}, {"$nor": [{"n": 1}]}, {"$and": []})


@dataclass(frozen=True)
class Alphabet:
    """The values that one sequence draws from."""

    dimensions: dict[str, int]
    metrics: dict[str, str]
    ids: tuple[str, ...]
    numbers: dict[int, tuple[tuple[float, ...], ...]]


def alphabet(source: Random) -> Alphabet:
    """Two collections of different settings, three ids, some vectors for each dimension."""
    dimensions = {name: source.choices(DIMENSIONS, (1, 4, 4, 1))[0] for name in "ab"}
    metrics = dict(zip("ab", source.sample(METRICS, 2), strict=True))
    numbers = {dim: _numbers(source, dim) for dim in DIMENSIONS}
    return Alphabet(dimensions, metrics, tuple(source.sample(_IDS, 3)), numbers)


def _numbers(source: Random, dimension: int) -> tuple[tuple[float, ...], ...]:
    found: list[tuple[float, ...]] = [(0.1, *([0.2] * (dimension - 1)))]
    while len(found) < 5:
        one = tuple(source.choice(_UNITS) for _ in range(dimension))
        if any(one) and one not in found:
            found.append(one)
    # One vector in the direction of another: cosine can't tell them apart.
    return (*found, tuple(2 * x for x in found[1]))
