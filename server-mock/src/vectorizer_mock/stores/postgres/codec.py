"""Vectors and records in PostgreSQL's binary form, many at once: no object or call for each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from psycopg.adapt import Dumper
from psycopg.pq import Format

from ..records import Metadata, Record, Vector

COLUMNS = "r.id, v.embedding, r.text, r.metadata, r.version, r.created_at, r.updated_at"
"""What `record` reads, of records `r` with their vectors `v`."""
_HEADER = 4
"""Bytes before the numbers of a vector: its dimension and two that are unused."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A value in the binary form of the type that the statement casts it to."""

    data: bytes


class PackedDumper(Dumper):
    """Passes what is packed on as it is."""

    format = Format.BINARY
    oid = 0

    def dump(self, obj: Packed) -> bytes:
        return obj.data


def packed_vector(vector: Vector) -> Packed:
    """For `::vector`."""
    return Packed(len(vector).to_bytes(2, "big") + b"\0\0" + vector.astype(">f4").tobytes())


def packed_vectors(vectors: Sequence[Vector], element: int) -> Packed:
    """For `::vector[]`: vectors of one dimension, where `element` is the number of their type."""
    dimension = len(vectors[0])
    rows = np.empty(
        len(vectors),
        dtype=[("size", ">i4"), ("dimension", ">i2"), ("unused", ">i2"), ("numbers", ">f4", (dimension,))],
    )
    rows["size"], rows["dimension"], rows["unused"] = _HEADER + 4 * dimension, dimension, 0
    rows["numbers"] = vectors
    # One dimension, no nulls, the elements' type, how many, and that they are counted from 1.
    header = np.array([1, 0, element, len(vectors), 1], dtype=">i4")
    return Packed(header.tobytes() + rows.tobytes())


def vector(data: bytes) -> Vector:
    """float32, shape (dimension,), from `vector`."""
    return np.frombuffer(data, dtype=">f4", offset=_HEADER).astype(np.float32)


def norms(vectors: Sequence[Vector]) -> list[float]:
    """Euclidean norms in float64, which no float32 vector can overflow."""
    wide = np.asarray(vectors, dtype=np.float64)
    found: list[float] = np.sqrt(np.add.reduce(wide * wide, axis=1)).tolist()
    return found


def record(row: Sequence[Any]) -> Record:
    """A record from the columns of `COLUMNS`."""
    key, embedding, text, metadata, version, created_at, updated_at = row
    return Record(key, vector(embedding), text, metadata, version, created_at, updated_at)


def json_text(value: Metadata | str) -> str:
    """JSON as PostgreSQL's `json` keeps it, to the letter: `jsonb` and `text` lack U+0000, and `jsonb` the order."""
    return orjson.dumps(value).decode("utf-8")
