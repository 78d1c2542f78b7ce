"""The store in a PostgreSQL database with pgvector, which any number of servers may share.

Whoever writes to an id, or to many at once, does so alone; reads see what is committed, each of one moment.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from contextvars import ContextVar

from ...work import wait
from ..protocol import CollectionMissingError, Hit, Query, StoreUnavailableError, Where
from ..records import Collection, Record
from . import locks
from .committing import commit
from .connections import Connections, Session, Statement
from .reading import Snapshot, moment, read_many, read_page
from .requests import PostgresRequest, forget
from .schema import prepare
from .searching import search
from .transaction import PostgresTransaction

_CONNECTIONS = 16
_FORGET_EVERY = 60.0
"""Seconds between two looks for keys that are to be forgotten."""
_FOUND = """
SELECT c.number, c.name, c.dimension, c.metric, c.provider, c.created_at,
  greatest(c.updated_at, max(t.updated_at)), coalesce(sum(t.vectors), 0)::bigint
FROM collections c LEFT JOIN tallies t ON t.collection = c.number
"""
_GROUPED = "GROUP BY c.number ORDER BY c.name"
_OF_COLLECTIONS = ("tallies", "records", "vectors", "deleted")

_current: ContextVar[PostgresRequest | None] = ContextVar("request in a database", default=None)


class PostgresStore:
    """Collections in a database, over so many connections at once; `revive` starts it again where it has ended."""

    def __init__(
        self, url: str, *, connections: int = _CONNECTIONS, revive: Callable[[], None] | None = None
    ) -> None:
        self._connections = Connections(url, connections, revive)
        # Who writes may wait for others: some connections are left to those who read.
        self._writers = asyncio.Semaphore(max(1, connections * 3 // 4))
        self._secret: bytes | None = None
        self._is_lost = False
        self._forgotten = time.monotonic()

    @classmethod
    def prepared(cls, url: str, *, revive: Callable[[], None] | None = None) -> PostgresStore:
        """The store of a database whose tables are brought up to date; StoreError where they cannot be."""
        prepare(url)
        return cls(url, revive=revive)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Session]:
        """The connection of the request under a key that runs, or one for now."""
        request = self._request()
        if request is not None:
            yield request.session
            return
        try:
            async with self._connections.session() as session:
                yield session
                self._is_lost = False
        except StoreUnavailableError:
            self._is_lost = True
            raise

    def _request(self) -> PostgresRequest | None:
        request = _current.get()
        return request if request is not None and request.store is self else None

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[None]:
        await wait(self._writers.acquire())
        try:
            yield
        finally:
            self._writers.release()

    async def check(self) -> None:
        if self._is_lost:
            async with self._connections.session() as session:
                await session.run("SELECT 1")
            self._is_lost = False

    async def close(self) -> None:
        self._connections.close()

    async def collections(self) -> list[Collection]:
        async with self._session() as session:
            return [Collection(*row[1:]) async for row in await session.run(f"{_FOUND} {_GROUPED}")]

    async def collection(self, name: str) -> Collection:
        async with self._session() as session:
            return (await _find(session, name))[1]

    async def count_collections(self) -> int:
        async with self._session() as session:
            row = await (await session.run("SELECT count(*) FROM collections")).fetchone()
            return int(row[0]) if row else 0

    async def create(self, collection: Collection) -> bool:
        """False, and nothing done, when there is one of that name."""
        async with self._transacted() as session:
            made = await session.run(
                "INSERT INTO collections (name, dimension, metric, provider, created_at, updated_at)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (name) DO NOTHING RETURNING 1",
                collection.name,
                collection.dimension,
                collection.metric,
                collection.provider,
                collection.created_at,
                collection.updated_at,
            )
            return await made.fetchone() is not None

    async def drop(self, name: str) -> None:
        async with self._transacted() as session:
            number, _ = await _find(session, name)
            # Nobody writes to it from here on, so that nothing of it stays behind.
            _, gone = await session.run_all(
                locks.whole(number), ("DELETE FROM collections WHERE number = %s RETURNING 1", [number])
            )
            if await gone.fetchone() is None:
                raise CollectionMissingError(name)
            await session.run_all(
                *((f"DELETE FROM {table} WHERE collection = %s", [number]) for table in _OF_COLLECTIONS)
            )

    async def get(self, name: str, ids: Iterable[str]) -> Mapping[str, Record]:
        async with self._session() as session:
            number, _ = await _find(session, name)
            return await read_many(session, number, list(ids))

    async def page(
        self,
        name: str,
        *,
        after: str | None,
        limit: int,
        ids: Iterable[str] | None = None,
        where: Where | None = None,
    ) -> list[Record]:
        """Up to `limit` records in id order, from the first id after `after`."""
        async with self._session() as session:
            number, _ = await _find(session, name)
            return await read_page(session, number, after, limit, ids, where)

    async def snapshot(self, name: str) -> AsyncIterator[list[Record]]:
        """Every record by id as it is now, in pieces."""
        session = await self._connections.open()
        try:
            await session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            number, collection = await _find(session, name)
            snapshot = Snapshot(session, collection.dimension)
            await snapshot.begin(number)
        except BaseException:
            session.close()
            raise
        return snapshot

    async def search(self, name: str, queries: Sequence[Query]) -> list[list[Hit]]:
        async with self._session() as session:
            number, collection = await _find(session, name)
            async with moment(session):
                return [await search(session, number, collection, query) for query in queries]

    @asynccontextmanager
    async def _transacted(self) -> AsyncIterator[Session]:
        """A connection in a transaction, which ends here unless it is a request's."""
        async with self._session() as session:
            if self._request() is not None:
                yield session
                return
            await session.run("BEGIN")
            yield session
            await commit(self._connections, session, [("SELECT 1", [])])

    @asynccontextmanager
    async def transaction(self, name: str) -> AsyncIterator[PostgresTransaction]:
        is_own = self._request() is None
        async with self._writing() if is_own else nullcontext(), self._session() as session:
            if is_own:
                await session.run("BEGIN")
            transaction = PostgresTransaction(session, *await _find(session, name))
            yield transaction
            statements = await transaction.flush()
            if is_own:
                await commit(self._connections, session, statements)
            elif statements:
                await session.run_all(*statements)

    @asynccontextmanager
    async def idempotent(self, caller: str, key: str, fingerprint: bytes) -> AsyncIterator[PostgresRequest]:
        async with self._writing(), self._connections.session() as session:
            request = PostgresRequest(self, session, caller, key, fingerprint)
            await request.begin()
            if request.stored is not None:
                await session.rollback()
                yield request
                return
            token = _current.set(request)
            try:
                yield request
            finally:
                _current.reset(token)
            if request.answer is not None and await request.store_answer(request.answer):
                await commit(self._connections, session, [("SELECT 1", []), *self._forget()])

    def _forget(self) -> list[Statement]:
        now = time.monotonic()
        if now - self._forgotten < _FORGET_EVERY:
            return []
        self._forgotten = now
        return forget()

    async def secret(self) -> bytes:
        if self._secret is None:
            async with self._session() as session:
                row = await (await session.run("SELECT secret FROM server")).fetchone()
                assert row is not None
                self._secret = bytes(row[0])
        return self._secret

    async def reset(self) -> None:
        async with self._connections.session() as session:
            await session.run("BEGIN")
            numbers = [
                row[0] async for row in await session.run("SELECT number FROM collections ORDER BY number")
            ]
            await session.run_all(
                *map(locks.whole, numbers),
                *(
                    (f"DELETE FROM {table} WHERE collection = ANY(%s)", [numbers])
                    for table in _OF_COLLECTIONS
                ),
                ("DELETE FROM collections WHERE number = ANY(%s)", [numbers]),
                ("DELETE FROM keys", []),
            )
            await commit(self._connections, session, [("UPDATE server SET epoch = epoch + 1", [])])


async def _find(session: Session, name: str) -> tuple[int, Collection]:
    found = await session.run(f"{_FOUND} WHERE c.name = %s {_GROUPED}", name)
    row = await found.fetchone()
    if row is None:
        raise CollectionMissingError(name)
    return row[0], Collection(*row[1:])
