"""Collections that are dropped, and made again, while others read them and write to them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from vectorizer_mock.stores import CollectionMissingError, Query, Store

from stores.samples import Matches, collection, ids, put, record

pytestmark = pytest.mark.anyio
KEYS = ["a", "b", "c", "d"]
WHERE = Matches("n", 1)
NEAREST = np.array([1, 0], dtype=np.float32)


async def found(store: Store, where: Matches | None) -> list[str]:
    (hits,) = await store.search("c", [Query(NEAREST, 9, where=where)])
    return sorted(hit.record.id for hit in hits)


async def page(store: Store, where: Matches | None = None, among: list[str] | None = None) -> list[str]:
    return [one.id for one in await store.page("c", after=None, limit=9, ids=among, where=where)]


async def got(store: Store) -> list[str]:
    return sorted(await store.get("c", KEYS))


READS: dict[str, Callable[[Store], Awaitable[list[str]]]] = {
    "get": got,
    "page": page,
    "page of ids": lambda store: page(store, among=KEYS),
    "page of a filter": lambda store: page(store, WHERE),
    "search": lambda store: found(store, None),
    "search with a filter": lambda store: found(store, WHERE),
    "snapshot": ids,
}


@pytest.mark.parametrize("name", READS)
async def test_who_reads_a_collection_that_is_dropped_sees_all_of_it_or_none(store: Store, name: str) -> None:
    async def read() -> list[str] | None:
        try:
            return await READS[name](store)
        except CollectionMissingError:
            return None

    for _ in range(10):
        await store.create(collection())
        await put(store, *(record(key, n=1) for key in KEYS))
        seen = await asyncio.gather(*(read() for _ in range(4)), store.drop("c"), *(read() for _ in range(4)))
        assert [one for one in seen if one is not None] in ([KEYS] * count for count in range(9))


async def test_who_searches_a_collection_that_is_another_now_finds_none(store: Store) -> None:
    await store.create(collection(dimension=3))
    await put(store, record("a", (1, 0, 0), n=1))
    for where in (None, WHERE):
        with pytest.raises(CollectionMissingError):
            await found(store, where)


async def test_who_waits_to_write_to_a_collection_that_is_made_again_does_so_alone(store: Store) -> None:
    written: list[tuple[int, int]] = []

    async def increment() -> None:
        with suppress(CollectionMissingError):
            async with store.transaction("c") as transaction:
                before = (await transaction.get(["x"])).get("x")
                count = 0 if before is None else before.metadata["n"]
                await asyncio.sleep(0.001)
                await transaction.put([record("x", n=count + 1)])
            written.append((transaction.collection.created_at, count + 1))

    async def increment_another(number: int) -> None:
        await asyncio.sleep(0.002)
        await store.drop("c")
        await store.create(replace(collection(), created_at=number))
        await asyncio.gather(*(increment() for _ in range(5)))

    for number in range(2, 6):
        await store.create(collection())
        await asyncio.gather(*(increment() for _ in range(10)), increment_another(number))
        assert len(set(written)) == len(written)
        await store.drop("c")
        written.clear()
