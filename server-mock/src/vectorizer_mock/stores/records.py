"""The contents of a store: collections, records, and answers under idempotency keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
"""float32, shape (dimension,); never written to once it is part of a record."""

UNREAD: Vector = np.empty(0, dtype=np.float32)
"""The vector of a record whose own was not read; where the record is written, it stays as it is."""

Metadata = dict[str, Any]
"""Open JSON; never mutated once it is part of a record, so that parts may be shared between versions."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of vectors of one dimension under one metric. Times are microseconds since 1970, UTC."""

    name: str
    dimension: int
    metric: str
    provider: str
    created_at: int
    updated_at: int
    vector_count: int = 0


class Record(NamedTuple):
    """One version of one vector with what belongs to it. A tuple, as a frozen dataclass takes thrice as long to make."""

    id: str
    vector: Vector
    text: str | None
    metadata: Metadata
    version: int
    created_at: int
    updated_at: int

    def created_after(self, last_version: int) -> Record:
        """This new record, where an earlier one of its id ended at a version."""
        return self._replace(version=last_version + 1)

    def next_version(
        self, *, vector: Vector, text: str | None, metadata: Metadata, updated_at: int
    ) -> Record:
        """The version after this one, with the contents given."""
        # Not by `_replace`, which takes several times as long.
        return Record(self.id, vector, text, metadata, self.version + 1, self.created_at, updated_at)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer that is given again to a request that is sent again."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    problem: str = ""
    """The code of a problem; its body has a request id, which is each request's own."""
