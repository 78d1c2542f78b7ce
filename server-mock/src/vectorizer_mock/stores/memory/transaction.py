"""A transaction: one writer's reads and writes in a collection."""

from __future__ import annotations

from collections.abc import Iterable

from ...work import pause
from ..protocol import Where
from ..records import Collection, Record
from .data import CollectionData
from .matching import find_matching

_READ_AT_ONCE = 256


class MemoryTransaction:
    """Writes are held back until the end, so that a failure leaves nothing behind."""

    def __init__(self, data: CollectionData) -> None:
        self._data = data
        self._puts: list[Record] = []
        self._deletes: list[tuple[str, int]] = []
        self._read: dict[str, Record] = {}

    @property
    def collection(self) -> Collection:
        return self._data.settings

    async def get(self, ids: Iterable[str]) -> dict[str, Record]:
        found = self._data.read_many(ids)
        self._read.update(found)
        return found

    async def last_versions(self, ids: Iterable[str]) -> dict[str, int]:
        known = self._data.last_versions
        return {key: known[key] for key in ids if key in known}

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
        self._deletes.extend((key, at) for key in ids)

    def commit(self) -> None:
        self._data.write_many(self._puts, self._read)
        for key, at in self._deletes:
            self._data.erase(key)
            self._data.touch(at)
