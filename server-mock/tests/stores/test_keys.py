"""Idempotency keys in any store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from vectorizer_mock.stores import KeyBusyError, KeyReusedError, Store, StoredAnswer

from stores.samples import collection, ids, put, record

pytestmark = pytest.mark.anyio
ANSWER = StoredAnswer(201, ((b"etag", b'"1"'),), b'{"id":"a"}', "")


async def insert(store: Store, key: str, *, under: str = "k", fingerprint: bytes = b"f") -> None:
    async with store.idempotent("", under, fingerprint, "c") as request:
        assert request.stored is None
        await put(store, record(key))
        request.keep(ANSWER)


async def stored(store: Store, key: str = "k", caller: str = "") -> StoredAnswer | None:
    """The answer under a key, which stays as it is."""
    async with store.idempotent(caller, key, b"f", "c") as request:
        return request.stored


async def test_an_answer_is_kept_with_its_effect(store: Store) -> None:
    await store.create(collection())
    await insert(store, "a")
    assert await stored(store) == ANSWER
    assert await ids(store) == ["a"]


async def test_keys_and_callers_are_apart(store: Store) -> None:
    await store.create(collection())
    await insert(store, "a")
    assert await stored(store, "K") is None
    assert await stored(store, caller="other") is None


async def test_a_problem_is_kept_too(store: Store) -> None:
    problem = StoredAnswer(409, (), b"{}", "vector-exists")
    async with store.idempotent("", "k", b"f", "c") as request:
        request.keep(problem)
    assert await stored(store) == problem


EFFECTS: dict[str, Callable[[Store], Awaitable[object]]] = {
    "c": lambda store: put(store, record("a")),
    "d": lambda store: store.drop("d"),
    "e": lambda store: store.create(collection("e")),
}
"""Something that a request does to the collection of this name."""


@pytest.mark.parametrize("fails", [True, False])
@pytest.mark.parametrize("name", EFFECTS)
async def test_without_an_answer_neither_effect_nor_key_stays(store: Store, name: str, fails: bool) -> None:
    await store.create(collection())
    await store.create(collection("d"))
    try:
        async with store.idempotent("", "k", b"f", name) as request:
            await EFFECTS[name](store)
            if fails:
                request.keep(ANSWER)
                raise ZeroDivisionError
    except ZeroDivisionError:
        assert fails
    assert [one.name for one in await store.collections()] == ["c", "d"]
    assert await ids(store) == []
    async with store.idempotent("", "k", b"f", name) as request:
        assert request.stored is None


async def test_collections_are_created_and_dropped_under_a_key(store: Store) -> None:
    await store.create(collection("d"))
    for key, name in enumerate("de"):
        async with store.idempotent("", str(key), b"f", name) as request:
            await EFFECTS[name](store)
            request.keep(ANSWER)
    assert [one.name for one in await store.collections()] == ["e"]


async def test_a_key_of_one_collection_is_known_for_another(store: Store) -> None:
    for name in "abcdefgh":
        await store.create(collection(name))
    await insert(store, "a")
    for name in "abdefgh":
        with pytest.raises(KeyReusedError):
            async with store.idempotent("", "k", b"g", name):
                pass
    # A key that came to nothing is free for any.
    for name in "abdefgh":
        async with store.idempotent("", "new", name.encode(), name):
            pass
    async with store.idempotent("", "new", b"c", "c") as request:
        with pytest.raises(KeyReusedError):
            async with store.idempotent("", "new", b"d", "d"):
                pass
        request.keep(ANSWER)


async def test_of_requests_with_one_new_key_at_the_same_moment_one_is_done(store: Store) -> None:
    names = "abcdefgh"
    for name in names:
        await store.create(collection(name))

    async def ask(key: str, name: str) -> bool:
        try:
            async with store.idempotent("", key, name.encode(), name) as request:
                await put(store, record(key), name=name)
                request.keep(ANSWER)
        except KeyReusedError:
            return False
        return True

    for key in map(str, range(30)):
        assert sum(await asyncio.gather(*(ask(key, name) for name in names))) == 1
    assert sum([len(await ids(store, name)) for name in names]) == 30


async def test_another_request_with_the_key_is_refused(store: Store) -> None:
    await store.create(collection())
    await insert(store, "a")
    with pytest.raises(KeyReusedError):
        await insert(store, "b", fingerprint=b"g")
    assert await ids(store) == ["a"]
    assert await stored(store) == ANSWER


async def test_a_key_is_busy_while_its_request_runs(store: Store) -> None:
    await store.create(collection())
    async with store.idempotent("", "k", b"f", "c") as request:
        with pytest.raises(KeyBusyError):
            async with store.idempotent("", "k", b"f", "c"):
                pass
        with pytest.raises(KeyReusedError):
            async with store.idempotent("", "k", b"g", "c"):
                pass
        request.keep(ANSWER)
    assert await stored(store) == ANSWER


async def test_writes_after_a_request_are_no_longer_part_of_it(store: Store) -> None:
    await store.create(collection())
    await insert(store, "a")
    await put(store, record("b"))
    assert await ids(store) == ["a", "b"]


async def test_reset_clears_keys(store: Store) -> None:
    await store.create(collection())
    await insert(store, "a")
    await store.reset()
    assert await stored(store) is None


async def test_a_request_that_runs_over_a_reset_keeps_no_key(store: Store) -> None:
    async with store.idempotent("", "k", b"f", "c") as first:
        await store.reset()
        async with store.idempotent("", "k", b"g", "c") as second:
            second.keep(StoredAnswer(200))
        first.keep(ANSWER)
    async with store.idempotent("", "k", b"g", "c") as request:
        assert request.stored == StoredAnswer(200)
