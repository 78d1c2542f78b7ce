"""Collections and records in any store."""

from __future__ import annotations

import numpy as np
import pytest
from vectorizer_mock.stores import CollectionMissingError, Query, Store

from stores.samples import Matches, collection, ids, put, record

pytestmark = pytest.mark.anyio
X = np.array([1, 0], dtype=np.float32)


async def test_collections_are_listed_by_name(store: Store) -> None:
    for name in ("b", "é", "a"):
        assert await store.create(collection(name))
    assert [one.name for one in await store.collections()] == ["a", "b", "é"]
    assert await store.collection("b") == collection("b")


async def test_a_second_collection_of_a_name_changes_nothing(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a"))
    assert not await store.create(collection(dimension=3))
    found = await store.collection("c")
    assert (found.dimension, found.vector_count) == (2, 1)


async def test_a_collection_that_is_dropped_takes_its_records_along(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a"))
    await store.drop("c")
    assert await store.collections() == []
    await store.create(collection())
    assert await ids(store) == []


async def test_each_call_names_a_missing_collection(store: Store) -> None:
    async def write() -> None:
        async with store.transaction("x"):
            pass

    for call in (
        store.collection("x"),
        store.drop("x"),
        store.get("x", ["a"]),
        store.page("x", after=None, limit=1),
        store.snapshot("x"),
        store.search("x", [Query(X, 1)]),
        write(),
    ):
        with pytest.raises(CollectionMissingError) as caught:
            await call
        assert caught.value.name == "x"


async def test_a_record_is_read_as_it_was_written(store: Store) -> None:
    await store.create(collection())
    written = record("ü/%", (0.1, -3e-42), version=7, n=[1, {"a": None}])
    await put(store, written)
    found = (await store.get("c", ["ü/%", "none"]))["ü/%"]
    assert found.vector.dtype == np.float32
    assert found.vector.tobytes() == written.vector.tobytes()
    assert (found.text, found.metadata, found.version) == (None, written.metadata, 7)
    assert (found.created_at, found.updated_at) == (1, 7)
    assert (await store.collection("c")).updated_at == 7


async def test_what_was_read_does_not_change_when_it_is_written_again(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a", (1, 0)))
    before = (await store.get("c", ["a"]))["a"]
    await put(store, record("a", (0, 1), version=2))
    assert before.vector.tolist() == [1, 0]


async def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a", n=1))

    async def fail() -> None:
        async with store.transaction("c") as transaction:
            await transaction.put([record("a", version=2), record("b")])
            await transaction.delete(["a"], 5)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await ids(store) == ["a"]
    assert (await store.get("c", ["a"]))["a"].version == 1
    assert (await store.collection("c")).updated_at == 1


async def test_a_transaction_reads_selects_writes_and_deletes(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a", n=1), record("b", n=2), record("d", n=1))
    async with store.transaction("c") as transaction:
        assert transaction.collection.dimension == 2
        assert set(await transaction.get(["a", "z"])) == {"a"}
        assert sorted(one.id for one in await transaction.select(Matches("n", 1))) == ["a", "d"]
        assert sorted(await transaction.select_ids(Matches("n", 1))) == ["a", "d"]
        await transaction.delete(["a"], 9)
        await transaction.put([record("e")])
    assert await ids(store) == ["b", "d", "e"]
    found = await store.collection("c")
    assert (found.vector_count, found.updated_at) == (3, 9)


async def test_a_vector_that_was_not_read_stays_where_its_record_is_written(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a", (3, 4), n=1), record("b", (5, 12)))
    for beside in ({}, {"a": np.array((1, 2), np.float32)}, {"a": np.array((4, 3), np.float32)}):
        async with store.transaction("c") as transaction:
            before = (await transaction.get(["a", "b"], beside))["a"]
            after = before.next_version(
                vector=before.vector, text="t", metadata={"n": before.version}, updated_at=9
            )
            await transaction.get(["a"])  # which reads the vector
            await transaction.put([after])
        found = (await store.get("c", ["a"]))["a"]
        assert (found.vector.tolist(), found.metadata) == ([3, 4], {"n": found.version - 1})
    async with store.transaction("c") as transaction:
        await transaction.put([one._replace(text="u") for one in await transaction.select(Matches("n", 3))])
    assert (await store.get("c", ["a"]))["a"].vector.tolist() == [3, 4]


async def test_a_vector_is_read_where_it_is_the_one_beside(store: Store) -> None:
    """Signs of zero count, and what cannot be compared is another one."""
    await store.create(collection())
    await put(store, record("a", (0.0, 1e-45)), record("b", (3e38, 3e38)), record("c", (1, 1)))
    beside = {
        key: np.array(value, np.float32)
        for key, value in {"a": (0, 1e-45), "b": (3e38, 3e38), "c": (1, 1, 1)}.items()
    }
    async with store.transaction("c") as transaction:
        found = await transaction.get(["a", "b", "c"], beside)
        for key in ("a", "b"):
            assert found[key].vector.tobytes() == beside[key].tobytes()
        again = await transaction.get(["a", "b", "c"])
    assert again["c"].vector.tolist() == [1, 1]


async def test_the_last_version_of_a_deleted_id_is_known_while_its_collection_is_there(store: Store) -> None:
    await store.create(collection())
    await put(store, record("a", version=3), record("b"))
    async with store.transaction("c") as transaction:
        await transaction.delete(["a", "none"], 9)
    async with store.transaction("c") as transaction:
        assert await transaction.last_versions(["a", "b", "none"]) == {"a": 3}
    await store.drop("c")
    await store.create(collection())
    async with store.transaction("c") as transaction:
        assert await transaction.last_versions(["a"]) == {}


async def test_pages_are_in_code_point_order(store: Store) -> None:
    await store.create(collection())
    keys = ["B", "a", "b", "é", "\uffee", "\U00010000"]
    await put(store, *(record(key, n=index % 2) for index, key in enumerate(reversed(keys))))

    async def page(**wanted: object) -> list[str]:
        found = await store.page("c", **{"after": None, "limit": 10, **wanted})  # type: ignore[arg-type]
        return [one.id for one in found]

    assert await page() == keys
    assert await page(limit=2) == keys[:2]
    assert await page(after="b", limit=2) == keys[3:5]
    assert await page(after="c") == keys[3:]
    assert await page(ids=["b", "a", "a", "none"]) == ["a", "b"]
    assert await page(ids=["b", "a"], after="a") == ["b"]
    assert await page(where=Matches("n", 1)) == ["B", "b", "\uffee"]
    assert await page(where=Matches("n", 1), after="B", limit=1) == ["b"]
    assert await page(where=Matches("n", 1), ids=["a", "b"]) == ["b"]


async def test_a_snapshot_does_not_see_later_writes(store: Store) -> None:
    await store.create(collection())
    await put(store, *(record(f"{number:04}") for number in range(1_000)))
    pieces = await store.snapshot("c")
    await put(store, record("0999", (0, 1), version=2), record("1000"))
    async with store.transaction("c") as transaction:
        await transaction.delete(["0000"], 2)
    found = [one async for piece in pieces for one in piece]
    assert [one.id for one in found] == [f"{number:04}" for number in range(1_000)]
    assert (found[-1].version, found[-1].vector.tolist()) == (1, [1, 0])


async def test_reset_empties_it(store: Store) -> None:
    await store.create(collection())
    await store.reset()
    assert await store.collections() == []
