"""Collections in several databases, each in one of them with all that belongs to it.

A request's transaction is one of the database that has its collection, so whatever holds on one database holds here. The
first one knows where each is; see `directory.py`. postgres_fdw would do it in SQL, and cannot: it commits on two servers
one after the other, reads before locks are taken, and has no ON CONFLICT (`benchmarks/bench_nodes.py` shows it).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from contextvars import ContextVar
from typing import TypeVar

from ..protocol import (
    CollectionMissingError,
    Hit,
    Query,
    StoreError,
    StoreUnavailableError,
    Transaction,
    Where,
)
from ..records import Collection, Record
from .connections import Session
from .directory import Directory, Place
from .key_places import KeyPlaces
from .requests import PostgresRequest
from .schema import prepare
from .settling import settle
from .store import PostgresStore

T = TypeVar("T")
_keyed: ContextVar[int | None] = ContextVar("node of a request under a key", default=None)


class DistributedStore:
    """The store of a database and of those that were added to it (`vectorizer-mock nodes`)."""

    def __init__(self, first: PostgresStore) -> None:
        self._first = first
        self._stores = {0: first}
        self._opening = asyncio.Lock()
        self._settling = asyncio.Lock()
        self._directory = Directory()
        self._keys = KeyPlaces(self._beside)
        self._counts: dict[int, int] = {}

    @classmethod
    def prepared(
        cls, url: str, *, revive: Callable[[], None] | None = None, replicas: Sequence[str] = ()
    ) -> DistributedStore:
        """The store of a database whose tables are brought up to date; StoreError where they cannot be."""
        return cls(PostgresStore.prepared(url, revive=revive, replicas=replicas))

    async def _look(self, name: str, *, place: bool = False) -> Place:
        async with self._first.beside() as session:
            return await self._directory.look(session, name, place=place)

    async def _store(self, node: int) -> PostgresStore:
        if node not in self._stores:
            if node not in self._directory.urls:
                await self._look("")  # it was added since
            async with self._opening:
                if node not in self._stores:
                    try:
                        url = self._directory.urls[node]
                        await asyncio.to_thread(prepare, url, node=True)
                    except (KeyError, StoreError):
                        raise StoreUnavailableError(f"node {node} cannot be used") from None
                    self._stores[node] = PostgresStore(url)
        return self._stores[node]

    @asynccontextmanager
    async def _beside(self, node: int) -> AsyncIterator[Session]:
        async with (await self._store(node)).beside() as session:
            yield session

    async def _at(self, name: str, call: Callable[[PostgresStore], Awaitable[T]]) -> T:
        """What a call on the store of a collection gives."""
        known = self._directory.known(name)
        if known is not None:
            self._check_key(known)
            with suppress(CollectionMissingError):
                return await call(await self._store(known))
        before, place = None, await self._look(name)
        while place != before:
            for node in place.candidates:
                self._check_key(node)
                store = await self._store(node)
                if node == place.moving_to:
                    state = await (await self._store(place.node)).arriving(name)
                    if state is None or state >= 0:
                        continue  # it was not moved away, but deleted
                    await store.receive(name, -state)
                try:
                    found = await call(store)
                except CollectionMissingError:
                    continue
                self._directory.remember(name, node)
                return found
            # It may have been moved between two questions.
            before, place = place, await self._look(name)
        raise CollectionMissingError(name)

    def _check_key(self, node: int) -> None:
        """Refuse to write to a node while the key of the request is on another one, as the collection was moved."""
        if _keyed.get() not in (None, node):
            raise StoreUnavailableError("the collection was moved to another node")

    async def _everywhere(self) -> list[int]:
        await self._look("")
        return [0, *self._directory.urls]

    async def check(self) -> None:
        await self._first.check()

    async def close(self) -> None:
        for store in self._stores.values():
            await store.close()

    async def secret(self) -> bytes:
        return await self._first.secret()

    async def reset(self) -> None:
        for node in await self._everywhere():
            await (await self._store(node)).reset()
        async with self._first.beside() as session:
            await session.run_all(("DELETE FROM places", []), ("DELETE FROM key_places", []))
        self._directory = Directory()

    async def collections(self) -> list[Collection]:
        found: dict[str, Collection] = {}
        nodes, before = await self._everywhere(), await self._moved()
        for node in nodes:
            found.update((one.name, one) for one in await (await self._store(node)).collections())
        for name, place in (await self._moved()).items():
            if place.moving_to is not None or place != before.get(name):
                found.pop(name, None)
                with suppress(CollectionMissingError):
                    found[name] = await self.collection(name)
        return [found[name] for name in sorted(found)]

    async def _moved(self) -> dict[str, Place]:
        async with self._first.beside() as session:
            return await self._directory.moved(session)

    async def count_collections(self) -> int:
        """How many there are; of a node that is lost, as many as there were last."""
        for node in await self._everywhere():
            try:
                self._counts[node] = await (await self._store(node)).count_collections()
            except StoreUnavailableError:
                if node == 0:
                    raise
        return sum(self._counts.values())

    async def collection(self, name: str) -> Collection:
        return await self._at(name, lambda store: store.collection(name))

    async def create(self, collection: Collection) -> bool:
        place = await self._look(collection.name, place=True)
        if place.moving_to is not None:
            await self._settle(collection.name)
            if (place := await self._look(collection.name)).moving_to is not None:
                raise StoreUnavailableError("a collection of this name is being moved")
        self._check_key(place.node)
        return await (await self._store(place.node)).create(collection, place.move)

    async def drop(self, name: str) -> None:
        try:
            await self._at(name, lambda store: store.drop(name))
        finally:
            with suppress(StoreUnavailableError):  # what is left then is no collection
                await self._settle(name)

    async def _settle(self, name: str) -> None:
        if (await self._look(name)).moving_to is None:
            return
        # One after another, as each has two connections at once.
        async with self._settling, self._first.beside() as session:
            await settle(session, self._directory, self._store, name)

    async def get(self, name: str, ids: Iterable[str]) -> Mapping[str, Record]:
        wanted = list(ids)
        return await self._at(name, lambda store: store.get(name, wanted))

    async def page(
        self,
        name: str,
        *,
        after: str | None,
        limit: int,
        ids: Iterable[str] | None = None,
        where: Where | None = None,
    ) -> list[Record]:
        among = None if ids is None else list(ids)
        return await self._at(
            name, lambda store: store.page(name, after=after, limit=limit, ids=among, where=where)
        )

    async def snapshot(self, name: str) -> AsyncIterator[list[Record]]:
        return await self._at(name, lambda store: store.snapshot(name))

    async def search(self, name: str, queries: Sequence[Query]) -> list[list[Hit]]:
        return await self._at(name, lambda store: store.search(name, queries))

    @asynccontextmanager
    async def transaction(self, name: str) -> AsyncIterator[Transaction]:
        async with AsyncExitStack() as stack:
            used: list[PostgresStore] = []

            async def begin(store: PostgresStore) -> Transaction:
                begun = await stack.enter_async_context(store.transaction(name))
                used.append(store)
                return begun

            transaction = await self._at(name, begin)
            try:
                yield transaction
            except CollectionMissingError:
                # Whoever waited for a lock finds it moved: all of it is to be done there.
                if [await self._store(node) for node in (await self._look(name)).candidates] != used:
                    raise StoreUnavailableError("the collection was moved to another node") from None
                raise

    @asynccontextmanager
    async def idempotent(
        self, caller: str, key: str, fingerprint: bytes, collection: str | None = None
    ) -> AsyncIterator[PostgresRequest]:
        token = _keyed.set(None)
        try:
            node = 0 if collection is None else await self._node(collection)
            store = await self._store(node)
            async with store.idempotent(caller, key, fingerprint, collection) as request:
                if request.stored is None and (node or request.has_nodes):
                    await self._keys.claim(caller, key, node)
                _keyed.set(node)
                yield request
        finally:
            _keyed.reset(token)

    async def _node(self, name: str) -> int:
        """The node that has a collection, or would get it."""
        try:
            await self._at(name, lambda store: store.collection(name))
        except CollectionMissingError:
            return (await self._look(name)).node
        return self._directory.known(name) or 0
