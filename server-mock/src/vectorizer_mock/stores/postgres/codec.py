"""Vectors and records in PostgreSQL's binary form, many at once: no object or call for each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from psycopg.adapt import Dumper
from psycopg.pq import Format

from ..records import Metadata, Record, Vector

META = "r.id, r.text, r.metadata, r.version, r.created_at, r.updated_at"
"""A record without its vector."""
COLUMNS = "r.id, v.embedding, r.text, r.metadata, r.version, r.created_at, r.updated_at"
"""The columns that `record` reads, of records `r` with their vectors `v`."""
_BIGINT, _TEXT, _FLOAT8 = 20, 25, 701
"""The numbers of types, the same everywhere."""
_SIZE = Struct(">i")
_NULL = _SIZE.pack(-1)
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
    return _array(element, len(vectors), rows.tobytes())


def _array(element: int, count: int, data: bytes, nulls: bool = False) -> Packed:
    # One dimension, whether there are nulls, the elements' type, how many, and that they are counted from 1.
    return Packed(np.array([1, nulls, element, count, 1], dtype=">i4").tobytes() + data)


def packed_texts(texts: Sequence[str | bytes | None]) -> Packed:
    """For `::text[]`; psycopg looks for what to quote in each of them."""
    raw = [text.encode("utf-8") if isinstance(text, str) else text for text in texts]
    pack = _SIZE.pack
    parts = [_NULL if text is None else pack(len(text)) + text for text in raw]
    return _array(_TEXT, len(raw), b"".join(parts), nulls=None in raw)


def packed_integers(numbers: Sequence[int]) -> Packed:
    """For `::bigint[]`."""
    rows = np.empty(len(numbers), dtype=[("size", ">i4"), ("number", ">i8")])
    rows["size"], rows["number"] = 8, numbers
    return _array(_BIGINT, len(numbers), rows.tobytes())


def packed_floats(numbers: npt.NDArray[np.float64]) -> Packed:
    """For `::float8[]`."""
    rows = np.empty(len(numbers), dtype=[("size", ">i4"), ("number", ">f8")])
    rows["size"], rows["number"] = 8, numbers
    return _array(_FLOAT8, len(numbers), rows.tobytes())


def vector(data: bytes) -> Vector:
    """float32, shape (dimension,), from `vector`."""
    return np.frombuffer(data, dtype=">f4", offset=_HEADER).astype(np.float32)


def norms(vectors: Sequence[Vector]) -> npt.NDArray[np.float64]:
    """Euclidean norms in float64, which no float32 vector can overflow."""
    if not vectors:
        return np.empty(0)
    rows = np.concatenate(vectors).reshape(len(vectors), -1)
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64)))


def record(row: Sequence[Any]) -> Record:
    """A record from the columns of `COLUMNS`."""
    key, embedding, text, metadata, version, created_at, updated_at = row
    return Record(key, vector(embedding), text, metadata, version, created_at, updated_at)


def json_text(value: Metadata | str) -> bytes:
    """JSON as PostgreSQL's `json` keeps it, to the letter: `jsonb` and `text` lack U+0000, and `jsonb` the order."""
    return orjson.dumps(value)
