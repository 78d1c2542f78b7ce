"""What the engine asks of a store; the memory store answers in-process, a database would in SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from .records import Collection, Metadata, Record


class CollectionMissingError(LookupError):
    """The collection named is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Where(Protocol):
    """A condition on metadata: a store in this process calls it, a database translates its tree."""

    @property
    def tree(self) -> Any: ...

    def matches(self, metadata: Metadata) -> bool: ...


class Rows(Protocol):
    """The vectors of one collection as rows of a matrix; rows that are not live hold rubbish."""

    @property
    def matrix(self) -> npt.NDArray[np.float32]: ...

    @property
    def norms(self) -> npt.NDArray[np.float64]: ...

    @property
    def live(self) -> npt.NDArray[np.bool_]: ...

    @property
    def ids(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Scored:
    """A row that was found, and its score."""

    row: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, and its score."""

    record: Record
    score: float


class Ranking(Protocol):
    """One or several searches over one collection, ready to be ranked."""

    @property
    def wheres(self) -> Sequence[Where | None]: ...

    def rank(self, rows: Rows, candidates: Sequence[npt.NDArray[np.intp] | None]) -> list[list[Scored]]: ...


class Transaction(Protocol):
    """Reads and writes of one collection that happen together or not at all."""

    @property
    def collection(self) -> Collection: ...

    async def get(self, ids: Iterable[str]) -> dict[str, Record]: ...

    async def select(self, where: Where) -> list[Record]: ...

    async def put(self, records: Iterable[Record]) -> None: ...

    async def delete(self, ids: Iterable[str], at: int) -> None: ...


class Store(Protocol):
    """Where collections and their records live."""

    async def collections(self) -> list[Collection]: ...

    async def collection(self, name: str) -> Collection: ...

    async def create(self, collection: Collection) -> bool: ...

    async def drop(self, name: str) -> None: ...

    async def get(self, name: str, ids: Iterable[str]) -> Mapping[str, Record]: ...

    async def page(
        self,
        name: str,
        *,
        after: str | None,
        limit: int,
        ids: Iterable[str] | None = None,
        where: Where | None = None,
    ) -> list[Record]: ...

    async def snapshot(self, name: str) -> AsyncIterator[list[Record]]: ...

    async def search(self, name: str, ranking: Ranking) -> list[list[Hit]]: ...

    def transaction(self, name: str) -> AbstractAsyncContextManager[Transaction]: ...

    async def reset(self) -> None: ...
