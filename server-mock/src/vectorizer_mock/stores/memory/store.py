"""The store in this process's memory.

Whoever writes to a collection does so alone; reads come between. What a transaction writes takes effect in one step.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from copy import deepcopy
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..protocol import CollectionMissingError, Hit, Query, Where, check_dimension
from ..records import Collection, Record, StoredAnswer
from .data import CollectionData, pieces
from .keys import KeyEntry, KeyLimits, KeyTable
from .matching import find_matching, match_entries
from .search_queue import SearchQueue
from .transaction import Locks, MemoryTransaction

if TYPE_CHECKING:
    from .index import Builder


class MemoryRequest:
    """A request under a key: its effects are held back until its answer is there."""

    def __init__(self, store: MemoryStore, entry: KeyEntry) -> None:
        self.store = store
        self.entry = entry
        self.effects: list[Callable[[], object]] = []
        self.answer: StoredAnswer | None = None
        self.locks = Locks()

    @property
    def stored(self) -> StoredAnswer | None:
        return self.entry.answer

    def keep(self, answer: StoredAnswer) -> None:
        self.answer = answer


_current: ContextVar[MemoryRequest | None] = ContextVar("idempotent request", default=None)


class MemoryStore:
    """Collections in dictionaries and matrices; gone when the process ends."""

    def __init__(
        self, limits: KeyLimits | None = None, secret: bytes | None = None, builder: Builder | None = None
    ) -> None:
        self._secret = secret or secrets.token_bytes(32)
        self._builder = builder
        self._collections: dict[str, CollectionData] = {}
        self._queues: dict[str, SearchQueue] = {}
        self._keys = KeyTable(limits or KeyLimits())

    def _commit(self, effect: Callable[[], object]) -> None:
        request = _current.get()
        if request is not None and request.store is self:
            request.effects.append(effect)
        else:
            effect()

    def _find(self, name: str) -> CollectionData:
        try:
            return self._collections[name]
        except KeyError:
            raise CollectionMissingError(name) from None

    async def collections(self) -> list[Collection]:
        return [self._collections[name].describe() for name in sorted(self._collections)]

    async def collection(self, name: str) -> Collection:
        return self._find(name).describe()

    async def count_collections(self) -> int:
        return len(self._collections)

    def _queue(self, name: str, data: CollectionData) -> SearchQueue:
        queue = self._queues.get(name)
        if queue is None or queue.data is not data:
            is_there = self._collections.get(name) is data  # not dropped meanwhile
            queue = SearchQueue(data, self._builder.index(data) if self._builder and is_there else None)
            if is_there:
                self._queues[name] = queue
        return queue

    def _end_queues(self, *names: str) -> None:
        for name in names or tuple(self._queues):
            queue = self._queues.pop(name, None)
            if queue is not None and queue.index is not None:
                queue.index.close()

    async def create(self, collection: Collection) -> bool:
        """False, and nothing done, when there is one of that name."""
        if collection.name in self._collections:
            return False
        self._commit(lambda: self._collections.update({collection.name: CollectionData(collection)}))
        return True

    async def drop(self, name: str) -> None:
        self._find(name)
        self._commit(lambda: self._forget(name))

    def _forget(self, name: str) -> None:
        self._collections.pop(name, None)
        self._end_queues(name)

    async def get(self, name: str, ids: Iterable[str]) -> Mapping[str, Record]:
        return self._find(name).read_many(ids)

    async def page(
        self,
        name: str,
        *,
        after: str | None,
        limit: int,
        ids: Iterable[str] | None = None,
        where: Where | None = None,
    ) -> list[Record]:
        """Up to `limit` records in id order, from the first id after `after`."""
        data = self._find(name)
        keys: Iterable[str] = data.order.after(after)
        if ids is not None:
            wanted = sorted({key for key in ids if after is None or key > after})
            keys = (key for key in wanted if key in data.entries)
        if where is not None:
            entries = data.entries
            # While others are served, records come and go.
            now = ((key, entry) for key in keys if (entry := entries.get(key)) is not None)
            matches = await match_entries(where, now, enough=limit)
            keys = data.order.after(after) if ids is None else (key for key in wanted if key in entries)
            keys = (key for key in keys if matches.matches(key, entries[key]))
        return list(data.read_many(islice(keys, limit)).values())

    async def snapshot(self, name: str) -> AsyncIterator[list[Record]]:
        """Every record by id as it is now, in pieces."""
        data = self._find(name)
        keys = list(data.order.after(None))
        entries = [data.entries[key] for key in keys]
        return pieces(keys, entries, data.table.view())

    async def search(self, name: str, queries: Sequence[Query]) -> list[list[Hit]]:
        data = self._find(name)
        check_dimension(data.settings, queries)
        matching = [
            None if query.where is None else await find_matching(query.where, data) for query in queries
        ]
        return await self._queue(name, data).search(queries, matching)

    def transaction(self, name: str) -> MemoryTransaction:
        find = partial(self._find, name)
        request = _current.get()
        if request is not None and request.store is self:
            return MemoryTransaction(find, request.locks, request.effects)
        return MemoryTransaction(find)

    @asynccontextmanager
    async def idempotent(
        self, caller: str, key: str, fingerprint: bytes, collection: str | None = None
    ) -> AsyncIterator[MemoryRequest]:
        request = MemoryRequest(self, self._keys.begin(caller, key, fingerprint))
        if request.stored is not None:
            yield request
            return
        token = _current.set(request)
        try:
            yield request
            if request.answer is not None:
                for effect in request.effects:
                    effect()
                self._keys.finish(request.entry, request.answer)
        finally:
            _current.reset(token)
            request.locks.release()
            if request.stored is None:
                self._keys.abandon(request.entry)

    async def secret(self) -> bytes:
        return self._secret

    async def check(self) -> None:
        """Memory is always there."""

    async def close(self) -> None:
        self._end_queues()
        if self._builder is not None:
            self._builder.close()

    async def reset(self) -> None:
        self._collections.clear()
        self._end_queues()
        self._keys.clear()

    def copy(self) -> Any:
        """All of it as it is now, for `restore`; what never changes is shared."""
        return _copied(self._collections), self._keys.copy()

    def restore(self, copy: Any) -> None:
        """Be as at the time of a copy, which may be restored again. Requests under way end with what was there before."""
        collections, keys = copy
        self._collections = _copied(collections)
        self._end_queues()
        self._keys.restore(keys)

    def move_keys(self, seconds: float) -> None:
        """Let idempotency keys be as much older."""
        self._keys.moved = seconds


def _copied(collections: dict[str, CollectionData]) -> dict[str, CollectionData]:
    """Copies that change by themselves: they share what never changes, and nobody holds their locks."""
    known: dict[int, Any] = {}
    for data in collections.values():
        known.update((id(entry), entry) for entry in data.entries.values())
        known[id(data.writing)] = asyncio.Lock()
    return deepcopy(collections, known)
