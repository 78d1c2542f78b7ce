"""A collection's state, and records as answers show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle.expected import AbsentField, Exactly, Stamp
from vectorizer_conformance.oracle.record import Embed, Record


@dataclass
class StoredRecord:
    """A record and the times that the server gave it."""

    record: Record
    created: Stamp = field(default_factory=Stamp)
    updated: Stamp = field(init=False)

    def __post_init__(self) -> None:
        self.updated = Stamp(after=self.created)

    def write(self, record: Record) -> str:
        """Take a new version; gives back `updated` or `unchanged`."""
        if record is self.record:
            return "unchanged"
        self.record, self.updated = record, Stamp(after=self.updated)
        return "updated"

    def shown(self, ident: str, *, with_vector: bool, with_metadata: bool = True) -> dict[str, Any]:
        """The record as get, list and export show it."""
        record = self.record
        return {
            "id": ident,
            "vector": record.vector if with_vector else AbsentField(),
            "text": record.text if record.text is not None else AbsentField(),
            "metadata": Exactly(dict(record.metadata)) if with_metadata else AbsentField(),
            "version": record.version,
            "created_at": self.created,
            "updated_at": self.updated,
        }


@dataclass
class Collection:
    """Settings and records."""

    name: str
    dimension: int
    metric: str
    embedder: Any
    created: Stamp = field(default_factory=Stamp)
    records: dict[str, StoredRecord] = field(default_factory=dict)
    last_versions: dict[str, int] = field(default_factory=dict)
    """Of ids that were deleted: a new record of the id begins above it."""

    @property
    def embed(self) -> Embed:
        return lambda text: self._embed(text)

    def _embed(self, text: str) -> Vector:
        found: Vector = self.embedder(text, self.dimension)
        return found

    def create(self, ident: str, record: Record) -> None:
        """Add a record that is not there, at the first version of its id or the one after its last."""
        version = self.last_versions.get(ident, 0) + 1
        self.records[ident] = StoredRecord(replace(record, version=version))

    def remove(self, ident: str) -> None:
        """Delete a record that is there."""
        self.last_versions[ident] = self.records.pop(ident).record.version

    def shown(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "dimension": self.dimension,
            "metric": self.metric,
            "embedding": {"provider": "hashing"},
            "vector_count": len(self.records),
            "created_at": self.created,
            "updated_at": Stamp(after=self.created),
        }

    def written(self, ident: str, status: str) -> dict[str, Any]:
        """A `WriteResult`."""
        stored = self.records[ident]
        return {
            "collection": self.name,
            "id": ident,
            "status": status,
            "version": stored.record.version,
            "created_at": stored.created,
            "updated_at": stored.updated,
        }

    def sorted(self) -> list[tuple[str, StoredRecord]]:
        """Records by id in code point order."""
        return sorted(self.records.items())


def settings(args: Mapping[str, Any], embedder: Any) -> Collection:
    """The new collection of a `createCollection`."""
    return Collection(args["name"], args.get("dimension", 384), args.get("metric", "cosine"), embedder)
