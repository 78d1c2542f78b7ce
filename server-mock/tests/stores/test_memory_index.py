"""Approximate searches of the memory store: with graphs that find all they are asked for, hits are the exact ones."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import numpy as np
import pytest
from vectorizer_mock.stores import Hit, MemoryStore, Query
from vectorizer_mock.stores.memory import index, search_queue, segments
from vectorizer_mock.stores.memory.graphs import FaissGraph
from vectorizer_mock.stores.memory.index import Builder, kept
from vectorizer_mock.stores.memory.metrics import METRICS, Floats32, Indexes
from vectorizer_mock.stores.records import Record

from .samples import Matches, collection, put

pytestmark = pytest.mark.anyio
METRIC_NAMES = sorted(METRICS)


class ExactGraph:
    """Finds the nearest points by looking at all."""

    def __init__(self, dimension: int, during: Callable[[], object]) -> None:
        self.points = np.zeros((0, dimension), np.float32)
        self.searches = 0
        self._during = during

    def add(self, points: Floats32) -> None:
        self._during()
        assert np.isfinite(points).all()
        self.points = np.concatenate((self.points, points))

    def search(self, points: Floats32, count: int) -> list[Indexes]:
        self.searches += len(points)
        return [np.argsort(((self.points - point) ** 2).sum(axis=1))[:count] for point in points]

    def tune(self, sample: Floats32, check: Callable[[], None]) -> float | None:
        return 1.0


class Graphs:
    """The graphs that were made, and what happens before rows are added to one."""

    def __init__(self) -> None:
        self.made: list[ExactGraph] = []
        self.during: Callable[[], object] = lambda: None

    def make(self, dimension: int) -> ExactGraph:
        self.made.append(ExactGraph(dimension, lambda: self.during()))
        return self.made[-1]


class Gate:
    """Holds up whoever comes, until it is opened."""

    def __init__(self) -> None:
        self.reached, self.free = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        assert self.free.wait(60)


@pytest.fixture
def graphs() -> Graphs:
    return Graphs()


@pytest.fixture
async def builder(graphs: Graphs, anyio_backend: str) -> AsyncIterator[Builder]:
    made = Builder(50, graphs.make)
    yield made
    made.close()


async def built(builder: Builder) -> None:
    """Wait until nothing is being built."""
    while builder.is_busy and not builder.closed:
        await asyncio.sleep(0.001)
    await asyncio.sleep(0)


def one(generator: np.random.Generator, dimension: int = 8) -> Any:
    return generator.normal(size=dimension).astype(np.float32)


def record(key: str, vector: Any, version: int = 1, **metadata: Any) -> Record:
    return Record(key, vector, None, metadata, version, 1, version)


async def found(store: MemoryStore, *queries: Query) -> list[list[tuple[str, float, int]]]:
    hits: list[list[Hit]] = await store.search("c", queries)
    return [[(hit.record.id, hit.score, hit.record.version) for hit in some] for some in hits]


async def filled(store: MemoryStore, count: int, metric: str = "cosine", seed: int = 1) -> None:
    generator = np.random.default_rng(seed)
    await store.create(collection("c", dimension=8, metric=metric))
    await put(store, *(record(f"v{n:05}", one(generator), n=n % 2) for n in range(count)))


def index_of(store: MemoryStore) -> Any:
    return store._queues["c"].index


@pytest.mark.parametrize("metric", METRIC_NAMES)
@pytest.mark.parametrize("in_thread", [False, True])
@pytest.mark.parametrize("seed", range(2))
async def test_hits_are_the_exact_ones_whatever_is_written(
    metric: str, in_thread: bool, seed: int, builder: Builder, graphs: Graphs, monkeypatch: pytest.MonkeyPatch
) -> None:
    if in_thread:
        monkeypatch.setattr(search_queue, "_SHORT", -1)
    choose, generator = random.Random(seed), np.random.default_rng(seed)
    plain, indexed = MemoryStore(), MemoryStore(builder=builder)
    for store in (plain, indexed):
        await filled(store, 600, metric, seed)
    odd = [np.zeros(8, np.float32), np.full(8, 1e30, np.float32), np.full(8, 1e-30, np.float32)]
    vectors = [one(generator) for _ in range(200)] + odd
    for version in range(2, 40):
        keys = [f"v{choose.randrange(700):05}" for _ in range(choose.choice((0, 1, 5, 40)))]
        gone = [f"v{choose.randrange(700):05}" for _ in range(choose.choice((0, 1, 5, 60)))]
        records = [record(key, choose.choice(vectors), version, n=choose.randrange(2)) for key in keys]
        for store in (plain, indexed):
            async with store.transaction("c") as transaction:
                await transaction.put(records)
            async with store.transaction("c") as transaction:
                await transaction.delete(gone, version)
        queries = [
            Query(choose.choice([*vectors, one(generator)]), choose.choice((1, 5, 100)), threshold, where)
            for threshold in (None, None, 0.4)
            for where in (None, None, Matches("n", 1))
        ]
        assert await found(indexed, *queries) == await found(plain, *queries)
        if choose.random() < 0.7:
            await built(builder)
            assert await found(indexed, *queries) == await found(plain, *queries)
    assert len(graphs.made) > 3
    assert sum(graph.searches for graph in graphs.made) > 50


@pytest.mark.parametrize("metric", METRIC_NAMES)
async def test_rows_that_are_written_while_they_are_built_are_found_as_they_are(
    metric: str, builder: Builder, graphs: Graphs
) -> None:
    store, generator = MemoryStore(builder=builder), np.random.default_rng(5)
    await filled(store, 300, metric)
    gate = graphs.during = Gate()
    mine = 9 * one(generator)
    try:
        await found(store, Query(mine, 1))
        await asyncio.to_thread(gate.reached.wait)
        before = graphs.made[-1]
        for number in range(20):
            await put(store, record(f"v{number:05}", mine, 2), record(f"w{number:05}", mine))
        async with store.transaction("c") as transaction:
            await transaction.delete([f"v{number:05}" for number in range(100, 120)], 3)
        during = await found(store, Query(mine, 60), Query(mine, 300))
    finally:
        gate.free.set()
    await built(builder)
    assert index_of(store).segments
    after = await found(store, Query(mine, 60), Query(mine, 300))
    assert after == during
    assert before.searches > 0
    assert sum(version == 2 for _, _, version in after[0]) == 20
    assert not {f"v{number:05}" for number in range(100, 120)} & {key for key, _, _ in after[1]}
    assert len(after[1]) == 300


NEAR, FAR = np.ones(8, np.float32), -np.ones(8, np.float32)
MEANWHILE: dict[str, Callable[[Any], object]] = {
    "one of the graph goes far away": lambda data: data.write(record("v00007", FAR, 2)),
    "one of the graph is deleted": lambda data: data.erase(["v00007"]),
    "one of the graph comes nearer": lambda data: data.write(record("v00299", 9 * NEAR, 2)),
    "one beside it goes far away": lambda data: data.write(record("w7", FAR, 2)),
    "one beside it is deleted": lambda data: data.erase(["w7"]),
    "one beside it comes nearer": lambda data: data.write(record("w0", 9 * NEAR, 2)),
    "a new one comes first": lambda data: data.write(record("x", 9 * NEAR)),
    "a row is used again": lambda data: (data.erase(["v00007"]), data.write(record("x", 9 * NEAR))),
}
"""What is written after rows were ranked, and before they are read."""


@pytest.mark.parametrize("write", MEANWHILE)
async def test_hits_are_those_after_what_was_written_while_rows_were_ranked(
    write: str, builder: Builder, graphs: Graphs, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, indexed = MemoryStore(), MemoryStore(builder=builder)
    for store in (plain, indexed):
        await filled(store, 300, "dot_product")
        await put(store, record("v00007", 3 * NEAR))
    await found(indexed, Query(NEAR, 1))
    await built(builder)
    for store in (plain, indexed):
        await put(store, *(record(f"w{number}", (2 + number / 10) * NEAR) for number in range(10)))
    waiting = [MEANWHILE[write]]

    def ranked_while_writing(*given: Any) -> Any:
        hits = segments.rank_by(*given)
        if waiting:
            waiting.pop()(indexed._collections["c"])
        return hits

    monkeypatch.setattr(index, "rank_by", ranked_while_writing)
    monkeypatch.setattr(search_queue, "_SHORT", -1)
    hits = await found(indexed, Query(NEAR, 5))
    assert not waiting
    MEANWHILE[write](plain._collections["c"])
    assert hits == await found(plain, Query(NEAR, 5))
    assert graphs.made[0].searches > 0


ENDS: dict[str, Callable[[MemoryStore], Any]] = {
    "dropped": lambda store: store.drop("c"),
    "reset": lambda store: store.reset(),
    "closed": lambda store: store.close(),
    "restored": lambda store: restored(store),
}


async def restored(store: MemoryStore) -> None:
    store.restore(store.copy())


@pytest.mark.parametrize("end", ENDS)
async def test_what_is_no_longer_needed_is_not_built(end: str, builder: Builder, graphs: Graphs) -> None:
    store = MemoryStore(builder=builder)
    await filled(store, 5000)
    gate = graphs.during = Gate()
    await found(store, Query(np.ones(8, np.float32), 1))
    await asyncio.to_thread(gate.reached.wait)
    own = index_of(store)

    def free() -> None:
        while not own._closed:
            time.sleep(0.001)
        gate.free.set()

    threading.Thread(target=free).start()  # as `close` waits for the thread that builds
    await ENDS[end](store)
    await asyncio.to_thread(gate.free.wait)
    while builder._thread is not None and builder._thread.is_alive():
        await asyncio.sleep(0.001)
    await asyncio.sleep(0)
    assert len(graphs.made[-1].points) == 1000  # one batch, of five
    assert own.segments == ()
    if end in ("dropped", "reset"):
        await filled(store, 300, seed=2)
    query = Query(np.ones(8, np.float32), 5)
    first = await found(store, query)
    await built(builder)
    assert await found(store, query) == first
    assert (index_of(store).segments != ()) == (end != "closed")


@pytest.mark.parametrize("others", [0, 3])
async def test_what_a_graph_has_lost_too_much_of_is_found_exactly(
    others: int, builder: Builder, graphs: Graphs
) -> None:
    plain, indexed = MemoryStore(), MemoryStore(builder=builder)
    for store in (plain, indexed):
        await filled(store, 400)
    near = np.ones(8, np.float32)
    await found(indexed, Query(near, 1))
    await built(builder)
    index_of(indexed)._seen = 1_000_000  # so that nothing else is built
    gone = [key for key, _, _ in (await found(plain, Query(near, 230)))[0]]
    for store in (plain, indexed):
        async with store.transaction("c") as transaction:
            await transaction.delete(gone, 2)
    queries = [Query(near, 50), *(Query(-near, limit + 1) for limit in range(others))]
    before = graphs.made[0].searches
    assert await found(indexed, *queries) == await found(plain, *queries)
    assert graphs.made[0].searches == before + 2 + others


async def test_a_graph_that_finds_too_little_is_not_used(
    builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    builder.tell = lambda level, event, **fields: told.append(event)
    monkeypatch.setattr(ExactGraph, "tune", lambda graph, sample, check: None)
    store = MemoryStore(builder=builder)
    await filled(store, 300)
    for _ in range(3):
        await found(store, Query(np.ones(8, np.float32), 5))
        await built(builder)
    assert (index_of(store).segments, told) == ((), ["not indexed"])


async def test_a_build_that_fails_leaves_searches_exact(builder: Builder, graphs: Graphs) -> None:
    told: list[Any] = []
    builder.tell = lambda level, event, **fields: told.append((level, event, fields))

    def fail() -> None:
        raise MemoryError

    graphs.during = fail
    store = MemoryStore(builder=builder)
    await filled(store, 300)
    for _ in range(3):
        assert len((await found(store, Query(np.ones(8, np.float32), 5)))[0]) == 5
        await built(builder)
    assert told == [("error", "not indexed", {"error": "MemoryError"})]


async def test_a_collection_that_is_small_again_is_exact(builder: Builder) -> None:
    store, query = MemoryStore(builder=builder), Query(np.ones(8, np.float32), 5)
    await filled(store, 300)
    await found(store, query)
    await built(builder)
    assert index_of(store).segments
    async with store.transaction("c") as transaction:
        await transaction.delete([f"v{n:05}" for n in range(250)], 2)
    await found(store, query)
    assert index_of(store).segments == ()


@pytest.mark.parametrize(
    ("sizes", "more", "wanted"),
    [
        ([], 9, 0),
        ([(100, 100)], 9, 1),
        ([(100, 100)], 50, 0),
        ([(100, 100), (30, 30), (10, 10)], 5, 1),  # 5 takes 10, the 15 of them 30, but 45 not 100
        ([(1000, 1000), (30, 30), (10, 10)], 1, 3),
        ([(1000, 499), (30, 30), (10, 10)], 1, 0),
        ([(1000, 1000), (30, 14), (10, 10)], 0, 1),
    ],
)
def test_which_segments_stay(sizes: list[tuple[int, int]], more: int, wanted: int) -> None:
    assert kept(sizes, more) == wanted


def test_few_segments_stay_and_each_row_is_built_a_few_times() -> None:
    sizes: list[tuple[int, int]] = []
    rows = 0
    for _ in range(1000):
        count = kept(sizes, 16)
        size = 16 + sum(now for _, now in sizes[count:])
        rows += size
        sizes = [*sizes[:count], (size, size)]
        assert len(sizes) <= 10
    assert rows <= 12 * 16_000


@pytest.mark.parametrize("metric", METRIC_NAMES)
async def test_a_real_graph_finds_nearly_all(metric: str, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(7)
    builder = Builder(1000, FaissGraph)
    mixed = generator.normal(size=(12, 48))
    plain, indexed = MemoryStore(), MemoryStore(builder=builder)

    def vector() -> Any:
        made = generator.normal(size=12) @ mixed + 0.3 * generator.normal(size=48)
        return (made * (1 + generator.random())).astype(np.float32)

    records = [record(f"v{n:05}", vector()) for n in range(6000)]
    for store in (plain, indexed):
        await store.create(collection("c", dimension=48, metric=metric))
        await put(store, *records[:5000])
    await found(indexed, Query(vector(), 1))
    await built(builder)
    assert [len(segment.rows) for segment in index_of(indexed).segments] == [4900]
    for store in (plain, indexed):
        await put(store, *records[5000:])  # which are looked at beside the graph
        async with store.transaction("c") as transaction:
            await transaction.delete([f"v{n:05}" for n in range(0, 5000, 9)], 2)
    asked = 0
    search = FaissGraph.search

    def counted(graph: FaissGraph, points: Floats32, count: int) -> list[Indexes]:
        nonlocal asked
        asked += len(points)
        return search(graph, points, count)

    index_of(indexed)._seen = 10_000_000  # so that nothing else is built
    monkeypatch.setattr(FaissGraph, "search", counted)
    queries = [Query(vector(), 10) for _ in range(200)]
    approximate, exact = await found(indexed, *queries), await found(plain, *queries)
    builder.close()
    shared = sum(len(set(some) & set(all_)) for some, all_ in zip(approximate, exact, strict=True))
    assert asked == 200
    assert shared / 2000 >= 0.98
