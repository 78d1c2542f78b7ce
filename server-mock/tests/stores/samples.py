"""Collections, records and conditions to store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from vectorizer_mock.stores import Collection, Metadata, Record, Store


@dataclass(frozen=True)
class Matches:
    """A condition on one field: it equals a value."""

    key: str
    value: Any
    tree: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", {self.key: self.value})

    @property
    def matches(self) -> Callable[[Metadata], bool]:
        return lambda metadata: metadata.get(self.key) == self.value


def collection(name: str = "c", dimension: int = 2, metric: str = "cosine") -> Collection:
    return Collection(name, dimension, metric, "hashing", 1, 1)


def record(key: str, vector: tuple[float, ...] = (1, 0), version: int = 1, **metadata: Any) -> Record:
    return Record(key, np.array(vector, dtype=np.float32), None, metadata, version, 1, version)


async def put(store: Store, *records: Record, name: str = "c") -> None:
    async with store.transaction(name) as transaction:
        await transaction.put(records)


async def ids(store: Store, name: str = "c") -> list[str]:
    """The ids of all records, in the order of a snapshot."""
    return [one.id async for piece in await store.snapshot(name) for one in piece]
