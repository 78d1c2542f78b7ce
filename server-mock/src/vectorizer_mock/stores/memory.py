"""The store in this process's memory.

Nothing here waits but `judge`, which comes before a call looks at anything else: no other request runs between two
later steps, and a transaction needs no lock.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from ._judged import Judged, judge
from ._order import SortedIds
from ._table import VectorTable
from .protocol import CollectionMissingError, Hit, Ranking, Where
from .records import Collection, Metadata, Record, Vector

_PIECE = 256


@dataclass(frozen=True, slots=True)
class _Entry:
    row: int
    text: str | None
    metadata: Metadata
    version: int
    created_at: int
    updated_at: int


def _record(key: str, entry: _Entry, vector: Vector) -> Record:
    return Record(key, vector, entry.text, entry.metadata, entry.version, entry.created_at, entry.updated_at)


async def _pieces(
    keys: list[str], entries: list[_Entry], vectors: npt.NDArray[np.float32]
) -> AsyncIterator[list[Record]]:
    for start in range(0, len(keys), _PIECE):
        stop = start + _PIECE
        piece = zip(keys[start:stop], entries[start:stop], vectors[start:stop], strict=True)
        yield [_record(key, entry, vector) for key, entry, vector in piece]


class _Shelf:
    """One collection and what is in it."""

    def __init__(self, collection: Collection) -> None:
        self.settings = collection
        self.entries: dict[str, _Entry] = {}
        self.table = VectorTable(collection.dimension)
        self.order = SortedIds()

    def describe(self) -> Collection:
        return replace(self.settings, vector_count=len(self.entries))

    def read(self, key: str) -> Record | None:
        entry = self.entries.get(key)
        if entry is None:
            return None
        return _record(key, entry, self.table.read(entry.row))

    def read_many(self, ids: Iterable[str]) -> dict[str, Record]:
        found = ((key, self.read(key)) for key in ids)
        return {key: record for key, record in found if record is not None}

    def write(self, record: Record) -> None:
        entry = self.entries.get(record.id)
        if entry is None:
            row = self.table.add(record.id, record.vector)
            self.order.add(record.id)
        else:
            row = entry.row
            self.table.write(row, record.vector)
        self.entries[record.id] = _Entry(
            row, record.text, record.metadata, record.version, record.created_at, record.updated_at
        )
        self.touch(record.updated_at)

    def erase(self, key: str) -> None:
        entry = self.entries.pop(key, None)
        if entry is not None:
            self.table.remove(entry.row)
            self.order.remove(key)

    def touch(self, at: int) -> None:
        if at > self.settings.updated_at:
            self.settings = replace(self.settings, updated_at=at)

    def rows(self, judged: Judged | None) -> npt.NDArray[np.intp] | None:
        if judged is None:
            return None
        matching = [entry.row for key, entry in self.entries.items() if judged.matches(key, entry)]
        return np.array(matching, dtype=np.intp)


class _Transaction:
    """Writes are held back until the end, so that a failure leaves nothing behind."""

    def __init__(self, shelf: _Shelf) -> None:
        self._shelf = shelf
        self._puts: list[Record] = []
        self._deletes: list[tuple[str, int]] = []

    @property
    def collection(self) -> Collection:
        return self._shelf.settings

    async def get(self, ids: Iterable[str]) -> dict[str, Record]:
        return self._shelf.read_many(ids)

    async def select(self, where: Where) -> list[Record]:
        judged = await judge(where, self._shelf.entries.items())
        entries = self._shelf.entries.items()
        return list(
            self._shelf.read_many(key for key, entry in entries if judged.matches(key, entry)).values()
        )

    async def put(self, records: Iterable[Record]) -> None:
        self._puts.extend(records)

    async def delete(self, ids: Iterable[str], at: int) -> None:
        self._deletes.extend((key, at) for key in ids)

    def commit(self) -> None:
        for record in self._puts:
            self._shelf.write(record)
        for key, at in self._deletes:
            self._shelf.erase(key)
            self._shelf.touch(at)


class MemoryStore:
    """Collections in dictionaries and matrices; gone when the process ends."""

    def __init__(self) -> None:
        self._shelves: dict[str, _Shelf] = {}

    def _shelf(self, name: str) -> _Shelf:
        try:
            return self._shelves[name]
        except KeyError:
            raise CollectionMissingError(name) from None

    async def collections(self) -> list[Collection]:
        return [self._shelves[name].describe() for name in sorted(self._shelves)]

    async def collection(self, name: str) -> Collection:
        return self._shelf(name).describe()

    async def create(self, collection: Collection) -> bool:
        """False, and nothing done, when there is one of that name."""
        if collection.name in self._shelves:
            return False
        self._shelves[collection.name] = _Shelf(collection)
        return True

    async def drop(self, name: str) -> None:
        self._shelf(name)
        del self._shelves[name]

    async def get(self, name: str, ids: Iterable[str]) -> Mapping[str, Record]:
        return self._shelf(name).read_many(ids)

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
        shelf = self._shelf(name)
        keys: Iterable[str] = shelf.order.after(after)
        if ids is not None:
            wanted = sorted({key for key in ids if after is None or key > after})
            keys = (key for key in wanted if key in shelf.entries)
        if where is not None:
            entries = shelf.entries
            judged = await judge(where, ((key, entries[key]) for key in keys), enough=limit)
            keys = shelf.order.after(after) if ids is None else (key for key in wanted if key in entries)
            keys = (key for key in keys if judged.matches(key, entries[key]))
        return list(shelf.read_many(islice(keys, limit)).values())

    async def snapshot(self, name: str) -> AsyncIterator[list[Record]]:
        """Every record by id as it is now, in pieces."""
        shelf = self._shelf(name)
        keys = list(shelf.order.after(None))
        entries = [shelf.entries[key] for key in keys]
        return _pieces(keys, entries, shelf.table.read_many([entry.row for entry in entries]))

    async def search(self, name: str, ranking: Ranking) -> list[list[Hit]]:
        shelf = self._shelf(name)
        judged = [
            None if where is None else await judge(where, shelf.entries.items()) for where in ranking.wheres
        ]
        ranked = ranking.rank(shelf.table, [shelf.rows(one) for one in judged])
        return [
            [
                Hit(record, scored.score)
                for scored in found
                if (record := shelf.read(shelf.table.ids[scored.row]))
            ]
            for found in ranked
        ]

    @asynccontextmanager
    async def transaction(self, name: str) -> AsyncIterator[_Transaction]:
        transaction = _Transaction(self._shelf(name))
        yield transaction
        transaction.commit()

    async def reset(self) -> None:
        self._shelves.clear()
