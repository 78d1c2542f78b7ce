"""One collection and its records in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..records import Collection, Metadata, Record, Vector
from .matching import FilterMatches
from .order import SortedIds
from .table import VectorTable

_PIECE = 256


@dataclass(frozen=True, slots=True)
class VectorEntry:
    """One version of a record; its vector is a row of the table."""

    row: int
    text: str | None
    metadata: Metadata
    version: int
    created_at: int
    updated_at: int


def _record(key: str, entry: VectorEntry, vector: Vector) -> Record:
    return Record(key, vector, entry.text, entry.metadata, entry.version, entry.created_at, entry.updated_at)


async def pieces(
    keys: list[str], entries: list[VectorEntry], vectors: npt.NDArray[np.float32]
) -> AsyncIterator[list[Record]]:
    for start in range(0, len(keys), _PIECE):
        stop = start + _PIECE
        piece = zip(keys[start:stop], entries[start:stop], vectors[start:stop], strict=True)
        yield [_record(key, entry, vector) for key, entry, vector in piece]


class CollectionData:
    """A collection and its records, by id and in a table of vectors."""

    def __init__(self, collection: Collection) -> None:
        self.settings = collection
        self.entries: dict[str, VectorEntry] = {}
        self.table = VectorTable(collection.dimension)
        self.order = SortedIds()
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
        entry = self.entries.get(record.id)
        if entry is None:
            self.last_versions.pop(record.id, None)
            row = self.table.add(record.id, record.vector)
            self.order.add(record.id)
        else:
            row = entry.row
            self.table.write(row, record.vector)
        self.entries[record.id] = VectorEntry(
            row, record.text, record.metadata, record.version, record.created_at, record.updated_at
        )
        self.touch(record.updated_at)

    def erase(self, key: str) -> None:
        entry = self.entries.pop(key, None)
        if entry is not None:
            self.last_versions[key] = entry.version
            self.table.remove(entry.row)
            self.order.remove(key)

    def touch(self, at: int) -> None:
        if at > self.settings.updated_at:
            self.settings = replace(self.settings, updated_at=at)

    def rows(self, matches: FilterMatches | None) -> npt.NDArray[np.intp] | None:
        if matches is None:
            return None
        matching = [entry.row for key, entry in self.entries.items() if matches.matches(key, entry)]
        return np.array(matching, dtype=np.intp)
