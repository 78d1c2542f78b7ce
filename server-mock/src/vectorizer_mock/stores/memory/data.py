"""One collection and its records in memory."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..records import Collection, Metadata, Record, Vector
from .entries import VectorEntry
from .order import SortedIds
from .table import Block, TableView, VectorTable, block

_PIECE = 256
_PIECE_NUMBERS = 65_536
_NO_METADATA: Metadata = {}
"""One for all, as nobody changes it."""


def _record(key: str, entry: VectorEntry, vector: Vector) -> Record:
    return Record(key, vector, entry.text, entry.metadata, entry.version, entry.created_at, entry.updated_at)


def _entry(row: int, record: Record) -> VectorEntry:
    metadata = record.metadata or _NO_METADATA
    return VectorEntry(row, record.text, metadata, record.version, record.created_at, record.updated_at)


@dataclass(slots=True)
class Writes:
    """Records as they are about to be written."""

    entries: dict[str, VectorEntry] = field(default_factory=dict)
    """Of ids that are there."""
    before: list[VectorEntry] = field(default_factory=list)
    """The entries that they take the place of."""
    new: list[Record] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    """Where the vectors go that are there and change."""
    blocks: list[Block] = field(default_factory=list)
    """Their vectors, and then those of new records."""
    count: int = 0
    at: int = 0


@dataclass(slots=True)
class Erasure:
    """Records that are about to be deleted: their versions, rows, and entries."""

    versions: dict[str, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    before: list[VectorEntry] = field(default_factory=list)


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
        self._updated_at = collection.updated_at
        self.entries: dict[str, VectorEntry] = {}
        self.table = VectorTable(collection.dimension)
        self.order = SortedIds()
        self.writing = asyncio.Lock()
        self.changes = 0
        """How often a record was written or deleted."""
        self.last_versions: dict[str, int] = {}
        """Of ids that were deleted."""

    def describe(self) -> Collection:
        own = self.settings
        # Not by `replace`, which takes longer than all else that a small request asks of a store.
        return Collection(
            own.name,
            own.dimension,
            own.metric,
            own.provider,
            own.created_at,
            self._updated_at,
            vector_count=len(self.entries),
        )

    def read(self, key: str) -> Record | None:
        entry = self.entries.get(key)
        if entry is None:
            return None
        return _record(key, entry, self.table.read(entry.row))

    def read_many(self, ids: Iterable[str]) -> dict[str, Record]:
        known = self.entries
        found = {key: entry for key in ids if (entry := known.get(key)) is not None}
        if len(found) == 1:
            return {key: _record(key, entry, self.table.read(entry.row)) for key, entry in found.items()}
        vectors = self.table.read_many([entry[0] for entry in found.values()])
        # By position, and without a call of `_record`, as this is done for each hit of a search.
        return {
            key: Record(key, vector, *entry[1:])
            for (key, entry), vector in zip(found.items(), vectors, strict=True)
        }

    def look_at(self, ids: Iterable[str]) -> dict[str, Record]:
        """The records without copies of their vectors, which hold until somebody writes."""
        known, matrix = self.entries, self.table.matrix
        return {
            key: Record(key, matrix[entry[0]], *entry[1:])
            for key in ids
            if (entry := known.get(key)) is not None
        }

    def write(self, record: Record) -> None:
        writes = Writes()
        for _ in self.prepare([record], {}, writes):
            pass
        self.apply(writes)

    def prepare(
        self, records: Sequence[Record], read: Mapping[str, Record], writes: Writes
    ) -> Iterator[None]:
        """Fill in `writes`, some records a step; nothing else may be written until they are applied.

        The vector of a record that has it from the one that was read is there already.
        """
        moved: list[Record] = []
        if len(records) > 1:
            records = list({record.id: record for record in records}.values())
        for number, record in enumerate(records):
            if number % _PIECE == _PIECE - 1:
                yield
            entry, before = self.entries.get(record.id), read.get(record.id)
            if entry is None:
                writes.new.append(record)
                continue
            writes.entries[record.id] = _entry(entry.row, record)
            writes.before.append(entry)
            if before is None or before.vector is not record.vector:
                moved.append(record)
                writes.rows.append(entry.row)
        placed = [*moved, *writes.new]
        for start in range(0, len(placed), _PIECE):
            if start:
                yield
            writes.blocks.append(block([record.vector for record in placed[start : start + _PIECE]]))
        writes.count = len(records)
        writes.at = max([record.updated_at for record in records])

    def apply(self, writes: Writes) -> None:
        """Let what was prepared take effect."""
        self.entries.update(writes.entries)
        rows = writes.rows
        for record in writes.new:
            self.last_versions.pop(record.id, None)
            row = self.table.take(record.id)
            self.order.add(record.id)
            self.entries[record.id] = _entry(row, record)
            rows.append(row)
        for number, one in enumerate(writes.blocks):
            self.table.write_many(rows[number * _PIECE : (number + 1) * _PIECE], one)
        self.order.settle()
        self.changes += writes.count
        self.touch(writes.at)

    def erase(self, keys: Iterable[str]) -> None:
        erasure = Erasure()
        for _ in self.prepare_erasure(keys, erasure):
            pass
        self.apply_erasure(erasure)

    def prepare_erasure(self, keys: Iterable[str], erasure: Erasure) -> Iterator[None]:
        """Fill in `erasure`, some records a step; nothing else may be written until it is applied."""
        for number, key in enumerate(keys):
            if number % _PIECE == _PIECE - 1:
                yield
            entry = self.entries.get(key)
            if entry is not None and key not in erasure.versions:
                erasure.versions[key] = entry.version
                erasure.rows.append(entry.row)
                erasure.before.append(entry)

    def apply_erasure(self, erasure: Erasure) -> None:
        deque(map(self.entries.pop, erasure.versions), maxlen=0)
        self.last_versions.update(erasure.versions)
        self.table.remove(erasure.rows)
        self.order.remove(erasure.versions)
        self.changes += len(erasure.rows)

    def touch(self, at: int) -> None:
        self._updated_at = max(at, self._updated_at)
