"""A transaction: one writer's reads and writes in a collection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from ...work import let_go, pause, wait
from ..protocol import Where
from ..records import Collection, Record, Vector
from .data import CollectionData, Erasure, Writes
from .matching import find_matching

_MANY = 4096
_READ_AT_ONCE = 256


class Locks:
    """Locks that are held until all are given back."""

    def __init__(self) -> None:
        self._held: list[asyncio.Lock] = []

    async def take(self, lock: asyncio.Lock) -> None:
        """Hold a lock, unless it is held here already."""
        if lock not in self._held:
            await wait(lock.acquire())
            self._held.append(lock)

    def release(self) -> None:
        for lock in self._held:
            lock.release()
        self._held.clear()


class MemoryTransaction:
    """Writes are held back until the end, so that a failure leaves nothing behind.

    Given the locks and the effects of a request under a key, it holds them back until the end of that, in which nobody
    else may write.
    """

    _data: CollectionData

    def __init__(
        self,
        find: Callable[[], CollectionData],
        locks: Locks | None = None,
        effects: list[Callable[[], object]] | None = None,
    ) -> None:
        self._find = find
        self._locks = locks or Locks()
        self._effects = effects
        self._puts: list[Record] = []
        self._deletes: list[str] = []
        self._deleted_at = 0
        self._read: dict[str, Record] = {}
        self._writes = Writes()
        self._erasure = Erasure()

    async def __aenter__(self) -> MemoryTransaction:
        try:
            while True:
                data = self._find()
                await self._locks.take(data.writing)
                if self._find() is data:
                    break
                # It was made again while its lock was waited for.
        except BaseException:
            self._give_back()
            raise
        self._data = data
        return self

    async def __aexit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                await self._prepare()
                if self._effects is None:
                    self._commit()
                else:
                    self._effects.append(self._commit)
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._effects is None:
            self._locks.release()

    @property
    def collection(self) -> Collection:
        return self._data.settings

    async def get(self, ids: Iterable[str], beside: Mapping[str, Vector] | None = None) -> dict[str, Record]:
        wanted, found = list(ids), {}
        for start in range(0, len(wanted), _READ_AT_ONCE):
            if start:
                await pause()
            # Nobody else writes until this transaction ends, and what it writes is another vector.
            found.update(self._data.look_at(wanted[start : start + _READ_AT_ONCE]))
        self._read.update(found)
        return found

    async def last_versions(self, ids: Iterable[str]) -> dict[str, int]:
        known = self._data.last_versions
        return {key: known[key] for key in ids if key in known}

    async def select_ids(self, where: Where) -> list[str]:
        return [key for key, _ in (await find_matching(where, self._data)).now()]

    async def select(self, where: Where) -> list[Record]:
        matching = await find_matching(where, self._data)
        records = []
        for number, (key, _) in enumerate(matching.now()):
            if number % _READ_AT_ONCE == 0:
                await pause()
            record = self._data.read(key)
            if record is not None:
                self._read[key] = record
                records.append(record)
        return records

    async def put(self, records: Iterable[Record]) -> None:
        self._puts.extend(records)

    async def delete(self, ids: Iterable[str], at: int) -> None:
        self._deletes.extend(ids)
        self._deleted_at = max(at, self._deleted_at)

    async def _prepare(self) -> None:
        """Work out what is to be written, with others served meanwhile."""
        if self._puts:
            for _ in self._data.prepare(self._puts, self._read, self._writes):
                await pause()
        if self._deletes:
            for _ in self._data.prepare_erasure(self._deletes, self._erasure):
                await pause()

    def _commit(self) -> None:
        if self._puts:
            self._data.apply(self._writes)
        if self._deletes:
            if self._writes.new:  # which may be among them
                self._erasure = Erasure()
                self._data.erase(self._deletes)
            self._data.apply_erasure(self._erasure)
            self._data.touch(self._deleted_at)
        if len(self._read) + len(self._puts) + len(self._deletes) > _MANY:
            let_go(self._puts, list(self._read.values()), self._writes.before, self._erasure.before)
            self._read.clear()
