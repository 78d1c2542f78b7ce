"""Searches in any store."""

from __future__ import annotations

import numpy as np
import pytest
from vectorizer_mock.stores import Query, Store, Vector

from stores.samples import Matches, collection, put, record

pytestmark = pytest.mark.anyio


def vector(*numbers: float) -> Vector:
    return np.array(numbers, dtype=np.float32)


async def found(store: Store, *queries: Query) -> list[list[tuple[str, float]]]:
    hits = await store.search("c", queries)
    return [[(hit.record.id, round(hit.score, 6)) for hit in one] for one in hits]


@pytest.mark.parametrize(
    ("metric", "scores"),
    [
        ("cosine", [("long", 1.0), ("near", 0.8), ("far", 0.0)]),
        ("dot_product", [("long", 5.0), ("near", 0.8), ("far", 0.0)]),
        ("euclidean", [("near", 0.612574), ("far", 0.414214), ("long", 0.2)]),
    ],
)
async def test_each_metric(store: Store, metric: str, scores: list[tuple[str, float]]) -> None:
    await store.create(collection(metric=metric))
    await put(store, record("far", (0, 1)), record("near", (0.8, 0.6)), record("long", (5, 0)))
    assert await found(store, Query(vector(1, 0), 10)) == [scores]


async def test_limits_thresholds_and_conditions(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a", (1, 0), n=1), record("b", (0.8, 0.6), n=2), record("c", (0, 1), n=1))
    x = vector(1, 0)
    results = await found(
        store,
        Query(x, 1),
        Query(x, 10, threshold=0.75),
        Query(x, 10, threshold=1.0),
        Query(x, 10, where=Matches("n", 1)),
        Query(x, 10, threshold=0.5, where=Matches("n", 2)),
        Query(x, 10, where=Matches("n", 3)),
        Query(vector(0, 1), 1),
    )
    wanted = [["a"], ["a", "b"], ["a"], ["a", "c"], ["b"], [], ["c"]]
    assert [[key for key, _ in one] for one in results] == wanted


async def test_equal_scores_are_in_id_order(store: Store) -> None:
    await store.create(collection())
    await put(store, *(record(f"{number:03}") for number in reversed(range(300))))
    (hits,) = await found(store, Query(vector(3, 4), 5))
    assert hits == [(f"{number:03}", 0.6) for number in range(5)]


async def test_what_was_deleted_or_written_over_is_not_found(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a", (1, 0)), record("b", (1, 0)), record("c", (0, 1)))
    async with store.transaction("c") as transaction:
        await transaction.delete(["a"], 2)
        await transaction.put([record("b", (0, 1), version=2)])
    assert await found(store, Query(vector(1, 0), 10, threshold=0.5)) == [[]]
    assert await found(store, Query(vector(0, 1), 10, threshold=0.5)) == [[("b", 1.0), ("c", 1.0)]]


async def test_a_hit_has_its_whole_record(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a", (0.6, 0.8), version=3, n=1))
    ((hit,),) = await store.search("c", [Query(vector(1, 0), 1)])
    assert (hit.record.version, hit.record.metadata) == (3, {"n": 1})
    assert hit.record.vector.tobytes() == vector(0.6, 0.8).tobytes()
