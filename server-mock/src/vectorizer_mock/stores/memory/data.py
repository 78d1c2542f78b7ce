"""One collection and its records in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace

from ..records import Collection, Record, Vector
from .entries import VectorEntry
from .order import SortedIds
from .table import TableView, VectorTable

_PIECE = 256
_PIECE_NUMBERS = 65_536


def _record(key: str, entry: VectorEntry, vector: Vector) -> Record:
    return Record(key, vector, entry.text, entry.metadata, entry.version, entry.created_at, entry.updated_at)


async def pieces(keys: list[str], entries: list[VectorEntry], view: TableView) -> AsyncIterator[list[Record]]:
    """The records in pieces that are read as they are asked for."""
    step = max(1, min(_PIECE, _PIECE_NUMBERS // view.matrix.shape[1]))
    for start in range(0, len(keys), step):
        stop = start + step
        vectors = view.read_many([entry.row for entry in entries[start:stop]])
        piece = zip(keys[start:stop], entries[start:stop], vectors, strict=True)
        yield [_record(key, entry, vector) for key, entry, vector in piece]


class CollectionData:
    """A collection and its records, by id and in a table of vectors."""

    def __init__(self, collection: Collection) -> None:
        self.settings = collection
        self.entries: dict[str, VectorEntry] = {}
        self.table = VectorTable(collection.dimension)
        self.order = SortedIds()
        self.writing = asyncio.Lock()
        self.changes = 0
        """How often a record was written or deleted."""
        self.last_versions: dict[str, int] = {}
        """Of ids that were deleted."""

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
        self.write_many([record], {})

    def write_many(self, records: Sequence[Record], read: Mapping[str, Record]) -> None:
        """Write records; the vector of one that has it from the record that was read is there already."""
        rows: list[int] = []
        vectors: list[Vector] = []
        for record in records:
            key, vector = record.id, record.vector
            entry, before = self.entries.get(key), read.get(key)
            if entry is None:
                self.last_versions.pop(key, None)
                row = self.table.take(key)
                self.order.add(key)
            else:
                row = entry.row
            if entry is None or before is None or before.vector is not vector:
                rows.append(row)
                vectors.append(vector)
            self.entries[key] = VectorEntry(
                row, record.text, record.metadata, record.version, record.created_at, record.updated_at
            )
        for start in range(0, len(rows), _PIECE):
            self.table.write_many(rows[start : start + _PIECE], vectors[start : start + _PIECE])
        self.changes += len(records)
        if records:
            self.touch(max(record.updated_at for record in records))

    def erase(self, key: str) -> None:
        entry = self.entries.pop(key, None)
        if entry is not None:
            self.changes += 1
            self.last_versions[key] = entry.version
            self.table.remove(entry.row)
            self.order.remove(key)

    def touch(self, at: int) -> None:
        if at > self.settings.updated_at:
            self.settings = replace(self.settings, updated_at=at)
