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
from . import catalogue
from .committing import commit
from .connections import Connections, Session, Statement
from .reading import MOMENT, Snapshot, read_many, read_page
from .replicas import Replicas
from .requests import PostgresRequest, forget
from .schema import prepare
from .searching import search_all
from .transaction import PostgresTransaction

_CONNECTIONS = 16
_EXPORTS = 8
"""As many at once, as each has a connection of its own for as long as its client reads."""
_FORGET_EVERY = 60.0
"""Seconds between two looks for keys that are to be forgotten."""

_current: ContextVar[PostgresRequest | None] = ContextVar("request in a database", default=None)


class PostgresStore:
    """Collections in a database, over so many connections at once.

    Args:
        revive: Starts the database again where it has ended.
        replicas: URLs of databases that follow it, for searches.
    """

    def __init__(
        self,
        url: str,
        *,
        connections: int = _CONNECTIONS,
        revive: Callable[[], None] | None = None,
        replicas: Sequence[str] = (),
    ) -> None:
        self._connections = Connections(url, connections, revive)
        self._replicas = Replicas(replicas, connections)
        # Who writes may wait for others: some connections are left to those who read.
        self._writers = asyncio.Semaphore(max(1, connections * 3 // 4))
        self._exports = 0
        self._secret: bytes | None = None
        self._is_lost = False
        self._forgotten = time.monotonic()

    @classmethod
    def prepared(
        cls, url: str, *, revive: Callable[[], None] | None = None, replicas: Sequence[str] = ()
    ) -> PostgresStore:
        """The store of a database whose tables are brought up to date; StoreError where they cannot be."""
        prepare(url)
        return cls(url, revive=revive, replicas=replicas)

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

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[Session]:
        """A connection that is no request's."""
        async with self._connections.session() as session:
            yield session

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
        self._replicas.close()

    async def collections(self) -> list[Collection]:
        async with self._session() as session:
            return await catalogue.read_all(session)

    async def collection(self, name: str) -> Collection:
        async with self._session() as session:
            return (await catalogue.find(session, name))[1]

    async def count_collections(self) -> int:
        async with self._session() as session:
            return await catalogue.count(session)

    async def create(self, collection: Collection, move: int = 0) -> bool:
        """False, and nothing done, when there is one of that name, or a move after `move` has taken it away."""
        async with self._transacted() as session:
            return await catalogue.create(session, collection, move)

    async def drop(self, name: str, *, copy: bool = False) -> None:
        async with self._transacted() as session:
            await catalogue.drop(session, name, copy=copy)

    async def arriving(self, name: str) -> int | None:
        async with self._session() as session:
            return await catalogue.arriving(session, name)

    async def receive(self, name: str, move: int) -> None:
        """Let a copy be the collection, as its move took that away where it was."""
        async with self.beside() as session:
            await catalogue.receive(session, name, move)

    async def get(self, name: str, ids: Iterable[str]) -> Mapping[str, Record]:
        async with self._session() as session:
            number, _ = await catalogue.find(session, name)
            return await read_many(session, number, name, list(ids))

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
            number, _ = await catalogue.find(session, name)
            return await read_page(session, number, name, after, limit, ids, where)

    async def snapshot(self, name: str) -> AsyncIterator[list[Record]]:
        """Every record by id as it is now, in pieces."""
        if self._exports >= _EXPORTS:
            raise StoreUnavailableError("too many exports at once")
        self._exports += 1
        try:
            session = await self._connections.open()
        except BaseException:
            self._exports -= 1
            raise
        snapshot = Snapshot(session, self._end_export)
        try:
            await session.run(MOMENT)
            number, collection = await catalogue.find(session, name)
            await snapshot.begin(number, collection.dimension)
        except BaseException:
            snapshot.end()
            raise
        return snapshot

    def _end_export(self) -> None:
        self._exports -= 1

    async def search(self, name: str, queries: Sequence[Query]) -> list[list[Hit]]:
        for replica in self._replicas.usable():
            try:
                async with replica.connections.session() as session:
                    number, collection, ef_search = await catalogue.find_indexed(session, name)
                    return await search_all(session, number, collection, ef_search, queries)
            except CollectionMissingError:
                break  # it has not heard yet of this one
            except StoreUnavailableError:
                replica.rest()
        async with self._session() as session:
            number, collection, ef_search = await catalogue.find_indexed(session, name)
            return await search_all(session, number, collection, ef_search, queries)

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
            transaction = PostgresTransaction(session, *await catalogue.find(session, name, begin=is_own))
            yield transaction
            statements = await transaction.flush()
            if is_own:
                await commit(self._connections, session, statements)
            elif statements:
                await session.run_all(*statements)

    @asynccontextmanager
    async def idempotent(
        self, caller: str, key: str, fingerprint: bytes, collection: str | None = None
    ) -> AsyncIterator[PostgresRequest]:
        async with self._writing(), self._connections.session() as session:
            request = PostgresRequest(self, session, caller, key, fingerprint, collection)
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
            await catalogue.empty(session)
            await commit(self._connections, session, [("UPDATE server SET epoch = epoch + 1", [])])
