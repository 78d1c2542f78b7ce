"""The contents of a store: collections, records, and answers under idempotency keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
"""float32, shape (dimension,); never written to once it is part of a record."""

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


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one vector with what belongs to it."""

    id: str
    vector: Vector
    text: str | None
    metadata: Metadata
    version: int
    created_at: int
    updated_at: int

    def created_after(self, last_version: int) -> Record:
        """This new record, where an earlier one of its id ended at a version."""
        return replace(self, version=last_version + 1)

    def next_version(
        self, *, vector: Vector, text: str | None, metadata: Metadata, updated_at: int
    ) -> Record:
        """The version after this one, with the contents given."""
        # Not by `replace`, which takes several times as long.
        return Record(
            self.id,
            vector=vector,
            text=text,
            metadata=metadata,
            version=self.version + 1,
            created_at=self.created_at,
            updated_at=updated_at,
        )


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer that is given again to a request that is sent again."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    problem: str = ""
    """The code of a problem; its body has a request id, which is each request's own."""
