"""Prints what approximate searches of the store in memory find and cost, beside exact ones over the same vectors.

Vectors are mixtures of some directions with noise, as embeddings are, or have no structure at all, which is the worst
that an index can meet. Queries are made as the vectors are, and are none of them. Times of searches are processor time.
Run: python benchmarks/bench_index.py [--sizes 10000,100000] [--dimension 96] [--metric cosine] [--random]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from vectorizer_mock.stores import Collection, MemoryStore, Query
from vectorizer_mock.stores.memory.index import Builder
from vectorizer_mock.stores.records import Record

SEARCHES = 200
PIECE = 10_000
DIRECTIONS = 24


class Vectors:
    """Makes vectors of one kind."""

    def __init__(self, dimension: int, is_random: bool) -> None:
        self._generator = np.random.default_rng(1)
        self._mixed = np.eye(dimension) if is_random else self._generator.normal(size=(DIRECTIONS, dimension))
        self._noise = 0.0 if is_random else 0.5

    def make(self, count: int) -> Any:
        directions, dimension = self._mixed.shape
        made = self._generator.standard_normal((count, directions)) @ self._mixed
        made += self._noise * self._generator.standard_normal((count, dimension))
        return made.astype(np.float32)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def put(store: MemoryStore, start: int, vectors: Any) -> None:
    async with store.transaction("c") as transaction:
        await transaction.put(
            Record(f"v{number:08}", vector, None, {}, 1, 1, 1) for number, vector in enumerate(vectors, start)
        )


async def search(store: MemoryStore, queries: list[Query], together: int = 1) -> tuple[list[set[str]], float]:
    """The ids found for each, and milliseconds of processor time for one."""
    found: list[set[str]] = []
    began = time.process_time()
    for start in range(0, len(queries), together):
        for hits in await store.search("c", queries[start : start + together]):
            found.append({hit.record.id for hit in hits})
    return found, 1000 * (time.process_time() - began) / len(queries)


def recall(found: list[set[str]], wanted: list[set[str]]) -> float:
    return sum(map(len, map(set.intersection, found, wanted))) / sum(map(len, wanted))


def queued() -> float:
    """The milliseconds that this thread waited for a processor until now."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e6


async def pause() -> float:
    """Sleep, and tell by how many milliseconds too long, less what others on the machine took."""
    before, now = queued(), time.perf_counter()
    await asyncio.sleep(0.01)
    return 1000 * (time.perf_counter() - now - 0.01) - (queued() - before)


async def build(
    store: MemoryStore, builder: Builder, query: Query, more: Any
) -> tuple[float, float, list[float]]:
    """Seconds until all is built, with 1,000 vectors written now and then; the longest write (ms), and all pauses."""
    began = time.perf_counter()
    writes, pauses = [0.0], [0.0]
    await store.search("c", [query])
    while builder.is_busy:
        pauses.append(await pause())
        if len(pauses) % 20 == 0:
            now = time.perf_counter()
            await put(store, 0, more)
            writes.append(1000 * (time.perf_counter() - now))
    return time.perf_counter() - began, max(writes), pauses


async def measure(size: int, given: argparse.Namespace) -> None:
    builder = Builder(0, tell=lambda level, event, **fields: print(f"  {event}: {fields}"))
    indexed, exact = MemoryStore(builder=builder), MemoryStore()
    await indexed.create(Collection("c", given.dimension, given.metric, "hashing", 1, 1))
    exact._collections = indexed._collections
    vectors = Vectors(given.dimension, given.random)
    for start in range(0, size, PIECE):
        await put(indexed, start, vectors.make(min(PIECE, size - start)))
    queries = [Query(vector, 10) for vector in vectors.make(SEARCHES)]
    print(f"{size:,} vectors of {given.dimension} numbers, {given.metric}")
    wanted, alone = await search(exact, queries)
    _, together = await search(exact, queries, 64)
    print(f"  exact        {alone:8.2f} ms a search, {together:8.2f} of 64 at once")
    before = resident()
    began = time.process_time()
    seconds, write, pauses = await build(indexed, builder, queries[0], vectors.make(1000))
    worked = time.process_time() - began
    size_of = (resident() - before) / size
    alone_too = max([await pause() for _ in range(min(500, len(pauses)))])
    print(
        f"  build        {worked:8.1f} s of processor time in {seconds:.0f} s, {size_of:.0f} bytes a vector"
    )
    print(f"               {write:8.1f} ms for 1,000 vectors that are written meanwhile, at most")
    print(
        f"               {max(pauses):8.1f} ms that the loop is held up at most; {alone_too:.1f} without a build"
    )
    for limit in (10, 100):
        queries = [Query(query.vector, limit) for query in queries]
        wanted, _ = await search(exact, queries)
        found, alone = await search(indexed, queries)
        _, together = await search(indexed, queries, 64)
        print(f"  recall@{limit:<5} {recall(found, wanted):8.3f}")
        print(f"  approximate  {alone:8.2f} ms a search, {together:8.2f} of 64 at once")
    await put(indexed, size, vectors.make(size // 32))
    wanted, _ = await search(exact, queries)
    found, alone = await search(indexed, queries)
    print(
        f"  with {size // 32:,} more that are in no graph: recall@100 {recall(found, wanted):.3f}, {alone:.2f} ms"
    )
    await indexed.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--dimension", type=int, default=96)
    parser.add_argument("--metric", default="cosine")
    parser.add_argument("--random", action="store_true")
    given = parser.parse_args()
    for size in map(int, given.sizes.split(",")):
        asyncio.run(measure(size, given))


if __name__ == "__main__":
    main()
