"""The interface of a store: all of it is data, so that a database can do it in SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from .records import Collection, Metadata, Record, StoredAnswer, Vector


class CollectionMissingError(LookupError):
    """The collection named is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class KeyReusedError(ValueError):
    """The idempotency key belongs to a request with another fingerprint."""


class KeyBusyError(RuntimeError):
    """The first request with this idempotency key still runs."""


class StoreError(Exception):
    """The store cannot be used, and somebody has to do something about it."""


class StoreUnavailableError(StoreError):
    """The store cannot be used at the moment, and nothing was written."""


class StoreOutcomeUnknownError(StoreError):
    """The store was lost while it wrote: nobody knows whether it did."""


class Where(Protocol):
    """A condition on metadata: a store in this process calls it, a database translates its tree."""

    @property
    def tree(self) -> Any: ...

    def matches(self, metadata: Metadata) -> bool: ...


@dataclass(frozen=True, slots=True)
class Query:
    """One search: the nearest `limit` records to `vector`, of those that match `where` and score `threshold` or more."""

    vector: Vector
    limit: int
    threshold: float | None = None
    where: Where | None = None


def check_dimension(collection: Collection, queries: Sequence[Query]) -> None:
    """CollectionMissingError where the collection that queries were made for is gone, and this one is another."""
    if any(len(query.vector) != collection.dimension for query in queries):
        raise CollectionMissingError(collection.name)


class Hit(NamedTuple):
    """A record that was found, and its score."""

    record: Record
    score: float


class Transaction(Protocol):
    """Reads and writes of one collection that happen together or not at all."""

    @property
    def collection(self) -> Collection: ...

    async def get(self, ids: Iterable[str], beside: Mapping[str, Vector] | None = None) -> dict[str, Record]:
        """The records of these ids.

        `beside` has the vectors that their own are going to be compared with, and nothing else is to be done with
        those: one that is another may be UNREAD.
        """

    async def last_versions(self, ids: Iterable[str]) -> dict[str, int]:
        """The last versions of those ids whose records were deleted, for as long as the collection is there."""

    async def select(self, where: Where) -> list[Record]:
        """The records that match, whose vectors may be UNREAD."""

    async def select_ids(self, where: Where) -> list[str]:
        """The ids alone of what `select` gives."""

    async def put(self, records: Iterable[Record]) -> None: ...

    async def delete(self, ids: Iterable[str], at: int) -> None: ...


class IdempotentRequest(Protocol):
    """A request that has an idempotency key."""

    @property
    def stored(self) -> StoredAnswer | None:
        """The answer to an earlier request with this key; there is nothing to do where there is one."""

    def keep(self, answer: StoredAnswer) -> None:
        """Store this answer under the key when the request ends."""


class Store(Protocol):
    """Where collections, their records, and the answers under idempotency keys live.

    Any method may raise StoreUnavailableError, and what writes StoreOutcomeUnknownError.
    """

    async def collections(self) -> list[Collection]: ...

    async def collection(self, name: str) -> Collection: ...

    async def count_collections(self) -> int: ...

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

    async def search(self, name: str, queries: Sequence[Query]) -> list[list[Hit]]:
        """The hits of each query, best first by the collection's metric, and by id where scores are equal."""

    def transaction(self, name: str) -> AbstractAsyncContextManager[Transaction]:
        """Reads and writes of one collection; the writes take effect together when it ends without an error."""

    def idempotent(
        self, caller: str, key: str, fingerprint: bytes, collection: str | None = None
    ) -> AbstractAsyncContextManager[IdempotentRequest]:
        """A request under a caller's key; KeyReusedError or KeyBusyError where the key is another request's.

        It changes this collection alone, or is about none.

        All that the task writes to this store inside of it is one transaction with the answer that is kept. An error,
        or an end without `keep`, leaves neither effects nor key behind.
        """

    async def secret(self) -> bytes:
        """Random bytes that every server of this store has, and nobody else."""

    async def check(self) -> None:
        """StoreUnavailableError where it is known to be of no use."""

    async def reset(self) -> None:
        """Delete everything: collections, records and keys."""

    async def close(self) -> None:
        """Give back what it holds; it is not used again."""
