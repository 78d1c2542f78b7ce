"""Large writes of the memory store, which are prepared in pieces: the ids and rows that they leave."""

from __future__ import annotations

import random

import numpy as np
import pytest
from vectorizer_mock.stores import MemoryStore
from vectorizer_mock.stores.memory import matching, order
from vectorizer_mock.stores.records import Record

from .samples import Matches, collection, ids, record

pytestmark = pytest.mark.anyio


def test_ids_are_sorted_whenever_they_are_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "_MANY", 5)
    generator = random.Random(2)
    kept, wanted = order.SortedIds(), set()
    for _ in range(2000):
        key = f"v{generator.randrange(60):02}"
        kind = generator.random()
        if kind < 0.5 and key not in wanted:
            kept.add(key)
            kept.settle()
            wanted.add(key)
        elif kind < 0.9:
            gone = {one for one in wanted if generator.random() < 0.3}
            kept.remove(gone)
            wanted -= gone
        else:
            assert list(kept.after(None)) == sorted(wanted)
            assert list(kept.after(key)) == sorted(one for one in wanted if one > key)


async def test_writes_of_many_pieces_leave_what_was_asked_for() -> None:
    generator, store = random.Random(3), MemoryStore()
    await store.create(collection("c"))
    wanted: dict[str, tuple[float, int]] = {}
    for version in range(1, 13):
        chosen = generator.sample(range(1500), 700)
        async with store.transaction("c") as transaction:
            keys = [f"v{number:04}" for number in chosen]
            before = await transaction.get(keys)
            if version % 3 == 0:
                await transaction.delete(keys, version)
                for key in keys:
                    wanted.pop(key, None)
                continue
            records = []
            for key in keys:
                old = before.get(key)
                # Every other one keeps its vector, as an update of its metadata does.
                kept = old is not None and generator.random() < 0.5
                vector = old.vector if kept and old else np.array([generator.random(), 1], dtype=np.float32)
                records.append(Record(key, vector, None, {"n": version}, version, 1, version))
                wanted[key] = (float(vector[0]), version)
            await transaction.put(records)
    page = await store.page("c", after=None, limit=2000)
    found = {one.id: (float(one.vector[0]), one.version) for one in page}
    assert found == wanted
    assert await ids(store) == sorted(wanted)
    assert (await store.collection("c")).vector_count == len(wanted)
    async with store.transaction("c") as transaction:
        last = await transaction.last_versions([f"v{number:04}" for number in range(1500)])
    assert not set(last) & set(wanted)


async def test_what_is_written_and_deleted_at_once_is_gone() -> None:
    store = MemoryStore()
    await store.create(collection("c"))
    async with store.transaction("c") as transaction:
        new = Record("a", np.array([1, 0], dtype=np.float32), None, {}, 4, 1, 1)
        await transaction.put([new])
        await transaction.delete(["a", "none"], 2)
    assert await store.page("c", after=None, limit=10) == []
    assert (await store.collection("c")).updated_at == 2


@pytest.mark.parametrize("among", [None, [f"v{number:04}" for number in range(0, 1000, 3)]])
async def test_a_filtered_page_is_of_what_is_there_at_its_end(
    monkeypatch: pytest.MonkeyPatch, among: list[str] | None
) -> None:
    generator, store = random.Random(4), MemoryStore()
    await store.create(collection("c"))

    async def write(gone: int = 40, new: int = 10) -> None:
        """What others do while a filter is looked at: many come and go, and at times the ids are read."""
        async with store.transaction("c") as transaction:
            await transaction.delete([f"v{generator.randrange(1000):04}" for _ in range(gone)], 9)
            keys = {f"v{generator.randrange(1000):04}" for _ in range(new)}
            await transaction.put([record(key, n=generator.randrange(2)) for key in sorted(keys)])
        if generator.random() < 0.5:
            await ids(store)

    await write(0, 3000)
    monkeypatch.setattr(matching, "pause", write)
    for limit in (1, 50, 1000):
        page = await store.page("c", after=None, limit=limit, ids=among, where=Matches("n", 1))
        there = [one for one in await store.page("c", after=None, limit=1000) if one.metadata["n"] == 1]
        wanted = [one.id for one in there if among is None or one.id in among]
        assert [one.id for one in page] == wanted[:limit]
