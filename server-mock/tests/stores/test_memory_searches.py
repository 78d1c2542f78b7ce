"""Searches of the memory store that run in a thread while vectors are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from vectorizer_mock.stores import MemoryStore, Query
from vectorizer_mock.stores.memory import ranking, search_queue
from vectorizer_mock.stores.memory.data import CollectionData
from vectorizer_mock.stores.memory.metrics import METRICS, euclidean_norm
from vectorizer_mock.stores.memory.ranking import rank
from vectorizer_mock.stores.memory.table import VectorTable
from vectorizer_mock.stores.records import Record

from .samples import collection

pytestmark = pytest.mark.anyio
QUERY = np.array([1, 0], dtype=np.float32)


def vector(number: float) -> Any:
    return np.array([number, 1], dtype=np.float32)


def record(key: str, number: float, **metadata: Any) -> Record:
    return Record(key, vector(number), None, metadata, 1, 1, 1)


async def filled() -> tuple[MemoryStore, CollectionData]:
    store = MemoryStore()
    await store.create(collection("c", metric="dot_product"))
    async with store.transaction("c") as transaction:
        await transaction.put(record(f"v{n:03}", n, n=n) for n in range(200))
    data: Any = store._collections["c"]
    return store, data


WRITES: dict[str, Callable[[CollectionData], object]] = {
    "nothing": lambda data: None,
    "the best goes far away": lambda data: data.write(record("v199", -1)),
    "the best is deleted": lambda data: data.erase(["v199"]),
    "one from afar comes first": lambda data: data.write(record("v000", 500)),
    "a new one comes first": lambda data: data.write(record("new", 500)),
    "a row is used again": lambda data: (data.erase(["v005"]), data.write(record("again", 500))),  # type: ignore[func-returns-value]
    "many new ones": lambda data: [data.write(record(f"w{n}", n)) for n in range(300)],  # type: ignore[func-returns-value]
    "the best no longer matches": lambda data: data.write(record("v199", 199, other=True)),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("filtered", [False, True])
async def test_hits_are_those_after_what_was_written_meanwhile(
    write: str, filtered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, data = await filled()
    waiting = [WRITES[write]]

    def ranked_while_writing(*given: Any) -> Any:
        found = rank(*given)
        if waiting:
            waiting.pop()(data)
        return found

    monkeypatch.setattr(search_queue, "_SHORT", -1)
    monkeypatch.setattr(search_queue, "rank", ranked_while_writing)

    class HasNumber:
        tree: Any = None

        def matches(self, metadata: dict[str, Any]) -> bool:
            return not metadata or "n" in metadata

    (hits,) = await store.search("c", [Query(QUERY, 5, None, HasNumber() if filtered else None)])
    wanted = sorted(
        (-float(data.table.read(entry.row)[0]), key)
        for key, entry in data.entries.items()
        if not filtered or "other" not in entry.metadata
    )
    assert not waiting
    assert [(-hit.score, hit.record.id) for hit in hits] == wanted[:5]


async def test_rows_that_change_under_every_search_are_found_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, data = await filled()
    count = 0

    def ranked_while_writing(*given: Any) -> Any:
        nonlocal count
        count += 1
        found = rank(*given)
        if count <= 3:
            data.write(record("v199", 200 + count))
        return found

    monkeypatch.setattr(search_queue, "_SHORT", -1)
    monkeypatch.setattr(search_queue, "rank", ranked_while_writing)
    (hits,) = await store.search("c", [Query(QUERY, 1)])
    assert ([(hit.record.id, hit.score) for hit in hits], count) == ([("v199", 203.0)], 4)


@pytest.mark.parametrize("metric", ["cosine", "dot_product", "euclidean"])
@pytest.mark.parametrize("left", [None, 5, 40, 300])
@pytest.mark.parametrize("cells", [1 << 23, 4000])
def test_ranking_is_that_of_all_exact_scores(
    metric: str, left: int | None, cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "_PRODUCT_CELLS", cells)
    generator = np.random.default_rng(3)
    table = VectorTable(24)
    for number in range(3000):
        table.add(f"v{number:04}", generator.normal(size=24).astype(np.float32) * (1 + number % 7))
    for row in range(0, 3000, 50):
        table.remove([row])
    rows = np.flatnonzero(table.live) if left is None else np.array(range(1, 1 + 7 * left, 7))
    rows = rows[table.live[rows]]
    queries = [Query(generator.normal(size=24).astype(np.float32), limit) for limit in (1, 10, 1000, 5000)]
    found = rank(metric, table.view(), queries, [None if left is None else rows] * len(queries))
    for query, one in zip(queries, found, strict=True):
        wide = query.vector.astype(np.float64)
        scores = METRICS[metric].exact(table.matrix[rows].astype(np.float64), wide, euclidean_norm(wide))
        pairs = sorted(zip((-scores).tolist(), rows.tolist(), strict=True))[: query.limit]
        assert list(zip([-score for score in one.scores], one.rows, strict=True)) == pairs
